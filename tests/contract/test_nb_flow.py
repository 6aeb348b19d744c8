"""NB-IDENT, NB-STATE, NB-TRACK, NB-VIS and NB-OUT of the catalogue: who, in what order, on which track, during an outage."""

from typing import Any

import pytest

from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.norrbotten import (
    ADDRESSED,
    ANSWER,
    CHILD,
    EIGHTEEN,
    HEALTH_CENTRE,
    HOME_CARE,
    LOCAL_PSYCHIATRY,
    OTHER_SOCIAL,
    SOCIAL,
    admitted,
    consent,
    directory,
    going_home,
    informed,
    message,
    of,
    person,
    planned,
    ready,
    sip_consent,
    starts,
)

CONTACT: Json = {
    "name": "Test Kontakt",
    "workplace": "Hälsocentralen",
    "phone": "0920-000000",
    "coordinates": True,
}
TWENTY_ONE = "200403012388"
REFUSED = [consent("refused"), consent("refused", SOCIAL)]
GIVEN = [consent(), consent(unit=SOCIAL)]


def _contact(**changes: Any) -> Json:
    whole = {name: value for name, value in (CONTACT | changes).items() if value is not None}
    return of("fast-vardkontakt", content={"contact": whole})


def _aged(value: str, **changes: Any) -> Json:
    return of("inskrivningsmeddelande", value=value, consents=[consent(givenBy="guardian")], **changes)


def _to_pitea(**changes: Any) -> Json:
    to: Json = {"recipients": [OTHER_SOCIAL, HEALTH_CENTRE], "content": {"assessedNeeds": ["socialtjanst"]}}
    return of("inskrivningsmeddelande", **to, **changes)


IDENTITY = [
    Case("NB-IDENT-01", "no address", of("inskrivningsmeddelande", person=person(address=None))),
    fine("NB-IDENT-01", "an address", of("inskrivningsmeddelande")),
    fine("NB-IDENT-04", "the person's own", of("inskrivningsmeddelande")),
    fine(
        "NB-IDENT-04",
        "a person of that municipality",
        _to_pitea(person=person(municipality="2581")),
    ),
    *[refused("NB-IDENT-05", f"no {name}", _contact(**{name: None})) for name in ("workplace", "phone")],
    Case("NB-IDENT-05", "no name", _contact(name=None), "refuse"),
    fine("NB-IDENT-05", "all three", _contact()),
]


@pytest.mark.parametrize("case", IDENTITY, ids=lambda case: f"{case.rule} {case.says}")
def test_identity_rule(case: Case) -> None:
    check(case)


def test_another_municipality_than_the_persons_own_gets_nothing() -> None:
    judged = judge(_to_pitea())
    assert judged.verdicts[OTHER_SOCIAL]["outcome"] == "refuse", judged.told()
    assert "NB-IDENT-04" in judged.refusing
    assert judged.disclosed(OTHER_SOCIAL) == set()
    assert judged.verdicts[HEALTH_CENTRE]["outcome"] == "forward", judged.told()


@pytest.mark.parametrize("value", ["196109732393", "196109732394"])
def test_a_coordination_number_is_taken_with_the_right_check_digit_alone(value: str) -> None:
    right = value == "196109732393"
    judged = judge(
        of("inskrivningsmeddelande", value=value, patient={"type": "samordningsnummer", "value": value})
    )
    assert judged.outcomes == ({"forward"} if right else {"refuse"}), judged.told()


@pytest.mark.parametrize(
    ("value", "told"), [(CHILD, True), (EIGHTEEN, True), (TWENTY_ONE, False)], ids=["8", "18", "22"]
)
def test_norrbus_is_named_up_to_and_including_twenty(value: str, told: bool) -> None:  # noqa: FBT001
    judged = judge(_aged(value))
    assert ("NB-IDENT-03" in judged.issues) is told, judged.told()
    assert judged.outcomes <= {"forward", "reduce"}


def test_norrbus_is_for_those_who_need_more_than_one_actor() -> None:
    one = {"assessedNeeds": ["regional-oppenvard"], "ongoingInterventions": []}
    judged = judge(_aged(CHILD, content=one, recipients=[HEALTH_CENTRE]))
    assert "NB-IDENT-03" not in judged.issues, judged.told()


@pytest.mark.parametrize(
    ("value", "giver", "told"),
    [(CHILD, "guardian", True), (EIGHTEEN, "patient", False)],
    ids=["8", "18"],
)
def test_a_plan_for_somebody_under_18_is_not_kept_in_lifecare(value: str, giver: str, told: bool) -> None:  # noqa: FBT001
    record = sip_consent(givenBy=giver)
    judged = judge(of("samtycke", value=value, content=record))
    planned_ = judge(
        of(
            "patientinformation",
            value=value,
            content={"sipAt": "2026-03-16T10:00:00+01:00"},
            history=[{**one, "patient": {"type": "personnummer", "value": value}} for one in ready()],
            consents=[consent(givenBy=giver), consent(unit=SOCIAL, givenBy=giver)],
        )
    )
    found = judged.issues | planned_.issues
    assert bool({"NB-IDENT-02", "NB-CONS-09"} & found) is told, judged.told() + planned_.told()


def _leaving(**content: Any) -> Json:
    left: Json = {"leftAgainstAdvice": True, "patientInformed": True, "journalReference": "J-1"}
    own = {name: value for name, value in (left | content).items() if value is not None}
    return of("utskrivningsmeddelande", history=ready(), content=own)


def _dead() -> list[Json]:
    end = {"reason": "avliden"}
    return [*ready(), message("avbruten-planering", number=6, content=end, without=["text"])]


SUNDAY: Json = {"dischargedAt": "2026-03-08T15:00:00+01:00"}
LATE = {"startsAt": "2026-03-05T09:00:00+01:00"}


def _starting(at: str) -> Json:
    return of("utskrivningsmeddelande", history=[*ready(), *starts(startsAt=at), *informed()])


STATES = [
    fine("NB-STATE-01", "assessed later", of("inskrivningsmeddelande")),
    warned("NB-STATE-01", "not assessed", of("inskrivningsmeddelande", without=["needAssessedAt"])),
    fine("NB-STATE-02", "each has begun", of("utskrivningsklar")),
    warned("NB-STATE-02", "nobody has", of("utskrivningsklar", history=admitted())),
    fine("NB-STATE-03", "by the estimated day", of("generellt-meddelande")),
    warned("NB-STATE-03", "after it", of("generellt-meddelande", content=LATE)),
    fine(
        "NB-STATE-03",
        "the day was moved",
        of(
            "generellt-meddelande",
            content=LATE,
            history=[
                *ready(),
                message(
                    "inskrivningsmeddelande",
                    "revise",
                    number=6,
                    relatesTo=mid(1),
                    sentAt="2026-03-03T15:00:00+01:00",
                    content={"estimatedDischarge": "2026-03-05"},
                ),
            ],
        ),
    ),
    refused("NB-STATE-04", "no admission notice", of("utskrivningsklar", history=[])),
    fine("NB-STATE-04", "one", of("utskrivningsklar")),
    fine("NB-STATE-05", "the same day", of("generellt-meddelande")),
    warned("NB-STATE-05", "the day after", of("generellt-meddelande", content=LATE)),
    refused(
        "NB-STATE-06",
        "one has not told its start",
        of("utskrivningsmeddelande", history=[*ready(), *starts([SOCIAL, HOME_CARE]), *informed()]),
    ),
    refused(
        "NB-STATE-06",
        "one starts tomorrow",
        of("utskrivningsmeddelande", history=[*ready(), *starts(**LATE), *informed()]),
    ),
    refused("NB-STATE-06", "nobody was told of being ready", of("utskrivningsmeddelande", history=planned())),
    fine("NB-STATE-06", "to the minute", _starting("2026-03-04T15:00:00+01:00")),
    refused("NB-STATE-06", "a second too early", _starting("2026-03-04T15:00:01+01:00")),
    refused(
        "NB-STATE-06",
        "one has moved its start",
        of(
            "utskrivningsmeddelande",
            history=[*going_home(), message("generellt-meddelande", number=80, content=LATE)],
        ),
    ),
    fine(
        "NB-STATE-06",
        "told by telephone",
        of(
            "utskrivningsmeddelande",
            history=ready(),
            content={"contactRecord": {"at": "2026-03-04T13:00:00+01:00", "with": "Alla mottagare"}},
        ),
    ),
    fine("NB-STATE-06", "in place", of("utskrivningsmeddelande")),
    fine("NB-STATE-06", "the person chose to leave", _leaving()),
    fine(
        "NB-STATE-06",
        "no information transfer since",
        of("utskrivningsmeddelande", history=ready(), consents=REFUSED),
        "reduce",
    ),
    fine("NB-STATE-07", "informed and documented", _leaving()),
    refused("NB-STATE-07", "not informed", _leaving(patientInformed=False)),
    refused("NB-STATE-07", "not said whether informed", _leaving(patientInformed=None)),
    refused("NB-STATE-07", "not documented", _leaving(journalReference=None)),
    refused(
        "NB-STATE-08",
        "a message after death",
        of("generellt-meddelande", history=_dead(), sentAt="2026-03-04T14:00:00+01:00"),
    ),
    refused(
        "NB-STATE-08",
        "going home after death",
        of("utskrivningsmeddelande", history=[*_dead(), *starts(), *informed()]),
    ),
    fine(
        "NB-STATE-08",
        "the death itself",
        of("avbruten-planering", history=ready(), content={"reason": "avliden"}),
    ),
    fine(
        "NB-STATE-10",
        "going home on a Sunday",
        of("utskrivningsmeddelande", content=SUNDAY, sentAt="2026-03-08T15:05:00+01:00"),
    ),
    warned(
        "NB-STATE-10",
        "a plan on a Saturday",
        of("patientinformation", content={"sipAt": "2026-03-14T10:00:00+01:00"}),
    ),
    fine(
        "NB-STATE-10",
        "a plan on a Monday",
        of("patientinformation", content={"sipAt": "2026-03-16T10:00:00+01:00"}),
    ),
    warned(
        "NB-STATE-11",
        "a plan before going home",
        of("patientinformation", content={"sipAt": "2026-03-03T10:00:00+01:00"}),
    ),
    fine(
        "NB-STATE-11",
        "a plan after",
        of("patientinformation", content={"sipAt": "2026-03-16T10:00:00+01:00"}),
    ),
    fine("NB-STATE-12", "going home without a plan", of("utskrivningsmeddelande", consents=GIVEN)),
    refused(
        "NB-STATE-13",
        "being ready is taken back",
        of(
            "utskrivningsklar",
            "cancel",
            relatesTo=mid(4),
            history=ready(),
            content={"reason": "Försämrad"},
            sentAt="2026-03-04T12:00:00+01:00",
        ),
    ),
]


@pytest.mark.parametrize("case", STATES, ids=lambda case: f"{case.rule} {case.says}")
def test_state_rule(case: Case) -> None:
    check(case)


def _yes(*questions: str) -> list[Json]:
    """A stay ready to go home whose planning basis answers these questions yes."""
    answers = [{**ANSWER, "question": question} for question in questions]
    return [
        message("planeringsunderlag", number=2, content={"answers": answers})
        if one["kind"] == "planeringsunderlag"
        else one
        for one in going_home()
    ]


def _going(question: str, *answer: Json, **content: Any) -> Json:
    return of("utskrivningsmeddelande", history=_yes(question), consents=[*GIVEN, *answer], content=content)


def _plan_time(*questions: str) -> Json:
    time = {"sipAt": "2026-03-16T10:00:00+01:00"}
    return of("patientinformation", content=time, history=_yes(*questions))


SABO = {"placement": {"form": "sabo", "decidedBy": "bistandshandlaggare", "law": "sol"}}
OFFERS = [
    ("NB-TRACK-01", "samordningsbehov", {}),
    ("NB-TRACK-03", "kand-patient", SABO),
    ("NB-TRACK-05", "samordningsbehov", SABO),
    ("NB-TRACK-06", "insatser-kommunal-halsovard", {}),
]
TRACKS = [
    *[warned(rule, "no answer to an offer", _going(yes, **own)) for rule, yes, own in OFFERS],
    *[fine(rule, "a yes", _going(yes, sip_consent(), **own)) for rule, yes, own in OFFERS],
    *[fine(rule, "a no", _going(yes, sip_consent("refused"), **own)) for rule, yes, own in OFFERS],
    fine("NB-TRACK-01", "no need of coordination", _going("kand-patient")),
    fine("NB-TRACK-03", "at home", _going("kand-patient")),
    fine("NB-TRACK-05", "special housing without that need", _going("kand-patient", **SABO)),
    fine("NB-TRACK-06", "no home health care", _going("insatser-socialtjanst")),
    warned("NB-TRACK-02", "social services alone", _plan_time("insatser-socialtjanst")),
    warned("NB-TRACK-02", "newly so", _plan_time("nya-behov-socialtjanst")),
    fine("NB-TRACK-02", "and home care", _plan_time("insatser-socialtjanst", "insatser-kommunal-halsovard")),
    fine("NB-TRACK-02", "and a need", _plan_time("insatser-socialtjanst", "samordningsbehov")),
    *[
        fine(
            "NB-TRACK-09",
            f"a general-medicine unit sends {kind}",
            of(kind, directory=directory(AVD1="slutenvard")),
        )
        for kind in ("inskrivningsmeddelande", "utskrivningsklar", "utskrivningsmeddelande")
    ],
    *[
        refused("NB-VIS-01", f"{kind} by a unit outside", of(kind, sender=LOCAL_PSYCHIATRY))
        for kind in ("planeringsunderlag", "generellt-meddelande", "patientinformation")
    ],
    *[
        refused("NB-VIS-01", f"{kind} to a unit outside", of(kind, recipients=[LOCAL_PSYCHIATRY]))
        for kind in ("generellt-meddelande", "patientinformation", "fast-vardkontakt", "avbruten-planering")
    ],
    fine("NB-VIS-01", "told within", of("planeringsunderlag", recipients=[SOCIAL])),
    fine(
        "NB-VIS-01",
        "told within a notice that was widened",
        of(
            "planeringsunderlag",
            recipients=[SOCIAL, LOCAL_PSYCHIATRY],
            history=[
                *admitted(),
                message(
                    "inskrivningsmeddelande",
                    "revise",
                    number=6,
                    relatesTo=mid(1),
                    recipients=[*ADDRESSED, LOCAL_PSYCHIATRY],
                ),
            ],
        ),
    ),
]


@pytest.mark.parametrize("case", TRACKS, ids=lambda case: f"{case.rule} {case.says}")
def test_track_rule(case: Case) -> None:
    check(case)


def test_only_the_units_outside_the_notice_get_nothing() -> None:
    judged = judge(of("planeringsunderlag", recipients=[SOCIAL, LOCAL_PSYCHIATRY]))
    assert judged.verdicts[LOCAL_PSYCHIATRY]["outcome"] == "refuse", judged.told()
    assert judged.disclosed(LOCAL_PSYCHIATRY) == set()
    assert judged.verdicts[SOCIAL]["outcome"] == "forward", judged.told()
