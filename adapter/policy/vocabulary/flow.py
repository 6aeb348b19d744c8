"""Facts about a person's care flow over all stays: who is admitted, who began it, what has been asked in it."""

from collections.abc import Mapping

from adapter.model.directory import provider_of
from adapter.model.history import Event
from adapter.policy.consents import standing
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.history import of_stay, original

_OPENS = frozenset({("inskrivningsmeddelande", "new"), ("utskrivningsmeddelande", "cancel")})
_CLOSES = frozenset({("utskrivningsmeddelande", "new"), ("avbruten-planering", "new")})


def _open_stays(view: View) -> dict[str, set[str]]:
    """The stays that have begun and are not over, and the units that have sent or got the notice of each."""
    history = view.facts.history
    got = {(disclosure.message_id, disclosure.recipient) for disclosure in history.disclosures}
    stays: dict[str, set[str]] = {}
    over: set[str] = set()
    for event in history.standing:
        if event.episode is None:
            continue
        what = (event.kind, event.action)
        if event.kind == "inskrivningsmeddelande":
            told = (unit for unit in event.recipients if (event.message_id, unit) in got)
            stays.setdefault(event.episode, set()).update((event.sender, *told))
        if what in _CLOSES:
            over.add(event.episode)
        elif what in _OPENS:
            over.discard(event.episode)
    return {stay: units for stay, units in stays.items() if stay not in over}


def admitted(view: View) -> object:
    """Whether any stay of the person has begun and is not over."""
    return bool(_open_stays(view))


def sender_in_open_stay(view: View) -> object:
    """Whether the sending unit takes part in such a stay: only it may be told that there is one (semantics 38)."""
    return any(view.message.sender.unit in units for units in _open_stays(view).values())


def _flow(view: View) -> Event | None:
    """What began the flow in hand: the first care request or admission notice since the last stay was over."""
    first = None
    for event in view.facts.history.standing:
        if (event.kind, event.action) in _CLOSES:
            first = None
        elif (
            first is None
            and event.action == "new"
            and event.kind in {"vardbegaran", "inskrivningsmeddelande"}
        ):
            first = event
    return first


def care_requested(view: View) -> object:
    """Whether a vardbegaran has come since the person's last stay was over."""
    since: list[str] = []
    for event in view.facts.history.standing:
        if (event.kind, event.action) in _CLOSES:
            since.clear()
        since.append(event.kind)
    return "vardbegaran" in since


def sender_started_flow(view: View) -> object:
    """Whether the sending unit's provider began the care flow in hand; None before any has begun (HA-CONS-03)."""
    first = _flow(view)
    if first is None:
        return None
    units = view.facts.units
    return provider_of(first.sender, units) == provider_of(view.message.sender.unit, units)


def _last_over(view: View, episode: str | None) -> Event | None:
    """The message that last ended a stay other than this one, and stands; None before the first."""
    ended: dict[str | None, Event] = {}
    for event in view.facts.history.standing:
        what = (event.kind, event.action)
        if what in _CLOSES or what in _OPENS:
            ended.pop(event.episode, None)
        if what in _CLOSES and event.episode != episode:
            ended[event.episode] = event
    return next(reversed(ended.values()), None)


def consent_of_other_stay(view: View) -> object:
    """Whether the consent there is was given for another stay: bound to one, or received before one was over."""
    message = view.message
    stay = message.episode.id if message.episode else None
    scopes = view.process.of(message.kind).scopes
    found = standing(message, view.facts, view.process, view.recipient or "", scopes)
    if found.status == "none":
        return any(
            record.consent.status == "given"
            and record.consent.episode not in {None, stay}
            and not set(scopes).isdisjoint(record.consent.scopes)
            for record in view.facts.history.consents
        )
    over = _last_over(view, stay)
    bound = found.consent is not None and found.consent.episode is not None
    return (
        found.basis != "none"
        and not bound
        and over is not None
        and found.record is not None
        and found.record.received_at < over.received_at
    )


def original_template(view: View) -> object:
    """The template of the message outside a stay that this one names."""
    event = original(view)
    return event.noted.get("template") if event else None


def planning_requested(view: View) -> object:
    """Whether a general message of the stay has asked for coordinated planning."""
    return any(
        event.kind == "generellt-meddelande" and event.noted.get("topic") == "samordnad-planering"
        for event in of_stay(view)
    )


def addressed_roles(view: View) -> object:
    """The roles of the units in the stay's process."""
    episode, units = view.facts.episode, view.facts.units
    addressed = episode.addressed if episode else frozenset()
    return tuple(sorted({units[unit].role for unit in addressed if unit in units}))


def deviations(view: View) -> object:
    """How many deviation reports have been sent about the person before."""
    return sum(event.kind == "avvikelse" and event.action == "new" for event in view.facts.history.standing)


QUESTIONS: Mapping[str, Question] = {
    "person.admitted": admitted,
    "person.careRequested": care_requested,
    "person.deviations": deviations,
    "sender.inOpenStay": sender_in_open_stay,
    "sender.startedFlow": sender_started_flow,
    "original.template": original_template,
    "episode.planningRequested": planning_requested,
    "episode.addressedRoles": addressed_roles,
}
RECIPIENT: Mapping[str, Question] = {"consent.ofOtherStay": consent_of_other_stay}
