"""A patient's course through care: writes its messages with what must come of each, told before anything is decided.

Unlike the demo's hand-written scenes (`stay.py`) a course knows where consent stands and what identity allows, and
tells every message's outcome from the sandbox's own table (`expectation.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from adapter.model.person import Person
from adapter.sandbox import expectation
from adapter.sandbox.expectation import GIVEN, NONE, REFUSED, UNABLE
from adapter.sandbox.places import Municipality, Region, units
from adapter.sandbox.script import ACCEPTED, MARK, REFUSED_WHOLE, Expected, Step, message_id, planted

Json = dict[str, object]
_STAFF = {
    "AVD1": ("Sara Provläkare", "överläkare", "behandlande-lakare"),
    "GER1": ("Gun Provläkare", "överläkare", "behandlande-lakare"),
    "PSY1": ("Pia Provläkare", "chefsöverläkare", "behandlande-lakare"),
    "AKM1": ("Ali Provläkare", "specialistläkare", "annan"),
    "HC01": ("Petra Provsköterska", "distriktssköterska", "fast-vardkontakt"),
    "POV1": ("Per Provskötare", "psykiatrisjuksköterska", "fast-vardkontakt"),
    "SOC1": ("Kim Provhandläggare", "biståndshandläggare", "bistandshandlaggare"),
    "HSV1": ("Helin Provsköterska", "distriktssköterska", "annan"),
    "RHB1": ("Rut Provterapeut", "arbetsterapeut", "annan"),
}


@dataclass(frozen=True, slots=True)
class Patient:
    """Who it is about: the number as messages state it, the register's person if there is one, the home municipality."""

    type: str
    value: str
    person: Person | None
    region: str
    town: Municipality
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of a course: the step, the rules of which one refused it whole, and who acknowledged it when."""

    step: Step
    whole: tuple[str, ...] = ()
    handling: str | None = None
    acknowledged: dict[str, datetime] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    later: str | None = None


class Course:
    """The messages of one patient, oldest first. `stopped` are the rules that let nothing at all leave for this person."""

    def __init__(  # noqa: PLR0913 - a course has that many parts, each named
        self,
        region: Region,
        name: str,
        patient: Patient,
        *,
        ward: str = "AVD1",
        to: Iterable[str] = (),
        admitted: datetime,
        stopped: tuple[str, ...] = (),
        handling: str | None = None,
        canaries: bool = False,
    ) -> None:
        self.region = region
        self.name = name
        self.patient = patient
        self.ward = region.unit(ward)
        self.to = tuple(to)
        self.admitted = admitted
        self.sent: list[Sent] = []
        self.legal_form: str | None = None
        self._stays = 1
        self._stopped = stopped
        self._handling = handling
        self._canaries = canaries
        self._standing: dict[str, str] = {}
        self._concerned = {region.name} | {units()[unit].region for unit in self.to}

    @property
    def own_holder(self) -> bool:
        """Whether every party must have a consent of its own."""
        return any(expectation.tables()[name].own_holder for name in self._concerned)

    @property
    def episode(self) -> str:
        """The current stay's id."""
        return f"vtf-{self.name}-{self._stays}"

    def readmitted(self, admitted: datetime) -> None:
        """Another stay of the same person begins."""
        self._stays += 1
        self.admitted = admitted

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """A clock time on a day counted from the admission's."""
        midnight = self.admitted.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=day, hours=hour, minutes=minute)

    def standing(self, unit: str) -> str:
        """Where consent stands for what this unit sends."""
        if self.own_holder:
            return self._standing.get(_holder(unit), NONE)
        said = list(self._standing.values())
        return next((state for state in (REFUSED, GIVEN, UNABLE) if state in said), NONE)

    def consent(self, status: str, at: datetime, unit: str, **changes: object) -> Json:
        """A consent block as a unit records it, with all that the regions concerned ask of one."""
        name, title, _ = _STAFF[_end(unit)]
        block: Json = {
            "status": status,
            "form": "oral" if status == "given" else None,
            "scopes": ["informationsoverforing", "npo"],
            "givenBy": ("guardian" if self.patient.minor else "patient") if status != "unable" else None,
            "recordedAt": at.isoformat(),
            "recordedBy": {"unit": unit, "name": name, "title": title},
        }
        if status == "given":
            if "vastmanland" in self._concerned:
                block |= {
                    "purpose": "Samordning vid utskrivning",
                    "parties": sorted({self.ward, *self.to}),
                    "period": {
                        "start": at.date().isoformat(),
                        "end": (at + timedelta(days=730)).date().isoformat(),
                    },
                }
            if self.patient.minor:
                block["childAsked"] = {"asked": True, "view": "Barnet vill"}
        if status == "unable":
            block["harmAssessment"] = {
                "outcome": "no-harm",
                "assessor": {"name": name, "title": title},
                "at": at.isoformat(),
            }
        return {key: value for key, value in {**block, **changes}.items() if value is not None}

    def said(self, unit: str, standing: str) -> None:
        """From now on consent stands so for what the unit's provider sends."""
        self._standing[_holder(unit)] = standing

    def send(  # noqa: PLR0913 - a message has that many parts, each named
        self,
        at: datetime,
        kind: str,
        content: Mapping[str, object],
        *,
        sender: str | None = None,
        to: Iterable[str] | None = None,
        action: str = "new",
        relates_to: str | None = None,
        consent: Json | None = None,
        in_stay: bool = True,
        function: str | None = None,
        whole: tuple[str, ...] = (),
        says: str = "",
        changes: Mapping[str, object] | None = None,
        outcomes: Mapping[str, str] | None = None,
    ) -> Sent:
        """Add a message. `whole`: it is refused whole by one of these rules. Without `to` it goes to everybody concerned."""
        sender = sender or self.ward
        recipients = tuple(unit for unit in (self.to if to is None else to) if unit != sender)
        canaries: dict[str, str] = {}
        number = len(self.sent) + 1
        message: Json = {
            "messageId": message_id(self.name, number),
            "kind": kind,
            "action": action,
            "region": units()[sender].region,
            "sentAt": at.isoformat(),
            "sender": {"unit": sender},
            "recipients": list(recipients),
            "patient": {"type": self.patient.type, "value": self.patient.value},
            "content": {
                member: self._planted(value, f"content.{member}", number, canaries)
                for member, value in content.items()
            },
        }
        if kind != "kvittens":
            name, title, usual = _STAFF[_end(sender)]
            name = str(self._planted(f"{name} {MARK}", "sender.person", number, canaries))
            message["sender"] = {
                "unit": sender,
                "person": {"name": name, "title": title, "function": function or usual},
            }
        if in_stay:
            message["episode"] = {"id": self.episode, "admittedAt": self.admitted.isoformat()}
            if self.legal_form:
                cast("Json", message["episode"])["legalForm"] = self.legal_form
        if relates_to:
            message["relatesTo"] = relates_to
        if consent:
            message["consent"] = consent
        whole = whole or (() if kind == "kvittens" else self._stopped)
        message.update(changes or {})
        expected = {
            unit: self._expected(kind, sender, unit, at, canaries, whole, (outcomes or {}).get(unit))
            for unit in recipients
        }
        status = REFUSED_WHOLE if whole else ACCEPTED
        step = Step(self.name, at, says or kind, message, expected, canaries, status=status)
        handling = self._handling if whole and whole == self._stopped else None
        found = Sent(step, whole, handling)
        self.sent.append(found)
        return found

    def acknowledge(self, at: datetime, unit: str, original: Sent, *, late: bool = False) -> Sent:
        """Kvittens: ids only, to the sender of what it acknowledges."""
        original.acknowledged[unit] = at
        if late:
            original.late.add(unit)
        sender = str(cast("Json", original.step.message["sender"])["unit"])
        return self.send(
            at,
            "kvittens",
            {"acknowledgedAt": at.isoformat()},
            sender=unit,
            to=(sender,),
            relates_to=original.step.message_id,
            in_stay="episode" in original.step.message,
        )

    def _expected(
        self,
        kind: str,
        sender: str,
        recipient: str,
        at: datetime,
        canaries: Mapping[str, str],
        whole: tuple[str, ...],
        told: str | None,
    ) -> Expected:
        if whole:
            return Expected("refuse", None, rules=whole, handling=self._handling)
        place = units()[recipient]
        if not place.electronic:
            rules: tuple[str, ...] = (f"{self.region.prefix}-", "PRODUKT-RECIPIENT")
            return Expected("refuse", None, rules=rules, handling="manuell")
        concerned = dict.fromkeys((units()[sender].region, place.region))
        outcome = told or expectation.outcome(kind, self.standing(sender), concerned)
        rules = () if outcome == "forward" else expectation.consent_rules(concerned)
        if outcome == "forward":
            return Expected(outcome, at, frozenset(canaries), rules)
        if outcome == "reduce":
            return Expected(outcome, at, expectation.shows(kind, concerned) & set(canaries), rules)
        return Expected(outcome, None, rules=rules)

    def _planted(self, value: object, path: str, number: int, canaries: dict[str, str]) -> object:
        return planted(value, path, self.name, number, canaries if self._canaries else None)


def _holder(unit: str) -> str:
    return unit.partition("-")[0]


def _end(unit: str) -> str:
    return unit.partition("-")[2]
