"""`directory.yaml`: the units, their roles and where their messages go."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from adapter.intake.directory import read_units
from adapter.intake.document import parse
from adapter.intake.faults import Faults
from adapter.model.directory import ANSWERS, FORMATS, MODES, Endpoint, EndpointAuth, Unit
from adapter.model.errors import ConfigurationError

_ENDPOINT = {"id", "url", "mode", "answers", "auth", "maxInFlight", "system", "format", "hook"}
_AUTH = {"type", "secret"}
AUTH_TYPES = ("none", "bearer")
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_SECRET = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
_IN_FLIGHT = 4
_MOST_IN_FLIGHT = 64


class FileDirectory:
    """The units of one file, read once."""

    def __init__(self, units: Mapping[str, Unit], endpoints: Mapping[str, Endpoint]) -> None:
        self._units = dict(units)
        self._endpoints = dict(endpoints)

    def unit(self, hsa_id: str) -> Unit | None:
        """The unit, or None when the file does not have it."""
        return self._units.get(hsa_id)

    def units(self) -> tuple[Unit, ...]:
        """Every unit."""
        return tuple(self._units.values())

    def endpoint(self, endpoint_id: str) -> Endpoint | None:
        """The endpoint of that id."""
        return self._endpoints.get(endpoint_id)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Every endpoint, once each."""
        return tuple(self._endpoints.values())


class InFlight:
    """How many deliveries an endpoint takes at once, as the directory says."""

    def __init__(self, directory: FileDirectory | None) -> None:
        self._directory = directory

    def __call__(self, endpoint_id: str) -> int:
        """The endpoint's `maxInFlight`; the directory's default for mailboxes and for what has left the directory."""
        endpoint = self._directory.endpoint(endpoint_id) if self._directory else None
        return (endpoint or Endpoint(endpoint_id, None)).max_in_flight


def may_call(url: str, *, sandbox: bool) -> bool:
    """Whether an address may be called at all: https, or in the sandbox plain http to the machine itself (semantics 37)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - raises on a port that is no number
    except ValueError:
        return False
    if not host or parts.username or parts.password or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and sandbox and _loopback(host))


def read(text: str, name: str, *, region: str, sandbox: bool = False) -> FileDirectory:
    """Units of a YAML text called `name`; `region` stands where a unit names none.

    Raises `ConfigurationError` with every fault found.
    """
    rows = parse(text, name)
    found = Faults()
    units = read_units(_without_endpoints(rows), region=region, path="", faults=found)
    faults = [f"{fault.path}: {fault.text}" for fault in found]
    endpoints: dict[str, Endpoint] = {}
    for position, row in enumerate(rows if isinstance(rows, list) else []):
        stated = row.get("endpoint") if isinstance(row, dict) else None
        if stated is None:
            continue
        wrong = list(_endpoint_faults(stated, sandbox=sandbox))
        if not wrong:
            endpoint = _endpoint(stated, endpoints)
            wrong.extend(_sharing_faults(endpoint, endpoints))
            unit = units.get(row["unit"]) if isinstance(row.get("unit"), str) else None
            if unit is not None:
                units[unit.unit] = replace(unit, endpoint=endpoint)
        faults.extend(f"[{position}].endpoint: {fault}" for fault in wrong)
    if faults:
        raise ConfigurationError("\n".join(f"{name}: {fault}" for fault in faults))
    return FileDirectory(units, endpoints)


def _without_endpoints(rows: object) -> object:
    if not isinstance(rows, list):
        return rows
    return [
        {member: value for member, value in row.items() if member != "endpoint"}
        if isinstance(row, dict)
        else row
        for row in rows
    ]


def _sharing_faults(endpoint: Endpoint, known: dict[str, Endpoint]) -> Iterator[str]:
    if endpoint.url is None and endpoint.mode != "mailbox":
        yield "the first unit that names an id describes it"
    elif known.setdefault(endpoint.id, endpoint) != endpoint:
        yield "another unit describes the same id differently"


def _endpoint(row: Mapping[str, object], known: Mapping[str, Endpoint]) -> Endpoint:
    identifier = str(row["id"])
    if set(row) == {"id"} and identifier in known:
        return known[identifier]
    auth = row.get("auth")
    credential = (
        EndpointAuth(str(auth["type"]), str(auth["secret"]) if auth.get("secret") else None)
        if isinstance(auth, Mapping)
        else EndpointAuth()
    )
    mode = str(row.get("mode", "message"))
    return Endpoint(
        id=identifier,
        url=str(row["url"]) if row.get("url") else None,
        mode=mode,
        # a native receiver's body is ignored unless it says otherwise (contract 7)
        answers=str(row.get("answers", "status" if mode == "native" else "bundle")),
        auth=credential,
        max_in_flight=int(str(row.get("maxInFlight", _IN_FLIGHT))),
        system=str(row["system"]) if row.get("system") else None,
        format=str(row.get("format", FORMATS[0])),
        hook=str(row["hook"]) if row.get("hook") else None,
    )


def _endpoint_faults(row: object, *, sandbox: bool) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "a mapping is wanted"
        return
    yield from _member_faults(row, _ENDPOINT, {"id"})
    if not _ID.fullmatch(str(row.get("id"))):
        yield "id: lower-case letters, digits, dots and hyphens, at most 64"
    yield from _code_faults(row, {"mode": MODES, "answers": ANSWERS, "format": FORMATS})
    most = row.get("maxInFlight", 1)
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= _MOST_IN_FLIGHT:
        yield f"maxInFlight: a number from 1 to {_MOST_IN_FLIGHT}"
    if set(row) == {"id"}:
        return
    yield from _mode_faults(row)
    if row.get("hook") is not None and not may_call(str(row["hook"]), sandbox=sandbox):
        yield "hook: an https address without credentials (loopback only in the sandbox)"
    if row.get("mode", "message") == "mailbox":
        if row.get("url"):
            yield "url: a mailbox has none"
    elif not may_call(str(row.get("url")), sandbox=sandbox):
        yield "url: an https address without credentials (loopback only in the sandbox)"
    if row.get("auth") is not None:
        yield from _auth_faults(row["auth"])


def _mode_faults(row: Mapping[str, object]) -> Iterator[str]:
    if row.get("mode") == "transaction" and row.get("answers") == "async":
        yield "answers: a server answers a transaction at once: bundle or status"
    system = row.get("system")
    if system is not None and (row.get("mode") != "native" or not isinstance(system, str)):
        yield "system: the name of a source system, and only with mode native"
    if row.get("format") is not None and system is None:
        yield "format: only with system"


def _auth_faults(row: object) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "auth: a mapping is wanted"
        return
    yield from _member_faults(row, _AUTH, {"type"})
    yield from _code_faults(row, {"type": AUTH_TYPES})
    named = isinstance(row.get("secret"), str) and _SECRET.fullmatch(row["secret"]) is not None
    if (row.get("type") == "bearer") != named:
        yield "auth.secret: the name of a secret, for bearer and for nothing else"


def _member_faults(row: Mapping[object, object], allowed: set[str], wanted: set[str]) -> Iterator[str]:
    yield from (f"unknown member {key}" for key in row if key not in allowed)
    yield from (f"member {key} is missing" for key in sorted(wanted) if key not in row)


def _code_faults(row: Mapping[object, object], codes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for member, allowed in codes.items():
        if row.get(member) is not None and row[member] not in allowed:
            yield f"{member}: one of {', '.join(allowed)}"


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
