"""Who must hear of a cancel, an annulment or a withdrawal, and what of it they may have (semantics 21, 22)."""

from dataclasses import replace

from adapter.episode.sips import sips
from adapter.model.basis import Basis, Document, Words
from adapter.model.facts import Facts
from adapter.model.history import History, annulled
from adapter.model.ids import plan_key
from adapter.model.message import Message
from adapter.model.sip import WITHDRAWN
from adapter.model.verdict import Decision, Ground, Outcome, Verdict

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
    """Every unit that got, or may have got, what this message takes back; each once, in the order they got it."""
    concerned = _concerned(message, history)
    units = (
        disclosure.recipient
        for disclosure in history.disclosures
        if disclosure.recipient != message.sender.unit and disclosure.message_id in concerned
    )
    return tuple(dict.fromkeys(units))


def _concerned(message: Message, history: History) -> frozenset[str]:
    """Ids of the messages that it takes back: all on a withdrawn consent, all of a plan that ends, else the one it names."""
    if withdraws(message):
        bound = message.content.get("episode")
        if bound is None:
            return frozenset(disclosure.message_id for disclosure in history.disclosures)
        return frozenset(event.message_id for event in history.events if event.episode == bound)
    original = history.event(message.relates_to) if message.relates_to else None
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


def to_ledger(message: Message, decision: Decision, facts: Facts) -> Decision:
    """A decision in which exactly the ledger's units are told: content-free where the content is refused or held."""
    if decision.whole or not follows_ledger(message):
        return decision
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
    if verdict.leaves or not follows_ledger(message) or verdict.handling or waits_for_identity(verdict):
        return verdict
    if verdict.recipient not in facts.units:
        return verdict
    return replace(
        verdict,
        outcome=Outcome.REDUCE,
        disclosed=(),
        until=None,
        waits_for=(),
        grounds=(*verdict.grounds, _GROUND),
    )


def waits_for_identity(verdict: Verdict) -> bool:
    """Whether the register is silent: not even a notice leaves for a person who may be protected."""
    return any(fact.startswith(("person.", "guardians.")) for fact in verdict.waits_for)
