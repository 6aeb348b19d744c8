"""A native SVU message: the one shape that everything which comes in becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapter.model.consent import Consent
from adapter.model.identifiers import PatientId

REGIONS = ("vasterbotten", "norrbotten", "halland", "stockholm", "vastmanland", "sverige")
ACTIONS = ("new", "revise", "cancel", "forward", "approve", "close", "annul")
FUNCTIONS = (
    "behandlande-lakare",
    "fast-vardkontakt",
    "samordningsansvarig",
    "chefsoverlakare",
    "delegerad-overlakare",
    "primarvardslakare",
    "bistandshandlaggare",
    "verksamhetschef",
    "delegerad-verksamhetschef",
    "annan",
)
LEGAL_FORMS = ("frivillig", "lpt", "lrv", "opt", "orv")
OPEN_COMPULSORY = frozenset({"opt", "orv"})
"""Open compulsory care, of psychiatry and of forensic psychiatry."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff: the one who sends, or the one who decided (`content.decidedBy`)."""

    name: str | None = None
    title: str | None = None
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """The sending unit's HSA-id, and the person who sends."""

    unit: str
    person: Staff | None = None


@dataclass(frozen=True, slots=True)
class EpisodeRef:
    """The inpatient stay (vårdtillfälle) a message belongs to."""

    id: str
    admitted_at: datetime
    legal_form: str = "frivillig"


@dataclass(frozen=True, slots=True)
class Withhold:
    """The sender's own secrecy decision against a recipient."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outage:
    """Late entry of what was done on paper, with its real time."""

    reason: str
    original_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """`contract.md` §1. `content` is JSON as the kind's table in `model/kinds.py` allows, instants kept as text."""

    message_id: str
    kind: str
    action: str
    region: str
    sent_at: datetime
    sender: Sender
    recipients: tuple[str, ...]
    patient: PatientId
    episode: EpisodeRef | None = None
    relates_to: str | None = None
    withhold: tuple[Withhold, ...] = ()
    outage: Outage | None = None
    consent: Consent | None = None
    content: Mapping[str, object] = field(default_factory=dict)
