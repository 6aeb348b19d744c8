"""Västerbotten's SIP from the catalogue's words alone: what fires each id and what just misses it, in the contract's own
members."""

from typing import Any

import pytest

from tests.contract import scenes
from tests.contract.builder import Json
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.scenes import CLINIC, HEALTH_CENTRE, HOME_CARE, INSURANCE, REHAB, SOCIAL, WARD
from tests.contract.sip import (
    CLOSED,
    COMMENTED,
    EVALUATED,
    FOLLOWED_UP,
    INVITED,
    LOCKED,
    OTHER_CENTRE,
    PLANNED,
    answer,
    closing,
    comment,
    consent,
    evaluation,
    follow_up_call,
    in_stay,
    invitation,
    invitation_in_stay,
    life,
    lock,
    message,
    plan,
    scene,
    stay,
)

COLOURS = ("bla", "gron", "gul", "rod")
LINK = "https://video.example/1"
REMOTE = {"form": "digitalt", "link": LINK}
UNTITLED = {"attendee": {"name": "Test Deltagare"}}
NEXT = {
    "number": 41,
    "planId": "sip-2026-2",
    "followUpAt": "2026-12-01T10:00:00+01:00",
    "evaluationAt": "2027-03-01T10:00:00+01:00",
}
"""Another plan than the first."""


def pre_meeting(**changes: Any) -> Json:
    """The pre-meeting of a red stay."""
    own: Json = {"number": 9, "at": "2026-03-04T09:30:00+01:00", "purpose": "formote", "in_stay": True}
    return message("kallelse", **own | {"start": "2026-03-04T13:00:00+01:00", "end": None} | changes)


def retaken(**changes: Any) -> Json:
    """The draft is changed."""
    return message("sip", "revise", number=40, at="2026-03-20T15:00:00+01:00", about=PLANNED, **changes)


def handed_over() -> list[Json]:
    """A SIP whose coordination home care has got from the health centre."""
    coordinator = {"unit": HOME_CARE, "name": "Test Annan", "phone": "090-100001"}
    return [*life(LOCKED), retaken(coordinator=coordinator)]


def called_off() -> Json:
    """The invitation is called off."""
    return message("kallelse", "cancel", number=42, at="2026-03-07T10:00:00+01:00", about=INVITED)


@pytest.mark.parametrize("step", range(len(life())))
def test_a_stand_alone_sip_goes_from_invitation_to_closing(step: int) -> None:
    judged = judge(scene(life()[step], life()[:step]))
    assert judged.outcome == "forward", judged.told()


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("when", ["in the stay", "after it"])
def test_a_sip_called_from_a_stay_of_any_colour_goes_on_to_its_closing(colour: str, when: str) -> None:
    first = invitation_in_stay(requestedBy="patient")
    before = [*stay(colour), first]
    assert judge(scene(first, before[:-1])).outcome == "forward"
    if when == "after it":
        before.append(scenes.message("utskrivningsmeddelande", number=5))
    for one in life()[1:]:
        if when == "in the stay":
            one["episode"] = first["episode"]
        judged = judge(scene(one, before))
        assert judged.outcome == "forward", judged.told()
        before.append(one)


CASES = [
    refused("VB-MSG-30", "no agenda", scene(invitation(agenda=None))),
    refused("VB-MSG-30", "an empty one", scene(invitation(agenda=""))),
    refused("VB-MSG-30", "only spaces", scene(invitation(agenda="   "))),
    refused("VB-MSG-30", "none in a stay", in_stay(invitation_in_stay(agenda=None))),
    fine("VB-MSG-30", "why it is needed", scene(invitation())),
    warned("VB-MSG-31", "a video meeting without a link", scene(invitation(form="digitalt"))),
    fine("VB-MSG-31", "with one", scene(invitation(**REMOTE))),
    fine("VB-MSG-31", "not by video", scene(invitation())),
    fine("VB-CONS-19", "consent in the message itself", scene(invitation() | {"consent": consent()}, consents=[])),
    refused(
        "VB-SIP-07",
        "declined, from a stay",
        in_stay(invitation_in_stay()) | {"consents": [scenes.consent(), consent("refused")]},
    ),
    fine("VB-STATE-15", "a stand-alone SIP beside a green stay", in_stay(invitation(), "gron")),
    fine(
        "VB-STATE-15",
        "planning of the stay ended, the SIP goes on",
        scene(
            retaken(mainGoal="Klara sig själv"),
            [
                *stay("gul"),
                invitation_in_stay(),
                plan(in_stay=True),
                scenes.message("avbruten-planering", number=6, sentAt="2026-03-20T12:00:00+01:00"),
            ],
        ),
    ),
    refused(
        "VB-STATE-16",
        "a second invitation while the plan is active",
        scene(invitation(number=41, at="2026-04-01T10:00:00+02:00"), life(FOLLOWED_UP)),
    ),
    refused("VB-STATE-16", "while nobody has met yet", scene(invitation(number=41), [invitation()])),
    refused(
        "VB-STATE-16",
        "a second plan",
        scene(plan(**NEXT, at="2026-04-01T10:00:00+02:00"), life(FOLLOWED_UP)),
    ),
    fine(
        "VB-STATE-16",
        "the first was called off",
        scene(invitation(number=41, at="2026-03-08T10:00:00+01:00"), [invitation(), called_off()]),
    ),
    fine(
        "VB-STATE-16",
        "the first is closed",
        scene(invitation(number=41, at="2026-10-01T10:00:00+02:00"), life()),
    ),
    fine(
        "VB-STATE-16",
        "the next version of the plan",
        scene(plan(number=41, at="2026-05-05T10:00:00+02:00", version=2), life(EVALUATED)),
    ),
    refused("VB-TRACK-05", "blue", in_stay(invitation_in_stay(), "bla")),
    refused("VB-TRACK-05", "blue, a unit asks", in_stay(invitation_in_stay(requestedBy="unit"), "bla")),
    *(fine("VB-TRACK-05", colour, in_stay(invitation_in_stay(), colour)) for colour in COLOURS[1:]),
    warned("VB-TRACK-14", "red without a pre-meeting", in_stay(invitation_in_stay(), "rod")),
    fine("VB-TRACK-14", "after one", in_stay(invitation_in_stay(), "rod", more=(pre_meeting(),))),
    fine("VB-TRACK-14", "yellow", in_stay(invitation_in_stay())),
    warned("VB-TRACK-17", "green, no decision shown", in_stay(invitation_in_stay(), "gron")),
    fine("VB-TRACK-17", "yellow", in_stay(invitation_in_stay())),
    warned("VB-SIP-08", "units of one principal", scene(invitation(to=(CLINIC,)))),
    fine("VB-SIP-08", "of two", scene(invitation())),
    warned(
        "VB-SIP-08",
        "green, and has had a SIP",
        scene(
            invitation_in_stay(number=41),
            [one | {"sentAt": one["sentAt"].replace("2026-", "2025-")} for one in life()] + stay("gron"),
        ),
    ),
    fine("VB-SIP-08", "green, and has had none", in_stay(invitation_in_stay(), "gron")),
    refused("VB-SIP-14", "no place for a video meeting", scene(invitation(**REMOTE, place=None))),
    fine("VB-SIP-14", "no end", scene(invitation(end=None))),
    refused("VB-SIP-15", "before the invitation", scene(message("kartlaggning"))),
    refused("VB-SIP-15", "after it was called off", scene(message("kartlaggning"), [invitation(), called_off()])),
    refused(
        "VB-SIP-15",
        "after a pre-meeting only",
        in_stay(message("kartlaggning", in_stay=True), "rod", more=(pre_meeting(),)),
    ),
    fine("VB-SIP-15", "by an invited unit", scene(message("kartlaggning", sender=HOME_CARE), [invitation()])),
    warned("VB-SIP-16", "a plan without an assessment", scene(plan(), [invitation()])),
    fine("VB-SIP-16", "with one", scene(plan(), life(PLANNED))),
    fine("VB-SIP-17", "a part of SBAR", scene(message("kartlaggning", sbar={"situation": "Fall"}), [invitation()])),
    warned("VB-SIP-20", "a follow-up by telephone", scene(follow_up_call(form="telefon"), life(FOLLOWED_UP))),
    fine("VB-SIP-20", "by video", scene(follow_up_call(**REMOTE), life(FOLLOWED_UP))),
    refused("VB-SIP-22", "no profession by video", scene(answer(**UNTITLED), [invitation(**REMOTE)])),
    refused("VB-SIP-22", "by telephone", scene(answer(**UNTITLED), [invitation(form="telefon")])),
    fine("VB-SIP-22", "in the room", scene(answer(**UNTITLED), [invitation()])),
    fine("VB-SIP-22", "with it", scene(answer(), [invitation(**REMOTE)])),
    refused("VB-SIP-26", "locked with a goal that is nobody's", scene(lock(subGoals=[{"id": "d1", "text": "Mål"}]), life(LOCKED))),
    refused("VB-SIP-26", "a blank main goal", scene(plan(mainGoal=" "), life(PLANNED))),
    fine("VB-SIP-26", "no sub-goals", scene(plan(subGoals=None), life(PLANNED))),
    refused("VB-SIP-27", "locked without a follow-up", scene(lock(followUpAt=None), life(LOCKED))),
    fine("VB-SIP-27", "a draft without an evaluation", scene(plan(evaluationAt=None), life(PLANNED))),
    refused("VB-SIP-29", "locked by who was coordinator before", scene(lock(about=40), handed_over())),
    fine(
        "VB-SIP-29",
        "by who is now",
        scene(lock(about=40, sender=HOME_CARE, function="samordningsansvarig"), handed_over()),
    ),
    refused(
        "VB-SIP-30",
        "two who coordinate",
        scene(plan(careContacts=[{"name": name, "coordinates": True} for name in "AB"]), life(PLANNED)),
    ),
    warned(
        "VB-SIP-30",
        "another unit makes itself coordinator",
        scene(retaken(sender=HOME_CARE, coordinator={"unit": HOME_CARE, "name": "A", "phone": "1"}), life(LOCKED)),
    ),
    fine("VB-SIP-30", "the coordinator hands over", scene(handed_over()[-1], life(LOCKED))),
    warned(
        "VB-SIP-40",
        "two contacts and none coordinates",
        scene(plan(careContacts=[{"name": name} for name in "AB"]), life(PLANNED)),
    ),
    fine("VB-SIP-40", "one of them does", scene(plan(careContacts=[{"name": "A", "coordinates": True}, {"name": "B"}]), life(PLANNED))),
    warned(
        "VB-SIP-31",
        "another day than agreed",
        scene(follow_up_call(start="2026-05-11T10:00:00+02:00"), life(FOLLOWED_UP)),
    ),
    fine(
        "VB-SIP-31",
        "another hour",
        scene(follow_up_call(start="2026-05-04T14:00:00+02:00"), life(FOLLOWED_UP)),
    ),
    refused("VB-SIP-32", "home care on what is the social services'", scene(comment("i2"), life(COMMENTED))),
    refused("VB-SIP-32", "the coordinator on another's", scene(comment(sender=HEALTH_CENTRE), life(COMMENTED))),
    fine("VB-SIP-32", "on its own goal", scene(comment("d1"), life(COMMENTED))),
    warned("VB-SIP-32", "on what the plan has not", scene(comment("i9"), life(COMMENTED))),
    warned(
        "VB-SIP-33",
        "no to the follow-up, with an intervention",
        scene(answer(about=FOLLOWED_UP, at="2026-04-22T10:00:00+02:00", attends=False), life(COMMENTED)),
    ),
    fine(
        "VB-SIP-33",
        "no, without any",
        scene(
            answer(about=FOLLOWED_UP, at="2026-04-22T10:00:00+02:00", attends=False, sender=REHAB),
            [*life(FOLLOWED_UP), follow_up_call(to=(SOCIAL, HOME_CARE, REHAB))],
        ),
    ),
    warned("VB-SIP-34", "evaluated by another", scene(evaluation(sender=SOCIAL), life(EVALUATED))),
    fine(
        "VB-VIS-05",
        "a plan made at the meeting that closed the one before",
        scene(plan(**NEXT, at="2026-09-07T15:30:00+02:00"), life()),
    ),
    refused("VB-VIS-05", "on a later day", scene(plan(**NEXT, at="2026-09-09T15:30:00+02:00"), life())),
    fine(
        "VB-VIS-05",
        "that plan locked, days after",
        scene(
            lock(**NEXT | {"number": 43}, about=41, at="2026-09-10T10:00:00+02:00"),
            [*life(), plan(**NEXT, at="2026-09-07T15:30:00+02:00")],
        ),
    ),
    refused("VB-SIP-38", "a follow-up taken away", scene(message("uppfoljning", "annul", sender=HOME_CARE, number=43, about=COMMENTED, comments=None, reason="Inte längre aktuell", at="2026-05-03T10:00:00+02:00"), life(EVALUATED))),
    fine("VB-SIP-38", "written on the wrong person", scene(message("uppfoljning", "annul", sender=HOME_CARE, number=43, about=COMMENTED, comments=None, reason="fel-person", at="2026-05-03T10:00:00+02:00"), life(EVALUATED))),
    warned(
        "VB-SIP-43",
        "one principal's units",
        scene(
            plan(to=(CLINIC,), subGoals=None, interventions=[{"id": "i1", "text": "Kontroll", "responsible": CLINIC}]),
            [invitation(to=(CLINIC,))],
        ),
    ),
    fine(
        "VB-SIP-43",
        "two principals and no social services",
        scene(
            plan(to=(HOME_CARE,), subGoals=None, interventions=[{"id": "i1", "text": "Dosett", "responsible": HOME_CARE}]),
            [invitation(to=(HOME_CARE,))],
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_id_fires_and_just_misses(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("colour", ["gul", "rod"])
@pytest.mark.parametrize(
    ("sender", "function"), [(WARD, "behandlande-lakare"), (SOCIAL, "bistandshandlaggare")]
)
def test_in_yellow_and_red_neither_ward_nor_municipality_invites(
    colour: str, sender: str, function: str
) -> None:
    call = invitation_in_stay(sender=sender, function=function)
    check(refused("VB-TRACK-16", colour, in_stay(call, colour)))


@pytest.mark.parametrize(
    ("kind", "before"),
    [("kartlaggning", [invitation()]), ("sip", life(PLANNED)), ("utvardering", life(EVALUATED))],
)
def test_who_was_not_invited_gets_nothing_and_who_was_does(kind: str, before: list[Json]) -> None:
    judged = judge(scene(message(kind, to=(SOCIAL, OTHER_CENTRE)), before))
    told = {unit: one["outcome"] for unit, one in judged.verdicts.items()}
    assert told == {SOCIAL: "forward", OTHER_CENTRE: "refuse"}, judged.told()
    assert "VB-VIS-05" in judged.refusing


def test_who_a_changed_invitation_adds_gets_the_plan_and_who_it_leaves_out_does_not() -> None:
    change = message(
        "kallelse",
        "revise",
        number=42,
        at="2026-03-08T10:00:00+01:00",
        about=INVITED,
        to=(SOCIAL, OTHER_CENTRE),
    )
    judged = judge(scene(plan(to=(SOCIAL, OTHER_CENTRE, HOME_CARE)), [invitation(), change]))
    told = {unit: one["outcome"] for unit, one in judged.verdicts.items()}
    assert told == {SOCIAL: "forward", OTHER_CENTRE: "forward", HOME_CARE: "refuse"}, judged.told()


def test_an_invitation_changes_nothing_of_whom_the_stay_addresses() -> None:
    ready = scenes.message(
        "utskrivningsklar", number=6, recipients=[SOCIAL, HOME_CARE, HEALTH_CENTRE, CLINIC],
        sentAt="2026-03-04T14:00:00+01:00", content={"readyAt": "2026-03-04T14:00:00+01:00"},
    )  # fmt: skip
    judged = judge(in_stay(ready, ready=False, more=(invitation_in_stay(to=(SOCIAL, CLINIC)),)))
    told = {unit: one["outcome"] for unit, one in judged.verdicts.items()}
    assert told == dict.fromkeys((SOCIAL, HOME_CARE, HEALTH_CENTRE), "forward") | {CLINIC: "refuse"}


def test_an_external_actor_is_reached_by_letter() -> None:
    judged = judge(scene(invitation(to=(SOCIAL, INSURANCE))))
    assert judged.verdicts[SOCIAL]["outcome"] == "forward"
    assert (judged.verdicts[INSURANCE]["outcome"], judged.verdicts[INSURANCE]["handling"]) == (
        "refuse",
        "manuell",
    )


STEPS = {f"{one['kind']} {one['action']}": step for step, one in enumerate(life()[:-1])}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize(
    ("outcome", "wanted"),
    [("no-harm", "forward"), ("harm", "refuse"), ("unclear", "refuse"), (None, "refuse")],
)
def test_of_whoever_cannot_consent_only_a_clear_assessment_permits(
    step: int, outcome: str | None, wanted: str
) -> None:
    scenario = scene(life()[step], life()[:step])
    record = scenes.unable(outcome, scopes=["sip"]) | {"recordedBy": consent()["recordedBy"]}
    judged = judge(scenario | {"consents": [scenes.consent(), record]})
    assert judged.outcome == wanted, judged.told()


@pytest.mark.parametrize(
    ("about", "before", "deceased", "wanted"),
    [
        (invitation(), [], "2026-03-04", "refuse"),
        (plan(), life(PLANNED), "2026-03-15", "refuse"),
        (closing(reason="avliden"), life(CLOSED), "2026-09-06", "forward"),
        (called_off() | {"content": {"reason": "avliden"}}, [invitation()], "2026-03-06", "forward"),
        (called_off() | {"content": {"reason": "Ny tid behövs"}}, [invitation()], "2026-03-06", "refuse"),
    ],
    ids=["invited", "planned", "closed for it", "called off for it", "called off otherwise"],
)
def test_after_a_death_a_sip_is_ended_and_nothing_else(
    about: Json, before: list[Json], deceased: str, wanted: str
) -> None:
    judged = judge(scene(about, before, person=scenes.person(deceased=deceased)))
    assert judged.outcome == wanted, judged.told()


def test_what_is_made_of_an_annulled_invitation_has_no_invitation() -> None:
    annulment = message(
        "kallelse", "annul", number=42, at="2026-03-07T10:00:00+01:00", about=INVITED, reason="fel-person"
    )
    check(refused("VB-SIP-15", "annulled", scene(message("kartlaggning"), [invitation(), annulment])))
    again = invitation(number=43, at="2026-03-08T10:00:00+01:00")
    check(fine("VB-STATE-16", "annulled", scene(again, [invitation(), annulment])))
