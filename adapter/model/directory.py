"""Units and where their messages go: what the directory answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapter.model.identifiers import organisation_of

ROLES = (
    "slutenvard",
    "psykiatrisk-slutenvard",
    "geriatrisk-slutenvard",
    "akutmottagning",
    "primarvard",
    "specialistmottagning",
    "psykiatrisk-oppenvard",
    "kommun-socialtjanst",
    "kommun-halsovard",
    "kommun-rehab",
    "extern",
)
INPATIENT = frozenset({"slutenvard", "psykiatrisk-slutenvard", "geriatrisk-slutenvard"})
OPEN_CARE = frozenset({"primarvard", "specialistmottagning", "psykiatrisk-oppenvard"})
"""Region-financed open care (VB-ROLE-16)."""
MUNICIPAL = frozenset({"kommun-socialtjanst", "kommun-halsovard", "kommun-rehab"})
ORGANISATIONS = ("region", "kommun", "extern")
HOOK = "hook"
"""How an endpoint is called that is told of something by a subscription: no mode of the directory."""
MODES = ("message", "transaction", "native", "mailbox")
FORMATS = ("json", "csv", "xml")
ANSWERS = ("bundle", "status", "async")


@dataclass(frozen=True, slots=True)
class EndpointAuth:
    """How we present ourselves to an endpoint; `secret` names a setting, never the secret itself."""

    type: str = "none"
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a unit's messages are delivered; units may share one by `id`.

    `system` is the source system in whose names, and in whose `format`, a native endpoint wants its messages.
    `hook` is where notifications of subscriptions go when that is elsewhere than its messages, which a mailbox has no other way for.
    """

    id: str
    url: str | None
    mode: str = "message"
    answers: str = "bundle"
    auth: EndpointAuth = EndpointAuth()
    max_in_flight: int = 4
    system: str | None = None
    format: str = "json"
    hook: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the directory. `region`, `provider` and `principal` are already defaulted (semantics 10); `phone` is for paper."""

    unit: str
    role: str
    name: str
    organisation: str
    region: str
    provider: str
    principal: str
    municipality: str | None = None
    electronic: bool = True
    endpoint: Endpoint | None = None
    phone: str | None = None

    @property
    def has_system(self) -> bool:
        """Whether electronic messages reach it: it has a system of its own, which an external actor never has."""
        return self.electronic and "extern" not in {self.role, self.organisation}

    @property
    def pulls(self) -> bool:
        """Whether it fetches what is for it from a mailbox, having no server of its own."""
        return self.endpoint is None or self.endpoint.mode == "mailbox"

    @property
    def queue(self) -> str:
        """Where what is for it waits: its endpoint's id, or its mailbox."""
        return f"mailbox:{self.unit}" if self.endpoint is None or self.pulls else self.endpoint.id


def notified_at(unit: Unit | None, stated: str) -> str | None:
    """The address at which a unit is notified that names an endpoint of its own, by address or by id; None for any other."""
    endpoint = unit.endpoint if unit is not None and unit.has_system else None
    if endpoint is None:
        return None
    known = [address for address in (endpoint.hook, endpoint.url) if address]
    if stated == endpoint.id:
        return next(iter(known), None)
    return stated if stated in known else None


def provider_of(hsa_id: str, units: Mapping[str, Unit]) -> str:
    """A unit's care provider; the organisation in its HSA-id where the directory lacks it (semantics 10)."""
    unit = units.get(hsa_id)
    return unit.provider if unit else organisation_of(hsa_id)
