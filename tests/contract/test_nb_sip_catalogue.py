"""Norrbotten's SIP read from the catalogue's words: whole lives of plans in contract members, and one thing changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapter.cli.main import run
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
    around: Json = {
        "content": {"purpose": "sip-svu"},
        "function": "fast-vardkontakt",
        "episode": REGION.episode,
    }
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
    later: Json = {"sentAt": "2026-05-20T09:00:00+02:00", "history": [*drawn(), first, gone]}
    assert "PRODUKT-ORDER-09" in judge(of(kind, "revise", relatesTo=mid(60), **later)).refusing
    assert judge(of(kind, **later)).outcome == "forward"


def test_only_the_coordinator_of_the_day_calls_to_the_follow_up() -> None:
    moved = {"coordinator": {"unit": SOCIAL, "name": "Test Handläggare", "phone": "0920-000003"}}
    history = [*called(), message("sip", number=51, content=moved)]
    by = {SOCIAL: [HEALTH_CENTRE, HOME_CARE], HEALTH_CENTRE: BOTH}
    told = {
        sender: judge(
            of("kallelse", history=history)
            | {"message": follow_up(sender=sender, recipients=recipients), "history": history}
        )
        for sender, recipients in by.items()
    }
    assert told[SOCIAL].outcome == "forward", told[SOCIAL].told()
    assert "NB-MSG-26" in told[HEALTH_CENTRE].refusing


@pytest.mark.parametrize(
    ("sender", "change", "outcome"),
    [
        (SOCIAL, [*PARTS, {"id": "i5", "text": "Matlåda", "responsible": SOCIAL}], "forward"),
        (SOCIAL, [*PARTS, {"id": "i5", "text": "Såromläggning", "responsible": HOME_CARE}], "refuse"),
        (SOCIAL, [PARTS[0], PARTS[2]], "refuse"),
        (HEALTH_CENTRE, changed(2, text="Läkarbesök i hemmet"), "forward"),
        (HOME_CARE, changed(1, responsible=SOCIAL), "refuse"),
    ],
    ids=[
        "adds its own",
        "adds another's",
        "takes another's away",
        "coordinator its own",
        "gives its own away",
    ],
)
def test_a_part_of_the_plan_is_changed_by_whoever_has_it(
    sender: str, change: list[Json], outcome: str
) -> None:
    others = [unit for unit in (HEALTH_CENTRE, SOCIAL, HOME_CARE) if unit != sender]
    around: Json = {"sender": sender, "recipients": others, "sentAt": NEXT_MORNING, "relatesTo": mid(51)}
    judged = judge(of("sip", "revise", history=drawn(), content={"interventions": change}, **around))
    assert judged.outcome == outcome, judged.told()
    assert ("NB-SIP-14" in judged.refusing) is (outcome == "refuse")


def test_a_meeting_of_actors_opens_no_plan_and_hinders_none() -> None:
    actors = message(
        "kallelse", number=49, content={"purpose": "aktorsmote"}, sentAt="2026-03-04T09:00:00+01:00"
    )
    call = judge(of("kallelse", history=[actors]))
    assert call.outcome == "forward", call.told()
    assert "NB-TRACK-07" not in call.issues
    early = judge(of("kartlaggning", history=[actors]))
    assert "NB-VIS-02" in early.refusing


def test_in_the_stay_the_open_care_contact_calls_and_no_survey_is_made() -> None:
    assert judge(discharge()).outcome == "forward"
    assert "NB-ROLE-08" in judge(discharge(sender=OTHER_WARD)).refusing
    call = discharge()["message"]
    survey = judge(of("kartlaggning", history=[*ready(), call]))
    assert "NB-SIP-21" in survey.refusing, survey.told()
    plan = judge(of("sip", history=[*ready(), call]))
    assert plan.outcome == "forward", plan.told()


def test_a_death_in_the_stay_ends_the_plan_with_it() -> None:
    dead = message(
        "avbruten-planering", number=62, content={"reason": "avliden"}, sentAt="2026-03-19T09:00:00+01:00"
    )
    history = [*planned(), *drawn(), dead]
    judged = judge(of("uppfoljning", history=history))
    assert judged.outcome == "refuse"
    assert "PRODUKT-PLAN-06" in judged.refusing, judged.told()


def test_the_end_of_a_plan_told_after_withdrawal_names_no_unit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = closing(finished(), "samtycke-aterkallat")
    withdrawn = sip_consent("withdrawn", unit=SOCIAL, recordedAt="2026-04-01T09:00:00+02:00")
    whole["consents"] = [*whole["consents"], withdrawn]
    judged = judge(whole)
    assert judged.outcome == "reduce", judged.told()
    assert judged.disclosed(SOCIAL) == {"patient.identifier", "content.planId", "content.reason"}
    given = tmp_path / "given.json"
    given.write_text(json.dumps(whole), encoding="utf-8")
    assert run(["map", str(given), "--to", SOCIAL]) == 0
    sent = capsys.readouterr().out
    assert HEALTH_CENTRE not in sent
    assert "Hemtjänst" not in sent
    assert PLAN in sent


def test_a_cancel_goes_to_whoever_had_the_call_whatever_it_is_addressed_to() -> None:
    off = of("kallelse", "cancel", history=called(), relatesTo=mid(50), recipients=[SOCIAL])
    off["message"] |= {"content": {"reason": "Inställt"}, "sentAt": "2026-03-06T09:00:00+01:00"}
    assert set(judge(off).verdicts) == {SOCIAL, HOME_CARE}


def test_a_plan_may_not_carry_an_identity_number_as_its_name() -> None:
    judged = judge(of("sip", content={"planId": CHILD}))
    assert not judged.verdicts
    assert judged.issues == {"CHECK-ID"}


@pytest.mark.parametrize("protection", ["sekretessmarkering", "skyddad-folkbokforing"])
@pytest.mark.parametrize("kind", ["kallelse", "sip", "uppfoljning"])
def test_a_protected_persons_planning_is_for_the_telephone(kind: str, protection: str) -> None:
    whole = of(kind)
    whole["person"]["protection"] = protection
    judged = judge(whole)
    assert judged.outcome == "refuse"
    assert judged.handlings == {"telefon"}


@pytest.mark.parametrize("scopes", [["informationsoverforing"], ["npo", "sip-1177"]])
def test_another_consent_is_no_consent_to_planning_in_the_stay_either(scopes: list[str]) -> None:
    judged = judge(discharge(consents=[consent(scopes=scopes), consent(unit=HEALTH_CENTRE, scopes=scopes)]))
    assert judged.outcome == "refuse"
    assert {"NB-MSG-20", "NB-CONS-08"} <= judged.refusing, judged.told()


@pytest.mark.parametrize("sender", [CLINIC, LOCAL_PSYCHIATRY, PSYCHIATRY, WARD])
def test_coordinated_care_planning_is_called_to_by_psychiatry(sender: str) -> None:
    around: Json = {
        "sender": sender,
        "function": "annan",
        "recipients": [SOCIAL],
        "consents": [consent(unit=sender)],
    }
    judged = judge(of("kallelse", content={"purpose": "samordnad-vardplanering"}, **around))
    allowed = sender in {LOCAL_PSYCHIATRY, PSYCHIATRY}
    assert judged.outcome == ("forward" if allowed else "refuse"), judged.told()
    assert ("NB-PSY-07" in judged.refusing) is not allowed
