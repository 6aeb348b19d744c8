"""NB rules on coordinated individual planning: each `expect` of the catalogue with the side that fires and the one that misses."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.norrbotten import (
    CHILD,
    CLINIC,
    HEALTH_CENTRE,
    HOME_CARE,
    LOCAL_PSYCHIATRY,
    OTHER_SOCIAL,
    PLAN,
    PLANNING,
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

WITHDRAWN = sip_consent("withdrawn", unit=SOCIAL, recordedAt="2026-04-01T09:00:00+02:00")
IN_STAY: Json = {"episode": REGION.episode}
ROOM = "https://mote.example/1"


def _call(**changes: Any) -> Json:
    return of("kallelse", **changes)


def _said(*without: str, **content: Any) -> Json:
    return _call(content=content, without=without)


def _discharge(history: list[Json] | None = None, **changes: Any) -> Json:
    content = {"purpose": "sip-svu"} | changes.pop("content", {})
    function = changes.pop("function", "fast-vardkontakt")
    history = ready() if history is None else history
    return _call(content=content, function=function, history=history, **IN_STAY, **changes)


def _answering(*answers: tuple[str, bool]) -> list[Json]:
    said = [{"question": question, "answer": yes, "comment": "Ja"} for question, yes in answers]
    basis = message("planeringsunderlag", number=2, content={"answers": said})
    return [basis if one["kind"] == "planeringsunderlag" else one for one in ready()]


def _plan(*without: str, **content: Any) -> Json:
    return of("sip", content=content, without=without)


def _change(sender: str, **content: Any) -> Json:
    at = {"sentAt": "2026-03-19T09:00:00+01:00", "relatesTo": mid(51)}
    return of("sip", "revise", sender=sender, history=drawn(), content=content, **at)


def _closed(
    reason: str | None = "mal-uppnadda", sender: str = HEALTH_CENTRE, *more: Json, **around: Any
) -> Json:
    content = {"planId": PLAN} | ({"reason": reason} if reason else {})
    whole = of("sip", "close", sender=sender, history=finished(), relatesTo=mid(52), **around)
    whole["message"] |= {"content": content, "sentAt": "2026-09-18T13:00:00+02:00"}
    whole["consents"] = [*whole["consents"], *more]
    return whole


def _with(**intervention: Any) -> list[Json]:
    return [{"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL} | intervention]


def _contacts(coordinating: int) -> list[Json]:
    """Two fixed care contacts, of whom so many coordinate."""
    return [{"name": "Test Kontakt", "coordinates": place < coordinating} for place in range(2)]


def _child(**host: Any) -> Json:
    guardian = sip_consent(givenBy="guardian")
    return _call(
        value=CHILD, consents=[guardian], recipients=[SOCIAL], content={"host": host} if host else {}
    )


def _meeting(**changes: Any) -> Json:
    return _call(content={"purpose": "aktorsmote"} | changes.pop("content", {}), **changes)


def _care_planning(**changes: Any) -> Json:
    content = {"purpose": "samordnad-vardplanering"}
    return _call(content=content, recipients=[SOCIAL], consents=[consent(unit=PSYCHIATRY)], **changes)


REMOTE = {"form": "telefon", "phoneCode": "0920-000001, kod 1234"}
OWN = [{"id": "i1", "text": "Hemtjänst morgon", "responsible": SOCIAL, "start": "2026-03-19T08:00:00+01:00"}]
REST = [
    {"id": "i2", "text": "Läkemedel", "responsible": HOME_CARE},
    {"id": "i3", "text": "Läkarbesök", "responsible": HEALTH_CENTRE},
]
HANDED_OVER = [{"to": "patient", "channel": ["papper"], "at": "2026-03-20T09:00:00+01:00"}]


CALLS = [
    *[
        fine("NB-MSG-19", form, _said(form=form, link=ROOM, phoneCode="1"))
        for form in ("fysiskt", "digitalt")
    ],
    *[
        refused("NB-MSG-19", f"no {name}", _said(name))
        for name in ("form", "place", "agenda", "start", "end", "participants")
    ],
    refused("NB-MSG-19", "ends before it starts", _said(end="2026-03-18T09:00:00+01:00")),
    fine("NB-MSG-20", "a need of several", _discharge()),
    refused("NB-MSG-20", "social services alone", _discharge(_answering(("insatser-socialtjanst", True)))),
    refused(
        "NB-MSG-20",
        "no need of coordination",
        _discharge(_answering(("kand-patient", True), ("samordningsbehov", False))),
    ),
    refused("NB-MSG-20", "no need, by its own word", _discharge(content={"coordinationNeed": False})),
    refused(
        "NB-MSG-20", "no consent to planning", _discharge(consents=[consent(), consent(unit=HEALTH_CENTRE)])
    ),
    warned("NB-MSG-21", "a letter", _said(participants=["Patienten"])),
    fine("NB-MSG-21", "units alone", _said(participants=[SOCIAL, HOME_CARE])),
    warned("NB-MSG-22", "nobody's need is told", _said()),
    fine("NB-MSG-22", "whose need is told", _said(neededFrom=["socialtjanst"])),
    *[
        fine("NB-MSG-23", sender, _call(sender=sender, recipients=[HOME_CARE]))
        for sender in (HEALTH_CENTRE, LOCAL_PSYCHIATRY, SOCIAL, CLINIC)
    ],
    refused("NB-MSG-23", "a ward", _call(sender=WARD)),
    refused(
        "NB-MSG-23",
        "to a plan that another coordinates",
        _call(sender=CLINIC, history=finished(), content={"planId": PLAN}),
    ),
    warned("NB-MSG-25", "nothing checked", _call()),
    fine(
        "NB-MSG-25",
        "all checked",
        _said(
            registrationChecked={"address": True, "municipality": True, "listedUnit": True},
            patientPhone="0920-000002",
        ),
    ),
    refused("NB-MSG-25", "another municipality", _call(recipients=[OTHER_SOCIAL])),
    fine("NB-MSG-26", "the coordinator", _call(history=finished(), content={"purpose": "uppfoljning"})),
    refused(
        "NB-MSG-26",
        "somebody else",
        _call(sender=SOCIAL, history=finished(), content={"purpose": "uppfoljning"}),
    ),
    *[
        fine("NB-MSG-27", sender, _meeting(sender=sender, recipients=[HOME_CARE]))
        for sender in (HEALTH_CENTRE, LOCAL_PSYCHIATRY, SOCIAL)
    ],
    *[refused("NB-MSG-27", sender, _meeting(sender=sender)) for sender in (WARD, PSYCHIATRY, CLINIC)],
    fine("NB-ROLE-08", "the fixed care contact", _discharge()),
    fine("NB-ROLE-08", "of which nothing is known here", _discharge([])),
    *[refused("NB-ROLE-08", sender, _discharge(sender=sender)) for sender in (SOCIAL, HOME_CARE, WARD)],
    refused("NB-ROLE-08", "not the contact", _discharge(sender=CLINIC, function="annan")),
    warned("NB-ROLE-08", "the municipality's open-care call", _call(sender=SOCIAL, history=planned())),
    refused(
        "NB-PSY-07",
        "the fixed care contact",
        _care_planning(sender=LOCAL_PSYCHIATRY, function="fast-vardkontakt"),
    ),
    refused("NB-PSY-07", "a health centre", _care_planning(sender=HEALTH_CENTRE, function="annan")),
    fine("NB-SIP-08", "with a place", _call()),
    refused("NB-SIP-08", "without a place", _said("place")),
    fine("NB-SIP-09", "with a link", _said(form="digitalt", link=ROOM)),
    refused("NB-SIP-09", "without a link", _said(form="digitalt")),
    fine("NB-SIP-10", "with a code", _said(**REMOTE)),
    refused("NB-SIP-10", "without a code", _said(form="telefon")),
    fine("NB-SIP-11", "whoever calls", _said(leader={"unit": HEALTH_CENTRE})),
    warned("NB-SIP-11", "somebody else", _said(leader={"unit": SOCIAL})),
    fine("NB-SIP-12", "a yes", of("svar-kallelse")),
    refused("NB-SIP-12", "a no", of("svar-kallelse", content={"attends": False})),
    warned("NB-SIP-24", "not told of the right", _call()),
    fine("NB-SIP-24", "told of the right", _said(informedOfRight=True)),
    fine("NB-CONS-14", "a relative", _said(participants=["Närstående"])),
    refused(
        "NB-CONS-14", "against the person's word", _said(participants=["Närstående"], relativesObjected=True)
    ),
    warned("NB-TRACK-07", "a second plan, to a party", _call(sender=SOCIAL, history=finished())),
    warned("NB-TRACK-07", "a second plan, to a stranger", _call(sender=CLINIC, history=finished())),
    fine("NB-TRACK-07", "the first plan", _call()),
    warned("NB-TRACK-10", "a child without a host", _child()),
    warned("NB-TRACK-10", "a child at the municipality", _child(unit=SOCIAL)),
    fine("NB-TRACK-10", "a child at the health centre", _child(unit=HEALTH_CENTRE)),
    warned("NB-TRACK-11", "nobody connects the physician", _said(neededFrom=["kommunal-halsovard"])),
    fine(
        "NB-TRACK-11",
        "home care connects the physician",
        _said(
            neededFrom=["kommunal-halsovard"], host={"unit": HOME_CARE, "connectsPhysician": "Sjuksköterskan"}
        ),
    ),
    warned(
        "NB-TRACK-12",
        "nobody is with the person",
        _said(**REMOTE, neededFrom=["regional-oppenvard", "socialtjanst"]),
    ),
    fine(
        "NB-TRACK-12",
        "the person connects alone",
        _said(**REMOTE, neededFrom=["regional-oppenvard", "socialtjanst"], selfConnects=True),
    ),
]

PLANS = [
    *[
        refused("NB-SIP-02", f"no {name}", _plan(name))
        for name in ("mainGoal", "subGoals", "interventions", "followUpAt", "evaluationAt")
    ],
    refused("NB-SIP-02", "no coordinating unit", _plan(coordinator={"name": "Test Kontakt"})),
    warned("NB-SIP-02", "nothing of others", _plan()),
    fine("NB-SIP-02", "complete", _plan(otherProviders="inga")),
    *[refused("NB-SIP-03", f"no {name}", _plan(name)) for name in ("needs", "resources")],
    fine("NB-SIP-03", "both", _plan()),
    refused("NB-SIP-04", "nobody", _plan(interventions=_with(responsible=""))),
    fine("NB-SIP-04", "the individual", _plan(interventions=_with(responsible="den enskilde"))),
    warned(
        "NB-SIP-05",
        "self-care left out",
        of("sip", history=[message("egenvardsplanering", number=60), *called()]),
    ),
    *[refused("NB-SIP-07", f"no {name}", _plan(name)) for name in ("followUpAt", "coordinator")],
    fine("NB-SIP-07", "both", _plan()),
    refused("NB-SIP-13", "decided for another", _plan(interventions=_with(proposal=False))),
    fine("NB-SIP-13", "proposed to another", _plan(interventions=_with(proposal=True))),
    fine("NB-SIP-14", "its own part", _change(SOCIAL, interventions=[*OWN, *REST])),
    refused("NB-SIP-14", "another's part", _change(HOME_CARE, interventions=[*OWN, *REST])),
    refused(
        "NB-SIP-14", "another's part, by the coordinator", _change(HEALTH_CENTRE, interventions=[*OWN, *REST])
    ),
    warned("NB-SIP-15", "outside a meeting", _change(HEALTH_CENTRE, coordinator={"unit": SOCIAL})),
    fine(
        "NB-SIP-15",
        "at the meeting",
        _change(HEALTH_CENTRE, coordinator={"unit": SOCIAL}, meeting={"coordinatorDecided": True}),
    ),
    warned("NB-SIP-16", "not handed over", of("sip", "approve", history=drawn(), relatesTo=mid(51))),
    fine(
        "NB-SIP-16",
        "handed over",
        of("sip", "approve", history=drawn(), relatesTo=mid(51), content={"handovers": HANDED_OVER}),
    ),
    refused("NB-SIP-18", "no reason", _closed(None)),
    refused("NB-SIP-18", "not the coordinator", _closed(sender=SOCIAL)),
    *[fine("NB-SIP-18", reason, _closed(reason)) for reason in ("mal-uppnadda", "behov-upphort", "avliden")],
    warned("NB-SIP-18", "another reason", _closed("Flyttat")),
    fine("NB-STATE-09", "whoever knows of the death", _closed("avliden", SOCIAL)),
    refused("NB-SIP-19", "no fixed care contact", _plan("careContacts")),
    warned(
        "NB-SIP-19",
        "appointed in the stay, not shown",
        of("sip", history=[*planned(), *called()], without=["careContacts"]),
    ),
    refused("NB-SIP-20", "none coordinates", _plan(careContacts=_contacts(0))),
    refused("NB-SIP-20", "two coordinate", _plan(careContacts=_contacts(2))),
    fine("NB-SIP-20", "one coordinates", _plan(careContacts=_contacts(1))),
    fine("NB-SIP-21", "in open care", of("kartlaggning")),
    refused("NB-SIP-21", "in the stay", of("kartlaggning", history=[*planned(), *called()], **IN_STAY)),
    refused("NB-VIS-02", "before the call", of("kartlaggning", history=[])),
    refused("NB-VIS-02", "to a unit not called", of("kartlaggning", recipients=[CLINIC])),
    fine("NB-VIS-02", "to those called", of("kartlaggning")),
    warned("NB-SIP-26", "at discharge", of("sip", history=[*ready(), *called()], **IN_STAY)),
    fine("NB-SIP-26", "in open care", _plan()),
    warned(
        "NB-IDENT-06",
        "a stranger in the room",
        _plan(meeting={"form": "digitalt", "identified": True, "uninvitedPresent": True}),
    ),
    fine("NB-IDENT-06", "everybody identified", _plan(meeting={"form": "digitalt", "identified": True})),
    refused(
        "NB-CONS-16",
        "declined and scheduled",
        _plan(interventions=_with(decision="declined", start="2026-03-20T08:00:00+01:00")),
    ),
    fine("NB-CONS-16", "declined", _plan(interventions=_with(decision="declined"))),
    warned("NB-SIP-17", "no choice registered", _plan(shareWith1177=True)),
    refused(
        "NB-SIP-17",
        "against the person's choice",
        of(
            "sip",
            content={"shareWith1177": True},
            consents=[sip_consent(), consent("refused", scopes=["sip-1177"])],
        ),
    ),
    refused("NB-SYS-02", "at 1177 unasked", _plan(shareWith1177=False, handovers=[{"channel": ["1177"]}])),
]

CONSENT = [
    *[
        refused(
            "NB-CONS-08",
            f"{kind} without consent",
            of(kind, consents=[consent(), consent(unit=HEALTH_CENTRE)]),
        )
        for kind in sorted(PLANNING)
    ],
    *[fine("NB-CONS-08", kind, of(kind)) for kind in sorted(PLANNING)],
    refused("NB-CONS-12", "without the person", _meeting(consents=[])),
    fine("NB-CONS-12", "with consent", _meeting()),
]


@pytest.mark.parametrize("case", [*CALLS, *PLANS, *CONSENT], ids=lambda case: f"{case.rule}: {case.says}")
def test_a_rule_of_planning(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("function", ["chefsoverlakare", "delegerad-overlakare", "annan"])
def test_psychiatry_calls_to_coordinated_care_planning_on_the_consent_to_exchange(function: str) -> None:
    judged = judge(_care_planning(sender=PSYCHIATRY, function=function))
    assert judged.outcome == "forward", judged.told()
    assert "NB-PSY-07" in judged.grounds


def test_after_the_withdrawal_only_the_end_is_told_and_nothing_else() -> None:
    after = _closed("samtycke-aterkallat", HEALTH_CENTRE, WITHDRAWN)
    told = judge(after)
    assert told.outcome == "reduce"
    assert told.disclosed(SOCIAL) == {"patient.identifier", "content.planId", "content.reason"}
    for kind in sorted(PLANNING - {"kallelse"}):
        late = of(kind, sentAt="2026-04-02T09:00:00+02:00", history=drawn())
        late["consents"] = [*late["consents"], WITHDRAWN]
        judged = judge(late)
        assert judged.outcome == "refuse", kind
        assert {"NB-CONS-11", "NB-CONS-08"} <= judged.refusing, kind


def test_a_withdrawal_that_any_actor_registers_binds_all_of_them() -> None:
    late = of("kallelse", sentAt="2026-04-02T09:00:00+02:00", history=[])
    late["consents"] = [sip_consent(unit=HEALTH_CENTRE), WITHDRAWN]
    assert judge(late).outcome == "refuse"


def test_a_death_in_the_register_does_not_stop_the_closing() -> None:
    closed = _closed("avliden", SOCIAL, WITHDRAWN)
    closed["person"]["deceased"] = "2026-09-17"
    told = judge(closed)
    assert told.outcome == "reduce"
    assert "NB-STATE-09" in told.grounds


def test_a_guardian_without_the_right_lets_no_child_be_called() -> None:
    child = _child(unit=HEALTH_CENTRE)
    child["consents"] = [sip_consent(givenBy="relative")]
    assert judge(child).outcome == "refuse"


def test_whoever_takes_no_part_in_the_plan_is_told_nothing_of_it() -> None:
    stranger = judge(_call(sender=CLINIC, history=finished()))
    (told,) = [issue for issue in stranger.printed["issues"] if issue["rule"] == "NB-TRACK-07"]
    assert "plan" not in told["text"].replace("new plan", "")
    assert STAY not in str(stranger.printed)
