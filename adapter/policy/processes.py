"""Reading `process.yaml`: how each kind is handled, a region's word over the layers it builds on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from adapter.model.consent import SCOPES
from adapter.model.deadline import TELL, Deadline
from adapter.model.kinds import KINDS
from adapter.model.process import (
    AFTER_BURIAL,
    CONSENT_HOLDERS,
    HARM_ASSESSMENTS,
    KVITTENS,
    LATE_ENTRIES,
    NOT_ASKED,
    KindProcess,
    Process,
)
from adapter.policy.deadline_rules import overlaid, read_deadlines
from adapter.policy.pack import READINGS
from adapter.policy.source import Node

_PART = (
    *("consentHolder", "harmAssessment", "planningColour", "planningFlows", "lateEntry"),
    *("kinds", "deadlines"),
)


@dataclass(frozen=True, slots=True)
class ProcessPart:
    """What one layer says: only what it names, so that layers can be laid over each other."""

    kinds: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    consent_holder: str | None = None
    harm_assessment: str | None = None
    colours: bool | None = None
    flows: bool | None = None
    deadlines: tuple[Deadline, ...] = ()
    late_entry: str | None = None
    readings: Mapping[str, "ProcessPart"] = field(default_factory=dict)
    """What is laid over it where the id named is read in the other way."""


def read_process(root: Node) -> ProcessPart:
    """One layer's part, with its other readings; `PackError` at the line of what is unknown."""
    readings = root.closed((), (*_PART, "readings")).get("readings")
    others = readings.fields() if readings else {}
    return replace(_part(root), readings={name: _other(node) for name, node in others.items()})


def _other(node: Node) -> ProcessPart:
    """The other reading; `choice` says in words what there is to choose between, as a rule's does."""
    choice = node.closed((), (*_PART, "choice")).get("choice")
    if choice is not None:
        choice.closed(("default", "other"))
    return _part(node, READINGS[1])


def _part(root: Node, reading: str | None = None) -> ProcessPart:
    fields = root.fields()
    kinds = fields["kinds"].fields() if "kinds" in fields else {}
    for kind, node in kinds.items():
        if kind not in KINDS:
            raise node.fault(f"{kind!r} is no kind of message")
    return ProcessPart(
        {kind: _kind(node) for kind, node in kinds.items()},
        fields["consentHolder"].one_of(*CONSENT_HOLDERS) if "consentHolder" in fields else None,
        fields["harmAssessment"].one_of(*HARM_ASSESSMENTS) if "harmAssessment" in fields else None,
        fields["planningColour"].flag() if "planningColour" in fields else None,
        fields["planningFlows"].flag() if "planningFlows" in fields else None,
        read_deadlines(fields["deadlines"], reading) if "deadlines" in fields else (),
        late_entry=fields["lateEntry"].one_of(*LATE_ENTRIES) if "lateEntry" in fields else None,
    )


def laid(parts: tuple[ProcessPart, ...], readings: Mapping[str, str] = MappingProxyType({})) -> Process:
    """The layers as one, each later one's word over the earlier; `readings` says which ids are read the other way."""
    kinds: dict[str, KindProcess] = {}
    holder, harm, colours, flows, late = "any", "permits", False, False, "done"
    due: tuple[Deadline, ...] = ()
    for part in _read(parts, readings):
        holder = part.consent_holder or holder
        harm = part.harm_assessment or harm
        late = part.late_entry or late
        colours = colours if part.colours is None else part.colours
        flows = flows if part.flows is None else part.flows
        due = overlaid(due, part.deadlines)
        for kind, changes in part.kinds.items():
            kinds[kind] = replace(kinds.get(kind, KindProcess()), **changes)  # type: ignore[arg-type]
    return Process(kinds, holder, harm, due, colours, flows=flows, late_entry=late)


def _read(parts: tuple[ProcessPart, ...], readings: Mapping[str, str]) -> Iterator[ProcessPart]:
    for part in parts:
        yield part
        yield from (other for name, other in part.readings.items() if readings.get(name) == "other")


def _kind(node: Node) -> dict[str, object]:
    fields = node.closed((), tuple(_MEMBERS))
    return {_MEMBERS[name].field: _MEMBERS[name].read(member) for name, member in fields.items()}


def _one_or_more(node: Node) -> tuple[str, ...]:
    return (node.text(),) if isinstance(node.value, str) else node.texts()


def _hours(node: Node) -> float:
    return _above_nought(node, "hours")


def _minutes(node: Node) -> float:
    return _above_nought(node, "minutes")


def _above_nought(node: Node, unit: str) -> float:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise node.fault(f"a number of {unit} above nought is expected here")
    return float(value)


@dataclass(frozen=True, slots=True)
class _Member:
    field: str
    read: Callable[[Node], object]


_MEMBERS: Mapping[str, _Member] = {
    "kvittens": _Member("kvittens", lambda node: node.one_of(*KVITTENS)),
    "scopes": _Member("scopes", lambda node: tuple(item.one_of(*SCOPES) for item in node.items())),
    "ownConsent": _Member("own_consent", lambda node: node.flag()),
    "notAsked": _Member("not_asked", lambda node: node.one_of(*NOT_ASKED)),
    "holdHours": _Member("hold_hours", _hours),
    "afterBurial": _Member("after_burial", lambda node: node.one_of(*AFTER_BURIAL)),
    "giveUpHours": _Member("give_up_hours", _hours),
    "undeliveredMinutes": _Member("undelivered_minutes", _minutes),
    "unfetchedMinutes": _Member("unfetched_minutes", _minutes),
    "noonLeadMinutes": _Member("noon_lead_minutes", _minutes),
    "recipientsVisible": _Member("recipients_visible", lambda node: node.flag()),
    "inUse": _Member("in_use", lambda node: node.flag()),
    "answerAcknowledges": _Member("answer_acknowledges", lambda node: node.flag()),
    "consentHolder": _Member("consent_holder", lambda node: node.one_of(*CONSENT_HOLDERS)),
    "answerSuffices": _Member("answer_suffices", lambda node: node.flag()),
    "variants": _Member("variants", lambda node: {code: _kind(one) for code, one in node.fields().items()}),
    "kvittensTell": _Member("kvittens_tell", lambda node: tuple(item.one_of(*TELL) for item in node.items())),
    "kvittensRule": _Member("kvittens_rules", _one_or_more),
}
