"""A stored receipt as the sender sees it: a verdict and a delivery state per recipient.

A refusal of the identity guard is one and the same for everybody (semantics 15): whether a person is protected,
unknown or unregistered is in the audit and nowhere else.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from adapter.model.basis import DEFAULT_LANGUAGE, basis_of, spoken
from adapter.model.delivery import Entry
from adapter.model.deviation import in_language
from adapter.model.history import MANUAL, SUPERSEDED, Owed, Paper
from adapter.model.ids import letter_id
from adapter.model.issue import Issue, Severity
from adapter.model.kept import StoredReceipt

Json = dict[str, object]

TELEPHONE_RULE = "PRODUKT-IDENT"
TELEPHONE = {
    "sv": "Kan inte hanteras elektroniskt. Samordna per telefon.",
    "en": "This cannot be handled electronically. Coordinate by telephone.",
}
TELEPHONE_REMEDY = {
    "sv": "Ring mottagande enhet. Sänd inte igen.",
    "en": "Call the receiving unit. Do not send again.",
}
TELEPHONE_ISSUE = Issue(
    Severity.ERROR,
    TELEPHONE_RULE,
    "$",
    f"{TELEPHONE['sv']} / {TELEPHONE['en']}",
    f"{TELEPHONE_REMEDY['sv']} / {TELEPHONE_REMEDY['en']}",
    "business-rule",
)
_TELEPHONE_GROUND = {
    "rule": TELEPHONE_RULE,
    "effect": "refuse",
    "source": "",
    "text": TELEPHONE_ISSUE.text,
    "remedy": TELEPHONE_ISSUE.remedy,
}
STALE_RULE = "PRODUKT-PLAN-02"
"""What refuses a message that does not build on its plan's newest version: over HTTP a conflict (412)."""
_CODES = {STALE_RULE: "conflict"}
_UNTOLD = (
    *("person.", "guardians."),
    *("sender.inOpenStay", "sender.startedFlow", "recipient.sentInStay"),
)
"""What the register answered (semantics 15), and what others have sent about the person (semantics 38)."""
_OF_PLAN = {"carePlan.": "samordnad-vardplan", "case.": "samordningsarende"}
"""Facts of a plan are told of the plan that the message itself names, never of the person's newest."""
# What stopped a delivery names its rules; one of the identity guard's would say what it knows of the person.
_IDENTITY_RULE = re.compile(r"\b[A-Z]+-IDENT\b")


def to_json(receipt: StoredReceipt, language: str = DEFAULT_LANGUAGE, *, at: datetime | None = None) -> Json:
    """The receipt: ids, the time of receipt, and per recipient verdict, delivery and kvittens; rules in the language.

    What is owed and late is said to be `overdue` as of an instant, by default that of receipt.
    """
    at = at or receipt.received_at
    verdicts = [_verdict(one, receipt, language, at) for one in _objects(receipt.decision.get("verdicts"))]
    found = () if receipt.alike else _objects(receipt.decision.get("issues"))
    return {
        "messageId": receipt.message_id,
        "kind": receipt.kind,
        "action": receipt.action,
        "receivedAt": receipt.received_at.isoformat(),
        "lateEntry": receipt.decision.get("lateEntry"),
        "route": in_language(_object(receipt.decision.get("route")), language),
        "refused": receipt.refused,
        "verdicts": verdicts,
        "issues": [_told(issue, receipt.kind, language) for issue in found],
        "letters": letters(receipt, at),
        "pack": receipt.decision.get("pack"),
    }


def letters(receipt: StoredReceipt, at: datetime | None = None) -> list[Json]:
    """The letters that the sender owes, each by its id, party and state at an instant; no names (NB-MSG-21)."""
    at = at or receipt.received_at
    return [
        {
            "letter": letter_id(receipt.sender, receipt.message_id, one.unit),
            "to": one.paper.mark if one.paper.party == "unit" else one.paper.party,
            "state": _letter_state(one, one.paper),
            "due": one.due.isoformat(),
            "overdue": one.paper.how != SUPERSEDED and _late(one, at),
            "printedAt": _text(one.paper.printed_at),
            "sentAt": None if one.paper.how == SUPERSEDED else _text(one.met_at),
            "channel": None if one.paper.how == SUPERSEDED else one.paper.how,
        }
        for one in receipt.owed
        if one.paper is not None
    ]


def _letter_state(owed: Owed, paper: Paper) -> str:
    if owed.met_at is not None:
        return SUPERSEDED if paper.how == SUPERSEDED else "sent"
    return "printed" if paper.printed_at else "owed"


def issues(receipt: StoredReceipt) -> tuple[Issue, ...]:
    """Why the message was refused, rule by rule, and its warnings; of the identity guard one issue for all."""
    if receipt.alike:
        return (TELEPHONE_ISSUE,)
    grounds: dict[Issue, None] = {}
    for verdict in _objects(receipt.decision.get("verdicts")):
        for ground in _objects(verdict.get("grounds")):
            if ground.get("effect") == "refuse":
                grounds[_ground_issue(ground, receipt.kind)] = None
    return (
        *grounds,
        *(_found_issue(found, receipt.kind) for found in _objects(receipt.decision.get("issues"))),
    )


def _ground_issue(ground: Mapping[str, object], kind: str) -> Issue:
    rule = str(ground.get("rule", ""))
    return Issue(
        Severity.ERROR,
        rule,
        "$",
        str(ground.get("text", "")),
        str(ground.get("remedy", "")),
        _CODES.get(rule, "business-rule"),
        basis_of(_seen(ground, kind)),
    )


def _found_issue(found: Mapping[str, object], kind: str) -> Issue:
    return Issue(
        Severity(str(found.get("severity", Severity.WARNING))),
        str(found.get("rule", "")),
        str(found.get("path", "$")),
        str(found.get("text", "")),
        str(found.get("remedy", "")),
        "business-rule",
        basis_of(_seen(found, kind)),
    )


def _told(found: Mapping[str, object], kind: str, language: str) -> Json:
    return spoken(_seen(found, kind), language)


def _seen(found: Mapping[str, object], kind: str) -> Json:
    """A finding as it may be read over HTTP: nothing of the register's answers or of what others have sent."""
    untold = (*_UNTOLD, *(prefix for prefix, own in _OF_PLAN.items() if own != kind))
    saw = [one for one in _objects(found.get("saw")) if not str(one.get("fact")).startswith(untold)]
    return {**found, "saw": saw} if "saw" in found else dict(found)


def _verdict(verdict: Mapping[str, object], receipt: StoredReceipt, language: str, at: datetime) -> Json:
    recipient = verdict.get("recipient")
    if receipt.alike:
        return {
            "recipient": recipient,
            "outcome": "refuse",
            "grounds": [_TELEPHONE_GROUND],
            "disclosed": [],
            "handling": "telefon",
            "until": None,
            "delivery": None,
            "delayed": None,
            "kvittens": None,
            "manual": None,
        }
    entry = next(
        (entry for entry in receipt.entries if entry.recipient == recipient and not entry.notice), None
    )
    owed = {one.kind == MANUAL: _owed(one, at) for one in receipt.owed if one.unit == recipient}
    return {
        **verdict,
        "grounds": [_told(ground, receipt.kind, language) for ground in _objects(verdict.get("grounds"))],
        "delivery": entry and _delivery(entry),
        "delayed": delayed(verdict, language),
        "kvittens": owed.get(False),
        "manual": owed.get(True),
    }


def _delivery(entry: Entry) -> Json:
    return {
        "state": entry.state.value,
        "attempts": entry.attempts,
        "firstAttemptAt": _text(entry.first_attempt_at),
        "deliveredAt": _text(entry.delivered_at),
        "toldAt": _text(entry.told_at),
        "holdUntil": _text(entry.hold_until),
        "reason": _reason(entry.reason),
    }


def delayed(verdict: Mapping[str, object], language: str) -> Json | None:
    """That the recipient's endpoint did not answer when the message was taken, and the manual routine (semantics 32)."""
    late = verdict.get("delayed")
    if not isinstance(late, Mapping):
        return None
    routine = late.get("routine")
    return {**late, "routine": spoken(routine, language) if isinstance(routine, Mapping) else None}


def _reason(reason: str | None) -> str | None:
    return "coordinate-by-telephone" if reason and _IDENTITY_RULE.search(reason) else reason


def _owed(owed: Owed, at: datetime) -> Json:
    return {"due": owed.due.isoformat(), "metAt": _text(owed.met_at), "overdue": _late(owed, at)}


def _late(owed: Owed, at: datetime) -> bool:
    """Whether it was not done in time: what was done too late stays so, as in `deadlines`."""
    return (owed.met_at or at) > owed.due


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _object(value: object) -> Json | None:
    return dict(value) if isinstance(value, Mapping) else None


def _objects(value: object) -> Iterable[Mapping[str, object]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []
