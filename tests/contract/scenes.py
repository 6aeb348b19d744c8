"""Scenarios of `contract.md` §4 for Västerbotten, written as plain documents, and what `decide` says of them."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

from adapter.bootstrap import packs
from adapter.intake import scenario as scenarios
from adapter.model.errors import InputError
from adapter.pipeline import desk

Json = dict[str, Any]

WARD = "SE2321000222-AVD1"
OTHER_WARD = "SE2321000222-AVD2"
HEALTH_CENTRE = "SE2321000222-HC01"
CLINIC = "SE2321000222-SPEC1"
SOCIAL = "SE2120002627-SOC1"
HOME_CARE = "SE2120002627-HSV1"
REHAB = "SE2120002627-REH1"
PSYCHIATRY = "SE2321000222-PSY1"
INSURANCE = "SE2021005521-FK01"
PERSON = "189001019802"
OTHER = "189001029819"
STAY = "vtf-2026-000777"
MORNING = "2026-03-02T10:00:00+01:00"

_UNITS = (
    (WARD, "slutenvard", "region", None),
    (OTHER_WARD, "slutenvard", "region", None),
    (HEALTH_CENTRE, "primarvard", "region", None),
    (CLINIC, "specialistmottagning", "region", None),
    (SOCIAL, "kommun-socialtjanst", "kommun", "2480"),
    (HOME_CARE, "kommun-halsovard", "kommun", "2480"),
    (REHAB, "kommun-rehab", "kommun", "2480"),
    (PSYCHIATRY, "psykiatrisk-slutenvard", "region", None),
    (INSURANCE, "extern", "extern", None),
)
ADDRESSED = (SOCIAL, HOME_CARE, HEALTH_CENTRE)
_CONTENT: dict[str, Json] = {
    "inskrivningsmeddelande": {
        "estimatedDischarge": "2026-03-06",
        "ward": "Avdelning 1",
        "admissionReason": "Fall hemma",
        "questions": ["Finns hemtjänst?"],
    },
    "svar-inskrivningsmeddelande": {"answers": [{"question": "kand-patient", "answer": True}]},
    "kvittens": {},
    "planeringsunderlag": {
        "answers": [
            {
                "question": "kand-patient",
                "answer": True,
                "comment": "Hemtjänst två gånger om dagen",
                "date": "2026-03-02",
                "name": "Test Testsson",
                "title": "sjuksköterska",
            }
        ]
    },
    "fast-vardkontakt": {"contact": {"name": "Test Kontakt", "workplace": "Hälsocentralen"}},
    "utskrivningsklar": {"readyAt": "2026-03-04T09:00:00+01:00"},
    "patientinformation": {
        "sections": [{"unit": WARD, "text": "Omläggning"}],
        "careContact": "Test Kontakt",
    },
    "utskrivningsmeddelande": {
        "dischargedAt": "2026-03-05T11:00:00+01:00",
        "text": "Går hem",
        "patientInformationHandover": {"to": "patient", "printed": True},
    },
    "avbruten-planering": {"reason": "planering-avbruten", "text": "Inget behov"},
    "generellt-meddelande": {"text": "Rullstol behövs", "topic": "annan"},
    "meddelande-utanfor-vardtillfalle": {"text": "Hembesök önskas"},
    "samtycke": {},
    "vardbegaran": {"functionalAbility": "Går med rollator", "currentInterventions": "Hemtjänst"},
    "samordnad-vardplan": {"planId": "vardplan-1", "legalForm": "opt", "needs": "Boendestöd"},
    "egenvardsplanering": {
        "measure": "Insulin enligt ordination",
        "performer": "Patienten själv",
        "instructions": "Muntligt och skriftligt",
        "onHarm": "Ring hälsocentralen",
        "onChange": "Ring hälsocentralen",
        "followUp": "Om två veckor på hälsocentralen",
        "reassessment": "Vid ändrad dos",
        "performerType": "patient",
        "riskAnalysis": {"selfSafe": True, "helpedSafe": True},
        "assessor": {"name": "Test Testsson", "title": "överläkare", "role": "behandlande-legitimerad"},
        "followUpBy": {"name": "Test Testsson", "title": "överläkare"},
    },
    "avvikelse": {
        "event": "Utskrivningsklar utan kvittens",
        "consequence": "Insatsen blev sen",
        "risk": "Utebliven läkemedelshjälp",
        "action": "Telefonkontakt",
        "improvement": "Bevakning av inkorgen",
        "unit": WARD,
        "at": "2026-03-03T09:00:00+01:00",
        "category": "rutin",
        "channel": "e-tjanst",
        "routineReference": "VB-ACK-01",
        "contactedAt": "2026-03-03T09:30:00+01:00",
    },
}
_SENDERS = {
    "svar-inskrivningsmeddelande": SOCIAL,
    "kvittens": SOCIAL,
    "fast-vardkontakt": HEALTH_CENTRE,
    "vardbegaran": HOME_CARE,
    "samordnad-vardplan": PSYCHIATRY,
    "avvikelse": HOME_CARE,
}
_TIMES = {
    "inskrivningsmeddelande": MORNING,
    "svar-inskrivningsmeddelande": "2026-03-02T13:00:00+01:00",
    "kvittens": "2026-03-02T13:00:00+01:00",
    "planeringsunderlag": "2026-03-03T10:00:00+01:00",
    "fast-vardkontakt": "2026-03-03T11:00:00+01:00",
    "utskrivningsklar": "2026-03-04T09:00:00+01:00",
    "patientinformation": "2026-03-04T13:00:00+01:00",
    "utskrivningsmeddelande": "2026-03-05T11:30:00+01:00",
    "avbruten-planering": "2026-03-04T13:00:00+01:00",
    "generellt-meddelande": "2026-03-03T13:00:00+01:00",
    "meddelande-utanfor-vardtillfalle": "2026-03-03T13:00:00+01:00",
    "samtycke": "2026-03-02T09:00:00+01:00",
}
OUTSIDE = {
    "meddelande-utanfor-vardtillfalle",
    "samtycke",
    "vardbegaran",
    "samordnad-vardplan",
    "egenvardsplanering",
    "avvikelse",
}


def mid(number: int) -> str:
    """A message id that tells which message it is."""
    return f"8b1f0a52-5b0e-4a36-9b8e-{number:012d}"


def consent(status: str = "given", **changes: Any) -> Json:
    """A documented record of the ward's, for information transfer and NPÖ; None takes a member away."""
    plain: Json = {
        "status": status,
        "form": "oral",
        "scopes": ["informationsoverforing", "npo"],
        "givenBy": "patient",
        "recordedAt": "2026-03-02T08:30:00+01:00",
        "recordedBy": {"unit": WARD, "name": "Test Testsson", "title": "sjuksköterska"},
    } | changes
    return {name: value for name, value in plain.items() if value is not None}


def unable(outcome: str | None = "no-harm", assessor: Json | None = None, **changes: Any) -> Json:
    """A record of a person who cannot consent, with the harm assessment of that outcome (none for None)."""
    who = {"name": "Test Bedömare", "title": "överläkare"} if assessor is None else assessor
    assessment = {"outcome": outcome, "assessor": who, "at": "2026-03-02T08:20:00+01:00"}
    return consent(
        "unable", form=None, givenBy=None, harmAssessment=assessment if outcome else None, **changes
    )


def message(kind: str, action: str = "new", number: int = 900, **changes: Any) -> Json:
    """A native message of that kind as its usual sender would write it."""
    own = deepcopy(_CONTENT[kind])
    sender = changes.pop("sender", _SENDERS.get(kind, WARD))
    function = changes.pop("function", "behandlande-lakare")
    to_ward = {"svar-inskrivningsmeddelande", "kvittens", "vardbegaran", "avvikelse"}
    usual = [WARD] if kind in to_ward else list(ADDRESSED)
    plain: Json = {
        "messageId": mid(number),
        "kind": kind,
        "action": action,
        "region": "vasterbotten",
        "sentAt": _TIMES.get(kind, "2026-03-03T13:00:00+01:00"),
        "sender": {
            "unit": sender,
            "person": {"name": "Test Testsson", "title": "överläkare", "function": function},
        },
        "recipients": [unit for unit in usual if unit != sender],
        "patient": {"type": "personnummer", "value": PERSON},
        "content": own,
    }
    if kind not in OUTSIDE:
        plain["episode"] = {"id": STAY, "admittedAt": "2026-03-02T08:10:00+01:00"}
    if kind in {"kvittens", "svar-inskrivningsmeddelande"}:
        plain["relatesTo"] = mid(1)
    if kind == "meddelande-utanfor-vardtillfalle":
        plain["consent"] = consent(scopes=["utanfor-vardtillfalle"])
        plain["recipients"] = [HOME_CARE]
    if kind == "samtycke":
        plain["content"] = consent()
    plain["content"] = plain["content"] | changes.pop("content", {})
    for name in changes.pop("without", ()):
        del plain["content"][name]
    return {name: value for name, value in (plain | changes).items() if value is not None}


def admitted(**changes: Any) -> list[Json]:
    """The stay's admission notice, as history."""
    return [message("inskrivningsmeddelande", number=1, **changes)]


def ready(**changes: Any) -> list[Json]:
    """Admitted, and told to be ready for discharge."""
    return [*admitted(), message("utskrivningsklar", number=2, **changes)]


def discharged() -> list[Json]:
    """Admitted, ready and gone."""
    return [*ready(), message("utskrivningsmeddelande", number=3)]


_BEFORE: dict[str, Callable[[], list[Json]]] = {
    "inskrivningsmeddelande": list,
    "samtycke": list,
    "meddelande-utanfor-vardtillfalle": list,
    "utskrivningsmeddelande": ready,
}


def scene(message_: Json, **changes: Any) -> Json:
    """A scenario around the message: history as its kind needs, consent given, the person in the register."""
    kind = message_["kind"]
    plain: Json = {
        "region": "vasterbotten",
        "directory": [
            {"unit": unit, "role": role, "name": unit[-4:], "organisation": owner}
            | ({"municipality": place} if place else {})
            for unit, role, owner, place in _UNITS
        ],
        "person": person(),
        "consents": [consent()],
        "history": _BEFORE.get(kind, admitted)(),
        "message": message_,
    }
    return plain | changes


def person(**changes: Any) -> Json:
    """What the register says of the person; None takes a member away."""
    plain: Json = {
        "identifier": PERSON,
        "registerHit": True,
        "protection": "none",
        "municipality": "2480",
        "name": {"given": ["Test"], "family": "Testsson"},
        "address": {"line": ["Exempelgatan 1"], "postalCode": "90325", "city": "Umeå"},
    } | changes
    return {name: value for name, value in plain.items() if value is not None}


def later(instant: str, **difference: float) -> str:
    """An instant that much later."""
    return (datetime.fromisoformat(instant) + timedelta(**difference)).isoformat()


def day_after_years(number: str, years: int, days: int = 0) -> date:
    """The day on which whoever has the number turns that old, and so many days on."""
    born = date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    return born.replace(year=born.year + years) + timedelta(days=days)


class Judged:
    """What `decide` prints, easy to ask."""

    def __init__(self, printed: Json) -> None:
        self.printed = printed
        self.issues = {issue["rule"] for issue in printed["issues"]}
        self.verdicts = {verdict["recipient"]: verdict for verdict in printed["verdicts"]}

    @property
    def outcomes(self) -> set[str]:
        """The outcomes of all recipients."""
        return {verdict["outcome"] for verdict in self.verdicts.values()}

    @property
    def outcome(self) -> str:
        """The outcome that all recipients share."""
        assert len(self.outcomes) == 1, self.told()
        return str(next(iter(self.outcomes)))

    @property
    def handlings(self) -> set[str | None]:
        """The handlings of all recipients."""
        return {verdict["handling"] for verdict in self.verdicts.values()}

    @property
    def grounds(self) -> set[str]:
        """The rules of all recipients' grounds."""
        return {ground["rule"] for verdict in self.verdicts.values() for ground in verdict["grounds"]}

    @property
    def refusing(self) -> set[str]:
        """The rules that refuse or hold."""
        return {
            ground["rule"]
            for verdict in self.verdicts.values()
            for ground in verdict["grounds"]
            if ground["effect"] in {"refuse", "hold"}
        }

    def disclosed(self, unit: str) -> set[str]:
        """What that unit gets."""
        return set(self.verdicts[unit]["disclosed"])

    def told(self) -> str:
        """For a failing assertion: outcome and rules of each, and the issues."""
        rows = [
            f"{unit}: {one['outcome']} {[g['rule'] for g in one['grounds']]} {one['handling']} {one['disclosed']}"
            for unit, one in self.verdicts.items()
        ]
        issues = [(issue["severity"], issue["rule"], issue["path"]) for issue in self.printed["issues"]]
        return "\n".join([*rows, f"issues {issues}"])


def judge(scenario: Json) -> Judged:
    """Decide the scenario as `svu-adapter decide` does."""
    try:
        return Judged(desk.decide(scenarios.read(deepcopy(scenario)), packs()).to_json())
    except InputError as error:
        return Judged({"verdicts": [], "issues": [issue.to_json() for issue in error.issues], "pack": None})
