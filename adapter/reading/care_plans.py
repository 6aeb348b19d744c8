"""What GetCarePlans 2 (clinicalprocess:logistics:logistics) would tell of the plans that a caller may see.

Made of the resources that REST shows (decision 020), so what may not be read there is not here either. The contract's
field names; fields that nothing is known of are left out, and `approvedForPatient` is true only without any doubt.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapter.model.care_plans import AskedPlans
from adapter.model.directory import Unit
from adapter.model.identifiers import is_hsa_id
from adapter.model.swedish_time import STOCKHOLM, swedish_day
from adapter.r4 import extensions, shape, systems
from adapter.r4.models import Resource
from adapter.reading import plan_text
from adapter.reading.resources import Shown, Version

LARGEST_CONTENT = 100 * 1024
_LEFT_OUT = "entered-in-error"
_IN_FORCE = frozenset({"active", "completed"})
_CUT = "\n[Planen är längre än vad som ryms här.]"

UnitOf = Callable[[str], Unit | None]
"""The directory's unit of an HSA-id."""


def answer(
    shown: Sequence[Shown],
    asked: AskedPlans,
    unit_of: UnitOf,
    *,
    agreed: frozenset[str],
    log_id: str,
) -> dict[str, object]:
    """The response: a document for each plan of a national type, as its newest standing version has it.

    `agreed` are the versions of which the person's own yes to 1177 stands now, by every record that there is: what a caller
    was once shown of a consent does not tell that it was withdrawn.
    """
    known = {one.reference: one for one in shown}
    plans = (_Plan(one, known, unit_of, agreed) for one in shown if one.type == "CarePlan")
    told = [plan.told(asked) for plan in plans if plan.is_told and plan.is_asked(asked)]
    return {"carePlan": told, "result": {"resultCode": "OK", "logId": log_id}}


@dataclass(frozen=True, slots=True)
class _Sent:
    """Who made a version of a plan, and when: as its message says."""

    at: datetime
    unit: str | None
    name: str | None
    title: str | None


class _Plan:
    """One plan among what is shown."""

    def __init__(
        self, shown: Shown, known: Mapping[str, Shown], unit_of: UnitOf, agreed: frozenset[str]
    ) -> None:
        self._known, self._unit_of, self._agreed = known, unit_of, agreed
        self._versions = [one for one in shown.versions if one.resource["status"] != _LEFT_OUT]
        self._newest = self._versions[-1] if self._versions else None
        self._sent = self._author(self._newest) if self._newest else None
        self._plan: Resource = self._newest.resource if self._newest else {}
        self._id = shape.value_in(systems.PLAN_ID, self._plan.get("identifier", ()))
        self._type = next(
            (
                coding
                for concept in self._plan.get("category", ())
                for coding in concept["coding"]
                if coding.get("system") == systems.CARE_PLAN_TYPE
            ),
            None,
        )

    @property
    def is_told(self) -> bool:
        """Whether what the contract demands is known: the document's id, its source and its type."""
        known = (self._id, self._type, self._sent, self._sent and self._sent.unit)
        return all(one is not None for one in known)

    def is_asked(self, asked: AskedPlans) -> bool:
        """Whether the filters let it through."""
        assert self._sent is not None  # noqa: S101 - told
        day = swedish_day(self._sent.at)
        return (
            (not asked.units or self._sent.unit in asked.units)
            and (asked.source is None or self._sent.unit == asked.source)
            and (asked.since is None or day >= asked.since)
            and (asked.until is None or day <= asked.until)
            and (not asked.contacts or self._contact() in asked.contacts)
        )

    def told(self, asked: AskedPlans) -> dict[str, object]:
        """The document."""
        assert self._sent is not None  # noqa: S101 - told
        assert self._type is not None  # noqa: S101 - told
        made: dict[str, object | None] = {
            "documentId": self._id,
            "sourceSystemHSAId": self._sent.unit,
            "documentTitle": self._plan.get("title") or self._type["display"],
            "documentTime": _stamp(self._sent.at),
            "patientId": {"id": asked.patient.value, "type": asked.root},
            "accountableHealthcareProfessional": self._professional(self._sent),
            "legalAuthenticator": self._authenticator(),
            "approvedForPatient": self._is_approved_for_patient(),
            "careContactId": self._contact(),
            "content": [{"mediaType": "text/plain", "value": self._text()}],
            "participatingCareUnitHSAId": list(dict.fromkeys(self._participating())),
            "typeOfCarePlan": self._type["code"],
        }
        return {name: value for name, value in made.items() if value not in (None, [])}

    def _author(self, version: Version) -> _Sent | None:
        """The Communication that made the version says who sent it, and when."""
        for one in self._known.values():
            made = one.versions[0].resource
            if one.type != "Communication" or made["meta"]["versionId"] != version.id:
                continue
            if "sent" in made:
                return self._sender(made)
        return None

    def _sender(self, communication: Resource) -> _Sent:
        at = datetime.fromisoformat(communication["sent"])
        sender = communication.get("sender", {}).get("reference", "")
        role = self._newest_of(sender) if sender.startswith("PractitionerRole/") else None
        if role is None:
            return _Sent(at, _unit({"reference": sender}), None, None)
        title = next((code["text"] for code in role.get("code", ()) if "text" in code), None)
        name = role.get("practitioner", {}).get("display")
        return _Sent(at, _unit(role.get("organization", {})), name, title)

    def _professional(self, sent: _Sent) -> dict[str, object]:
        unit = self._unit_of(sent.unit or "")
        organisation = {"orgUnitHSAId": sent.unit}
        if unit is not None:
            organisation["orgUnitName"] = unit.name
        if unit is not None and unit.phone is not None:
            organisation["orgUnitTelecom"] = unit.phone
        provider = unit.provider if unit is not None and is_hsa_id(unit.provider) else None
        made = {
            "authorTime": _stamp(sent.at),
            "healthcareProfessionalName": sent.name,
            "healthcareProfessionalRoleCode": {"originalText": sent.title} if sent.title else None,
            "healthcareProfessionalOrgUnit": organisation,
            "healthcareProfessionalCareUnitHSAId": sent.unit,
            "healthcareProfessionalCareGiverHSAId": provider,
        }
        return {name: value for name, value in made.items() if value is not None}

    def _authenticator(self) -> dict[str, object] | None:
        """Who approved what was a draft before; None where nobody did, or a region has no approval."""
        drafts = False
        for version in self._versions:
            status = version.resource["status"]
            if drafts and status in _IN_FORCE:
                sent = self._author(version)
                if sent is None:
                    return None
                named = {"legalAuthenticatorName": sent.name} if sent.name else {}
                return {"signatureTime": _stamp(sent.at), **named}
            drafts = drafts or status == "draft"
        return None

    def _is_approved_for_patient(self) -> bool:
        """In force, to be shown at 1177 by its own word, and the person has said yes to that."""
        agreed = self._newest is not None and self._newest.id in self._agreed
        return self._plan["status"] in _IN_FORCE and self._is_shared() and agreed

    def _is_shared(self) -> bool:
        for extension in self._plan.get("extension", ()):
            if extension.get("url") != extensions.CONTENT.url:
                continue
            parts = {part["url"]: part for part in extension["extension"]}
            if parts["member"]["valueCoding"]["code"] == "shareWith1177":
                return parts["value"].get("valueBoolean") is True
        return False

    def _contact(self) -> str | None:
        stay = self._newest_of(self._plan.get("encounter", {}).get("reference", "")) or {}
        episodes = (one["identifier"] for one in stay.get("episodeOfCare", ()) if "identifier" in one)
        return shape.value_in(systems.EPISODE_ID, episodes)

    def _participating(self) -> Iterator[str]:
        for party in self._plan.get("contributor", ()):
            unit = _unit(party)
            if unit is not None:
                yield unit

    def _text(self) -> str:
        written = plan_text.text(self._plan, self._newest_of, self._name)
        if len(written.encode()) <= LARGEST_CONTENT:
            return written
        room = LARGEST_CONTENT - len(_CUT.encode())
        return written.encode()[:room].decode(errors="ignore") + _CUT

    def _name(self, unit: str) -> str:
        found = self._unit_of(unit)
        return found.name if found else unit

    def _newest_of(self, reference: str) -> Resource | None:
        """What is referred to, as it was when the version of the plan was made."""
        found = self._known.get(reference)
        if found is None or self._newest is None:
            return None
        until = [one for one in found.versions if one.at <= self._newest.at]
        return (until or list(found.versions))[-1].resource


def _unit(party: Mapping[str, Any]) -> str | None:
    """The HSA-id of a party that is a unit."""
    type_, _, id_ = party.get("reference", "").partition("/")
    named = id_ if type_ == "Organization" else party.get("identifier", {}).get("value", "")
    return named if is_hsa_id(named) else None


def _stamp(at: datetime) -> str:
    """RIV-TA's time: of Sweden, without a zone."""
    return at.astimezone(STOCKHOLM).strftime("%Y%m%d%H%M%S")
