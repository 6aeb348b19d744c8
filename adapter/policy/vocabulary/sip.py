"""Facts about the person's coordinated individual plans (SIP) as the messages before have made them."""

from collections.abc import Callable, Iterable, Mapping

from adapter.model.consent import Consent
from adapter.model.directory import Unit
from adapter.model.history import Event
from adapter.model.ids import ANY_VERSION, plan_key, plan_version
from adapter.model.sip import ANSWER, FAMILY, OPENING, SIP_INVITATIONS, Item, Sip
from adapter.model.sip_parts import core, items, objects
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.directory import recipient_addressed, sender_addressed
from adapter.policy.vocabulary.history import original
from adapter.policy.vocabulary.parties import recipient_in_case
from adapter.policy.vocabulary.plans import CASE
from adapter.policy.vocabulary.plans import known as known_plan

_KEPT = "sip.about"


def about(view: View) -> Sip | None:
    """The SIP that a message is about: the one it names, that of the message it relates to, else the active one.

    An invitation that names none opens a new one; the first plan after an invitation without a planId names that one.
    """
    if _KEPT not in view.shared:
        view.shared[_KEPT] = _about(view)
    kept = view.shared[_KEPT]
    return kept if isinstance(kept, Sip) else None


def _about(view: View) -> Sip | None:
    message, known = view.message, view.facts.sips
    active = [sip for sip in known if sip.active]
    stated = message.content.get("planId") if message.kind in FAMILY else None
    if stated is not None:
        key = plan_key("sip", stated)
        unnamed = (sip for sip in reversed(active) if sip.unnamed_to(message.sender.unit))
        return next((sip for sip in known if sip.key == key), None) or next(unnamed, None)
    event = original(view)
    related = next((sip for sip in known if event and event.message_id in sip.messages), None)
    if related is not None or message.kind == ANSWER:
        return related
    if message.kind == "kallelse" and (message.action != "new" or message.content.get("purpose") in OPENING):
        return None
    return active[-1] if active else None


def _of(of: Callable[[Sip], object], *, without: object = None) -> Question:
    def ask(view: View) -> object:
        sip = about(view)
        return of(sip) if sip else without

    return ask


def _other(view: View) -> Sip | None:
    """An active SIP besides the one that the message is about and the one that it replaces."""
    own, instead_of = about(view), replaced(view)
    return next((sip for sip in view.facts.sips if sip.active and sip not in (own, instead_of)), None)


def replaced(view: View) -> Sip | None:
    """The active SIP that `replaces` names."""
    replaces = view.message.content.get("replaces")
    key = plan_key("sip", replaces.get("planId")) if isinstance(replaces, Mapping) else None
    return next((sip for sip in view.facts.sips if sip.key == key and sip.active), None)


def other_active(view: View) -> object:
    """Whether the person has another active SIP than the one the message is about or replaces (VB-STATE-16)."""
    return _other(view) is not None


def other_active_party(view: View) -> object:
    """Whether the sending unit takes part in that other SIP; None without one."""
    other = _other(view)
    return _takes_part(view, other) if other else None


def other_active_region(view: View) -> object:
    """The region of the unit that opened that other SIP; None without one, or where the directory has lost it."""
    other = _other(view)
    unit = view.facts.units.get(other.owner) if other and other.owner else None
    return unit.region if unit else None


def _version(after: int) -> Question:
    """Whether the stated version is so many after the plan's; None where none is stated."""

    def ask(view: View) -> object:
        stated, sip = view.message.content.get("version"), about(view)
        return None if stated is None else stated == (sip.version if sip else 0) + after

    return ask


def base_newest(view: View) -> object:
    """Whether the message this one names is the plan's newest; None where it names none or there is no plan yet."""
    sip, event = about(view), original(view)
    if sip is None or sip.newest is None or view.message.relates_to is None:
        return None
    return event is not None and event.message_id == sip.newest


def expected_newest(view: View) -> object:
    """Whether the version that the request may build on (If-Match) is the plan's newest; None where it states none."""
    sip, expected = about(view), view.facts.expected
    if expected is None:
        return None
    newest = sip.newest if sip else None
    return newest is not None and not expected.isdisjoint({ANY_VERSION, plan_version(newest)})


def coordinates(view: View) -> object:
    """Whether the sending unit coordinates the SIP; None while nobody does."""
    sip = about(view)
    return sip.leads == view.message.sender.unit if sip and sip.leads else None


def sender_in_sip(view: View) -> object:
    """Whether the sending unit takes part in the SIP, and so may be told of it (semantics 38)."""
    sip = about(view)
    return sip is not None and _takes_part(view, sip)


def _takes_part(view: View, sip: Sip) -> bool:
    """Whether the sender has access to the SIP, a part of it, or its messages: by its stay, a party's case, or as those
    that a plan without any known invitation was sent to. What a stranger says of itself makes it no party, and whoever
    is called no more has none of it."""
    unit, stay, case = view.message.sender.unit, view.message.episode, known_plan(view, CASE)
    if unit in sip.parties or _uncalled(view, sip, unit):
        return unit in sip.parties
    return (
        any(item.unit == unit for item in sip.items)
        or (stay is not None and stay.id == sip.episode and sender_addressed(view) is True)
        or (case is not None and case.owner in sip.parties and unit in case.units)
        or (sip.origin is None and any(unit in event.recipients for event in _messages(view, sip)))
    )


def _uncalled(view: View, sip: Sip, unit: str | None) -> bool:
    """Whether the unit has been called to the SIP and is so no more."""
    called = (event for event in _messages(view, sip) if event.noted.get("purpose") in SIP_INVITATIONS)
    return unit not in sip.parties and any(unit in event.recipients for event in called)


def _messages(view: View, sip: Sip) -> Iterable[Event]:
    return (event for event in view.facts.history.events if event.message_id in sip.messages)


def recipient_in_sip(view: View) -> object:
    """Whether the recipient has access to the SIP, or to the one that it replaces: invited to it, inviting or
    coordinating, in the stay in hand or the case and not recalled."""
    plans = [sip for sip in (about(view), replaced(view)) if sip is not None]
    if any(view.recipient in sip.parties for sip in plans):
        return True
    inside = recipient_addressed(view) is True or recipient_in_case(view) is True
    return inside and not any(_uncalled(view, sip, view.recipient) for sip in plans)


def withdrawn(view: View) -> object:
    """Whether a consent to the SIP was withdrawn since it was opened, and none given again; None without a SIP."""
    sip = about(view)
    if sip is None or sip.opened_at is None:
        return None
    newest: dict[str, str] = {}
    for record in view.facts.history.consents:
        if record.received_at >= sip.opened_at and _concerns_sip(record.consent):
            newest[record.holder] = record.consent.status
    return "withdrawn" in newest.values()


def _concerns_sip(consent: Consent) -> bool:
    return not consent.scopes or "sip" in consent.scopes


def coordinator_changed(view: View) -> object:
    """Whether the plan names another coordinating unit than before; None where it names none or there was none."""
    sip, stated = about(view), view.message.content.get("coordinator")
    unit = stated.get("unit") if isinstance(stated, Mapping) else None
    return None if sip is None or sip.coordinator is None or unit is None else unit != sip.coordinator


def foreign_changes(view: View) -> object:
    """Whether a part of the plan that is another's is added, changed or removed; None before there is a plan.

    A part is its responsible unit's; what no unit is responsible for, the goal, the contacts and the times are the
    coordinator's. What is added as a proposal changes nothing of another's (NB-SIP-13).
    """
    sip = about(view)
    if sip is None or sip.newest is None or view.message.kind != "sip":
        return None
    own, leads = view.message.sender.unit, sip.leads
    before, now = set(sip.items), set(items(view.message.content))
    others = any((item.unit or leads) != own for item in (before ^ now) - _proposed(view))
    return others or (core(view.message.content) != sip.core and leads != own)


def _proposed(view: View) -> set[Item]:
    """The interventions that the message states as proposals."""
    stated = objects(view.message.content.get("interventions"))
    return set(items({"interventions": [one for one in stated if one.get("proposal") is True]}))


def responsible_units(view: View) -> frozenset[str]:
    """The units responsible for a part of the plan, as this message or else the plan before states them."""
    sip = about(view)
    stated = items(view.message.content) if view.message.kind == "sip" else ()
    return frozenset(item.unit for item in (stated or (sip.items if sip else ())) if item.unit)


def not_agreed(view: View) -> object:
    """The units responsible in the plan that agreedBy lacks, the sender not counted; None where it is not stated."""
    agreed = view.message.content.get("agreedBy")
    if not isinstance(agreed, list | tuple):
        return None
    return tuple(sorted(responsible_units(view) - {*agreed, view.message.sender.unit}))


def _units(view: View) -> Iterable[Unit]:
    named = {view.message.sender.unit, *view.message.recipients, *responsible_units(view)}
    return (view.facts.units[unit] for unit in sorted(named) if unit in view.facts.units)


def principals(view: View) -> object:
    """How many principals (huvudmän) the sender, the recipients and the units responsible in the plan belong to."""
    return len({unit.principal for unit in _units(view)})


def sectors(view: View) -> object:
    """Which of region, kommun and extern they belong to."""
    return tuple(sorted({unit.organisation for unit in _units(view)}))


QUESTIONS: Mapping[str, Question] = {
    "sip.state": _of(lambda sip: sip.state, without="none"),
    "sip.active": _of(lambda sip: sip.active, without=False),
    "sip.otherActive": other_active,
    "sip.otherActiveParty": other_active_party,
    "sip.otherActiveRegion": other_active_region,
    "sip.version": _of(lambda sip: sip.version, without=0),
    "sip.versionNext": _version(1),
    "sip.versionSame": _version(0),
    "sip.baseNewest": base_newest,
    "sip.expectedNewest": expected_newest,
    "sip.invited": _of(lambda sip: bool(sip.invited), without=False),
    "sip.surveyed": _of(lambda sip: sip.surveyed, without=False),
    "sip.origin": _of(lambda sip: sip.origin),
    "sip.meetingAt": _of(
        lambda sip: max((one.start for one in sip.invitations if one.start is not None), default=None)
    ),
    "sip.withdrawn": withdrawn,
    "sip.coordinatorChanged": coordinator_changed,
    "sip.foreignChanges": foreign_changes,
    "sip.notAgreed": not_agreed,
    "sip.responsibleUnits": lambda view: tuple(sorted(responsible_units(view))),
    "sip.principals": principals,
    "sip.sectors": sectors,
    "sender.coordinatesSip": coordinates,
    "sender.inSip": sender_in_sip,
    "person.hadSip": lambda view: any(_takes_part(view, sip) for sip in view.facts.sips),
}
RECIPIENT: Mapping[str, Question] = {"recipient.inSip": recipient_in_sip}
