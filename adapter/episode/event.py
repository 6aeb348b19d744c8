"""Reduce an accepted message to what order, roles and later decisions depend on: no free text, no identity."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import cast

from adapter.model.history import ORIGINAL, Event
from adapter.model.ids import PLAN_ID_MEMBERS, digest, plan_key
from adapter.model.member import ANNUL_REASONS
from adapter.model.message import Message
from adapter.model.person import Person, RegisterAnswer, Silent
from adapter.model.sip import FAMILY, WITHDRAWN
from adapter.model.sip_parts import core, items, objects
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.model.swedish_time import swedish_day

Content = Mapping[str, object]

# Codes, dates and flags that are noted as they stand.
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "inskrivningsmeddelande": (
        "estimatedDischarge",
        "contactReason",
        "needsUnchanged",
        "needAssessedAt",
        "firstRoundAt",
        "needLevel",
        "exposedSituation",
        "careContactRequested",
        "assessedNeeds",
        "ongoingInterventions",
    ),
    "planeringsunderlag": ("colour",),
    "utskrivningsklar": ("readyAt", "transferTo", "newEstimatedDischarge"),
    "utskrivningsmeddelande": ("dischargedAt", "leftAgainstAdvice", "changedNeeds", "homeReadyAt"),
    "avbruten-planering": ("reason",),
    "generellt-meddelande": ("topic", "startsAt", "neededFrom", "newNeeds"),
    "meddelande-utanfor-vardtillfalle": ("template", "periodWeeks"),
    "samtycke": ("status",),
    "samordnad-vardplan": ("legalForm",),
    "kallelse": ("purpose", "start", "form", "neededFrom", "needKnownAt"),
    "svar-kallelse": ("attends",),
    "sip": ("version", "followUpAt"),
}
# Why the notes of a SIP were annulled, where the reason is one of those that the regions name.
_REASONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    (kind, "annul"): (*ANNUL_REASONS, WITHDRAWN) for kind in FAMILY
}
# A question is a code of the routine or of a pack; anything else could be free text.
_QUESTION = re.compile(r"[a-z0-9-]{1,60}")


NO_ANSWER = Silent()
SENIOR = 65
"""From this age on a readmission is followed up (ST-IND-02)."""


def event(message: Message, received_at: datetime, person: RegisterAnswer = NO_ANSWER) -> Event:
    """The message as an event of the person's history, received at an instant; `person` as the register had it then."""
    episode = message.episode
    age = message.patient.age(swedish_day(received_at))
    return Event(
        message_id=message.message_id,
        kind=message.kind,
        action=message.action,
        sender=message.sender.unit,
        recipients=message.recipients,
        received_at=received_at,
        sent_at=message.sent_at,
        episode=episode.id if episode else None,
        admitted_at=episode.admitted_at if episode else None,
        legal_form=episode.legal_form if episode else "frivillig",
        relates_to=message.relates_to,
        noted=_noted(message),
        municipality=person.municipality if isinstance(person, Person) else None,
        placed_by=person.placed_by if isinstance(person, Person) else None,
        over65=None if age is None else age >= SENIOR,
    )


def _noted(message: Message) -> dict[str, object]:
    content = message.content
    noted = {name: content[name] for name in _PLAIN.get(message.kind, ()) if name in content}
    if message.kind in _PARTS:
        noted |= _PARTS[message.kind](content)
    if message.kind in PLAN_ID_MEMBERS:
        key = plan_key(message.kind, content.get(PLAN_ID_MEMBERS[message.kind]))
        noted |= {"plan": key} if key else {}
    if content.get("reason") in _REASONS.get(
        (message.kind, message.action), ANNUL_REASONS * (message.action == "annul")
    ):
        noted["reason"] = content["reason"]
    if isinstance(content.get("selfCareHandover"), Mapping):
        noted["selfCareHandover"] = True  # that it is stated, not what (VB-MSG-10)
    if message.outage:
        noted[ORIGINAL] = message.outage.original_at.isoformat()
    return noted


def _answers(content: Content) -> dict[str, object]:
    """Yes and no by question, as pairs; comments and signatures stay behind."""
    pairs = [
        [answer["question"], answer["answer"]]
        for answer in objects(content.get("answers"))
        if isinstance(answer.get("answer"), bool) and _QUESTION.fullmatch(str(answer.get("question", "")))
    ]
    return {"answers": pairs} if pairs else {}


def _known_answers(content: Content) -> dict[str, object]:
    """Those to the routine's own questions; any other question is free text."""
    pairs = [
        pair
        for pair in cast("list[list[object]]", _answers(content).get("answers", []))
        if pair[0] in PLANNING_QUESTIONS
    ]
    return {"answers": pairs} if pairs else {}


def _contact(content: Content) -> dict[str, object]:
    """The registered name stays too: what the ward writes is compared with it (VB-MSG-15)."""
    contact = content.get("contact")
    if not isinstance(contact, Mapping):
        return {}
    return {name: contact[name] for name in ("name", "coordinates", "physician") if name in contact}


def _sections(content: Content) -> dict[str, object]:
    units = [section["unit"] for section in objects(content.get("sections")) if "unit" in section]
    noted: dict[str, object] = {"units": units} if units else {}
    if content.get("careContact"):
        noted["careContact"] = True  # that one is named, not who (NB-ROLE-13)
    return noted


def _left_to_others(content: Content) -> dict[str, object]:
    return (
        {"deferred": True} if content.get("deferredTo") else {}
    )  # that it is left, not to whom (NB-SELF-04)


def _approvals(content: Content) -> dict[str, object]:
    units = [approval["unit"] for approval in objects(content.get("approvals")) if "unit" in approval]
    return {"units": units} if units else {}


def _involved(content: Content) -> dict[str, object]:
    units, coordinator = content.get("involvedUnits"), content.get("coordinator")
    noted: dict[str, object] = {"units": units} if units else {}
    if isinstance(coordinator, Mapping) and "unit" in coordinator:
        noted["coordinator"] = coordinator["unit"]
    return noted


def _home_care(content: Content) -> dict[str, object]:
    stated = content.get("homeCareEnrolment")
    parts = [name for name, words in stated.items() if words] if isinstance(stated, Mapping) else []
    return {"homeCare": parts} if parts else {}  # which parts are stated, not what (VB-MSG-29)


def _call(content: Content) -> dict[str, object]:
    timing = content.get("timing")
    adapted = isinstance(timing, Mapping) and bool(timing.get("reason"))
    # that the time is adapted to the person's needs, not why (NB-DEADL-09)
    return _home_care(content) | ({"adaptedTime": True} if adapted else {})


def _attendees(content: Content) -> dict[str, object]:
    coming = tuple(objects(content.get("attendees")))
    prepared = bool(coming) and all(one.get("prepared") is True for one in coming)
    return {"prepared": True} if prepared else {}


def _contact_record(content: Content) -> dict[str, object]:
    record = content.get("contactRecord")
    return {"contactRecordAt": record["at"]} if isinstance(record, Mapping) and "at" in record else {}


def _plan(content: Content) -> dict[str, object]:
    """Whose each part of a SIP is, and digests by which a change is seen; no words."""
    coordinator, replaces = content.get("coordinator"), content.get("replaces")
    noted: dict[str, object] = {"core": core(content)}
    if isinstance(coordinator, Mapping) and "unit" in coordinator:
        noted["coordinator"] = coordinator["unit"]
    if isinstance(replaces, Mapping) and (key := plan_key("sip", replaces.get("planId"))):
        noted["replaces"] = key
    handed = any(handover.get("to") == "patient" for handover in objects(content.get("handovers")))
    if content.get("wantsCopy") is True and not handed:
        noted["copyOwed"] = True
    participation = content.get("participation")
    if isinstance(participation, Mapping) and participation.get("survey"):
        noted["survey"] = digest(
            participation["survey"]
        )  # that there is one, and another than before (ST-IND-04)
    return {
        **noted,
        "items": [[item.part, item.key, item.unit, item.digest] for item in items(content)],
    }


_PARTS: Mapping[str, Callable[[Content], dict[str, object]]] = {
    "planeringsunderlag": _answers,
    "svar-inskrivningsmeddelande": _known_answers,
    "fast-vardkontakt": _contact,
    "patientinformation": _sections,
    "utskrivningsmeddelande": _contact_record,
    "samordnad-vardplan": _approvals,
    "egenvardsplanering": _left_to_others,
    "samordningsarende": _involved,
    "kallelse": _call,
    "svar-kallelse": _attendees,
    "kartlaggning": _home_care,
    "sip": _plan,
}
