"""Fold a stay's accepted messages into its state: VB-STATE-03 to 18, VB-TRACK-02, in every region the same.

Which message the state allows is the packs' business; here every accepted one takes effect as far as the state
lets it. An annulled message has never been (semantics 22): the state is computed without it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import cast

from adapter.episode.colour import colour
from adapter.model.history import MERE_ANSWERS, Episode, Event, FixedContact, annulled, done_at

Step = Callable[[Episode, Event], Episode]


def fold(episode_id: str, events: Iterable[Event], *, trusting: bool = False) -> Episode:
    """The stay of that id after the person's events, oldest first; events of other stays have no effect.

    A trusting reader, as the clock is, takes a stay to have begun where it is told of without its admission notice.
    """
    own = [event for event in events if _concerns(event, episode_id)]
    gone = annulled(own)
    told_of = any(
        event.message_id not in gone and event.kind not in MERE_ANSWERS and event.action != "annul"
        for event in own
    )
    episode = Episode(episode_id, state="admitted" if trusting and told_of else "unregistered")
    for event in own:
        step = _STEPS.get((event.kind, event.action))
        if step is not None and event.message_id not in gone:
            episode = step(episode, event)
    return episode


def _concerns(event: Event, episode_id: str) -> bool:
    """A fixed care contact named outside any stay is the person's, and so every stay's."""
    return event.episode == episode_id or (event.kind == "fast-vardkontakt" and event.episode is None)


def _admitted(episode: Episode, event: Event) -> Episode:
    """The inskrivningsmeddelande, first or resent (VB-ACK-03: answers given stay valid)."""
    estimate = cast("str | None", event.noted.get("estimatedDischarge"))
    return replace(
        episode,
        state="admitted" if episode.state == "unregistered" else episode.state,
        admitted_at=event.admitted_at or episode.admitted_at,
        legal_form=event.legal_form,
        inpatient_unit=event.sender,
        notice=event.message_id,
        notice_versions=episode.notice_versions + 1,
        addressed=episode.addressed.union(event.recipients),
        estimated_discharge=estimate or episode.estimated_discharge,
        # Changed needs put the stay back into the ordinary process (VB-STATE-14).
        short_stay=event.noted.get("contactReason") == "kort-vardtid-24h"
        and event.noted.get("needsUnchanged") is not False,
    )


def _forwarded(episode: Episode, event: Event) -> Episode:
    """A forwarded inskrivningsmeddelande brings more units into the process."""
    return replace(episode, addressed=episode.addressed.union(event.recipients))


def _answered(episode: Episode, event: Event) -> Episode:
    return replace(episode, answered=episode.answered | {event.sender})


def _planned(episode: Episode, event: Event) -> Episode:
    """The planning basis: the units' answers together give the colour; one set from outside is authoritative."""
    given = cast("list[tuple[str, bool]]", event.noted.get("answers", []))
    answers = {**dict(episode.answers), **dict(given)}
    found = cast("str | None", event.noted.get("colour")) or colour(answers.items())
    changed = found is not None and found != episode.colour
    return replace(
        episode,
        state="planning" if episode.state == "admitted" else episode.state,
        planning_basis=event.message_id,
        answers=tuple(answers.items()),
        colours=(*episode.colours, cast("str", found)) if changed else episode.colours,
    )


def _contact_named(episode: Episode, event: Event) -> Episode:
    contact = FixedContact(
        event.sender,
        name=cast("str | None", event.noted.get("name")),
        coordinates=cast("bool | None", event.noted.get("coordinates")),
        physician=cast("bool | None", event.noted.get("physician")),
    )
    return replace(episode, fixed_contact=contact)


def _ready(episode: Episode, event: Event) -> Episode:
    if not episode.open:
        return episode
    return replace(
        episode,
        state="ready",
        ready=event.message_id,
        ready_at=event.instant("readyAt"),
        ready_received_at=done_at(event),
    )


def _not_ready(episode: Episode, event: Event) -> Episode:
    """Utskrivningsklar taken back: planning goes on, with the new estimate (VB-STATE-07, 09)."""
    if episode.state != "ready":
        return episode
    estimate = cast("str | None", event.noted.get("newEstimatedDischarge"))
    return replace(
        episode,
        state="planning",
        ready=None,
        ready_at=None,
        ready_received_at=None,
        estimated_discharge=estimate or episode.estimated_discharge,
    )


def _informed(episode: Episode, event: Event) -> Episode:
    units = cast("list[str]", event.noted.get("units", []))
    return replace(episode, patient_information=episode.patient_information.union([event.sender], units))


def _discharged(episode: Episode, event: Event) -> Episode:
    if not episode.open:
        return episode
    return replace(
        episode,
        state="discharged",
        discharge=event.message_id,
        discharged_at=event.instant("dischargedAt"),
    )


def _not_discharged(episode: Episode, _: Event) -> Episode:
    """Utskrivningsmeddelande taken back: utskrivningsklar is still active (VB-STATE-11), if there was one."""
    if episode.state != "discharged":
        return episode
    before = "planning" if episode.planning_basis else "admitted"
    state = "ready" if episode.ready else before
    return replace(episode, state=state, discharge=None, discharged_at=None)


def _ended(episode: Episode, event: Event) -> Episode:
    if episode.state == "unregistered":
        return episode
    reason = cast("str | None", event.noted.get("reason"))
    return replace(
        episode,
        state="ended",
        ended=reason or "annan",
        deceased=episode.deceased or reason == "avliden",
    )


_STEPS: Mapping[tuple[str, str], Step] = {
    ("inskrivningsmeddelande", "new"): _admitted,
    ("inskrivningsmeddelande", "revise"): _admitted,
    ("inskrivningsmeddelande", "forward"): _forwarded,
    ("svar-inskrivningsmeddelande", "new"): _answered,
    ("svar-inskrivningsmeddelande", "revise"): _answered,
    ("planeringsunderlag", "new"): _planned,
    ("planeringsunderlag", "revise"): _planned,
    ("fast-vardkontakt", "new"): _contact_named,
    ("fast-vardkontakt", "revise"): _contact_named,
    ("utskrivningsklar", "new"): _ready,
    ("utskrivningsklar", "cancel"): _not_ready,
    ("patientinformation", "new"): _informed,
    ("patientinformation", "revise"): _informed,
    ("utskrivningsmeddelande", "new"): _discharged,
    ("utskrivningsmeddelande", "cancel"): _not_discharged,
    ("avbruten-planering", "new"): _ended,
}
