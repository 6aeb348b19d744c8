"""Facts about what the units of a stay have said in it so far, and whom a message leaves out."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from adapter.model.history import Event
from adapter.model.swedish_time import swedish_day
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.history import of_stay
from adapter.policy.vocabulary.message import instant, on_weekend

_NEEDS = ("assessedNeeds", "ongoingInterventions")
_INTERVENTIONS = ("insatser-", "nya-behov-")


def _kinds_of(view: View, unit: str | None) -> tuple[str, ...]:
    return tuple(sorted({event.kind for event in of_stay(view) if event.sender == unit}))


def sender_sent_in_stay(view: View) -> object:
    """The kinds of message that the sending unit has sent in the stay before."""
    return _kinds_of(view, view.message.sender.unit)


def recipient_sent_in_stay(view: View) -> object:
    """The kinds of message that this recipient has sent in the stay."""
    return _kinds_of(view, view.recipient)


def _participants(view: View) -> tuple[str, ...]:
    """The units addressed in the stay that have a system of their own to answer with."""
    episode = view.facts.episode
    units = view.facts.units
    return tuple(
        unit
        for unit in sorted(episode.addressed if episode else ())
        if unit in units and units[unit].has_system
    )


def addressed_left_out(view: View) -> object:
    """The units addressed in the stay that this message is not addressed to; its sender is not one of them."""
    episode = view.facts.episode
    there = {*view.message.recipients, view.message.sender.unit}
    return tuple(sorted(episode.addressed - there)) if episode else ()


def _starts(view: View) -> dict[str, datetime]:
    """When each unit's interventions can start: the newest general message that says so and got to somebody counts."""
    told = {disclosure.message_id for disclosure in view.facts.history.disclosures}
    return {
        event.sender: datetime.fromisoformat(str(event.noted["startsAt"]))
        for event in of_stay(view)
        if event.kind == "generellt-meddelande" and "startsAt" in event.noted and event.message_id in told
    }


def start_not_told(view: View) -> object:
    """The units addressed in the stay that have not told when their interventions can start."""
    told = _starts(view)
    return tuple(unit for unit in _participants(view) if unit not in told)


def latest_start(view: View) -> object:
    """The latest of the starts that the units of the stay have told; None before the first."""
    return max(_starts(view).values(), default=None)


def starts_after_ready_day(view: View) -> object:
    """Whether startsAt is a later day than that of the utskrivningsklar in force; None without one."""
    ready = view.facts.episode.ready_received_at if view.facts.episode else None
    start = instant(view, "startsAt")
    return None if ready is None or start is None else swedish_day(start) > swedish_day(ready)


def sip_on_weekend(view: View) -> object:
    """Whether sipAt falls on a Saturday or Sunday in Sweden; None without one."""
    return on_weekend(view, "sipAt")


def answered_yes(view: View) -> object:
    """The questions of the stay's planning basis that were last answered yes."""
    return _answered(view, yes=True)


def answered_no(view: View) -> object:
    """The questions of the stay's planning basis that were last answered no."""
    return _answered(view, yes=False)


def _answered(view: View, *, yes: bool) -> tuple[str, ...]:
    answers = view.facts.episode.answers if view.facts.episode else ()
    return tuple(question for question, answer in answers if answer is yes)


def without_patient_information(view: View) -> object:
    """The units addressed in the stay that have written no patientinformation."""
    episode = view.facts.episode
    written = episode.patient_information if episode else frozenset()
    return tuple(unit for unit in _participants(view) if unit not in written)


def interventions_intended(view: View) -> object:
    """Whether the stay's newest notice or its planning basis states interventions; None where neither says anything of them."""
    notices = [event.noted for event in of_stay(view) if event.kind == "inskrivningsmeddelande"]
    answers = view.facts.episode.answers if view.facts.episode else ()
    answered = [yes for question, yes in answers if question.startswith(_INTERVENTIONS)]
    if any(answered) or any(noted.get(name) for noted in notices[-1:] for name in _NEEDS):
        return True
    return False if answered else None


def self_care_decided(view: View) -> object:
    """Whether a self-care plan of the stay stands: neither closed, nor replaced, nor left to open care to judge."""
    return _decided(of_stay(view))


def self_care_plan(view: View) -> object:
    """Whether a self-care plan of the person stands, in a stay or outside any."""
    return _decided(view.facts.history.standing)


def _decided(events: Iterable[Event]) -> bool:
    plans = [event for event in events if event.kind == "egenvardsplanering"]
    replaced = {event.relates_to for event in plans}
    return any(
        event.action != "close" and event.message_id not in replaced and not event.noted.get("deferred")
        for event in plans
    )


def takeover_by_unit(view: View) -> object:
    """Whether physicianTakeover names a unit of the directory instead of a person."""
    named = str(view.message.content.get("physicianTakeover") or "").strip().casefold()
    units = view.facts.units.values()
    return bool(named) and any(named in {unit.unit.casefold(), unit.name.casefold()} for unit in units)


QUESTIONS: Mapping[str, Question] = {
    "sender.sentInStay": sender_sent_in_stay,
    "message.addressedLeftOut": addressed_left_out,
    "message.startsAfterReadyDay": starts_after_ready_day,
    "message.sipOnWeekend": sip_on_weekend,
    "message.takeoverByUnit": takeover_by_unit,
    "episode.startNotTold": start_not_told,
    "episode.latestStart": latest_start,
    "episode.answeredYes": answered_yes,
    "episode.answeredNo": answered_no,
    "episode.withoutPatientInformation": without_patient_information,
    "episode.interventionsIntended": interventions_intended,
    "episode.selfCareDecided": self_care_decided,
    "person.selfCareDecided": self_care_plan,
}
RECIPIENT: Mapping[str, Question] = {"recipient.sentInStay": recipient_sent_in_stay}
