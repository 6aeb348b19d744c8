"""What a stay's messages say as far as payment liability goes: who would pay, which notice stands, when it ended.

Messages count in the order of when what they tell of was done: what was done on paper during an outage has its own time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from adapter.model.course import Course
from adapter.model.directory import INPATIENT, MUNICIPAL
from adapter.model.history import Episode, Event, done_at
from adapter.model.identifiers import organisation_of
from adapter.model.person import Person
from adapter.model.swedish_time import STOCKHOLM, swedish_day

_MUNICIPALITIES = "SE212000"
"""What the organisation number of every Swedish municipality begins with."""
_ORIGIN = datetime.min.replace(tzinfo=STOCKHOLM)


@dataclass(frozen=True, slots=True)
class Ending:
    """How the stay ended: the day, and whether by death or because planning was ended while the patient stayed."""

    day: date
    died: bool = False
    planning: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a course; `events` oldest first. `municipality` and `placed_by` are codes, None when not known."""

    course: Course
    id: str | None
    events: tuple[Event, ...] = ()
    episode: Episode | None = None
    municipality: str | None = None
    placed_by: str | None = None

    def municipal(self, units: Iterable[str], liable: str | None) -> bool:
        """Whether any of the units is the municipality's; one that the directory gives no municipality is anybody's.

        Where there is no directory at all, the organisation numbers in the HSA-ids tell whose units they are.
        """
        if not self.course.units:
            return any(organisation_of(unit).startswith(_MUNICIPALITIES) for unit in units)
        known = (self.course.units[unit] for unit in units if unit in self.course.units)
        return any(
            one.role in MUNICIPAL and (None in {one.municipality, liable} or one.municipality == liable)
            for one in known
        )

    def inpatient(self, event: Event) -> bool:
        """Whether inpatient care wrote it."""
        return not self.course.units or self.course.role(event.sender) in INPATIENT

    @property
    def admitted_at(self) -> datetime | None:
        """When the patient was admitted, as the newest message with the stay's times says."""
        times = [event.admitted_at for event in self.events if event.admitted_at is not None]
        return times[-1] if times else None


def stay_of(course: Course, episode: str | None = None) -> Stay:
    """The stay of that id; the one that began last where none is named."""
    events = sorted(course.events, key=done_at)
    name = episode if episode is not None else _newest(events)
    own = tuple(event for event in events if name is not None and event.episode == name)
    person = course.person
    if isinstance(person, Person):
        municipality, placed_by = person.municipality, person.placed_by
    else:  # the register is not asked: what it said when the stay's messages came
        municipality = next((one.municipality for one in reversed(own) if one.municipality), None)
        placed_by = next((one.placed_by for one in reversed(own) if one.placed_by), None)
    folded = next((one for one in course.episodes if one.id == name), None)
    return Stay(course, name, own, folded, municipality, placed_by)


def _newest(events: Iterable[Event]) -> str | None:
    began: dict[str, datetime] = {}
    for event in events:
        if event.episode is not None:
            began[event.episode] = event.admitted_at or began.get(event.episode, _ORIGIN)
    return max(reversed(began), key=lambda name: began[name]) if began else None


def notice(stay: Stay, liable: str | None) -> tuple[Event | None, Event | None]:
    """The utskrivningsklar that stands, of those that inpatient care sent the municipality; and the taking back of one.

    One that is sent anew counts from itself.
    """
    standing: Event | None = None
    taken_back: Event | None = None
    for event in stay.events:
        if event.kind != "utskrivningsklar":
            continue
        if event.action == "cancel":
            taken_back, standing = event if standing is not None else taken_back, None
        elif stay.inpatient(event) and stay.municipal(event.recipients, liable):
            standing, taken_back = event, None
    return standing, taken_back


def ending(stay: Stay) -> Ending | None:
    """When the days came to an end, by what came first: death, leaving, planning ended; None while the patient waits.

    An utskrivningsmeddelande taken back has not ended anything.
    """
    found: list[Ending] = []
    for event in stay.events:
        if event.kind == "utskrivningsmeddelande":
            found = [one for one in found if one.died or one.planning]
            if event.action != "cancel":
                found.append(Ending(swedish_day(event.instant("dischargedAt") or done_at(event))))
        elif event.kind == "avbruten-planering":
            died = event.of_death
            found.append(Ending(swedish_day(done_at(event)), died=died, planning=not died))
    person, at = stay.course.person, swedish_day(stay.course.at)
    if isinstance(person, Person) and person.deceased is not None and person.deceased <= at:
        found.append(Ending(person.deceased, died=True))
    return min(found, key=lambda one: (one.day, not one.died), default=None)
