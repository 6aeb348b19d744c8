"""What a receipt says of recipients whose endpoint does not answer: delayed, and what to do meanwhile (semantics 32)."""

from collections.abc import Mapping
from datetime import timedelta

from adapter.model.facts import Facts
from adapter.model.message import Message
from adapter.model.verdict import Decision, Outcome
from adapter.pipeline.parts import Parts
from adapter.policy.pack import Pack

Json = dict[str, object]


async def delays(decision: Decision, facts: Facts, pack: Pack, parts: Parts) -> Mapping[str, Json]:
    """By recipient, for those to whom something is to leave; a mailbox is the adapter's own and always there."""
    found: dict[str, Json] = {}
    for verdict in decision.verdicts:
        unit = facts.units.get(verdict.recipient)
        if unit is None or unit.pulls or verdict.outcome is Outcome.REFUSE:
            continue
        circuit = await parts.store.trouble(unit.queue)
        if circuit is not None:
            found[verdict.recipient] = {
                "status": "delayed",
                "reason": circuit.reason,
                "forMinutes": int(circuit.lasted // 60),
                "routine": pack.outage.applies(timedelta(seconds=circuit.lasted)).to_json(),
            }
    return found


def late_entry(message: Message) -> Json:
    """That it was done on paper or by telephone, and when: for the receipt and the audit. Why is free text."""
    return {"lateEntry": {"originalAt": message.outage.original_at.isoformat()}} if message.outage else {}


def told(message: Message, decision: Decision, late: Mapping[str, Json]) -> Json:
    """The decision as it is kept and shown, with the delays known when it was made."""
    shown = decision.to_json() | late_entry(message)
    if not late:
        return shown
    verdicts = [verdict.to_json() for verdict in decision.verdicts]
    return {
        **shown,
        "verdicts": [
            {**verdict, "delayed": late[str(verdict["recipient"])]}
            if verdict["recipient"] in late
            else verdict
            for verdict in verdicts
        ],
    }
