"""A SIP in Västerbotten step by step, in the contract's own members: stand-alone, or beside a stay of some colour."""

from copy import deepcopy
from typing import Any

from tests.contract import builder, scenes
from tests.contract.builder import Json, kept, mid
from tests.contract.scenes import HEALTH_CENTRE, HOME_CARE, SOCIAL

OTHER_CENTRE = "SE2321000222-HC02"
PLAN = "sip-2026-1"
INVITED, SURVEYED, PLANNED, LOCKED, FOLLOWED_UP, COMMENTED, EVALUATED, CLOSED = range(10, 18)
"""The numbers of the messages, in the order in which they come."""
_QUESTIONS = (
    "kand-patient",
    "insatser-socialtjanst",
    "insatser-kommunal-halsovard",
    "insatser-kommunal-rehab",
    "nya-behov-socialtjanst",
    "nya-behov-kommunal-halsovard",
    "nya-behov-kommunal-rehab",
    "samordningsbehov",
    "behov-psykiatrisk-oppenvard",
    "beslut-korttidsvistelse",
    "omfattande-behov",
)
YES = {
    "bla": {"kand-patient", "insatser-socialtjanst"},
    "gron": {"kand-patient", "insatser-socialtjanst", "insatser-kommunal-halsovard"},
    "gul": {"kand-patient", "nya-behov-kommunal-halsovard", "samordningsbehov"},
    "rod": {"kand-patient", "nya-behov-kommunal-halsovard", "samordningsbehov", "omfattande-behov"},
}
"""What is answered yes in the planning basis of each colour; all else is answered no."""
_CONTENT: dict[str, Json] = {
    "kallelse": {
        "purpose": "sip-fristaende",
        "start": "2026-03-20T10:00:00+01:00",
        "end": "2026-03-20T11:00:00+01:00",
        "form": "fysiskt",
        "place": "Hälsocentralen",
        "agenda": "Hemtjänst och hemsjukvård behöver samordnas",
        "participants": ["patient"],
    },
    "svar-kallelse": {
        "attends": True,
        "attendee": {"name": "Test Deltagare", "title": "biståndshandläggare"},
    },
    "kartlaggning": {"needs": "Stöd med läkemedel", "abilities": "Går med rollator", "obstacles": "Trappor"},
    "sip": {
        "planId": PLAN,
        "version": 1,
        "mainGoal": "Bo kvar hemma",
        "subGoals": [{"id": "d1", "text": "Klara läkemedel", "responsible": HOME_CARE}],
        "interventions": [
            {"id": "i1", "text": "Dosett varje vecka", "responsible": HOME_CARE, "subGoal": "d1"},
            {"id": "i2", "text": "Hemtjänst morgon", "responsible": SOCIAL},
            {"id": "i3", "text": "Läkarkontroll", "responsible": HEALTH_CENTRE},
        ],
        "coordinator": {"unit": HEALTH_CENTRE, "name": "Test Testsson", "phone": "090-100000"},
        "followUpAt": "2026-05-04T10:00:00+02:00",
        "evaluationAt": "2026-09-07T10:00:00+02:00",
    },
    "uppfoljning": {
        "planId": PLAN,
        "comments": [{"target": "i1", "text": "Fungerar", "status": "ongoing"}],
    },
    "utvardering": {
        "planId": PLAN,
        "mainGoalMet": True,
        "comments": [{"target": "d1", "text": "Uppnått", "status": "done"}],
    },
}
_AT = {
    "kallelse": (INVITED, "2026-03-05T10:00:00+01:00"),
    "svar-kallelse": (20, "2026-03-06T10:00:00+01:00"),
    "kartlaggning": (SURVEYED, "2026-03-10T10:00:00+01:00"),
    "sip": (PLANNED, "2026-03-20T11:00:00+01:00"),
    "uppfoljning": (COMMENTED, "2026-05-02T10:00:00+02:00"),
    "utvardering": (EVALUATED, "2026-09-07T12:00:00+02:00"),
}


def consent(status: str = "given", **changes: Any) -> Json:
    """The fixed care contact's record of consent to the SIP."""
    own = {"scopes": ["sip"], "recordedAt": "2026-03-02T08:40:00+01:00"}
    return builder.consent(status, HEALTH_CENTRE, **own | changes)


def message(kind: str, action: str = "new", **changes: Any) -> Json:
    """A message of the SIP as its usual sender writes it; members of its content by name, None takes one away."""
    number, at = _AT[kind]
    sender = changes.pop("sender", HEALTH_CENTRE)
    to = changes.pop("to", (SOCIAL, HOME_CARE, HEALTH_CENTRE))
    usual = "fast-vardkontakt" if sender == HEALTH_CENTRE else "annan"
    plain: Json = {
        "messageId": mid(changes.pop("number", number)),
        "kind": kind,
        "action": action,
        "region": "vasterbotten",
        "sentAt": changes.pop("at", at),
        "sender": {
            "unit": sender,
            "person": {
                "name": "Test Testsson",
                "title": "distriktssköterska",
                "function": changes.pop("function", usual),
            },
        },
        "recipients": [unit for unit in to if unit != sender],
        "patient": {"type": "personnummer", "value": builder.PERSON},
    }
    if "about" in changes:
        plain["relatesTo"] = mid(changes.pop("about"))
    if changes.pop("in_stay", False):
        plain["episode"] = {"id": scenes.STAY, "admittedAt": "2026-03-02T08:10:00+01:00"}
    plain["content"] = kept(deepcopy(_CONTENT[kind]) | changes)
    return plain


def invitation(**changes: Any) -> Json:
    """A stand-alone SIP is called to."""
    return message("kallelse", **changes)


def invitation_in_stay(**changes: Any) -> Json:
    """A SIP is called to from the stay."""
    own: Json = {"purpose": "sip-svu", "in_stay": True, "at": "2026-03-04T10:00:00+01:00"}
    return message("kallelse", **own | changes)


def answer(**changes: Any) -> Json:
    """Social services answer the invitation."""
    own: Json = {"sender": SOCIAL, "to": (HEALTH_CENTRE,), "about": INVITED}
    return message("svar-kallelse", **own | changes)


def plan(**changes: Any) -> Json:
    """The plan made at the meeting."""
    return message("sip", **changes)


def lock(**changes: Any) -> Json:
    """It is locked."""
    own: Json = {"number": LOCKED, "at": "2026-03-21T10:00:00+01:00", "about": PLANNED}
    return message("sip", "approve", **own | changes)


def follow_up_call(**changes: Any) -> Json:
    """The participants are called to its follow-up."""
    own: Json = {
        "number": FOLLOWED_UP,
        "at": "2026-04-20T10:00:00+02:00",
        "purpose": "uppfoljning",
        "planId": PLAN,
        "start": "2026-05-04T10:00:00+02:00",
        "end": None,
    }
    return message("kallelse", **own | changes)


def comment(target: str = "i1", **changes: Any) -> Json:
    """Home care comments on what it is responsible for."""
    said = [{"target": target, "text": "Fungerar", "status": "ongoing"}]
    return message("uppfoljning", **{"sender": HOME_CARE, "comments": said} | changes)


def evaluation(**changes: Any) -> Json:
    """The coordinator evaluates."""
    return message("utvardering", **changes)


def closing(**changes: Any) -> Json:
    """The plan is closed; only its reason is said."""
    empty = dict.fromkeys(_CONTENT["sip"]) | {"planId": PLAN, "reason": "mal-uppnadda"}
    own: Json = {"number": CLOSED, "at": "2026-09-07T15:00:00+02:00"}
    return message("sip", "close", **own | empty | changes)


def life(until: int = CLOSED + 1) -> list[Json]:
    """The messages of a SIP before that one."""
    whole = [
        invitation(),
        message("kartlaggning"),
        plan(),
        lock(),
        follow_up_call(),
        comment(),
        evaluation(),
        closing(),
    ]
    return whole[: until - INVITED]


def stay(colour: str, *, ready: bool = True) -> list[Json]:
    """A stay with its planning basis of that colour, the fixed care contact named."""
    answers = [
        scenes.message("planeringsunderlag")["content"]["answers"][0]
        | {"question": one, "answer": one in YES[colour]}
        for one in _QUESTIONS
    ]
    contact = {"name": "Test Testsson", "workplace": "Hälsocentralen", "coordinates": True}
    told = [
        *scenes.admitted(),
        scenes.message("planeringsunderlag", number=2, content={"answers": answers}),
        scenes.message("fast-vardkontakt", number=3, content={"contact": contact}),
    ]
    return [*told, scenes.message("utskrivningsklar", number=4)] if ready else told


def scene(about: Json, before: list[Json] | None = None, **changes: Any) -> Json:
    """A scenario around the message, with consent to what is exchanged in the stay and to the SIP."""
    other = {"unit": OTHER_CENTRE, "role": "primarvard", "name": "HC02", "organisation": "region"}
    plain = scenes.REGION.scene(deepcopy(about), deepcopy(before or []), [scenes.consent(), consent()])
    return plain | {"directory": [*plain["directory"], other]} | changes


def in_stay(about: Json, colour: str = "gul", *, ready: bool = True, more: tuple[Json, ...] = ()) -> Json:
    """A scenario in a stay of that colour."""
    return scene(about, [*stay(colour, ready=ready), *more])


def under_the_act(scenario: Json) -> Json:
    """The same where only the Act speaks."""
    scenario["region"] = "sverige"
    for one in (scenario["message"], *scenario["history"]):
        one["region"] = "sverige"
    return scenario
