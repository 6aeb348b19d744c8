"""A person's course, for counting: out of a scenario, or out of what the store keeps of a person."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from adapter.deadlines.kvittens import owed
from adapter.episode.event import event
from adapter.episode.fold import fold
from adapter.episode.plans import plans
from adapter.episode.sips import sips
from adapter.intake.scenario import Scenario
from adapter.model.course import Course
from adapter.model.deadline import Row
from adapter.model.directory import Unit
from adapter.model.errors import UsageError
from adapter.model.facts import Facts
from adapter.model.flow import of_stay
from adapter.model.history import Disclosure, Episode, History, Owed, as_sent
from adapter.model.ids import delivery_id
from adapter.model.message import Message
from adapter.model.person import RegisterAnswer, Silent
from adapter.model.process import Process
from adapter.pipeline.consents import records, standing
from adapter.pipeline.kvittens import met
from adapter.policy.available import available
from adapter.policy.loader import Packs
from adapter.policy.pack import Pack

_UNASKED = Silent()


def of_scenario(scenario: Scenario, packs: Packs) -> tuple[Course, Pack]:
    """The course that a scenario tells, its `message` the newest of it, and the rules it is counted by.

    A message that is told of twice was sent once: its sender and id are what it is known by (`contract.md` §1).

    Raises `UsageError` where nothing says at which instant to count.
    """
    once: dict[tuple[str, str], Message] = {}
    for message in (*scenario.history, *((scenario.message,) if scenario.message else ())):
        once.setdefault((message.sender.unit, message.message_id), message)
    messages = tuple(once.values())
    at = scenario.at or max((message.sent_at for message in messages), default=None)
    if at is None:
        raise UsageError("the scenario has neither `at` nor a message: there is no instant to count at")
    pack = packs.in_force(scenario.region, at)
    history = kept(scenario, messages, pack.process)
    made = of_history(
        history,
        at=at,
        region=scenario.region,
        units=scenario.units,
        facts=scenario.facts,
        person=scenario.person,
    )
    return made, pack


def of_history(
    history: History,
    *,
    at: datetime,
    region: str,
    units: Mapping[str, Unit],
    facts: Mapping[str, object],
    person: RegisterAnswer = _UNASKED,
) -> Course:
    """The course that a person's history tells."""
    return Course(
        at=at,
        region=region,
        history=standing(history),
        episodes=stays(history),
        sips=sips(history.events),
        plans=plans(history.events),
        units=units,
        facts=facts,
        person=person,
    )


def stays(history: History) -> tuple[Episode, ...]:
    """Every stay of the person, the one that began last at the end."""
    names = dict.fromkeys(event.episode for event in history.events if event.episode is not None)
    return tuple(fold(name, history.events, trusting=True) for name in names)


def kept(scenario: Scenario, messages: Iterable[Message], process: Process) -> History:
    """The messages as the store would have kept them: each got by every unit it was addressed to.

    A unit known to have no system of its own gets it by hand, and owes no kvittens.
    """
    by_hand = {name for name, unit in scenario.units.items() if not unit.has_system}
    history = History(consents=scenario.consents)
    for message in messages:
        received_at = message.sent_at
        history = History(
            events=(*history.events, event(message, received_at, scenario.person)),
            consents=(*history.consents, *records(message, scenario.units, received_at)),
            disclosures=(*history.disclosures, *_disclosures(message, scenario, process)),
            owed=(
                *_settled(history.owed, met(message, history, received_at, process)),
                *owed(message, [to for to in message.recipients if to not in by_hand], received_at, process),
            ),
        )
    return counted_from(history, process)


def counted_from(history: History, process: Process) -> History:
    """The history that the region counts by: late entry from when it was done, or from when it was sent (NB-OUT-01)."""
    return as_sent(history) if process.late_entry == "sent" else history


def _disclosures(message: Message, scenario: Scenario, process: Process) -> Iterable[Disclosure]:
    paths = available(message, Facts(message.sent_at, person=scenario.person), process)
    for recipient in message.recipients:
        delivery = delivery_id(message.sender.unit, message.message_id, recipient, 0)
        yield Disclosure(message.message_id, recipient, delivery, paths, message.sent_at)


def _settled(owed: Iterable[Owed], done: Iterable[Owed]) -> Iterable[Owed]:
    now = {(one.message_id, one.kind, one.unit): one for one in done}
    return (now.get((one.message_id, one.kind, one.unit), one) for one in owed)


def told(course: Course, rows: Iterable[Row], process: Process) -> dict[str, object]:
    """The shape of `deadlines` in `contract.md` §5: the rows, the newest stay's colour, and the state it is in; its flow
    too, where the region has flows.

    The state is the newest stay's; outside any stay that of the plan written about last.
    """
    stay = course.episodes[-1] if course.episodes else None
    plan = course.sips[-1] if course.sips else None
    flow = of_stay(stay, course.of_stay(stay), course.role) if stay else None
    return {
        "deadlines": [row.to_json() for row in rows],
        "track": stay.colour if stay and process.colours else None,
        **({"flow": flow} if process.flows else {}),
        "state": stay.state if stay else plan.state if plan else "none",
    }
