"""The demo's scenes of Norrbotten, Halland, Stockholm and Västmanland: what is characteristic of each region."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from adapter.model.person import Person
from adapter.sandbox import contents, outside, planning
from adapter.sandbox.chains import Plan, consent_block, stay
from adapter.sandbox.course import Course, Patient, Sent
from adapter.sandbox.expectation import GIVEN, identity_rules
from adapter.sandbox.people import CAST
from adapter.sandbox.places import regions
from adapter.sandbox.script import Scenario, Step

NOON = 12
Scene = tuple[str, str, Person, Callable[[Course], None]]


def _plan(
    consent: str = "given", *traits: str, colour: str = "gul", days: int = 2
) -> Callable[[Course], None]:
    return lambda course: stay(course, Plan(consent, colour, days, traits=frozenset(traits)))


def sip(region: str) -> tuple[Scenario, ...]:
    """A coordinated individual plan to its end; one whose consent is withdrawn; one that the individual declines."""
    prefix = regions()[region].prefix.lower()
    scenes: tuple[Scene, ...] = (
        (f"{prefix}-sip", "a SIP from the invitation to its closing", CAST.plans, planning.whole_life),
        (f"{prefix}-sip-aterkallad", "consent to the SIP is withdrawn", CAST.stops, planning.withdrawn),
        (f"{prefix}-sip-nej", "the individual declines a SIP", CAST.declines, planning.refused),
    )
    return tuple(_played(region, scenes))


def norrbotten() -> tuple[Scenario, ...]:
    """Start times from every receiver, two notices against a refusal, no retraction."""
    scenes: tuple[Scene, ...] = (
        ("nb-vistelse", "every receiver says when it starts, then the patient leaves", CAST.green, _plan()),
        (
            "nb-samtycke-nej",
            "a refusal lets two notices through, and no reason for admission",
            CAST.refuses,
            _plan("refused"),
        ),
        ("nb-menprovning", "a harm assessment lets nothing more through here", CAST.unable, _plan("unable")),
        (
            "nb-atertag",
            "utskrivningsklar cannot be taken back: the guideline knows no retraction",
            CAST.returns,
            _plan("given", "retracted"),
        ),
        ("nb-psykiatri", "to open compulsory care with a coordinated care plan", CAST.yellow, _psychiatric),
    )
    return (
        *_played("norrbotten", scenes),
        *sip("norrbotten"),
        _stopped("norrbotten", "nb-skyddad", CAST.protected),
    )


def halland() -> tuple[Scenario, ...]:
    """The care request before, joint planning, retraction, single home visits, hemgångsklar, a patient from elsewhere."""
    scenes: tuple[Scene, ...] = (
        (
            "ha-vardbegaran",
            "the municipality tells how the person is before the admission",
            CAST.green,
            _plan("given", "care-request"),
        ),
        (
            "ha-atertag",
            "utskrivningsklar is taken back and said anew",
            CAST.returns,
            _plan("given", "retracted"),
        ),
        (
            "ha-samtycke-nej",
            "consent is refused: two notices with their minimum",
            CAST.refuses,
            _plan("refused"),
        ),
        ("ha-avliden", "the patient dies: avbruten vårdplanering", CAST.late, _plan("given", "death")),
        (
            "ha-hembesok",
            "single home visits, ordered by the health centre",
            CAST.blue,
            outside.single_home_visits,
        ),
        (
            "ha-hemgangsklar",
            "not ready to go home: medicines are missing, then they are there",
            CAST.yellow,
            _not_ready_to_leave,
        ),
    )
    visitor = _course("halland", "ha-annat-lan", CAST.red, ("HC01", "SOC1"), home="stockholm")
    stay(visitor, Plan(days=2))
    return (
        *_played("halland", scenes),
        _scenario(visitor, "a patient who lives in Stockholm: both regions' rules, the stricter wins"),
        _stopped("halland", "ha-skyddad-vardnadshavare", CAST.child),
    )


def stockholm() -> tuple[Scenario, ...]:
    """Every party's own consent, the Act's notice alone against a refusal, the plan before open compulsory care."""
    scenes: tuple[Scene, ...] = (
        (
            "st-vistelse",
            "a stay in which every party has asked for itself",
            CAST.green,
            _plan("given", "deviation"),
        ),
        (
            "st-annans-samtycke",
            "the ward's consent is not the municipality's",
            CAST.doubles,
            _consent_of_another,
        ),
        (
            "st-samtycke-nej",
            "a refusal: the Act's admission notice, nothing else",
            CAST.refuses,
            _plan("refused"),
        ),
        (
            "st-psykiatri",
            "no discharge to open compulsory care without a coordinated care plan",
            CAST.yellow,
            _psychiatric,
        ),
    )
    return (*_played("stockholm", scenes), _stopped("stockholm", "st-skyddad", CAST.protected))


def vastmanland() -> tuple[Scenario, ...]:
    """No discharge process of its own: the Act's notices, and a coordination case on a limited consent."""
    scenes: tuple[Scene, ...] = (
        (
            "vm-arende",
            "the Act's notices, and a coordination case from beginning to end",
            CAST.green,
            _plan(),
        ),
        ("vm-flyttad", "the estimated date moves", CAST.blue, _plan("given", "moved")),
        ("vm-samtycke-nej", "a refusal: the notices with the Act's minimum", CAST.refuses, _plan("refused")),
        ("vm-samtycke-ater", "consent is withdrawn the day after", CAST.withdraws, _plan("withdrawn")),
    )
    return (
        *_played("vastmanland", scenes),
        *sip("vastmanland"),
        _stopped("vastmanland", "vm-skyddad", CAST.protected),
    )


SCENES: Mapping[str, Callable[[], tuple[Scenario, ...]]] = {
    "norrbotten": norrbotten,
    "halland": halland,
    "stockholm": stockholm,
    "vastmanland": vastmanland,
}


def residents(region: str) -> tuple[Person, ...]:
    """The cast, living in the region's largest municipality; the visitor lives at home."""
    code = regions()[region].municipalities[0].code
    home = regions()["stockholm"].municipalities[0].code if region == "halland" else code
    day = regions()[region].start.date()
    return tuple(
        replace(
            person,
            municipality=home if person is CAST.red else code,
            deceased=day - timedelta(days=10) if person.deceased else None,
        )
        for person in CAST.everybody()
    )


def _played(region: str, scenes: Iterable[Scene]) -> Iterable[Scenario]:
    for name, about, person, play in scenes:
        ward = "PSY1" if play is _psychiatric else "AVD1"
        ends = ("SOC1", "HC01", "POV1") if play is _psychiatric else ("SOC1", "HSV1", "HC01")
        course = _course(region, name, person, ends, ward=ward)
        play(course)
        yield _scenario(course, about)


def _course(
    region: str,
    name: str,
    person: Person,
    ends: Iterable[str],
    *,
    home: str | None = None,
    ward: str = "AVD1",
    stopped: bool = False,
) -> Course:
    at_home = regions()[home or region]
    town = at_home.municipalities[0]
    patient = Patient("personnummer", person.identifier, person, at_home.name, town, bool(person.guardians))
    to = [at_home.unit(end) if end in {"HC01", "POV1"} else town.unit(end) for end in ends]
    return Course(
        regions()[region],
        name,
        patient,
        ward=ward,
        to=to,
        admitted=regions()[region].start,
        stopped=identity_rules(region) if stopped else (),
        handling="telefon" if stopped else None,
        canaries=True,
    )


def _stopped(region: str, name: str, person: Person) -> Scenario:
    course = _course(region, name, person, ("SOC1", "HC01"), stopped=True)
    outside.stopped(course)
    about = (
        "a child whose guardian is protected"
        if person.guardians
        else "protected identity: nothing electronic leaves"
    )
    return _scenario(course, about)


def _scenario(course: Course, about: str) -> Scenario:
    said = {one.step.at: _half_day(one.step.at) for one in course.sent}
    ordered = sorted(course.sent, key=lambda one: one.step.at)
    script = tuple(_played_at(_arriving(sent, course.sent), said) for sent in ordered)
    person = course.patient.person
    if person is None:
        raise ValueError("a scene is about somebody")
    return Scenario(course.name, about, person, script)


def _half_day(at: datetime) -> datetime:
    """The demo plays half a day at a time: what a course tells minute by minute is sent in its order, at once."""
    noon = at.hour >= NOON
    return at.replace(hour=20 if noon else 11, minute=0 if noon else 50)


def _played_at(step: Step, said: Mapping[datetime, datetime]) -> Step:
    expected = {
        unit: replace(told, arrives=said[told.arrives]) if told.arrives else told
        for unit, told in step.expected.items()
    }
    return replace(step, at=said[step.at], expected=expected)


def _arriving(sent: Sent, course: Iterable[Sent]) -> Step:
    """What was held arrives, whole, when the consent does."""
    if sent.later is None:
        return sent.step
    said = next(one.step.at for one in course if one.step.message["kind"] == "samtycke")
    whole = frozenset(sent.step.canaries)
    expected = {
        unit: replace(told, arrives=said, shows=whole) if told.outcome == "hold" else told
        for unit, told in sent.step.expected.items()
    }
    return replace(sent.step, expected=expected)


def _psychiatric(course: Course) -> None:
    course.legal_form = "lpt"
    stay(course, Plan(days=2, traits=frozenset({"psychiatric"})))


def _not_ready_to_leave(course: Course) -> None:
    """Halland's discharge waits for the criteria of being ready to go home (HA-STATE-03)."""
    at = course.at(0, 10)
    course.said(course.ward, GIVEN)
    block = consent_block(course, "given", at, course.ward)
    course.send(at, "inskrivningsmeddelande", contents.admission(course, 2), consent=block)
    course.send(course.at(1, 9), "generellt-meddelande", contents.joint_planning())
    ready = course.at(2, 10)
    course.send(ready, "utskrivningsklar", contents.ready(ready))
    early, at = course.at(3, 11), course.at(3, 13)
    missing = contents.discharge(early)
    criteria = {"notice": True, "readyDate": True, "aids": True, "medicines": False, "information": True}
    course.send(
        early,
        "utskrivningsmeddelande",
        {**missing, "criteria": criteria},
        whole=("HA-STATE",),
        says="utskrivningsmeddelande before the medicines are there",
    )
    course.send(at, "utskrivningsmeddelande", contents.discharge(at))


def _consent_of_another(course: Course) -> None:
    """The municipality writes on the ward's consent, waits, and asks the patient itself (ST-CONS-02)."""
    at = course.at(0, 10)
    unit = course.to[0]
    course.said(course.ward, GIVEN)
    block = consent_block(course, "given", at, course.ward)
    course.send(at, "inskrivningsmeddelande", contents.admission(course, 2), consent=block)
    at = course.at(1, 9)
    held = course.send(
        at, "generellt-meddelande", contents.note("Från kommunen"), sender=unit, to=(course.ward,)
    )
    said = course.at(1, 13)
    course.said(unit, GIVEN)
    course.send(
        said,
        "samtycke",
        course.consent("given", said, unit),
        sender=unit,
        to=(course.ward,),
        says="asked itself",
    )
    course.sent[course.sent.index(held)] = replace(held, later="forward")
