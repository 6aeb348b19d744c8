"""Read a scenario (`contract.md` §4): everything that a case needs to be decided on a desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast

from adapter.intake.consent import read_consent
from adapter.intake.directory import read_units
from adapter.intake.faults import Faults, under
from adapter.intake.members import Reader, code, day, flag, instant, many, municipality, struct, text
from adapter.intake.native import read_message
from adapter.model.consent import Consent, ConsentRecord
from adapter.model.directory import Unit, provider_of
from adapter.model.errors import InputError
from adapter.model.identifiers import NumberForm, normalised
from adapter.model.liability import BRANCHES
from adapter.model.message import REGIONS, Message
from adapter.model.person import Address, HumanName, NoHit, Person, Protection, RegisterAnswer, Silent


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay counted for liability: municipality code, day zero, the day of leaving, the branch of inpatient care."""

    municipality: str
    day_zero: date
    left: date | None = None
    branch: str | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """`at` is None only when neither the file nor a message says a time.

    `person` is the register's answer for the message's number: no hit when the scenario's person has another.
    `consents` are the register's records, received when they were recorded (semantics 12), oldest first.
    """

    region: str
    at: datetime | None = None
    units: Mapping[str, Unit] = field(default_factory=dict)
    person: RegisterAnswer = field(default_factory=Silent)
    guardians: tuple[RegisterAnswer, ...] = ()
    consents: tuple[ConsentRecord, ...] = ()
    history: tuple[Message, ...] = ()
    message: Message | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    rates: Mapping[str, object] = field(default_factory=dict)
    stays: tuple[Stay, ...] | None = None


_MEMBERS = (
    "region",
    "at",
    "directory",
    "person",
    "consents",
    "history",
    "message",
    "facts",
    "rates",
    "stays",
)
_read_region = code(REGIONS)
_IDENTITY: Mapping[str, Reader] = {
    "identifier": text,
    "registerHit": flag,
    "protection": code(tuple(Protection)),
}
_read_guardian = struct(_IDENTITY, ("identifier",))


def _guardian(value: object, path: str, faults: Faults) -> object:
    if isinstance(value, str):
        value = {"identifier": value}
    return _read_guardian(value, path, faults)


_read_person = struct(
    {
        **_IDENTITY,
        "municipality": municipality,
        "deceased": day,
        "name": struct({"given": many(text), "family": text}, ("family",)),
        "address": struct({"line": many(text), "postalCode": text, "city": text}, ("postalCode", "city")),
        "guardians": many(_guardian),
        "placedBy": municipality,
        "test": flag,
        "linked": many(text),
        "primary": text,
    }
)
_read_stay = struct(
    {"municipality": municipality, "dayZero": day, "left": day, "branch": code(BRANCHES)},
    ("municipality", "dayZero"),
)


def read(document: object) -> Scenario:
    """The scenario in a parsed document; raises InputError with every fault, paths from the document's root."""
    faults = Faults()
    if not isinstance(document, dict):
        faults.wrong_type("", "an object holding a scenario, as in docs/examples/stay.yaml")
        raise InputError(tuple(faults))
    scenario = _scenario(document, faults)
    if scenario is None or len(faults):
        raise InputError(tuple(faults))
    return scenario


def _scenario(document: Mapping[str, object], faults: Faults) -> Scenario | None:
    given = {name: value for name, value in document.items() if value is not None}
    for name in given:
        if name not in _MEMBERS:
            faults.unknown("", name, _MEMBERS)
    if "region" not in given:
        faults.missing("region")
    region = (
        cast("str | None", _read_region(given["region"], "region", faults)) if "region" in given else None
    )
    message = read_message(given["message"], "message", faults) if "message" in given else None
    at = message.sent_at if message else None
    if "at" in given:
        at = instant(given["at"], "at", faults)
    # An unread region has its own fault; units then belong to any, so that theirs are told too.
    units = read_units(
        given.get("directory", []), region=region or "sverige", path="directory", faults=faults
    )
    person, guardians = _person(given.get("person"), message, faults)
    consents = _list(given, "consents", faults)
    history = _list(given, "history", faults)
    read_consents = [
        read_consent(item, f"consents[{number}]", faults) for number, item in enumerate(consents)
    ]
    read_history = [read_message(item, f"history[{number}]", faults) for number, item in enumerate(history)]
    stays = _stays(_list(given, "stays", faults), faults)
    facts, rates = _object(given, "facts", faults), _object(given, "rates", faults)
    if region is None or len(faults):
        return None
    return Scenario(
        region=region,
        at=at,
        units=units,
        person=person,
        guardians=guardians,
        consents=_records([consent for consent in read_consents if consent], units, message, at),
        history=tuple(earlier for earlier in read_history if earlier),
        message=message,
        facts=facts,
        rates=rates,
        stays=stays if "stays" in given else None,
    )


def _person(
    document: object, message: Message | None, faults: Faults
) -> tuple[RegisterAnswer, tuple[RegisterAnswer, ...]]:
    if document is None:
        return Silent(), ()
    before = len(faults)
    given = cast("dict[str, object]", _read_person(document, "person", faults) or {})
    if len(faults) > before:
        return Silent(), ()
    guardians = tuple(
        _answer(guardian, "") for guardian in cast("list[dict[str, object]]", given.get("guardians", []))
    )
    answer = _answer(given, message.patient.value if message else "")
    return (NoHit() if message and _is_another(answer, message) else answer), guardians


def _is_another(answer: RegisterAnswer, message: Message) -> bool:
    """Whether the register's person has another number than the message's patient; a wrong number is not asked for."""
    if not isinstance(answer, Person) or message.patient.form is not NumberForm.RIGHT:
        return False
    return message.patient.value not in {answer.identifier, *answer.linked}


def _answer(given: Mapping[str, object], number: str) -> RegisterAnswer:
    if given.get("registerHit") is False:
        return NoHit()
    protection = Protection(cast("str", given.get("protection", Protection.NONE)))
    if protection is Protection.UNKNOWN:
        return Silent()
    guardians = cast("list[dict[str, str]]", given.get("guardians", []))
    return Person(
        identifier=normalised(cast("str", given.get("identifier", number))),
        protection=protection,
        municipality=cast("str | None", given.get("municipality")),
        deceased=cast("date | None", given.get("deceased")),
        name=_name(cast("dict[str, object] | None", given.get("name"))),
        address=_address(cast("dict[str, object] | None", given.get("address"))),
        guardians=tuple(normalised(guardian["identifier"]) for guardian in guardians),
        placed_by=cast("str | None", given.get("placedBy")),
        test=given.get("test") is True,
        linked=tuple(normalised(other) for other in cast("list[str]", given.get("linked", []))),
        primary=normalised(cast("str", given["primary"])) if "primary" in given else None,
    )


def _name(given: dict[str, object] | None) -> HumanName | None:
    if given is None:
        return None
    return HumanName(tuple(cast("list[str]", given.get("given", []))), cast("str", given["family"]))


def _address(given: dict[str, object] | None) -> Address | None:
    if given is None:
        return None
    lines = tuple(cast("list[str]", given.get("line", [])))
    return Address(lines, cast("str", given["postalCode"]), cast("str", given["city"]))


def _records(
    consents: list[Consent], units: Mapping[str, Unit], message: Message | None, at: datetime | None
) -> tuple[ConsentRecord, ...]:
    """Records as the register would hold them; one that says neither when nor who was the sender's, just now."""
    records = []
    for consent in consents:
        received_at = consent.recorded_at or at
        by = consent.recorded_by.unit if consent.recorded_by else message.sender.unit if message else ""
        holder = provider_of(by, units)
        if received_at is not None:
            records.append(ConsentRecord(consent, received_at, holder, asserted=False))
    return tuple(sorted(records, key=lambda record: record.received_at))


def _stays(items: list[object], faults: Faults) -> tuple[Stay, ...]:
    found = []
    for number, item in enumerate(items):
        before = len(faults)
        where = f"stays[{number}]"
        given = cast("dict[str, object]", _read_stay(item, where, faults) or {})
        _in_order(given, where, faults)
        if given and len(faults) == before:
            found.append(
                Stay(
                    cast("str", given["municipality"]),
                    cast("date", given["dayZero"]),
                    cast("date | None", given.get("left")),
                    cast("str | None", given.get("branch")),
                )
            )
    return tuple(found)


def _in_order(given: Mapping[str, object], where: str, faults: Faults) -> None:
    """Day zero may be the day after leaving, by a notice sent too late in the day; no later, or one of them is wrong."""
    zero, left = given.get("dayZero"), given.get("left")
    if isinstance(zero, date) and isinstance(left, date) and left < zero - timedelta(days=1):
        faults.add(
            "READ-ORDER",
            under(where, "left"),
            "The patient left before day zero.",
            "Correct left or dayZero.",
        )


def _list(given: Mapping[str, object], name: str, faults: Faults) -> list[object]:
    value = given.get(name, [])
    if isinstance(value, list):
        return value
    faults.wrong_type(name, "a list")
    return []


def _object(given: Mapping[str, object], name: str, faults: Faults) -> Mapping[str, object]:
    value = given.get(name, {})
    if isinstance(value, dict):
        return value
    faults.wrong_type(under("", name), "an object")
    return {}
