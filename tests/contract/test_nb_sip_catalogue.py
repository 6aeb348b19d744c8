"""Norrbotten's SIP read from the catalogue's words: whole lives of plans in contract members, and one thing changed."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import judge
from tests.contract.norrbotten import (
    CHILD,
    CLINIC,
    HEALTH_CENTRE,
    HOME_CARE,
    LOCAL_PSYCHIATRY,
    OTHER_WARD,
    PLAN,
    PSYCHIATRY,
    REGION,
    SOCIAL,
    STAY,
    WARD,
    called,
    consent,
    drawn,
    finished,
    message,
    of,
    planned,
    ready,
    sip_consent,
)

PARTS: list[Json] = [
    {"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL, "start": "2026-03-19T08:00:00+01:00"},
    {"id": "i2", "text": "Läkemedel", "responsible": HOME_CARE},
    {"id": "i3", "text": "Läkarbesök", "responsible": HEALTH_CENTRE},
]
BOTH = [SOCIAL, HOME_CARE]
NEXT_MORNING = "2026-03-19T09:00:00+01:00"
MEETING = {"start": "2026-05-18T10:00:00+02:00", "end": "2026-05-18T11:00:00+02:00"}


def changed(at: int, **member: Any) -> list[Json]:
    """The plan's interventions with one of them changed."""
    return [one | member if place == at else one for place, one in enumerate(PARTS)]


def answered() -> list[Json]:
    """Called in open care, and one of the called has answered."""
    return [*called(), message("svar-kallelse", number=53, relatesTo=mid(50))]


def revised() -> list[Json]:
    """A plan in draft, of which social services changed its own part."""
    own = changed(0, text="Hemtjänst morgon och kväll")
    change = {"sender": SOCIAL, "recipients": [HEALTH_CENTRE, HOME_CARE], "sentAt": NEXT_MORNING}
    return [
        *drawn(),
        message("sip", "revise", number=54, relatesTo=mid(51), content={"interventions": own}, **change),
    ]


def follow_up(**changes: Any) -> Json:
    """The coordinator's call to the follow-up of the plan."""
    content = {"purpose": "uppfoljning", "planId": PLAN} | MEETING
    return message("kallelse", number=55, content=content, sentAt="2026-04-20T09:00:00+02:00", **changes)


def lived() -> list[Json]:
    """Called, drawn up, revised, called to follow-up, followed up and evaluated."""
    return [
        *revised(),
        follow_up(),
        message("uppfoljning", number=56, recipients=[HEALTH_CENTRE, HOME_CARE]),
        message("utvardering", number=57, recipients=BOTH),
    ]


def closing(history: list[Json], reason: str = "mal-uppnadda") -> Json:
    whole = of("sip", "close", history=history, recipients=BOTH)
    whole["message"] |= {
        "content": {"planId": PLAN, "reason": reason},
        "sentAt": "2026-09-18T13:00:00+02:00",
    }
    return whole


def discharge(**changes: Any) -> Json:
    """The fixed care contact's call in the stay."""
    around = {"content": {"purpose": "sip-svu"}, "function": "fast-vardkontakt", "episode": REGION.episode}
    return of("kallelse", history=changes.pop("history", ready()), **around | changes)


def whole_life() -> list[tuple[str, Json]]:
    """Each step of a plan in open care, on all that was before it."""
    steps = lived()
    each = [
        (
            f"{place} {one['kind']} {one['action']}",
            of(one["kind"]) | {"message": one, "history": steps[:place]},
        )
        for place, one in enumerate(steps)
    ]
    return [*each, ("at last sip close", closing(steps))]


@pytest.mark.parametrize(("says", "scenario"), whole_life(), ids=[name for name, _ in whole_life()])
def test_every_step_of_a_plan_in_open_care_goes_to_all(says: str, scenario: Json) -> None:
    judged = judge(scenario)
    assert judged.outcome == "forward", (says, judged.told())


@pytest.mark.parametrize("action", ["cancel", "annul"])
def test_an_invitation_that_was_taken_back_is_not_answered(action: str) -> None:
    content = {"reason": "fel-mottagare" if action == "annul" else "Inställt"}
    taken = message("kallelse", action, number=58, relatesTo=mid(50), sentAt="2026-03-05T12:00:00+01:00")
    taken["content"] = content
    judged = judge(of("svar-kallelse", history=[*called(), taken]))
    assert judged.outcome == "refuse", judged.told()
    assert "PRODUKT-ORDER-09" in judged.refusing


def test_an_invitation_called_off_in_its_newest_version_is_not_answered_in_its_first() -> None:
    moved = message("kallelse", "revise", number=58, relatesTo=mid(50), sentAt="2026-03-05T11:30:00+01:00")
    off = message("kallelse", "cancel", number=59, relatesTo=mid(58), sentAt="2026-03-05T12:00:00+01:00")
    off["content"] = {"reason": "Inställt"}
    assert "PRODUKT-ORDER-09" in judge(of("svar-kallelse", history=[*called(), moved, off])).refusing
    assert judge(of("svar-kallelse", history=[*called(), moved])).outcome == "forward"


@pytest.mark.parametrize("kind", ["svar-kallelse", "kartlaggning", "uppfoljning"])
def test_what_was_annulled_is_not_revised_but_written_anew(kind: str) -> None:
    first = message(kind, number=60, **({"relatesTo": mid(50)} if kind == "svar-kallelse" else {}))
    gone = message(kind, "annul", number=61, relatesTo=mid(60), sentAt="2026-05-19T09:00:00+02:00")
    gone["content"] = {"reason": "fel-mottagare"}
    later = {"sentAt": "2026-05-20T09:00:00+02:00", "history": [*drawn(), first, gone]}
    assert "PRODUKT-ORDER-09" in judge(of(kind, "revise", relatesTo=mid(60), **later)).refusing
    assert judge(of(kind, **later)).outcome == "forward"
