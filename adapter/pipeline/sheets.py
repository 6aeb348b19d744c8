"""From a decision to a sheet of paper: the copy that an addressee may have, and what it says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapter.letters import invitation
from adapter.letters.addressee import Addressee, full_name
from adapter.letters.by_hand import by_hand
from adapter.letters.owed import INVITATION, TAKEN_BACK, UNIT, invited
from adapter.letters.plan import APPROVED, CLOSED, DRAFT, IN_FORCE, OLDER, Standing, plan
from adapter.letters.words import short_day
from adapter.model.basis import Basis, Words
from adapter.model.copy import Copy
from adapter.model.errors import Withheld
from adapter.model.facts import Facts
from adapter.model.history import PATIENT
from adapter.model.ids import letter_id
from adapter.model.issue import Issue, Severity
from adapter.model.message import Message
from adapter.model.printed import Printed
from adapter.model.swedish_time import swedish_day
from adapter.model.verdict import Verdict
from adapter.pipeline.notices import is_annulled
from adapter.pipeline.papers import STRANGER, name_of, permission
from adapter.policy.pack import Pack
from adapter.policy.redact import redact
from adapter.r4.mappings import Mappings

PLAN = "sip"
_PLAN_ACTIONS = frozenset({"new", "revise", "approve"})
_THE_PERSON = Addressee(PATIENT)


def _issue(rule: str, sv: str, en: str) -> Issue:
    return Issue(Severity.ERROR, rule, "$", en, "", "business-rule", Basis(swedish=Words(sv)))


ANNULLED = _issue("PRODUKT-LETTER-01", "Meddelandet är makulerat.", "The message is annulled.")
NOT_OWED = _issue(
    "PRODUKT-LETTER-02",
    "Brevet ska inte skickas: ett senare meddelande har ersatt det.",
    "The letter is not to be sent: a later message has replaced it.",
)
ERASED = _issue("PRODUKT-LETTER-03", "Innehållet är gallrat.", "The content has been erased.")
NO_PLAN = _issue(
    "PRODUKT-LETTER-04",
    "Meddelandet innehåller ingen plan att skriva ut.",
    "The message holds no plan to print.",
)
FUTURE = _issue("PRODUKT-LETTER-05", "Tiden ligger i framtiden.", "The time lies in the future.")


@dataclass(frozen=True, slots=True, repr=False)
class Whom:
    """Whom a letter is for, and the invitation that names them: the message itself, or what it changes or takes back.

    `unit` is the HSA-id, or what a stranger is called for the moment; `off` says that there is no meeting for them.
    """

    to: Addressee
    about: Message
    unit: str = STRANGER
    off: bool = False


def letter(
    message: Message, facts: Facts, pack: Pack, whom: Whom, mappings: Mappings
) -> tuple[Verdict, Printed]:
    """The letter to an addressee, decided now. Raises `Withheld`."""
    to, about = whom.to, whom.about
    off = whom.off or message.action in TAKEN_BACK
    told = message
    if off and about.kind == INVITATION:
        # what is taken back says which meeting it was
        told = replace(about, action="cancel", sender=message.sender, message_id=message.message_id)
    verdict, known = permission(told, facts, pack, to, whom.unit, off=off)
    refuse(verdict)
    copy = _copy(told, verdict, known)
    at = short_day(swedish_day(facts.at))
    if told.kind != INVITATION:
        return verdict, by_hand(copy, to, mappings, at=at)
    if off:
        return verdict, invitation.called_off(copy, to, at=at)
    everybody = tuple(_everybody(copy, message, known)) if _may_name_all(to, verdict) else ()
    return verdict, invitation.invitation(copy, to, invited=everybody, at=at)


def printed_plan(message: Message, facts: Facts, pack: Pack, mappings: Mappings) -> tuple[Verdict, Printed]:
    """The plan for the person it is about, as this message states it. Raises `Withheld`."""
    if message.kind != PLAN or message.action not in _PLAN_ACTIONS or not message.content.get("mainGoal"):
        raise Withheld((NO_PLAN,))
    if is_annulled(message, facts.history):
        raise Withheld((ANNULLED,))
    verdict, known = permission(message, facts, pack, _THE_PERSON)
    refuse(verdict)
    copy = _copy(message, verdict, known)
    standing = _standing(message, facts, mappings)
    return verdict, plan(copy, facts.units, standing=standing, at=short_day(swedish_day(facts.at)))


def _standing(message: Message, facts: Facts, mappings: Mappings) -> Standing:
    of = next((sip for sip in facts.sips if message.message_id in sip.messages), None)
    if of is not None and of.state == "closed":
        return CLOSED
    if of is not None and of.newest not in {None, message.message_id}:
        return OLDER
    if message.action == "approve":
        return APPROVED
    holds = mappings.plan_status(PLAN, message.action, message.region) == "active"
    return IN_FORCE if holds else DRAFT


def refuse(verdict: Verdict) -> None:
    """Raises `Withheld` where nothing may leave, on the verdict's grounds with nothing of what their rules saw."""
    if verdict.leaves:
        return
    grounds = [ground for ground in verdict.grounds if ground.effect in {"refuse", "hold"}]
    raise Withheld(
        tuple(
            Issue(
                Severity.ERROR,
                ground.rule,
                "$",
                ground.text,
                ground.remedy,
                "business-rule",
                replace(ground.basis, saw=()),
            )
            for ground in grounds
        ),
        alike=any("-IDENT-" in ground.rule for ground in grounds),
    )


def _copy(message: Message, verdict: Verdict, known: Facts) -> Copy:
    """The message as this addressee may see it; on paper there are no ids."""
    return redact(
        message,
        verdict,
        known,
        delivery=letter_id(message.sender.unit, message.message_id, verdict.recipient),
        revision=0,
        received_at=known.at,
        relates_to=None,
        trail=(),
        kvittens_due=None,
    )


def _may_name_all(to: Addressee, verdict: Verdict) -> bool:
    """Others are told who is invited where they may know the list that the message gives."""
    return to.is_patient or "content.participants" in verdict.disclosed or to.party == UNIT


def _everybody(copy: Copy, message: Message, facts: Facts) -> Iterator[str]:
    """Of people those whom the copy tells of, of the individual the name where it does; and the units that are called."""
    told, name = replace(message, content=copy.message.content), full_name(copy.person)
    for one in invited(told, facts.units, name_of(facts)).values():
        yield f"{name} (den det gäller)" if one.is_patient and name else one.shown
    for unit in dict.fromkeys((message.sender.unit, *message.recipients)):
        known = facts.units.get(unit)
        if known is not None:
            yield known.name
