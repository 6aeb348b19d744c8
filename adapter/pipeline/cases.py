"""A pack's own cases: scenarios with the outcome they must have; the service does not start when one fails."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from adapter.intake.scenario import Scenario, read
from adapter.model.errors import AdapterError, InputError, PackError, UsageError
from adapter.model.verdict import Decision
from adapter.pipeline import counted, liability_cases
from adapter.pipeline.desk import trace
from adapter.policy.decide import Traced
from adapter.policy.grounds import DENY, NOT_ASKED
from adapter.policy.loader import Packs
from adapter.policy.pack import READINGS
from adapter.policy.source import Node, parse

_OUTCOMES = ("forward", "reduce", "hold", "refuse", "accepted")
"""`accepted`: nobody is addressed and nothing refuses the message whole."""
_BY_DEFAULT = {DENY.rule, NOT_ASKED.rule}
"""What decides where no rule does."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case as written: the scenario document it makes, and what is expected of it."""

    file: str
    line: int
    name: str
    fires: tuple[str, ...]
    misses: tuple[str, ...]
    document: object
    expect: Mapping[str, object]
    readings: Mapping[str, str] = field(default_factory=dict)
    """Ids read in another way than the region's pack says."""

    @property
    def region(self) -> str:
        """The region of its scenario; empty when it names none."""
        return str(self.document.get("region", "")) if isinstance(self.document, dict) else ""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is wrong with a case or with a rule's cases, in words."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


@dataclass(frozen=True, slots=True)
class Report:
    """How the cases went: `fired` and `missed` count the cases that name each rule key, `regions` those of a pack."""

    cases: int
    failures: tuple[Failure, ...]
    fired: Mapping[str, int]
    missed: Mapping[str, int]
    regions: Mapping[str, int] = field(default_factory=dict)


def run(files: Mapping[str, str], packs: Packs) -> Report:
    """Every case in these files (named as for `loader.load`), and whether each rule has its two kinds of case."""
    cases = tuple(read_cases(files))
    read = Readings(packs)
    failures = [failure for case in cases for failure in tried(case, read.of(case))]
    fired = Counter(key for case in cases for key in case.fires)
    missed = Counter(key for case in cases for key in case.misses if key not in read.aside(case))
    failures.extend(_uncovered(packs, fired, missed))
    expected = Counter(one for case in cases for one in counted.covered(case.expect))
    failures.extend(Failure(where, text) for where, text in counted.uncovered(packs, expected))
    fired += Counter(rule for rule, _ in expected.elements())
    paid = [one for case in cases for one in liability_cases.covered(case.expect)]
    failures.extend(Failure(where, text) for where, text in liability_cases.uncovered(packs, paid))
    fired += Counter(rule for rule, _ in paid)
    regions = Counter(case.file.partition("/")[0] for case in cases)
    return Report(len(cases), tuple(failures), fired, missed, regions)


@dataclass(slots=True)
class Readings:
    """The packs as the cases read them: each way of reading is made once, however many cases want it."""

    packs: Packs
    made: dict[tuple[object, ...], Packs] = field(default_factory=dict)

    def of(self, case: Case) -> Packs:
        """The packs to try a case with; those as written where it reads nothing otherwise, or what nobody can."""
        way = (case.region, *sorted(case.readings.items()))
        if case.readings and way not in self.made:
            try:
                self.made[way] = self.packs.read_as(case.region, case.readings)
            except UsageError as error:
                raise PackError(case.file, case.line, str(error)) from error
        return self.made.get(way, self.packs)

    def aside(self, case: Case) -> frozenset[str]:
        """The rules that the case's way of reading leaves out: that they do not count proves nothing."""
        pack = self.of(case).packs.get(case.region)
        return frozenset(rule.key for rule in pack.aside) if pack else frozenset()


def read_cases(files: Mapping[str, str]) -> Iterator[Case]:
    """The cases of every pack; a base is looked for in its own file, then in the other case files of its pack."""
    roots = {name: parse(text, name) for name, text in sorted(files.items()) if _is_case_file(name)}
    plain: dict[int, object] = {}  # by the base's node, which lives as long as `roots`
    for name, root in roots.items():
        folder = name.partition("/")[0]
        near = {
            base: node
            for other, its in roots.items()
            if other.startswith(f"{folder}/")
            for base, node in _bases(its).items()
        }
        bases = {**near, **_bases(root)}
        for node in root.closed((), ("base", "cases")).get("cases", Node(name, 1, ())).items():
            yield _case(node, bases, plain)


def _is_case_file(name: str) -> bool:
    parts = name.split("/")
    return len(parts) > 2 and parts[1] == "cases" and name.endswith(".yaml")  # noqa: PLR2004


def _bases(root: Node) -> Mapping[str, Node]:
    fields = root.fields()
    return fields["base"].fields() if "base" in fields else {}


def _case(node: Node, bases: Mapping[str, Node], plain: dict[int, object]) -> Case:
    """`plain` keeps each base without its places: a case lays its changes over it and leaves it as it is."""
    fields = node.closed(("name", "base", "expect"), ("fires", "misses", "with", "drop", "readings", "why"))
    base = fields["base"].text()
    if base not in bases:
        raise fields["base"].fault(f"there is no base {base!r} here")
    change = dict(fields["with"].fields()) if "with" in fields else {}
    dropped = [
        path for node in (fields.get("drop"), change.pop("drop", None)) if node for path in node.texts()
    ]
    key = id(bases[base])
    if key not in plain:
        plain[key] = bases[base].plain()
    document = merged(plain[key], {name: node.plain() for name, node in change.items()})
    for path in dropped:
        document = without(document, path.split("."))
    expect = fields["expect"].closed(
        (), ("outcome", "handling", "disclosed", "whole", *counted.MEMBERS, liability_cases.MEMBER)
    )
    if not expect:
        raise fields["expect"].fault("a case expects something")
    return Case(
        file=node.file,
        line=node.line,
        name=fields["name"].text(),
        fires=fields["fires"].texts() if "fires" in fields else (),
        misses=fields["misses"].texts() if "misses" in fields else (),
        document=document,
        expect={name: member.plain() for name, member in expect.items()},
        readings=_ways(fields["readings"]) if "readings" in fields else {},
    )


def _ways(node: Node) -> dict[str, str]:
    return {name: member.one_of(*READINGS) for name, member in node.fields().items()}


def merged(below: object, above: object) -> object:
    """Mappings laid over each other, member by member; anything else, lists too, is replaced."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    laid = {**below}
    for name, value in above.items():
        laid[name] = merged(below[name], value) if name in below else value
    return laid


def without(document: object, way: list[str]) -> object:
    """The document without the member that the way leads to; what it shares with other documents stays."""
    if not isinstance(document, dict) or way[0] not in document:
        return document
    first, *rest = way
    others = {name: value for name, value in document.items() if name != first}
    return {**others, first: without(document[first], rest)} if rest else others


def tried(case: Case, packs: Packs) -> Iterator[Failure]:
    """What is wrong with a case, tried with the packs as it reads them."""
    where = f"{case.file}:{case.line} ({case.name})"
    try:
        scenario: Scenario = read(case.document)
        differences = list(counted.differences(scenario, case.expect, packs))
        differences += liability_cases.differences(scenario, case.expect, packs)
        if "outcome" in case.expect or case.fires or case.misses:
            differences += _differences(case, trace(scenario, packs))
    except InputError as error:
        yield Failure(where, "; ".join(f"{issue.path}: {issue.text}" for issue in error.issues))
        return
    except AdapterError as error:
        yield Failure(where, str(error))
        return
    for text in differences:
        yield Failure(where, text)


def _differences(case: Case, found: Traced) -> Iterator[str]:
    decision = found.decision
    rules = {ground.rule for verdict in decision.verdicts for ground in verdict.grounds}
    fired = found.fired | (_BY_DEFAULT & rules)
    for key in case.fires:
        if key not in fired:
            yield f"{key} should have counted; what counted: {', '.join(sorted(fired)) or 'nothing'}"
    for key in case.misses:
        if key in fired:
            yield f"{key} should not have counted"
    if "outcome" in case.expect:
        yield from _outcome(case.expect["outcome"], decision, fired)
    if "whole" in case.expect and decision.whole is not case.expect["whole"]:
        yield f"whole is {decision.whole}"
    if "handling" in case.expect:
        yield from _each(
            "handling", case.expect["handling"], {v.recipient: v.handling for v in decision.verdicts}
        )
    if "disclosed" in case.expect:
        given = {v.recipient: sorted(v.disclosed) for v in decision.verdicts}
        yield from _each("disclosed", _sorted(case.expect["disclosed"]), given)


def _outcome(expected: object, decision: Decision, fired: Iterable[str]) -> Iterator[str]:
    if not decision.verdicts:
        was = "refuse" if decision.whole else "accepted"
        if expected != was:
            words = ", ".join(f"{issue.rule} {issue.path}" for issue in decision.issues)
            yield f"the outcome is {was} without verdicts, not {expected} ({words})"
        return
    outcomes = {verdict.recipient: verdict.outcome.value for verdict in decision.verdicts}
    for text in _each("outcome", expected, outcomes):
        yield f"{text} (counted: {', '.join(sorted(fired)) or 'nothing'})"


def _each(what: str, expected: object, given: Mapping[str, object]) -> Iterator[str]:
    """One value for every recipient, or a mapping of those that are looked at."""
    wanted = expected if isinstance(expected, dict) else dict.fromkeys(given, expected)
    for unit, value in wanted.items():
        if unit not in given:
            yield f"there is no verdict for {unit}"
        elif given[unit] != value:
            yield f"{what} for {unit} is {given[unit]}, not {value}"


def _sorted(expected: object) -> object:
    if isinstance(expected, dict):
        return {unit: _sorted(paths) for unit, paths in expected.items()}
    return sorted(expected) if isinstance(expected, list) else expected


def _uncovered(packs: Packs, fired: Mapping[str, int], missed: Mapping[str, int]) -> Iterator[Failure]:
    rules = {rule.key: rule for pack in packs.packs.values() for rule in (*pack.rules, *pack.aside)}
    for key in sorted({*fired, *missed} - {*rules, *_BY_DEFAULT}):
        yield Failure(key, "a case names this rule, but no pack has it")
    for key, rule in sorted(rules.items()):
        where = f"{rule.file}:{rule.line} ({key})"
        if not fired.get(key):
            yield Failure(where, "no case in which the rule counts")
        if not missed.get(key):
            yield Failure(where, "no case that the rule just misses")


def faults(files: Mapping[str, str], packs: Packs) -> tuple[Failure, ...]:
    """What keeps the service from starting with these packs."""
    try:
        return run(files, packs).failures
    except PackError as error:
        return (Failure(f"{error.file}:{error.line}", error.text),)
