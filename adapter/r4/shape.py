"""Elements that reading and writing must agree on: identifiers, references, which element holds what."""

from collections.abc import Mapping
from typing import Any

from adapter.model.identifiers import NumberType
from adapter.r4 import systems
from adapter.r4.models import Resource

NUMBER_SYSTEMS: Mapping[NumberType, str] = {
    NumberType.PERSONNUMMER: systems.PERSONNUMMER,
    NumberType.SAMORDNINGSNUMMER: systems.SAMORDNINGSNUMMER,
    NumberType.NATIONELLT_RESERVNUMMER: systems.NATIONELLT_RESERVNUMMER,
    NumberType.LMA_NUMMER: systems.LMA_NUMMER,
    NumberType.RESERVNUMMER: systems.RESERVNUMMER,
    NumberType.R_NUMMER: systems.R_NUMMER,
}
NUMBER_TYPES: Mapping[str, NumberType] = {
    **{system: number for number, system in NUMBER_SYSTEMS.items()},
    **dict.fromkeys(systems.LOCAL_RESERVNUMMER, NumberType.RESERVNUMMER),
    # RIV-TA roots, as national services write them (standards 1.6)
    "urn:oid:1.2.752.129.2.1.3.1": NumberType.PERSONNUMMER,
    "urn:oid:1.2.752.129.2.1.3.3": NumberType.SAMORDNINGSNUMMER,
    "urn:oid:1.2.752.74.9.1": NumberType.NATIONELLT_RESERVNUMMER,
}
HSA_SYSTEMS = (systems.HSA_ID, systems.HSA_ID_RIV)

TEST_DATA: Resource = {"system": systems.ACT_REASON, "code": "HTEST", "display": "test health data"}
REDACTED: Resource = {"system": systems.OBSERVATION_VALUE, "code": "REDACTED", "display": "redacted"}

CONSENT_STATUSES: Mapping[str, tuple[str, tuple[str | None, ...]]] = {
    "given": ("active", ("permit",)),
    "refused": ("active", ("deny",)),
    "withdrawn": ("inactive", ("permit",)),  # the same consent, no longer in force (semantics 24)
    "unable": ("active", ("deny", "permit")),  # a clear harm assessment permits
    "not-asked": ("proposed", (None,)),
}
"""Consent.status of each status, and the provision types that go with it, the plain one first."""

CARE_PLAN_TYPES: Mapping[str, Resource] = {
    "samordnad-vardplan": {
        "system": systems.CARE_PLAN_TYPE,
        "code": "SPLPTLRV",
        "display": "Samordnad plan enligt LPT och LRV",
    },
}
"""The national code of a kind of plan, where there is one (standards 4.2)."""
CARE_PLAN_STATUSES: Mapping[str, Mapping[str, str]] = {
    "samordnad-vardplan": {
        "new": "draft",
        "revise": "draft",
        "approve": "active",
        "close": "completed",
        "annul": "entered-in-error",
    },
    "egenvardsplanering": {
        "new": "active",
        "revise": "active",
        "close": "completed",
        "annul": "entered-in-error",
    },
}
"""CarePlan.status by kind and action: a coordinated care plan is a draft until the units have approved it."""
ACTIVITY_STATUSES: Mapping[str, str] = {
    "draft": "not-started",
    "active": "in-progress",
    "completed": "completed",
    "entered-in-error": "entered-in-error",
}
"""CarePlan.activity.detail.status by the plan's own."""

QUESTION_PARTS: Mapping[str, str] = {
    "question": "fraga",
    "answer": "svar",
    "text": "svarstext",
    "comment": "kommentar",
}
"""The linkIds below a question's group: `<group>.<part>`; `text` is an answer in words."""
OTHER_QUESTION = "ovrig"
"""The group of a question that the Questionnaire does not list; its `fraga` says which."""


def unit_identifier(unit: str) -> Resource:
    """The logical identifier of a unit, for where no Organization is sent along."""
    return {"system": systems.HSA_ID, "value": unit}


def message_identifier(message_id: str) -> Resource:
    """The identifier of a message, ours or a sender's."""
    return {"system": systems.MESSAGE_ID, "value": message_id}


def concept(*codings: Mapping[str, str]) -> Resource:
    """A CodeableConcept."""
    return {"coding": list(codings)}


def extension(url: str, element: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first extension of that URL on an element."""
    return next((found for found in element.get("extension", ()) if found.get("url") == url), None)


def code_of(system: str, element: Mapping[str, Any] | None) -> str | None:
    """The code that a CodeableConcept or a Coding has in this system."""
    if element is None:
        return None
    codings = element.get("coding", (element,))
    return next((coding.get("code") for coding in codings if coding.get("system") == system), None)
