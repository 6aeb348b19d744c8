"""Deviation reports: where one goes, and drafts made of what was late or refused; a person completes and sends them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapter.deadlines.reckon import rows
from adapter.intake.scenario import Scenario
from adapter.model.deviation import SIDES, Case, in_language
from adapter.model.directory import Unit
from adapter.model.errors import UsageError
from adapter.model.kinds import KINDS
from adapter.model.swedish_time import STOCKHOLM
from adapter.pipeline import course as courses
from adapter.pipeline import desk as scenarios
from adapter.pipeline.due import Due
from adapter.pipeline.parts import Parts
from adapter.pipeline.routes import KIND, announced, side
from adapter.policy.loader import Packs
from adapter.policy.pack import Pack
from adapter.r4 import systems
from adapter.r4.mappings import Mappings

Json = dict[str, object]
LEFT = ("sender.person", "consequence", "risk", "action", "improvement")
"""What only a person can say, who reports to begin with."""
_TITLE = "message.decidedBy.title"
_UNTOLD = ("-IDENT-", "-CONS-")
"""Areas of rules that a report would tell of the patient by."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What drafts are made with: the rules, the units known, who reports (None: the other side), words and settings."""

    pack: Pack
    units: Mapping[str, Unit]
    reporter: Unit | None
    mappings: Mappings
    language: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Event:
    """What a draft is about: the rule, the unit, when, of what it is, the words, and what they rest on."""

    rule: str
    unit: str | None
    at: object
    category: str
    words: str
    about: Mapping[str, object]


def drafts(
    rows: Iterable[Mapping[str, object]], findings: Iterable[Mapping[str, object]], desk: Desk
) -> list[Json]:
    """A draft for every overdue row and every finding; nothing of the patient, and nothing is sent by itself.

    `findings` are the grounds and issues of a message, with its `unit`, `at` and `messageId`.
    """
    late = (row for row in rows if row.get("state") == "overdue" and row.get("weight", "limit") == "limit")
    told = (one for one in findings if _may_be_told(str(one.get("rule", ""))))
    events = (*(_late(row, desk) for row in late), *(_found(one) for one in told))
    return [_draft(event, desk) for event in events]


def _draft(event: _Event, desk: Desk) -> Json:
    concerned = desk.units.get(event.unit) if event.unit else None
    theirs = side(concerned)
    # a unit's own lateness is reported by the other side, unless it says that it reports it itself
    by = side(desk.reporter) or next((one for one in SIDES if theirs and one != theirs), None)
    case = Case(by, theirs, event.category, digital=announced(concerned, desk.pack, desk.settings))
    return {
        "draft": True,
        "kind": KIND,
        "action": "new",
        "region": desk.pack.ref.region,
        "reporter": desk.reporter.unit if desk.reporter else None,
        "about": dict(event.about),
        "content": {
            "event": event.words,
            "unit": event.unit,
            "at": event.at,
            "routineReference": " ".join((event.rule, *_passages(event.rule, desk.pack))),
            "category": event.category,
        },
        "left": [*LEFT, *_profession(desk.pack)],
        "route": in_language(desk.pack.deviations.told(case), desk.language),
    }


def _profession(pack: Pack) -> Iterator[str]:
    """Where the region wants the profession of whoever reports (HA-DEV-01)."""
    if any(_TITLE in rule.when.absent for rule in pack.concerning(KIND, "new")):
        yield _TITLE.removeprefix("message.")


def _passages(rule: str, pack: Pack) -> Iterator[str]:
    """The source lines of a rule, or of a deadline of that id."""
    of_rules = (passage for one in pack.rules if one.id == rule for passage in one.source)
    of_deadlines = (one.source for one in pack.process.deadlines if one.rule == rule and one.source)
    yield from (f"({passage})" for passage in dict.fromkeys((*of_rules, *of_deadlines)))


def _may_be_told(rule: str) -> bool:
    return not rule.startswith("PRODUKT") and not any(area in rule for area in _UNTOLD)


def _late(row: Mapping[str, object], desk: Desk) -> _Event:
    owner = row.get("owner")
    unit, kind, what = owner if isinstance(owner, str) else None, row.get("kind"), row.get("what")
    words = desk.mappings.words
    of = f" av {words(systems.KIND, str(kind)).lower()}" if kind and what == "kvittens" else ""
    known = desk.units.get(unit) if unit else None
    who = known.name if known else unit or "okänd enhet"
    met = _moment(row.get("metAt"))
    came = f"kom {met}" if met else "har inte kommit"
    said = f"{words(systems.DUE, str(what))}{of} från {who} skulle ha kommit senast {_moment(row.get('due'))} och {came}."
    category = "informationsoverforing" if what in {*KINDS, "kvittens"} else "rutin"
    return _Event(str(row.get("rule")), unit, row.get("due"), category, said, row)


def _found(finding: Mapping[str, object]) -> _Event:
    """In the rule's own Swedish words: they never hold a value."""
    swedish, unit, rule = finding.get("sv"), finding.get("unit"), str(finding.get("rule"))
    said = swedish.get("text") if isinstance(swedish, Mapping) else None
    about = {"rule": rule, "messageId": finding.get("messageId")}
    words = str(said or finding.get("text", ""))
    return _Event(rule, unit if isinstance(unit, str) else None, finding.get("at"), "rutin", words, about)


def _moment(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return f"{datetime.fromisoformat(value).astimezone(STOCKHOLM):%Y-%m-%d %H.%M}"


def findings_of(decision: Mapping[str, object], unit: str, at: str, message_id: str) -> Iterator[Json]:
    """What a stored decision refused or warned of, each rule once, as findings about its sender."""
    verdicts, seen = _objects(decision.get("verdicts")), set()
    grounds = [ground for verdict in verdicts for ground in _objects(verdict.get("grounds"))]
    refused = [ground for ground in grounds if ground.get("effect") in {"refuse", "warn"}]
    for one in (*refused, *_objects(decision.get("issues"))):
        if one.get("rule") not in seen:
            seen.add(one.get("rule"))
            yield {**one, "unit": unit, "at": at, "messageId": message_id}


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


def of_scenario(
    scenario: Scenario, packs: Packs, mappings: Mappings, *, reporter: str | None, language: str
) -> Json:
    """What `deviations` prints of a scenario: of its rows at its instant, and of what is decided of its message."""
    if reporter is not None and reporter not in scenario.units:
        raise UsageError("--unit: the scenario's directory does not have that unit")
    course, pack = courses.of_scenario(scenario, packs)
    found: list[Json] = []
    message = scenario.message
    if message is not None:
        decision = scenarios.decide(scenario, packs).to_json()
        at = message.sent_at.isoformat()
        found = list(findings_of(decision, message.sender.unit, at, message.message_id))
    made = Desk(
        pack,
        scenario.units,
        scenario.units[reporter] if reporter else None,
        mappings,
        language,
        scenario.facts,
    )
    return {"deviations": drafts([row.to_json() for row in rows(course, pack.process)], found, made)}


class Deviations:
    """For the units that sent a message: drafts of what is late in its stay or plan, and of what was refused of it."""

    def __init__(self, parts: Parts, due: Due) -> None:
        self._parts = parts
        self._due = due

    async def of_message(self, message_id: str, units: frozenset[str], language: str) -> list[Json] | None:
        """The drafts; None where none of these units sent such a message. Nothing is stored or sent.

        Of a refusal by the identity guard there is none (semantics 15).
        """
        rows_due = await self._due.of_message(message_id, units)
        receipt = await self._parts.store.receipt(message_id, tuple(units))
        if rows_due is None or receipt is None:
            return None
        sender = self._parts.directory.unit(receipt.sender)
        if sender is None:
            return []
        try:
            pack = self._parts.packs.in_force(sender.region, self._parts.clock.now())
        except UsageError:  # without rules nothing deviates from them
            return []
        at = receipt.received_at.isoformat()
        found = () if receipt.alike else findings_of(receipt.decision, receipt.sender, at, receipt.message_id)
        owners = {str(row["owner"]) for row in rows_due if row.get("owner")} | {receipt.sender}
        known = {unit: one for unit in owners if (one := self._parts.directory.unit(unit)) is not None}
        made = Desk(pack, known, sender, self._parts.mappings, language, self._parts.settings)
        return drafts(rows_due, found, made)
