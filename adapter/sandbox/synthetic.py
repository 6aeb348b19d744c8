"""Synthetic episodes by the number: the same seed gives the same bytes, whoever makes them.

Every episode draws from a source of its own (seed, region, number), so that changing one share changes no other episode.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from adapter.model.person import Person, Protection
from adapter.sandbox import planning, shares
from adapter.sandbox.chains import Plan, stay
from adapter.sandbox.course import Course, Patient, Sent
from adapter.sandbox.expectation import identity_rules
from adapter.sandbox.outside import OUTSIDE, WITH_MESSAGES_OUTSIDE, stopped
from adapter.sandbox.places import Region, regions
from adapter.sandbox.population import Population

DAYS = 180
"""Admissions are spread over so many days from the region's start."""
_TO = {
    "bla": ("SOC1",),
    "gron": ("HSV1",),
    "gul": ("SOC1", "HSV1"),
    "rod": ("SOC1", "HSV1", "RHB1"),
}
_PLANNING = {"given": planning.whole_life, "withdrawn": planning.withdrawn, "refused": planning.refused}
_LONG = (14, 42)
_ORDINARY = (3, 9)


@dataclass(frozen=True, slots=True)
class Episode:
    """One care chain: its name, what happens in it, and its messages in the order of sending."""

    number: int
    name: str
    traits: tuple[str, ...]
    patient: Patient
    sent: tuple[Sent, ...]


@dataclass(slots=True)
class Maker:
    """Makes the episodes of one region."""

    region: Region
    seed: int
    share: Mapping[str, float]
    canaries: bool = False
    people: Population = field(init=False)
    visitors: Population = field(init=False)

    def __post_init__(self) -> None:
        today = self.region.start.date()
        own = random.Random(f"{self.seed}|{self.region.name}|people")  # noqa: S311 - to be repeated
        self.people = Population(self.region, own, today)
        # who comes from another region is drawn from the same numbers, so that nobody is two people
        self.visitors = self.people.elsewhere(regions()[self.region.visitors])

    def episodes(self, count: int) -> Iterator[Episode]:
        """So many, one after the other."""
        for number in range(count):
            yield self.episode(number)

    def episode(self, number: int) -> Episode:
        """The one of that number; people are drawn in order, so ask in order."""
        chosen = random.Random(f"{self.seed}|{self.region.name}|{number}")  # noqa: S311 - to be repeated
        identity = _one_of(chosen, shares.IDENTITY, self.share) or "known"
        consent = _one_of(chosen, shares.CONSENT, self.share) or "given"
        shape = _one_of(chosen, shares.SHAPE, self.share) or "ordinary"
        traits = {name for name in shares.BESIDES if chosen.random() < self.share[name]}
        colour = chosen.choice(tuple(_TO))
        reason, day, hour = chosen.randrange(100), chosen.randrange(DAYS), chosen.randrange(3)
        admitted = self.region.start + timedelta(days=day, hours=-hour)
        if shape == "outside" and (self.region.name not in WITH_MESSAGES_OUTSIDE or identity != "known"):
            shape = "ordinary"
        if shape == "planning":
            traits &= {"minor"}
            if identity != "known":
                shape = "ordinary"
            elif consent not in _PLANNING:
                consent = "given"
        if shape == "short" and consent == "withdrawn":
            consent = "given"  # there is no day after on which to withdraw it
        traits = set(_allowed(self.region.name, identity, consent, shape, traits))
        patient = self._patient(chosen, identity, traits)
        course = self._course(number, patient, traits, colour, admitted, shape, identity)
        if identity != "known":
            stopped(course)
        elif shape == "outside":
            chosen.choice(OUTSIDE)(course)
        elif shape == "planning":
            _PLANNING[consent](course)
        else:
            plan = _plan(chosen, course, consent, colour, shape, reason, traits)
            stay(course, plan)
            if "readmission" in traits:
                course.readmitted(admitted + timedelta(days=plan.days + 12))
                stay(course, _again(plan))
        named = tuple(sorted({identity, consent, shape, colour, *traits} - {"known", "given", "ordinary"}))
        sent = tuple(sorted(course.sent, key=lambda one: one.step.at))
        return Episode(number, course.name, named, patient, sent)

    def _patient(self, chosen: random.Random, identity: str, traits: set[str]) -> Patient:
        people = self.visitors if "other-region" in traits else self.people
        person = _person(people, chosen, identity, minor="minor" in traits)
        if identity == "protected-guardian":
            traits.add("minor")
        kind, value = _number(people, chosen, identity, person)
        town = people.town(person.municipality) if person else people.any_town()
        return Patient(kind, value, person, people.region.name, town, "minor" in traits)

    def _course(
        self,
        number: int,
        patient: Patient,
        traits: set[str],
        colour: str,
        admitted: datetime,
        shape: str,
        identity: str,
    ) -> Course:
        at_home = regions()[patient.region]
        ends = _TO["gul"] if shape in {"outside", "planning"} else _TO[colour]
        to = [patient.town.unit(end) for end in ends] + [at_home.unit("HC01")]
        if "psychiatric" in traits:
            to.append(at_home.unit("POV1"))
        if "external" in traits:
            to.append(at_home.unit("EXT1"))
        return Course(
            self.region,
            f"syn-{self.region.prefix.lower()}-{self.seed}-{number:05d}",
            patient,
            ward="PSY1" if "psychiatric" in traits else "AVD1",
            to=to,
            admitted=admitted,
            stopped=() if identity == "known" else identity_rules(self.region.name),
            handling=None if identity in {"known", "wrong-number"} else "telefon",
            canaries=self.canaries,
        )


def _person(people: Population, chosen: random.Random, identity: str, *, minor: bool) -> Person | None:
    match identity:
        case "protected":
            protection = chosen.choice((Protection.SEKRETESSMARKERING, Protection.SKYDDAD_FOLKBOKFORING))
            return people.adult(protection=protection)
        case "protected-guardian":
            return people.child(guardian=Protection.SEKRETESSMARKERING)
        case "asylum" | "unregistered":
            return None
        case "deceased":
            return people.adult(deceased=_day_before(people.region))
        case _:
            return people.child() if minor and identity == "known" else people.adult()


def _number(
    people: Population, chosen: random.Random, identity: str, person: Person | None
) -> tuple[str, str]:
    """The number as the messages state it, and its type."""
    if person is None and identity == "asylum":
        kind = chosen.choice(("lma-nummer", "r-nummer"))
        value = f"{chosen.randrange(10**7, 10**8)}"
        return kind, f"R{value}" if kind == "r-nummer" else value
    if person is None:
        return "personnummer", people.unregistered()
    if identity == "wrong-number":
        return "personnummer", person.identifier[:-1] + str((int(person.identifier[-1]) + 1) % 10)
    return "personnummer", person.identifier


def _plan(
    chosen: random.Random,
    course: Course,
    consent: str,
    colour: str,
    shape: str,
    reason: int,
    traits: set[str],
) -> Plan:
    days = 0 if shape == "short" else chosen.randrange(*(_LONG if shape == "long" else _ORDINARY))
    unit = chosen.choice(course.to[:2])
    if "psychiatric" in traits:
        course.legal_form = "lpt"
    return Plan(
        consent=consent,
        colour=colour,
        days=days,
        reason=reason,
        traits=frozenset({*traits, shape}),
        silent=frozenset({unit} if "missing-ack" in traits else ()),
        late=frozenset({unit} if "late-ack" in traits and "missing-ack" not in traits else ()),
    )


def _again(plan: Plan) -> Plan:
    """The second stay goes as planned."""
    kept = {"short", "psychiatric"} & plan.traits
    return Plan(consent=plan.consent, colour=plan.colour, days=plan.days, traits=frozenset(kept))


def _one_of(
    chosen: random.Random, group: Mapping[str, shares.Share], share: Mapping[str, float]
) -> str | None:
    drawn = chosen.random()
    for name in group:
        drawn -= share[name]
        if drawn < 0:
            return name
    return None


def _allowed(region: str, identity: str, consent: str, shape: str, traits: set[str]) -> Iterator[str]:
    """What can happen together: the rest of what was drawn is let go."""
    for name in sorted(traits):
        if name == "minor" and identity not in {"known", "protected-guardian"}:
            continue
        if name in {"annulled", "self-care", "deviation"} and consent != "given":
            continue
        if name in {"moved", "retracted", "self-care", "annulled", "late-ack", "death"} and shape == "short":
            continue
        if name in {"retracted", "deviation", "readmission"} and "death" in traits:
            continue
        if name == "readmission" and consent != "given":
            continue
        if name == "care-request" and (region != "halland" or consent != "given" or "other-region" in traits):
            continue
        if name == "retracted" and consent in {"not-asked", "refused"}:
            continue
        if name == "psychiatric" and ("minor" in traits or shape == "short" or consent != "given"):
            continue
        yield name


def _day_before(region: Region) -> date:
    return region.start.date() - timedelta(days=20)


def person_of(patient: Patient) -> Person | None:
    """The register's entry, where there is one for the number that the messages state."""
    return patient.person if patient.person and patient.person.identifier == patient.value else None
