"""Facts about what has happened before: the stay as its events made it, and the message this one is about."""

from collections.abc import Callable, Mapping

from adapter.model.history import MANUAL, Episode, Event
from adapter.model.invitations import versions
from adapter.model.swedish_time import NOON, STOCKHOLM, swedish_day
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.message import instant

_SECONDS_PER_HOUR = 3600


def _episode(of: Callable[[Episode], object], *, without: object = None) -> Question:
    def ask(view: View) -> object:
        return of(view.facts.episode) if view.facts.episode else without

    return ask


def of_stay(view: View) -> tuple[Event, ...]:
    """The messages of the stay in hand that stand, oldest first; none for a message of no stay."""
    stay = view.message.episode
    return tuple(event for event in view.facts.history.standing if stay and event.episode == stay.id)


def _original(of: Callable[[Event], object]) -> Question:
    def ask(view: View) -> object:
        event = original(view)
        return of(event) if event else None

    return ask


def original(view: View) -> Event | None:
    """The earlier message that this one names, found by its id or the id its sender got it by."""
    return view.facts.history.event(view.message.relates_to) if view.message.relates_to else None


def original_known(view: View) -> object:
    """Whether the message this one names was accepted before; None when it names none."""
    return original(view) is not None if view.message.relates_to else None


def original_same_episode(view: View) -> object:
    """Whether the earlier message belongs to the same stay."""
    event, episode = original(view), view.message.episode
    return None if event is None else event.episode == (episode.id if episode else None)


def original_mine(view: View) -> object:
    """Whether the earlier message came from the unit that sends this one."""
    event = original(view)
    return None if event is None else event.sender == view.message.sender.unit


def original_to_sender(view: View) -> object:
    """Whether the earlier message was sent to the unit that sends this one."""
    event = original(view)
    return None if event is None else view.message.sender.unit in event.recipients


def original_taken_back(view: View) -> object:
    """Whether the earlier message was cancelled or annulled already; an invitation, in any version that stood."""
    event = original(view)
    if event is None:
        return None
    if event.kind == "kallelse":
        return not versions(view.facts.history.events, event.message_id)
    return any(
        later.relates_to == event.message_id and later.action in {"cancel", "annul"}
        for later in view.facts.history.events
    )


def stay_hours(view: View) -> object:
    """Hours from admission to departure, or until now while the person is still there."""
    episode = view.facts.episode
    admitted = episode.admitted_at if episode else None
    if admitted is None and view.message.episode is not None:
        admitted = view.message.episode.admitted_at
    if admitted is None:
        return None
    left = (episode.discharged_at if episode else None) or instant(view, "dischargedAt") or view.facts.at
    return (left - admitted).total_seconds() / _SECONDS_PER_HOUR


def ready_before_noon(view: View) -> object:
    """Whether the utskrivningsklar in force was received before 12:00; None without one."""
    received = view.facts.episode.ready_received_at if view.facts.episode else None
    return None if received is None else received.astimezone(STOCKHOLM).time() < NOON


def ready_acknowledged(view: View) -> object:
    """Whether every unit that owes a kvittens for the utskrivningsklar has given it; None without one."""
    ready = view.facts.episode.ready if view.facts.episode else None
    if ready is None:
        return None
    owed = tuple(owed for owed in view.facts.history.owed if owed.message_id == ready and owed.kind != MANUAL)
    return bool(owed) and all(one.met_at is not None for one in owed)


def fixed_contact_name(view: View) -> object:
    """The fast vårdkontakt's name, or the naming unit's where history keeps no name; None without one."""
    contact = view.facts.episode.fixed_contact if view.facts.episode else None
    if contact is None:
        return None
    unit = view.facts.units.get(contact.unit)
    return contact.name or (unit.name if unit else contact.unit)


def discharged_on_ready_day(view: View) -> object:
    """Whether the stated departure is on the day that the utskrivningsklar in force came; None without one."""
    ready = view.facts.episode.ready_received_at if view.facts.episode else None
    left = instant(view, "dischargedAt")
    return None if ready is None or left is None else swedish_day(ready) == swedish_day(left)


def sections_outside(view: View) -> object:
    """Whether a section of patientinformation is of a unit outside the process (VB-MSG-13)."""
    episode = view.facts.episode
    inside = {*episode.addressed, episode.inpatient_unit} if episode else set()
    sections = view.message.content.get("sections")
    return any(
        isinstance(section, Mapping) and section.get("unit") is not None and section["unit"] not in inside
        for section in (sections if isinstance(sections, list | tuple) else ())
    )


def self_care_handover_in(view: View) -> object:
    """The kinds in which the stay states that responsibility for self-care is handed over (VB-MSG-10)."""
    return tuple(sorted({event.kind for event in of_stay(view) if event.noted.get("selfCareHandover")}))


def _said(kind: str, member: str) -> Question:
    """What the stay's newest message of a kind that says it at all said; an annulled one has said nothing."""

    def ask(view: View) -> object:
        own = (event for event in reversed(of_stay(view)) if event.kind == kind)
        return next((event.noted[member] for event in own if member in event.noted), None)

    return ask


def notice_acknowledged(view: View) -> object:
    """Whether every unit that owes a kvittens for the stay's notice has given it; None where none is owed."""
    notice = view.facts.episode.notice if view.facts.episode else None
    owed = tuple(
        owed for owed in view.facts.history.owed if owed.message_id == notice and owed.kind != MANUAL
    )
    return all(one.met_at is not None for one in owed) if notice and owed else None


def care_contact_informed(view: View) -> object:
    """Whether the stay's patientinformation names the fixed care contact (NB-ROLE-13)."""
    return any(
        event.kind == "patientinformation" and event.noted.get("careContact") for event in of_stay(view)
    )


def kvittens_overdue(view: View) -> object:
    """Whether the sending unit's kvittens of the earlier message is late; None where it owes none."""
    event = original(view)
    owed = next(
        (
            owed
            for owed in view.facts.history.owed
            if event and owed.message_id == event.message_id and owed.unit == view.message.sender.unit
        ),
        None,
    )
    return None if owed is None else view.facts.at > owed.due


def over(view: View) -> object:
    """Whether the stay has been discharged or ended: a readmission is a new stay (VB-STATE-18)."""
    episode = view.facts.episode
    return episode is not None and episode.state in {"discharged", "ended"}


def recipient_had_original(view: View) -> object:
    """Whether the earlier message went, or may have gone, to this recipient."""
    event = original(view)
    return event is not None and any(
        disclosure.message_id == event.message_id and disclosure.recipient == view.recipient
        for disclosure in view.facts.history.disclosures
    )


def recipient_sent_original(view: View) -> object:
    """Whether the earlier message came from this recipient: this one answers or acknowledges it."""
    event = original(view)
    return event is not None and event.sender == view.recipient


QUESTIONS: Mapping[str, Question] = {
    "episode.state": _episode(lambda episode: episode.state),
    "episode.known": _episode(lambda episode: episode.notice is not None, without=False),
    "episode.open": _episode(lambda episode: episode.open, without=False),
    "episode.over": over,
    "episode.discharged": _episode(lambda episode: episode.discharge is not None, without=False),
    "episode.ended": _episode(lambda episode: episode.ended is not None, without=False),
    "episode.deceased": _episode(lambda episode: episode.deceased, without=False),
    "episode.readyActive": _episode(lambda episode: episode.ready is not None, without=False),
    "episode.readyBeforeNoon": ready_before_noon,
    "episode.readyAcknowledged": ready_acknowledged,
    "episode.shortStay": _episode(lambda episode: episode.short_stay, without=False),
    "episode.colour": _episode(lambda episode: episode.colour),
    "episode.legalForm": _episode(lambda episode: episode.legal_form),
    "episode.estimatedDischarge": _episode(lambda episode: episode.estimated_discharge),
    "episode.notice": _episode(lambda episode: episode.notice),
    "episode.ward": _episode(lambda episode: episode.inpatient_unit),
    "episode.hasPlanningBasis": _episode(lambda episode: episode.planning_basis is not None, without=False),
    "episode.hasFixedContact": _episode(lambda episode: episode.fixed_contact is not None, without=False),
    "episode.fixedContactName": fixed_contact_name,
    "episode.fixedContact": _episode(
        lambda episode: episode.fixed_contact.unit if episode.fixed_contact else None
    ),
    "episode.addressed": _episode(lambda episode: tuple(sorted(episode.addressed)), without=()),
    "episode.answered": _episode(lambda episode: tuple(sorted(episode.answered)), without=()),
    "episode.patientInformation": _episode(
        lambda episode: tuple(sorted(episode.patient_information)), without=()
    ),
    "episode.stayHours": stay_hours,
    "episode.needLevel": _said("inskrivningsmeddelande", "needLevel"),
    "episode.exposedSituation": _said("inskrivningsmeddelande", "exposedSituation"),
    "episode.transferTo": _said("utskrivningsklar", "transferTo"),
    "message.dischargedOnReadyDay": discharged_on_ready_day,
    "message.foreignSections": sections_outside,
    "episode.selfCareHandoverIn": self_care_handover_in,
    "episode.noticeAcknowledged": notice_acknowledged,
    "episode.careContactInformed": care_contact_informed,
    "original.kvittensOverdue": kvittens_overdue,
    "original.known": original_known,
    "original.kind": _original(lambda event: event.kind),
    "original.action": _original(lambda event: event.action),
    "original.sender": _original(lambda event: event.sender),
    "original.episode": _original(lambda event: event.episode),
    "original.sameEpisode": original_same_episode,
    "original.mine": original_mine,
    "original.toSender": original_to_sender,
    "original.takenBack": original_taken_back,
}
RECIPIENT: Mapping[str, Question] = {
    "recipient.hadOriginal": recipient_had_original,
    "recipient.sentOriginal": recipient_sent_original,
}
