"""Facts that the message itself carries."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from adapter.model.kinds import KINDS
from adapter.model.member import Member, Type
from adapter.model.other_kinds import MEASURES
from adapter.model.swedish_time import NOON, STOCKHOLM, swedish_day
from adapter.policy.view import Question, View

_SECONDS_PER_HOUR = 3600
_SATURDAY = 5
_PREFIX = "message.content."
_OWN_MESSAGE = (
    "utskrivningsklar",
    "utskrivningsmeddelande",
    "inskrivningsmeddelande",
    "planeringsunderlag",
    "patientinformation",
    "kallelse",
    "beräknat utskrivningsdatum",
    "preliminärt utskrivningsdatum",
)
"""Subjects that have a message of their own in the routine."""
CHECKLIST = "informationTransferChecklist"
"""The setting that names the members of `criteria` that a region wants ticked at discharge."""
_TIMES = frozenset({Type.INSTANT, Type.DATE})
NEEDING_ORIGINAL = frozenset({"revise", "cancel", "annul", "forward"})


def content(name: str) -> Question | None:
    """The question for `message.content.<member>[.<sub>]`; None for a member that no kind has.

    Along a list the answer is the list of what its items hold, lists in them laid out.
    """
    if not name.startswith(_PREFIX):
        return None
    path = tuple(name.removeprefix(_PREFIX).split("."))
    if not any(_led_to(kind.members, path) for kind in KINDS.values()):
        return None

    def ask(view: View) -> object:
        return _along(view.message.content, path)

    return ask


def is_closed(name: str) -> bool:
    """Whether the content member, in whatever kind has it, holds only codes of a closed list or points in time."""
    path = tuple(name.removeprefix(_PREFIX).split("."))
    found = [member for kind in KINDS.values() if (member := _led_to(kind.members, path))]
    return bool(found) and all(
        member.type in _TIMES or (member.type is Type.CODE and not member.open) for member in found
    )


def _led_to(members: tuple[Member, ...], path: tuple[str, ...]) -> Member | None:
    member = next((member for member in members if member.name == path[0]), None)
    if member is None or len(path) == 1:
        return member
    return _led_to(member.members, path[1:]) if member.type is Type.STRUCT else None


def _along(value: object, path: tuple[str, ...]) -> object:
    for place, name in enumerate(path):
        if isinstance(value, list | tuple):
            held = (_along(item, path[place:]) for item in value)
            return tuple(one for found in held if found is not None for one in _each(found))
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def _each(found: object) -> tuple[object, ...]:
    """What an item holds: where that is a list, everything in it."""
    return tuple(found) if isinstance(found, list | tuple) else (found,)


def missing(view: View) -> object:
    """Names of the members that the kind and action cannot do without and that are not there."""
    kind = KINDS.get(view.message.kind)
    required = kind.required(view.message.action) if kind else ()
    return tuple(name for name in required if _empty(view.message.content.get(name)))


def missing_patient(view: View) -> object:
    """Whether no identity number is stated."""
    return not view.message.patient.value


def _empty(value: object) -> bool:
    return value is None or value in ("", [], (), {})


def consent_block(view: View) -> object:
    """The status of the message's own consent block; None without one."""
    return view.message.consent.status if view.message.consent else None


def consent_scopes(view: View) -> object:
    """The scopes of the message's own consent block."""
    return view.message.consent.scopes if view.message.consent else ()


def decided_by_function(view: View) -> object:
    """The function of whoever decided: the one named, else the one who sends."""
    decided_by = view.message.content.get("decidedBy")
    if isinstance(decided_by, Mapping):
        return decided_by.get("function")
    return sender_function(view)


def decided_by_title(view: View) -> object:
    """The professional title of whoever decided: the one named, else the one who sends."""
    decided_by = view.message.content.get("decidedBy")
    if isinstance(decided_by, Mapping):
        return decided_by.get("title")
    return view.message.sender.person.title if view.message.sender.person else None


def sender_function(view: View) -> object:
    """The function of whoever sends."""
    person = view.message.sender.person
    return person.function if person else None


def _answers(view: View) -> Iterator[Mapping[str, object]]:
    answers = view.message.content.get("answers")
    for answer in answers if isinstance(answers, list | tuple) else ():
        if isinstance(answer, Mapping):
            yield answer


def answers_unsigned(view: View) -> object:
    """Whether any answer lacks its date, its author's name or title (VB-MSG-08)."""
    return any(_empty(answer.get(name)) for answer in _answers(view) for name in ("date", "name", "title"))


def answers_blank(view: View) -> object:
    """Whether no question is answered, or one is answered yes and nothing is written (VB-MSG-09)."""
    answers = tuple(_answers(view))
    unanswered = all(answer.get("answer") is None for answer in answers)
    yes = any(answer.get("answer") is True for answer in answers)
    return unanswered or (yes and all(_empty(answer.get("comment")) for answer in answers))


def subject_kind(view: View) -> object:
    """The message of its own that the stated subject names; None when it names none (VB-MSG-19)."""
    subject = view.message.content.get("subject")
    words = str(subject or "").casefold()
    return next((kind for kind in _OWN_MESSAGE if kind in words), None)


def foreign_measures(view: View) -> object:
    """Whether a measure is stated that single home visits do not cover (VB-MSG-27)."""
    measures = view.message.content.get("measures")
    return isinstance(measures, list) and not set(measures) <= set(MEASURES)


def needs_original(view: View) -> object:
    """Whether the action is about an earlier message."""
    return view.message.action in NEEDING_ORIGINAL


def answered_yes(view: View) -> object:
    """The questions of the planning basis that are answered yes."""
    return tuple(answer.get("question") for answer in _answers(view) if answer.get("answer") is True)


def recipient_roles(view: View) -> object:
    """The roles of the recipients that the directory has (LAW-MSG-02)."""
    units = (view.facts.units.get(recipient) for recipient in view.message.recipients)
    return tuple(unit.role for unit in units if unit)


def ready_on_send_date(view: View) -> object:
    """Whether readyAt falls on the day of sending, in Sweden; on paper it is the day it was done (VB-DEADL-06)."""
    ready = instant(view, "readyAt")
    done = view.message.outage.original_at if view.message.outage else view.message.sent_at
    return None if ready is None else swedish_day(ready) == swedish_day(done)


def instant(view: View, member: str) -> datetime | None:
    """The point in time that a content member states."""
    value = view.message.content.get(member)
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def on_weekend(view: View, member: str) -> bool | None:
    """Whether it falls on a Saturday or Sunday in Sweden; None where it is not stated."""
    at = instant(view, member)
    return None if at is None else swedish_day(at).weekday() >= _SATURDAY


def consent_recorded_at(view: View) -> object:
    """When the message's own consent block says that it was written down."""
    return view.message.consent.recorded_at if view.message.consent else None


def kind_in_use(view: View) -> object:
    """Whether the region's routine has the kind of message at all."""
    return view.process.of(view.message.kind).in_use


def checklist_open(view: View) -> object:
    """The items of the pack's checklist for information transfer that `criteria` does not tick (ST-MSG-09)."""
    wanted = view.facts.settings.get(CHECKLIST, view.settings.get(CHECKLIST, ()))
    ticked = view.message.content.get("criteria")
    done = ticked if isinstance(ticked, Mapping) else {}
    items = wanted if isinstance(wanted, list | tuple) else ()
    return tuple(item for item in items if done.get(item) is not True)


def sender_named(view: View) -> object:
    """Whether a person is named who sends it."""
    person = view.message.sender.person
    return person is not None and not _empty(person.name)


def outage_hours(view: View) -> object:
    """Hours from what was done on paper until it came; None where nothing was."""
    outage = view.message.outage
    return (view.facts.at - outage.original_at).total_seconds() / _SECONDS_PER_HOUR if outage else None


def outage_before_stay(view: View) -> object:
    """Whether what was done on paper is said to be done before the patient was admitted; None where either is unknown."""
    outage, stay, stated = view.message.outage, view.facts.episode, view.message.episode
    admitted_at = (stay.admitted_at if stay else None) or (stated.admitted_at if stated else None)
    return outage.original_at < admitted_at if outage and admitted_at else None


def received_before_noon(view: View) -> object:
    """Whether it came before 12:00 in Sweden; on paper, whether it was done before."""
    done = view.message.outage.original_at if view.message.outage else view.facts.at
    return done.astimezone(STOCKHOLM).time() < NOON


QUESTIONS: Mapping[str, Question] = {
    "message.kind": lambda view: view.message.kind,
    "message.kindInUse": kind_in_use,
    "message.action": lambda view: view.message.action,
    "message.region": lambda view: view.message.region,
    "message.episode": lambda view: view.message.episode.id if view.message.episode else None,
    "message.admittedAt": lambda view: view.message.episode.admitted_at if view.message.episode else None,
    "message.legalForm": lambda view: view.message.episode.legal_form if view.message.episode else None,
    "message.relatesTo": lambda view: view.message.relates_to,
    "message.needsOriginal": needs_original,
    "message.sentAt": lambda view: view.message.sent_at,
    "message.receivedAt": lambda view: view.facts.at,
    "message.receivedBeforeNoon": received_before_noon,
    "message.outageHours": outage_hours,
    "message.outageBeforeStay": outage_before_stay,
    "message.outage": lambda view: view.message.outage is not None,
    "message.recipients": lambda view: view.message.recipients,
    "message.recipientCount": lambda view: len(view.message.recipients),
    "message.missing": missing,
    "message.missingPatient": missing_patient,
    "message.foreignMeasures": foreign_measures,
    "message.senderFunction": sender_function,
    "message.senderNamed": sender_named,
    "message.decidedBy.function": decided_by_function,
    "message.decidedBy.title": decided_by_title,
    "message.consentBlock": consent_block,
    "message.consentBlock.scopes": consent_scopes,
    "message.answersUnsigned": answers_unsigned,
    "message.answersBlank": answers_blank,
    "message.answeredYes": answered_yes,
    "message.subjectKind": subject_kind,
    "message.readyOnSendDate": ready_on_send_date,
    "message.recipientRoles": recipient_roles,
    "message.checklistOpen": checklist_open,
    "message.consentBlock.recordedAt": consent_recorded_at,
    "message.senderUnit": lambda view: view.message.sender.unit,
}
