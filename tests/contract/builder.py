"""Builds the messages and scenarios of the contract tests; what a region's own are like, its module says."""

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

Json = dict[str, Any]
Unit = tuple[str, str, str, str | None]
"""Id, role, organisation, municipality."""

PERSON = "189001019802"
_AROUND = ("history", "consents", "directory", "person", "facts", "at")
_ANSWERS = {"kvittens", "svar-inskrivningsmeddelande"}


def mid(number: int) -> str:
    """A message id that tells which message it is."""
    return f"8b1f0a52-5b0e-4a36-9b8e-{number:012d}"


def later(instant: str, **difference: float) -> str:
    """An instant that much later."""
    return (datetime.fromisoformat(instant) + timedelta(**difference)).isoformat()


def day_after_years(number: str, years: int, days: int = 0) -> date:
    """The day on which whoever has the number turns that old, and so many days on."""
    born = date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    return born.replace(year=born.year + years) + timedelta(days=days)


def kept(plain: Json) -> Json:
    """Without the members that are None."""
    return {name: value for name, value in plain.items() if value is not None}


def around(changes: Json) -> Json:
    """Takes out of the changes what belongs to the scenario around a message."""
    return {name: changes.pop(name) for name in _AROUND if name in changes}


def consent(status: str, unit: str, **members: Any) -> Json:
    """A unit's documented record, given orally by the patient unless the members say otherwise."""
    recorder = {"unit": unit, "name": "Test Testsson", "title": "sjuksköterska"}
    plain = {"status": status, "form": "oral", "givenBy": "patient", "recordedBy": recorder}
    return kept(plain | members)


def answer(day: str, comment: str = "Hemtjänst två gånger om dagen") -> Json:
    """An answer of the planning basis: the patient is known."""
    return {
        "question": "kand-patient",
        "answer": True,
        "comment": comment,
        "date": day,
        "name": "Test Testsson",
        "title": "sjuksköterska",
    }


@dataclass(frozen=True, kw_only=True)
class Region:
    """What is a region's own: its units, and by kind what is sent, by whom, to whom and when, unless a test says."""

    name: str
    units: tuple[Unit, ...]
    municipality: str
    address: Json
    sender: str
    addressed: tuple[str, ...]
    contents: Mapping[str, Json]
    episode: Json
    sent_at: str
    times: Mapping[str, str] = field(default_factory=dict)
    senders: Mapping[str, str] = field(default_factory=dict)
    recipients: Mapping[str, list[str]] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    function: str = "behandlande-lakare"
    title: str = "överläkare"
    outside: Collection[str] = ()

    def message(self, kind: str, action: str = "new", number: int = 900, **changes: Any) -> Json:
        """A native message of that kind as its usual sender would write it; None takes a member away."""
        sender = changes.pop("sender", self.senders.get(kind, self.sender))
        function = changes.pop("function", self.functions.get(kind, self.function))
        plain: Json = {
            "messageId": mid(number),
            "kind": kind,
            "action": action,
            "region": self.name,
            "sentAt": self.times.get(kind, self.sent_at),
            "sender": {
                "unit": sender,
                "person": {"name": "Test Testsson", "title": self.title, "function": function},
            },
            "recipients": [unit for unit in self.recipients.get(kind, self.addressed) if unit != sender],
            "patient": {"type": "personnummer", "value": changes.pop("value", PERSON)},
            "content": self._content(kind, sender) | changes.pop("content", {}),
        }
        if kind not in self.outside:
            plain["episode"] = kept(self.episode | {"legalForm": changes.pop("legalForm", None)})
        if kind in _ANSWERS:
            plain["relatesTo"] = mid(1)
        for name in changes.pop("without", ()):
            del plain["content"][name]
        return kept(plain | changes)

    def _content(self, kind: str, sender: str) -> Json:
        """The kind's usual content; a section that names no unit is the sender's."""
        own = deepcopy(self.contents[kind])
        if "sections" in own:
            own["sections"] = [{"unit": sender} | section for section in own["sections"]]
        return own

    def scene(
        self, message: Json, history: list[Json], consents: list[Json], identifier: str = PERSON
    ) -> Json:
        """A scenario around the message, with the person in the register."""
        return {
            "region": self.name,
            "directory": self.directory(),
            "person": self.person(identifier=identifier),
            "consents": consents,
            "history": history,
            "message": message,
        }

    def directory(self, **roles: str) -> list[Json]:
        """The region's units; a role in the place of a unit's usual one by the end of its id."""
        return [
            kept(
                {
                    "unit": unit,
                    "role": roles.get(unit.split("-")[1], role),
                    "name": unit[-4:],
                    "organisation": owner,
                    "municipality": place,
                }
            )
            for unit, role, owner, place in self.units
        ]

    def person(self, **changes: Any) -> Json:
        """What the register says of the person; None takes a member away."""
        plain: Json = {
            "identifier": PERSON,
            "registerHit": True,
            "protection": "none",
            "municipality": self.municipality,
            "name": {"given": ["Test"], "family": "Testsson"},
            "address": {"line": ["Exempelgatan 1"]} | self.address,
        }
        return kept(plain | changes)
