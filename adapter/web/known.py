"""References to what the caller has read here (`Patient/…`, `Goal/…`): looked up, so that they may stand in a posting."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from adapter.intake.rest_posted import Piece, Posted, pointing
from adapter.pipeline.searching import Readable
from adapter.r4 import extensions, shape, systems
from adapter.r4.models import Resource
from adapter.reading.resources import Shown

_OURS = re.compile(r"(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?")
_ROUNDS = 4
"""How deep references of what was looked up are followed: CarePlan, CareTeam, PractitionerRole, Organization."""
_WHOLE = frozenset({"Goal", "ServiceRequest", "CareTeam", "PractitionerRole"})
_NAMED: Mapping[str, str] = {
    "Communication": systems.MESSAGE_ID,
    "Appointment": systems.MESSAGE_ID,
    "CarePlan": systems.PLAN_ID,
}
"""What is pointed at by its identifier; it does not come along anew."""
_STATUSES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Goal": ("lifecycleStatus", shape.GOAL_STATUSES),
    "ServiceRequest": ("status", shape.REQUEST_STATUSES),
    "CareTeam": ("status", shape.TEAM_STATUSES),
}


class Known:
    """What one caller may see, looked up person by person and kept for one request."""

    def __init__(self, reading: Readable, units: frozenset[str], request: str, own_url: str) -> None:
        self._reading, self._units, self._request, self._own_url = reading, units, request, own_url
        self._shown: dict[str, Shown] = {}

    async def complete(self, posted: Posted) -> Posted:
        """The posting with whatever it points at that the caller may see."""
        posted = _relative(posted, self._own_url)
        for _ in range(_ROUNDS):
            names = {said: found for _, said in posted.strangers() if (found := _OURS.fullmatch(said))}
            pieces: list[Piece] = []
            places: dict[str, Resource] = {}
            for said, found in names.items():
                shown = await self.find(found["type"], found["id"])
                piece = shown and _piece(shown, said, posted)
                if piece:
                    pieces.append(piece)
                elif shown and (identifier := _identifier(shown)):
                    places[said] = {"identifier": identifier}
            if not pieces and not places:
                break
            posted = _pointed(posted, places).with_others(*pieces)
        return posted

    async def find(self, type_: str, id_: str) -> Shown | None:
        """The resource, if the caller may see it; with it all that it may see of that person is looked up."""
        name = f"{type_}/{id_}"
        if name not in self._shown:
            everything = await self._reading.beside(id_, self._units, self._request)
            self._shown |= {one.reference: one for one in everything}
        return self._shown.get(name)

    def among(self, type_: str) -> Iterator[Shown]:
        """All of a type that has been looked up."""
        return (one for one in self._shown.values() if one.type == type_)


def _piece(shown: Shown, said: str, posted: Posted) -> Piece | None:
    """What comes along with the posting: a person as a number, a stay as its id; parts of a plan as they are."""
    resource = shown.newest.resource
    if shown.type == "Patient":
        resource = {name: resource[name] for name in ("resourceType", "identifier") if name in resource}
    elif shown.type == "Encounter":
        resource = _stay(resource)
    elif shown.type in _WHOLE:
        resource = {**resource, **_in_step(resource, posted)}
    else:
        return None
    return Piece({name: v for name, v in resource.items() if name not in {"id", "meta"}}, "", (said,))


def _stay(encounter: Resource) -> Resource:
    kept: Resource = {
        name: encounter[name]
        for name in ("resourceType", "status", "class", "subject", "episodeOfCare")
        if name in encounter
    }
    if "start" in encounter.get("period", {}):
        kept["period"] = {"start": encounter["period"]["start"]}
    legal_form = shape.extension(extensions.LEGAL_FORM.url, encounter)
    return {**kept, **({"extension": [dict(legal_form)]} if legal_form else {})}


def _in_step(part: Resource, posted: Posted) -> Resource:
    """The status that a part of a plan has when the plan has its new one; a part that was declined stays so."""
    element, statuses = _STATUSES.get(part["resourceType"], ("", {}))
    status = statuses.get(str(posted.anchor.resource.get("status")))
    known = part.get(element) in statuses.values()
    return {element: status} if status and known and posted.anchor.type == "CarePlan" else {}


def _identifier(shown: Shown) -> Resource | None:
    system = _NAMED.get(shown.type)
    found = (one for one in shown.newest.resource.get("identifier", ()) if one.get("system") == system)
    return next(found, None) if system else None


def _relative(posted: Posted, own_url: str) -> Posted:
    """References to our own base as they stand within it."""
    base = f"{own_url}/"

    def place(said: str) -> Resource | None:
        return {"reference": said.removeprefix(base)} if said.startswith(base) else None

    made = _mapped(posted, place)
    named = [replace(one, names=tuple(n.removeprefix(base) for n in one.names)) for one in made.pieces]
    return Posted(named[0], tuple(named[1:]))


def _pointed(posted: Posted, places: Mapping[str, Resource]) -> Posted:
    return _mapped(posted, places.get)


def _mapped(posted: Posted, place: Any) -> Posted:
    pieces = [Piece(pointing(one.resource, place), one.path, one.names) for one in posted.pieces]
    return Posted(pieces[0], tuple(pieces[1:]))
