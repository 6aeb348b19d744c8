"""Reckon a person's deadlines: every duty that the packs name, and every kvittens owed, each as a row per owing unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from adapter.deadlines import limits
from adapter.deadlines.conditions import CONDITIONS
from adapter.deadlines.fulfilments import FULFILMENTS
from adapter.deadlines.instance import Instance
from adapter.deadlines.moments import MOMENTS
from adapter.deadlines.owners import OWNERS
from adapter.model.course import Course
from adapter.model.deadline import Deadline, Row
from adapter.model.history import MANUAL, Event, Owed, done_at
from adapter.model.invitations import thread
from adapter.model.person import Person
from adapter.model.process import Process
from adapter.model.sip import ANSWER, Sip
from adapter.model.swedish_time import STOCKHOLM, swedish_day

KVITTENS = "PRODUKT-ACK-01"
LETTER = "PRODUKT-LETTER-07"
"""The rules of rows that rest on no region's words: a kvittens by the end of the day, a letter or call instead."""


def rows(course: Course, process: Process) -> tuple[Row, ...]:
    """Every row at `course.at`, those counted from the earliest moment first."""
    found = [row for deadline in process.deadlines for row in _of(deadline, course)]
    found += [row for owed in course.history.owed if (row := _owed(owed, course, process))]
    return tuple(sorted(found, key=lambda row: (row.starts.timestamp() if row.starts else 0.0, row.rule)))


def unknown(deadline: Deadline) -> Iterator[str]:
    """The names in an entry that the vocabulary lacks."""
    named: Mapping[str, tuple[Mapping[str, object], tuple[str | None, ...]]] = {
        "moment": (MOMENTS, (deadline.start, deadline.limit.until, deadline.limit.cap)),
        "owner": (OWNERS, (deadline.owner,)),
        "fulfilment": (FULFILMENTS, (deadline.met,)),
        "condition": (CONDITIONS, (*deadline.when, *deadline.unless)),
    }
    for sort, (known, names) in named.items():
        yield from (
            f"there is no {sort} {name!r}" for name in names if name is not None and name not in known
        )


def _of(deadline: Deadline, course: Course) -> Iterator[Row]:
    met_by = FULFILMENTS[deadline.met]
    for begun in MOMENTS[deadline.start](course):
        due = _due(deadline, course, begun)
        instance = replace(begun, due=due)
        over = _over(course, instance)
        applies = _applies(deadline, _until(due, course), instance)
        for owner in OWNERS[deadline.owner](course, instance):
            done = met_by(course, instance, owner)
            done = done if done is None or done.at <= course.at else None  # what is to come has not been done
            times = _Times(due, done.at if done else None, over)
            yield Row(
                rule=deadline.rule,
                part=deadline.part,
                what=deadline.what,
                owner=owner,
                starts=instance.starts.astimezone(STOCKHOLM),
                due=due,
                state=times.state(course.at) if applies else "not-applicable",
                met_at=times.met_at.astimezone(STOCKHOLM) if applies and times.met_at else None,
                kind=instance.about.kind if instance.about else None,
                message_id=instance.about.message_id if instance.about else None,
                episode=instance.episode,
                plan=instance.sip.key if instance.sip else None,
                weight=deadline.weight,
                tell=deadline.tell,
                late_entry=(done is not None and done.late_entry) or _began_late(instance),
                finding=deadline.finding,
            )


def _began_late(instance: Instance) -> bool:
    """Whether it is counted from what was done on paper: then time ran before anybody had the message (semantics 12)."""
    about = instance.about
    return about is not None and about.late_entry and instance.starts == done_at(about)


@dataclass(frozen=True, slots=True)
class _Times:
    """Until when, when it was done, and when there was nothing more to do; None is never, or not yet."""

    due: datetime | None
    met_at: datetime | None
    over: datetime | None

    def state(self, at: datetime) -> str:
        """What was done too late stays overdue; what nobody need do any more is not applicable."""
        if self.met_at is not None:
            in_time = self.due is None or self.met_at.replace(microsecond=0) <= self.due
            return "met" if in_time else "overdue"
        ended = self.over is not None and (self.due is None or self.over <= self.due)
        if ended:
            return "not-applicable"
        # all of the last second belongs to the time
        return "open" if self.due is None or at.replace(microsecond=0) <= self.due else "overdue"


def _due(deadline: Deadline, course: Course, instance: Instance) -> datetime | None:
    limit = deadline.limit
    if limit.open:
        return None
    if limit.until is not None:
        return _moment(limit.until, course, instance)
    due = limits.due(limit, instance.starts)
    cap = _moment(limit.cap, course, instance) if limit.cap else None
    # two instants of one zone would compare by the clock's face, which shows an hour of October twice
    return min(due, cap, key=datetime.timestamp) if cap else due


def _moment(name: str, course: Course, instance: Instance) -> datetime | None:
    """When a moment came in the same stay or plan."""
    for other in MOMENTS[name](course):
        if instance.invitation is not None and other.invitation is not None:
            if instance.invitation.message_id == other.invitation.message_id:
                return other.starts.astimezone(STOCKHOLM)
            continue
        same_stay = instance.stay is not None and other.stay is not None and other.stay.id == instance.stay.id
        same_plan = instance.sip is not None and other.sip is not None and other.sip.key == instance.sip.key
        if same_stay or same_plan:
            return other.starts.astimezone(STOCKHOLM)
    return None


def _until(due: datetime | None, course: Course) -> Course:
    """The course with the consents that there were when the time ran out: a later no undoes no lateness."""
    history = course.history
    then = tuple(one for one in history.consents if due is None or one.received_at <= due)
    return (
        course
        if len(then) == len(history.consents)
        else replace(course, history=replace(history, consents=then))
    )


def _applies(deadline: Deadline, course: Course, instance: Instance) -> bool:
    """What nothing says is taken to apply: an unknown condition never hides a duty."""
    demanded = all(CONDITIONS[name](course, instance) is not False for name in deadline.when)
    return demanded and not any(CONDITIONS[name](course, instance) for name in deadline.unless)


def _over(course: Course, instance: Instance) -> datetime | None:
    """When there was nothing more to do: planning ended, the plan closed, or the person died, as a message or the register
    says; the register knows the day."""
    stay = instance.episode
    ends = [
        done_at(event)
        for event in course.events
        if event.kind == "avbruten-planering"
        and (event.of_death or (stay is not None and event.episode == stay))
    ]
    died = course.person.deceased if isinstance(course.person, Person) else None
    ends += [datetime.combine(died, time.min, STOCKHOLM)] if died else []
    if instance.sip is not None:
        ends += [done_at(event) for event in course.events if _closes(event, instance.sip)]
    return min(ends, default=None)


def _closes(event: Event, sip: Sip) -> bool:
    """Whether a message closes the plan, or is of the plan that replaces it."""
    if event.kind != "sip":
        return False
    own = event.action == "close" and event.message_id in sip.messages
    return own or event.noted.get("replaces") == sip.key


def _owed(owed: Owed, course: Course, process: Process) -> Row | None:
    event = course.history.event(owed.message_id)
    if event is None or (owed.paper is not None and owed.paper.how is not None and owed.met_at is None):
        return None
    gone = event.message_id in course.history.gone
    over = event.received_at if gone else _overtaken(owed, event, course, process)
    met_at = owed.met_at if owed.met_at is None or owed.met_at <= course.at else None
    state = "not-applicable" if gone else _Times(owed.due, met_at, over).state(course.at)
    letter = owed.kind == MANUAL
    return Row(
        rule=LETTER if letter else _kvittens_rule(owed, event, process),
        what="brev" if letter else "svar-kallelse" if owed.kind == ANSWER else "kvittens",
        owner=event.sender if letter else owed.unit,
        starts=event.received_at.astimezone(STOCKHOLM),
        due=owed.due,
        state=state,
        met_at=met_at.astimezone(STOCKHOLM) if met_at else None,
        kind=event.kind,
        message_id=event.message_id,
        episode=event.episode,
        tell=("owner",) if letter else process.of(event.kind).kvittens_tell,
        part=owed.unit if letter else None,
        late_entry=met_at is not None and any(_settles(one, owed, course) for one in course.events),
    )


def _overtaken(owed: Owed, event: Event, course: Course, process: Process) -> datetime | None:
    """When an invitation that is to be answered got another version, which is answered instead, or was called off."""
    answered = owed.kind == ANSWER or process.of(event.kind).answer_suffices
    versions = thread(course.events, event.message_id) if answered and event.kind == "kallelse" else ()
    later = versions[versions.index(event) + 1 :] if event in versions else ()
    return done_at(later[0]) if later else None


def _settles(event: Event, owed: Owed, course: Course) -> bool:
    """Whether a kvittens, or an answer, that was done on paper is what settled it."""
    if event.sender != owed.unit or event.kind not in {"kvittens", ANSWER} or not event.relates_to:
        return False
    about = course.history.event(event.relates_to)
    same = about is not None and about.message_id == owed.message_id
    return same and event.late_entry and done_at(event) == owed.met_at


def _kvittens_rule(owed: Owed, event: Event, process: Process) -> str:
    """The region's rule; the second of two where the kvittens is due on a later day than the message came."""
    rules = process.of(event.kind).variant(event.noted, event.action, event.recipients).kvittens_rules
    if not rules:
        return KVITTENS
    later = swedish_day(owed.due) > swedish_day(event.received_at)
    return rules[-1] if later else rules[0]
