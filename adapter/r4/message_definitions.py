"""MessageDefinitions: one for each kind and notice, on a common base, with what it is about and what may answer it."""

from collections.abc import Iterator, Mapping

from adapter.model.delivery import NOTICES
from adapter.model.kinds import KINDS
from adapter.r4 import profiles, systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.profile import Profile
from adapter.r4.terminology import name as name_of

BASE = "svu-message"
WITHDRAWN = "aterkallat"
"""A notice's kind that is kept for receivers and sent no more: a withdrawal is the annulled message itself."""
KVITTENS = "kvittens"
_ANSWERS: Mapping[str, str] = {
    "inskrivningsmeddelande": "svar-inskrivningsmeddelande",
    "kallelse": "svar-kallelse",
}
"""The kind that answers another."""
_OWES_NOTHING = frozenset({KVITTENS, "samtycke", *_ANSWERS.values()})
"""The kinds for which no routine asks a kvittens."""
_WHEN: Mapping[str, str] = {
    KVITTENS: "Somebody at the receiving unit has seen it.",
    "svar-inskrivningsmeddelande": "The unit answers the questions of the notice.",
    "svar-kallelse": "The unit comes to the meeting, or does not.",
}


def definitions(mappings: Mappings) -> Iterator[Resource]:
    """The base, and every kind of the code system."""
    yield _base()
    for kind in mappings.tables[systems.KIND.rpartition("/")[2]].concepts:
        yield _definition(mappings, kind)


def canonical(kind: str) -> str:
    """The canonical of a kind's definition."""
    return f"{systems.MESSAGE_DEFINITION}/{kind}"


def _base() -> Resource:
    return {
        "resourceType": "MessageDefinition",
        "id": BASE,
        "url": canonical(BASE),
        "name": name_of(BASE),
        "title": "An SVU message",
        "description": "What all kinds have in common: one Communication, in a Bundle as svu-message has it.",
        "eventUri": canonical(BASE),
        "category": "consequence",
        "focus": [_focus(profiles.COMMUNICATION, 1)],
        "responseRequired": "always",
    }


def _definition(mappings: Mappings, kind: str) -> Resource:
    coding = mappings.coding(systems.KIND, kind)
    known = KINDS.get(kind)
    says = (
        f"{known.english}; actions: {', '.join(known.actions)}" if known else "a notice by the adapter itself"
    )
    answers = [{"message": canonical(answer), "situation": _WHEN[answer]} for answer in _answers(kind)]
    return {
        "resourceType": "MessageDefinition",
        "id": kind,
        "url": canonical(kind),
        "name": name_of("svu", kind),
        "title": coding["display"],
        "description": f"{says[0].upper()}{says[1:]}.",
        "base": canonical(BASE),
        "eventCoding": coding,
        "category": "consequence",
        "focus": [_focus(profiles.COMMUNICATION, 1), *_tasks(kind)],
        "responseRequired": "always",
        **({"allowedResponse": answers} if answers else {}),
    }


def _tasks(kind: str) -> Iterator[Resource]:
    """The Task in its focus: what is overdue, or a kvittens, given or owed, where there is one."""
    if kind == "paminnelse":
        yield _focus(profiles.REMINDER, 1)
    elif kind == KVITTENS or kind not in _OWES_NOTHING | {*NOTICES, WITHDRAWN}:
        yield _focus(profiles.TASK, 0)


def _answers(kind: str) -> Iterator[str]:
    if kind in _ANSWERS:
        yield _ANSWERS[kind]
    if kind in KINDS and kind not in _OWES_NOTHING:
        yield KVITTENS


def _focus(profile: Profile, least: int) -> Resource:
    return {"code": profile.type, "profile": profile.url, "min": least, "max": "1"}
