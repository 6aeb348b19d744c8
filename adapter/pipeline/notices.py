"""Who must hear of a cancel, an annulment or a withdrawal, and what of it they may have (semantics 21, 22)."""

from dataclasses import replace

from adapter.episode.sips import sips
from adapter.model.basis import Basis, Document, Words
from adapter.model.facts import Facts
from adapter.model.history import Event, History, annulled
from adapter.model.ids import plan_key
from adapter.model.invitations import thread, versions
from adapter.model.message import Message
from adapter.model.sip import WITHDRAWN
from adapter.model.verdict import Decision, Ground, Outcome, Verdict
from adapter.policy.decide import disclose
from adapter.policy.pack import Pack

_GROUND = Ground(
    "PRODUKT-NOTICE-01",
    "reduce",
    "semantics 21",
    "The unit has the original, so it is told that it no longer holds: ids, kind and action, nothing else.",
    basis=Basis(
        documents=(Document("Semantics: withdrawal and taking back", "semantics.md", "21"),),
        swedish=Words(
            "Enheten har originalet och får veta att det inte längre gäller: identifikatorer, slag och åtgärd, inget annat."
        ),
    ),
)
_UNCALLED = Ground(
    "PRODUKT-NOTICE-02",
    "reduce",
    "semantics 21",
    "The unit has the invitation and is called no more, so it is told that: ids, kind and that it is called off, nothing else.",
    basis=Basis(
        documents=(Document("Semantics: withdrawal and taking back", "semantics.md", "21"),),
        swedish=Words(
            "Enheten har kallelsen och är inte längre kallad, och får veta det: identifikatorer, slag och att kallelsen är inställd, inget annat."
        ),
    ),
)


def withdraws(message: Message) -> bool:
    """Whether a message takes a consent back."""
    return message.kind == "samtycke" and message.content.get("status") == "withdrawn"


def ends_plan(message: Message) -> bool:
    """Whether a SIP is closed because consent was withdrawn or the person has died: no content goes with that."""
    return (
        message.kind == "sip"
        and message.action == "close"
        and message.content.get("reason") in {WITHDRAWN, "avliden"}
    )


def follows_ledger(message: Message) -> bool:
    """Whether the recipients are the disclosure ledger's, whatever the message says."""
    return message.action in {"cancel", "annul"} or withdraws(message) or ends_plan(message)


def ledger_units(message: Message, history: History) -> tuple[str, ...]:
    """Every unit that got, or may have got, what this message takes back; each once, in the order they got it.

    Last whoever wrote it, where another unit takes it back: a SIP's coordinator may (PRODUKT-ORDER-04, PRODUKT-ORDER-08).
    """
    had = _had(_concerned(message, history), history)
    told = uncalled_before(message, history)
    units = dict.fromkeys((*had, *_author(message, history)))
    return tuple(unit for unit in units if unit != message.sender.unit and unit not in told)


def _author(message: Message, history: History) -> tuple[str, ...]:
    if message.action not in {"cancel", "annul"} or message.relates_to is None:
        return ()
    original = history.event(message.relates_to)
    return (original.sender,) if original else ()


def _had(messages: frozenset[str], history: History) -> tuple[str, ...]:
    units = (one.recipient for one in history.disclosures if one.message_id in messages)
    return tuple(dict.fromkeys(units))


def uncalled_before(message: Message, history: History) -> frozenset[str]:
    """Units that an earlier version of the invitation called and its newest did not: they have been told already."""
    if message.kind != "kallelse" or message.action != "cancel":
        return frozenset()
    *earlier, newest = versions(history.events, message.relates_to) or (None,)
    if newest is None:
        return frozenset()
    return frozenset(unit for event in earlier for unit in event.recipients).difference(newest.recipients)


def uncalled(message: Message, history: History) -> tuple[str, ...]:
    """Units that have, or may have, the invitation, and that its revision calls no more; in the order they got it."""
    if message.kind != "kallelse" or message.action != "revise":
        return ()
    known = versions(history.events, message.relates_to)
    called = known[-1].recipients if known else ()
    still = {*message.recipients, message.sender.unit}
    had = _had(frozenset(event.message_id for event in known), history)
    return tuple(unit for unit in had if unit in called and unit not in still)


def as_told(message: Message, recipient: str, history: History) -> Message:
    """The message as this recipient is to take it.

    A revised invitation that does not call it calls it off; what calls off is told of the version that it got.
    """
    off = _calls_off(message, recipient)
    if not off and (message.kind != "kallelse" or message.action != "cancel"):
        return message
    got = {one.message_id for one in history.disclosures if one.recipient == recipient}
    known = [event.message_id for event in thread(history.events, message.relates_to)]
    about = next((one for one in reversed(known) if one in got), message.relates_to)
    told = replace(message, relates_to=about)
    return replace(told, action="cancel", recipients=(recipient,), consent=None, content={}) if off else told


def _calls_off(message: Message, recipient: str) -> bool:
    return message.kind == "kallelse" and message.action == "revise" and recipient not in message.recipients


def unsent(message: Message, history: History) -> tuple[tuple[Event, str], ...]:
    """Deliveries that this takes back and that never left, by message and unit: they stay unsent (semantics 21)."""
    original = history.event(message.relates_to) if message.relates_to else None
    events: tuple[Event, ...] = (original,) if original is not None else ()
    still: frozenset[str] = frozenset()
    if message.kind == "kallelse" and message.action in {"cancel", "revise"}:
        events = versions(history.events, message.relates_to)
        still = frozenset(message.recipients) if message.action == "revise" else still
    elif message.action not in {"cancel", "annul"}:
        return ()
    left = {(one.message_id, one.recipient) for one in history.disclosures}
    return tuple(
        (event, unit)
        for event in events
        for unit in event.recipients
        if unit not in still and (event.message_id, unit) not in left
    )


def _concerned(message: Message, history: History) -> frozenset[str]:
    """Ids of the messages that it takes back: all on a withdrawn consent, all of a plan that ends, else the one it names."""
    if withdraws(message):
        bound = message.content.get("episode")
        if bound is None:
            return frozenset(disclosure.message_id for disclosure in history.disclosures)
        return frozenset(event.message_id for event in history.events if event.episode == bound)
    original = history.event(message.relates_to) if message.relates_to else None
    if message.kind == "kallelse" and message.action == "cancel":
        return frozenset(event.message_id for event in versions(history.events, message.relates_to))
    if ends_plan(message):
        key = plan_key(message.kind, message.content.get("planId"))
        plan = next(
            (
                sip
                for sip in sips(history.events)
                if sip.key == key or (original and original.message_id in sip.messages)
            ),
            None,
        )
        return plan.messages if plan else frozenset()
    return frozenset({original.message_id}) if original else frozenset()


def is_annulled(message: Message, history: History) -> bool:
    """Whether its sender has annulled a message: its copies are closed, nothing more of it is sent (semantics 22)."""
    return message.message_id in annulled(history.events)


def addressed(message: Message, history: History) -> Message:
    """The message as it is decided: a taking-back concerns the ledger's units, whatever `recipients` says.

    Where nothing ever left, the stated recipients stand, so that the rules still judge the message.
    """
    if not follows_ledger(message):
        return message
    return replace(message, recipients=ledger_units(message, history) or message.recipients)


def to_ledger(message: Message, decision: Decision, facts: Facts, pack: Pack) -> Decision:
    """A decision in which exactly the ledger's units are told: content-free where the content is refused or held.

    Whom a revised invitation calls no more is told that beside what its recipients are.
    """
    if decision.whole:
        return decision
    if not follows_ledger(message):
        told = tuple(
            notice(message, disclose(as_told(message, unit, facts.history), facts, pack, unit), facts)
            for unit in uncalled(message, facts.history)
        )
        return replace(decision, verdicts=(*decision.verdicts, *told))
    units = ledger_units(message, facts.history)
    told = tuple(
        notice(message, verdict, facts) for verdict in decision.verdicts if verdict.recipient in units
    )
    return replace(decision, verdicts=told)


def notice(message: Message, verdict: Verdict, facts: Facts) -> Verdict:
    """The verdict itself where something leaves, else a content-free notice with the refusal among its grounds.

    Never for a person who is, or may be, protected: then the sender has the units to telephone (semantics 21).
    Nor to a unit that has left the directory: there is nowhere to send it.
    """
    off = _calls_off(message, verdict.recipient)
    if verdict.leaves and not off:
        return verdict
    if not (off or follows_ledger(message)) or verdict.handling or waits_for_identity(verdict):
        return verdict
    if verdict.recipient not in facts.units:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.REDUCE,
        disclosed=(),
        until=None,
        waits_for=(),
        grounds=(*verdict.grounds, _UNCALLED if off else _GROUND),
    )


def waits_for_identity(verdict: Verdict) -> bool:
    """Whether the register is silent: not even a notice leaves for a person who may be protected."""
    return any(fact.startswith(("person.", "guardians.")) for fact in verdict.waits_for)
