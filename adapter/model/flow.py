"""Which way of planning a patient's needs after discharge call for, where a routine has three (HA-TRACK-01 to 03)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from adapter.model.directory import INPATIENT, MUNICIPAL
from adapter.model.history import Episode, Event
from adapter.model.message import OPEN_COMPULSORY
from adapter.model.needs import BETWEEN_PRINCIPALS, HEALTH_QUESTIONS, NEW_NEEDS_QUESTIONS

NEW_NEEDS, KNOWN_NEEDS, SOCIAL_ONLY = 1, 2, 3
"""New needs: open care calls. None new and municipal interventions before: dialogue with the municipality. Social
services alone: the municipality, which inpatient care tells by a general message."""

_NEW_HEALTH = NEW_NEEDS_QUESTIONS[1:]
_OLD = ("insatser-socialtjanst", *HEALTH_QUESTIONS)
_SOCIAL = frozenset({"socialtjanst", "enklare-socialtjanst"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What inpatient care's message that planning is needed says: new needs, of whom, and the roles it went to."""

    new_needs: bool | None = None
    needed_from: frozenset[str] = frozenset()
    roles: frozenset[str | None] = frozenset()

    @property
    def social_only(self) -> bool:
        """Whether only social services are named; where nobody is, whether only the municipality is told."""
        if self.needed_from:
            return self.needed_from <= _SOCIAL
        return bool(self.roles) and self.roles <= MUNICIPAL


def flow(answers: Mapping[str, bool], asked: Asked | None = None) -> int | None:
    """The flow by the planning basis's answers, else by the message that planning is needed; None while undecided.

    Where there are no new needs, municipal interventions from before are planned in dialogue even when they are social
    services' alone (the guideline's second flow names them); without any, there is nothing to plan.
    """
    new = _any(answers, NEW_NEEDS_QUESTIONS)
    if new is True:
        found = _of_new_needs(answers)
        return found if found or asked is None else _as_asked(answers, asked)
    if new is False:
        return KNOWN_NEEDS if _any(answers, _OLD) else None
    return None if asked is None else _as_asked(answers, asked)


def _of_new_needs(answers: Mapping[str, bool]) -> int | None:
    """New needs are open care's to call to, unless social services alone are needed after discharge."""
    health = _any(answers, _NEW_HEALTH)
    if health is False:
        others = any(answers.get(one, False) for one in (*HEALTH_QUESTIONS, *BETWEEN_PRINCIPALS))
        return NEW_NEEDS if others else SOCIAL_ONLY
    return NEW_NEEDS if health else None


def _as_asked(answers: Mapping[str, bool], asked: Asked) -> int | None:
    if asked.new_needs is False:
        return KNOWN_NEEDS if _any(answers, _OLD) is not False else None
    return SOCIAL_ONLY if asked.social_only else NEW_NEEDS


def _any(answers: Mapping[str, bool], questions: Iterable[str]) -> bool | None:
    """Whether any is answered yes; None where none is and some are not answered."""
    said = [answers.get(question) for question in questions]
    return True if True in said else None if None in said else False


def of_stay(episode: Episode, events: Iterable[Event], role: Callable[[str], str | None]) -> int | None:
    """The flow of a stay: the answers about needs in it, and inpatient care's newest message that planning is needed.

    None where open compulsory care follows: then a coordinated care plan is made instead.
    """
    answers: dict[str, bool] = {}
    asked = None
    legal_form: object = episode.legal_form
    for event in events:
        if event.message_id == episode.ready:
            legal_form = event.noted.get("transferTo") or legal_form
        if event.kind == "svar-inskrivningsmeddelande":
            answers.update(_pairs(event.noted.get("answers")))
        asks = event.kind == "generellt-meddelande" and event.noted.get("topic") == "samordnad-planering"
        if asks and (event.sender == episode.inpatient_unit or role(event.sender) in INPATIENT):
            asked = _asked(event, role)
    return None if legal_form in OPEN_COMPULSORY else flow(answers | dict(episode.answers), asked)


def _asked(event: Event, role: Callable[[str], str | None]) -> Asked:
    needed, new = event.noted.get("neededFrom"), event.noted.get("newNeeds")
    return Asked(
        new if isinstance(new, bool) else None,
        frozenset(needed) if isinstance(needed, list | tuple) else frozenset(),
        frozenset(role(unit) for unit in event.recipients),
    )


def _pairs(noted: object) -> dict[str, bool]:
    return dict(noted) if isinstance(noted, list | tuple) else {}
