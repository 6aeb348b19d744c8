"""Compares what should have arrived with what the receivers' own ledgers hold; nothing here asks the adapter.

`lost` is the one figure that needs both sides: what a receipt calls delivered and no ledger has (semantics 43).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from adapter.r4.systems import COLOUR
from adapter.sandbox import reminders
from adapter.sandbox.ledger import Row
from adapter.sandbox.script import REFUSED_WHOLE, Expected, Scenario, Step
from adapter.sandbox.units import BY_ID

UNDELIVERED = "oleverat"
"""A content-free notice to the sender that a copy did not go; it belongs to no message of the script."""
REMINDER = "paminnelse"
"""A content-free word to a unit that something it owes, or waits for, is overdue."""
KVITTENS = "kvittens"
NEVER_QUEUED = frozenset({UNDELIVERED, REMINDER, KVITTENS, "samtycke"})
"""Kinds that wait for nothing that is held before them (semantics 7), so that they may come first."""


@dataclass(frozen=True, slots=True)
class Played:
    """A step as it went: the HTTP answer, the verdicts on receipt and the last known state, both per recipient."""

    step: Step
    status: int
    verdicts: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    answer: bytes = field(default=b"", repr=False)

    @property
    def accepted(self) -> bool:
        """Whether it was taken, for the first time."""
        return self.step.accepted and self.status == self.step.status


@dataclass(frozen=True, slots=True)
class Observed:
    """What the world shows afterwards: ledgers and raw traffic by owner, and files where nothing may stand in clear."""

    rows: Mapping[str, Sequence[Row]]
    wire: Mapping[str, bytes]
    kept: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: `found` says what differed, and is empty when nothing did."""

    scenario: str
    name: str
    found: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all is as told beforehand."""
        return not self.found

    def to_json(self) -> dict[str, object]:
        """For `--json`."""
        return {"scenario": self.scenario, "check": self.name, "ok": self.ok, "found": list(self.found)}


class Reckoning:
    """The comparison of one run."""

    def __init__(self, scenarios: Sequence[Scenario], played: Sequence[Played], observed: Observed) -> None:
        self._scenarios = scenarios
        self._played = played
        self._observed = observed
        every = [row for rows in observed.rows.values() for row in rows]
        self._rows = [row for row in every if row.kind not in {UNDELIVERED, REMINDER}]
        self._notices = [row for row in every if row.kind == UNDELIVERED and not reminders.is_delay(row)]
        self._reminders = [row for row in every if row.kind == REMINDER]
        self._arrived = Counter((row.message_id, row.recipient) for row in self._rows)
        self._told = {played.step.message_id: played.step for played in played if played.step.expected}

    def counters(self) -> dict[str, int]:
        """The figures of `contract.md` §5: deliveries all, except `accepted`."""
        verdicts = [
            (outcome, played.step.message_id, recipient)
            for played in self._played
            for recipient, outcome in played.verdicts.items()
        ]
        accepted = [played for played in self._played if played.accepted]
        refused_whole = sum(
            len(played.step.expected) for played in self._played if played.status == REFUSED_WHOLE
        )
        return {
            "accepted": len(accepted),
            "delivered": len(self._rows),
            "reduced": sum(
                outcome == "reduce" and self._arrived[(message, recipient)] > 0
                for outcome, message, recipient in verdicts
            ),
            "held": sum(outcome == "hold" for outcome, _, _ in verdicts),
            "refused": sum(outcome == "refuse" for outcome, _, _ in verdicts) + refused_whole,
            "acknowledged": sum(row.kind == KVITTENS for row in self._rows),
            "deadLettered": sum(
                state == "buried" for played in self._played for state in played.states.values()
            ),
            "lost": len(self._lost()),
            "reminded": len(self._reminders),
        }

    def reminded(self) -> Mapping[tuple[str, str], int]:
        """How many reminders came of each rule and what is due by it."""
        return Counter(reminders.subject(row) for row in self._reminders)

    def checks(self) -> tuple[Check, ...]:
        """Every check: some per scenario, some on the whole run."""
        return (
            *(check for scenario in self._scenarios for check in self._of(scenario)),
            Check("", "nothing is lost: what a receipt calls delivered is in a ledger", self._lost()),
            Check("", "nothing arrived that no script sent", tuple(self._strangers())),
            Check(
                "", "withheld values are nowhere in what any endpoint was sent", tuple(self._leaks_on_wire())
            ),
            Check(
                "",
                "identities and content stand nowhere in clear in the adapter's files",
                tuple(self._leaks_kept()),
            ),
            Check("", "senders are told, once, of what did not go", tuple(self._notices_missing())),
            Check(
                "",
                "who is late is reminded once, of a message it knows, and of nobody by name",
                tuple(f"{_name(unit)}: {fault}" for unit, fault in self._wrong_reminders()),
            ),
        )

    def _of(self, scenario: Scenario) -> Iterator[Check]:
        played = [item for item in self._played if item.step.scenario == scenario.name]
        name = scenario.name
        yield Check(name, "every message got its answer", tuple(_answers(played)))
        yield Check(name, "every recipient got its verdict", tuple(_verdicts(played)))
        yield Check(
            name, "what should arrive arrived once, and nothing else did", tuple(self._arrivals(played))
        )
        yield Check(name, "every copy shows what it may and no more", tuple(self._shown(played)))
        yield Check(name, "order is kept for every recipient", tuple(self._order(scenario)))
        if any(item.step.colour for item in played):
            yield Check(name, "the planning colour is right", tuple(self._colours(played)))

    def _arrivals(self, played: Sequence[Played]) -> Iterator[str]:
        for step in (item.step for item in played if item.step.expected):
            for recipient, expected in step.expected.items():
                times, wanted = self._arrived[(step.message_id, recipient)], int(expected.arrives is not None)
                if times != wanted:
                    yield f"{step.says} → {_name(recipient)}: arrived {times} times, not {wanted}"

    def _shown(self, played: Sequence[Played]) -> Iterator[str]:
        for step in (item.step for item in played if item.step.expected):
            for row in self._of_message(step):
                body = orjson.dumps(row.body).decode()
                wanted = step.expected.get(row.recipient, _NOTHING).shows
                for path, token in step.canaries.items():
                    if (token in body) is not (path in wanted):
                        verb = "is missing" if path in wanted else "should have been withheld"
                        yield f"{step.says} → {_name(row.recipient)}: {path} {verb}"

    def _order(self, scenario: Scenario) -> Iterator[str]:
        sent = [step.message_id for step in scenario.script if isinstance(step, Step)]
        place = {message: number for number, message in reversed(list(enumerate(sent)))}
        for owner, rows in self._observed.rows.items():
            lanes: dict[str, int] = {}
            for row in rows:
                number = place.get(row.message_id)
                if number is None or row.kind in NEVER_QUEUED:
                    continue
                if number < lanes.get(row.recipient, -1):
                    yield f"{owner}: {row.kind} came to {_name(row.recipient)} after a later message"
                lanes[row.recipient] = max(number, lanes.get(row.recipient, -1))

    def _colours(self, played: Sequence[Played]) -> Iterator[str]:
        for step in (item.step for item in played if item.step.colour):
            for row in self._of_message(step):
                if row.bundle and step.colour not in _codes(row.body, COLOUR):
                    yield f"{step.says} → {_name(row.recipient)}: not {step.colour}"

    def _strangers(self) -> Iterator[str]:
        for (message, recipient), times in self._arrived.items():
            step = self._told.get(message)
            if step is None or recipient not in step.expected:
                yield f"{times} of no script came to {_name(recipient)}"

    def _lost(self) -> tuple[str, ...]:
        return tuple(
            f"{played.step.says} → {_name(recipient)}"
            for played in self._played
            for recipient, state in played.states.items()
            if state == "delivered" and not self._arrived[(played.step.message_id, recipient)]
        )

    def _leaks_on_wire(self) -> Iterator[str]:
        for owner, wire in self._observed.wire.items():
            for step in self._told.values():
                allowed = {
                    path
                    for recipient, expected in step.expected.items()
                    if BY_ID[recipient].owner == owner
                    for path in expected.shows
                }
                for path, token in step.canaries.items():
                    if path not in allowed and token.encode() in wire:
                        yield f"{step.scenario}: {path} of {step.says} reached {owner}"
            for scenario in self._scenarios:
                if _nothing_leaves(scenario) and scenario.person.identifier.encode() in wire:
                    yield f"{scenario.name}: the identity reached {owner}"

    def _leaks_kept(self) -> Iterator[str]:
        secrets = {scenario.person.identifier: scenario.name for scenario in self._scenarios}
        secrets |= {token: step.scenario for step in self._told.values() for token in step.canaries.values()}
        for file, content in self._observed.kept.items():
            found = {name for secret, name in secrets.items() if secret.encode() in content}
            yield from (f"{file}: something of {name}" for name in sorted(found))
        for played in self._played:
            if any(token.encode() in played.answer for token in played.step.canaries.values()):
                yield f"{played.step.scenario}: the answer to {played.step.says} quotes the message"

    def _notices_missing(self) -> Iterator[str]:
        wanted: Counter[str] = Counter()
        for step in self._told.values():
            for expected in step.expected.values():
                if expected.outcome in {"forward", "reduce", "hold"} and expected.arrives is None:
                    wanted[_sender(step)] += 1
        found = Counter(row.recipient for row in self._notices)
        for unit in wanted | found:
            if wanted[unit] != found[unit]:
                yield f"{_name(unit)}: told {found[unit]} times, not {wanted[unit]}"

    def _wrong_reminders(self) -> Iterator[tuple[str, str]]:
        sent = [(_sender(step), step.message_id) for step in self._told.values()]
        got = [(row.recipient, row.delivery) for row in self._rows]
        return reminders.wrong(self._reminders, frozenset((*sent, *got)))

    def _of_message(self, step: Step) -> Iterator[Row]:
        return (row for row in self._rows if row.message_id == step.message_id)


_NOTHING = Expected("refuse", None)


def arrived(
    scenarios: Sequence[Scenario], rows: Mapping[str, Sequence[Row]], by: datetime, down: frozenset[str]
) -> bool:
    """Whether everything that should have come by the instant `by` has, but for owners that are down."""
    there = {(row.message_id, row.recipient) for owned in rows.values() for row in owned}
    return all(
        (step.message_id, recipient) in there
        for scenario in scenarios
        for step in scenario.script
        if isinstance(step, Step)
        for recipient, expected in step.expected.items()
        if expected.arrives is not None and expected.arrives <= by and BY_ID[recipient].owner not in down
    )


def _answers(played: Sequence[Played]) -> Iterator[str]:
    for item in played:
        if item.status != item.step.status:
            yield f"{item.step.says}: answered {item.status}, not {item.step.status}"


def _verdicts(played: Sequence[Played]) -> Iterator[str]:
    for item in played:
        if not item.accepted:
            continue
        for recipient, expected in item.step.expected.items():
            outcome = item.verdicts.get(recipient)
            if outcome != expected.outcome:
                yield f"{item.step.says} → {_name(recipient)}: {outcome}, not {expected.outcome}"


def _nothing_leaves(scenario: Scenario) -> bool:
    return not any(
        expected.arrives
        for step in scenario.script
        if isinstance(step, Step)
        for expected in step.expected.values()
    )


def _codes(value: object, system: str) -> set[str]:
    if isinstance(value, list):
        return {code for item in value for code in _codes(item, system)}
    if not isinstance(value, dict):
        return set()
    own = {str(value["code"])} if value.get("system") == system and "code" in value else set()
    return own | {code for item in value.values() for code in _codes(item, system)}


def _sender(step: Step) -> str:
    sender = step.message["sender"]
    return str(sender["unit"]) if isinstance(sender, dict) else ""


def _name(unit: str) -> str:
    known = BY_ID.get(unit)
    return known.name if known else unit or "nobody"
