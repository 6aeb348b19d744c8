"""Writes the native messages of one inpatient stay, plants canaries in them and says what must come of each."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import cast

from adapter.model.person import Person
from adapter.sandbox import contents
from adapter.sandbox.script import (
    ACCEPTED,
    MARK,
    TAKEN_AS_FHIR,
    Expected,
    Happening,
    Scenario,
    Step,
    message_id,
    planted,
)
from adapter.sandbox.units import HEALTH_CENTRE, WARD

_STAFF = {
    "slutenvard": ("Sara Provläkare", "överläkare", "behandlande-lakare"),
    "primarvard": ("Petra Provsköterska", "distriktssköterska", "fast-vardkontakt"),
    "kommun": ("Kim Provhandläggare", "biståndshandläggare", "bistandshandlaggare"),
}
Json = dict[str, object]


class Stay:
    """A scenario in the making; times are days and hours after admission."""

    def __init__(
        self,
        name: str,
        about: str,
        person: Person,
        to: Iterable[str],
        admitted: datetime,
        *,
        canaries: bool = True,
    ) -> None:
        self._canaries = canaries
        self._name = name
        self._about = about
        self._person = person
        self._to = tuple(to)
        self._admitted = admitted
        self._script: list[Step | Happening] = []
        self._count = 0

    def scenario(self) -> Scenario:
        """The script as it stands."""
        return Scenario(self._name, self._about, self._person, tuple(self._script))

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        """A clock time on a day counted from the admission's."""
        midnight = self._admitted.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=day, hours=hour, minutes=minute)

    def happens(
        self,
        at: datetime,
        says: str,
        *,
        owner: str | None = None,
        up: bool = True,
        person: Person | None = None,
    ) -> None:
        """Something that happens beside the messages."""
        self._script.append(Happening(self._name, at, says, owner, up, person))

    def send(  # noqa: PLR0913 - a message has that many parts, each named
        self,
        at: datetime,
        kind: str,
        content: Mapping[str, object],
        *,
        says: str = "",
        action: str = "new",
        sender: str = WARD,
        to: Iterable[str] | None = None,
        relates_to: str | None = None,
        consent: Json | None = None,
        expected: Mapping[str, Expected] | None = None,
        status: int | None = None,
        way: str = "native",
        in_stay: bool = True,
        colour: str | None = None,
        signed: bool = True,
    ) -> Step:
        """Add a message; without `expected` every recipient gets all of it at once."""
        self._count += 1
        recipients = tuple(self._to if to is None else to)
        canaries: dict[str, str] = {}
        message: Json = {
            "messageId": message_id(self._name, self._count),
            "kind": kind,
            "action": action,
            "region": "vasterbotten",
            "sentAt": at.isoformat(),
            "sender": {"unit": sender},
            "recipients": list(recipients),
            "patient": {"type": "personnummer", "value": self._person.identifier},
            "content": {
                member: self._planted(value, f"content.{member}", canaries)
                for member, value in content.items()
            },
        }
        if signed:
            message["sender"] = {"unit": sender, "person": self._person_of(sender, canaries)}
        if in_stay:
            message["episode"] = {"id": f"vtf-{self._name}", "admittedAt": self._admitted.isoformat()}
        if relates_to:
            message["relatesTo"] = relates_to
        if consent:
            message["consent"] = consent
        everything = Expected("forward", at, frozenset(canaries))
        step = Step(
            scenario=self._name,
            at=at,
            says=says or kind,
            message=message,
            expected=dict.fromkeys(recipients, everything) if expected is None else expected,
            canaries=canaries,
            status=status or (TAKEN_AS_FHIR if way == "fhir" else ACCEPTED),
            way=way,
            colour=colour,
        )
        self._script.append(step)
        return step

    def again(
        self, at: datetime, step: Step, *, says: str, status: int, changed: Mapping[str, object] | None = None
    ) -> None:
        """Send a message once more, with the same body or with another content."""
        message = dict(step.message)
        if changed:
            message["content"] = {**cast("Json", message["content"]), **changed}
        self._script.append(Step(self._name, at, says, message, {}, {}, status=status, way=step.way))

    def consent(self, status: str = "given", **changes: object) -> Json:
        """A consent block as the ward records it."""
        consent: Json = {
            "status": status,
            "form": "oral",
            "scopes": ["informationsoverforing", "npo"],
            "givenBy": "patient",
            "recordedAt": self._admitted.isoformat(),
            "recordedBy": {"unit": WARD, "name": "Sara Provläkare", "title": "överläkare"},
        }
        return {name: value for name, value in {**consent, **changes}.items() if value is not None}

    def admission(self, at: datetime, **options: object) -> Step:
        """Inskrivningsmeddelande."""
        content = {
            "estimatedDischarge": self.at(4, 0).date().isoformat(),
            "ward": f"Medicinavdelning 1 {MARK}",
            "admissionReason": f"Fall i hemmet {MARK}",
            "questions": ["Vilka insatser finns i dag?"],
        }
        options.setdefault("consent", self.consent())
        return self.send(at, "inskrivningsmeddelande", content, **options)  # type: ignore[arg-type]

    def answer(self, at: datetime, sender: str, notice: Step) -> Step:
        """Svar på inskrivningsmeddelande."""
        return self.send(
            at,
            "svar-inskrivningsmeddelande",
            contents.answer(),
            sender=sender,
            to=(WARD,),
            relates_to=notice.message_id,
        )

    def acknowledge(self, at: datetime, sender: str, step: Step) -> Step:
        """Kvittens: only ids leave, whatever it says."""
        return self.send(
            at,
            "kvittens",
            {"acknowledgedAt": at.isoformat()},
            sender=sender,
            to=(str(cast("Json", step.message["sender"])["unit"]),),
            relates_to=step.message_id,
            expected={WARD: Expected("reduce", at)},
            signed=False,
        )

    def planning_basis(self, at: datetime, yes: Iterable[str], **options: object) -> Step:
        """Planeringsunderlag with every question answered; `yes` names those answered so."""
        return self.send(at, "planeringsunderlag", contents.planning_basis(at, yes), **options)  # type: ignore[arg-type]

    def fixed_contact(self, at: datetime, to: Iterable[str], **options: object) -> Step:
        """Fast vårdkontakt, named by the health centre."""
        contact = {
            "name": f"Petra Provsköterska {MARK}",
            "workplace": "Exempels hälsocentral",
            "phone": "0900-000000",
            "coordinates": True,
            "physician": False,
        }
        return self.send(
            at,
            "fast-vardkontakt",
            {"contact": contact},
            sender=HEALTH_CENTRE,
            to=to,
            **options,  # type: ignore[arg-type]
        )

    def ready(self, at: datetime, **options: object) -> Step:
        """Utskrivningsklar, decided by the treating physician."""
        content = {"readyAt": at.isoformat(), "responsiblePhysician": f"Sara Provläkare {MARK}"}
        return self.send(at, "utskrivningsklar", content, **options)  # type: ignore[arg-type]

    def patient_information(self, at: datetime, sender: str, **options: object) -> Step:
        """Patientinformation: a unit's own section, to the ward that prints it."""
        content = contents.patient_information(sender, self.at(3, 11))
        if sender == HEALTH_CENTRE:
            content["careContact"] = "Petra Provsköterska"
        return self.send(at, "patientinformation", content, sender=sender, to=(WARD,), **options)  # type: ignore[arg-type]

    def discharge(self, at: datetime, **options: object) -> Step:
        """Utskrivningsmeddelande."""
        content = {
            "dischargedAt": (at - timedelta(minutes=5)).isoformat(),
            "text": f"Hemgång enligt planering {MARK}",
            "criteria": dict.fromkeys(("notice", "readyDate", "aids", "medicines", "information"), True),
            "patientInformationHandover": {"to": "patient", "printed": True},
        }
        return self.send(at, "utskrivningsmeddelande", content, **options)  # type: ignore[arg-type]

    def _person_of(self, sender: str, canaries: dict[str, str]) -> Json:
        name, title, function = _staff(sender)
        planted = self._planted(f"{name} {MARK}", "sender.person", canaries)
        return {"name": planted, "title": title, "function": function}

    def _planted(self, value: object, path: str, canaries: dict[str, str]) -> object:
        return planted(value, path, self._name, self._count, canaries if self._canaries else None)


def _staff(sender: str) -> tuple[str, str, str]:
    if sender == WARD:
        return _STAFF["slutenvard"]
    return _STAFF["primarvard" if sender == HEALTH_CENTRE else "kommun"]
