"""Encounter: the inpatient stay (vårdtillfälle), its state and the members that speak of it."""

from adapter.mapping.communication import primitive_coding
from adapter.mapping.draft import Draft
from adapter.model.history import Episode
from adapter.model.member import Member
from adapter.r4 import extensions, systems
from adapter.r4.models import Resource

LABEL = "Encounter"
FINISHED = "finished"
IN_PROGRESS = "in-progress"


def encounter(
    draft: Draft, *, status: str, episode_id: str | None = None, admitted_at: str | None = None
) -> Resource:
    """The Encounter; `episodeOfCare.identifier` is the same in all messages of the stay."""
    stay = {"identifier": {"system": systems.EPISODE_ID, "value": episode_id}}
    return draft.add(
        LABEL,
        "Encounter",
        status=status,
        **{"class": {"system": systems.ACT_CODE, "code": "IMP", "display": "inpatient encounter"}},
        subject=draft.maybe("Patient"),
        episodeOfCare=[stay] if episode_id else None,
        period={"start": admitted_at} if admitted_at else None,
    )


def status(kind: str, action: str, reason: object, episode: Episode | None) -> str:
    """Status by semantics 23: the stay's state after this message, else what the message itself makes of it."""
    if episode is not None and episode.state != "unregistered":
        over = episode.state == "discharged" or episode.deceased
        return FINISHED if over else IN_PROGRESS
    if kind == "utskrivningsmeddelande" and action == "new":
        return FINISHED
    if kind == "avbruten-planering" and reason == "avliden" and action == "new":
        return FINISHED
    return IN_PROGRESS


def ready_at(draft: Draft, value: str) -> None:
    """Ready for discharge since; gone when that is taken back."""
    _extend(draft, extensions.READY.url, {"valueDateTime": value})


def planned_end(draft: Draft, value: str) -> None:
    """Estimated discharge, in R5's element."""
    _extend(draft, systems.PLANNED_END, {"valueDateTime": value})


def planning_colour(draft: Draft, code: str) -> None:
    """The planning colour (spårfärg)."""
    _extend(draft, extensions.COLOUR.url, {"valueCoding": draft.mappings.coding(systems.COLOUR, code)})


def legal_form(draft: Draft, code: str) -> None:
    """Under which act the stay is."""
    _extend(draft, extensions.LEGAL_FORM.url, {"valueCoding": draft.mappings.coding(systems.VALUE, code)})


def _extend(draft: Draft, url: str, value: Resource) -> None:
    held = draft[LABEL].setdefault("extension", [])
    held[:] = [extension for extension in held if extension["url"] != url]
    held.append({"url": url, **value})


def write_planned_end(draft: Draft, _member: Member, value: str) -> None:
    """A member holding the estimated discharge."""
    planned_end(draft, value)


def write_ready(draft: Draft, _member: Member, value: str) -> None:
    """A member holding since when the patient is ready."""
    ready_at(draft, value)


def write_colour(draft: Draft, _member: Member, value: str) -> None:
    """A member holding a colour that was set from outside."""
    planning_colour(draft, value)


def write_end(draft: Draft, _member: Member, value: str) -> None:
    """A member holding when the patient left."""
    draft[LABEL].setdefault("period", {})["end"] = value


def write_location(draft: Draft, _member: Member, value: str) -> None:
    """A member naming the ward."""
    draft[LABEL]["location"] = [{"location": {"display": value}}]


def write_reason(draft: Draft, _member: Member, value: str) -> None:
    """A member saying why the patient was admitted."""
    draft[LABEL]["reasonCode"] = [{"text": value}]


def write_type(draft: Draft, member: Member, value: str) -> None:
    """A coded member on what sort of stay it is."""
    draft[LABEL]["type"] = [primitive_coding(member, value)]
