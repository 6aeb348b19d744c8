"""Fold a person's accepted messages into their coordinated individual plans (SIP), in every region the same.

An invitation opens a SIP, the plan names it, an approval locks a version, the next version opens it again, and closing,
death or a plan that replaces it end it. Which message the state allows is the packs' business. What was annulled has
never been (semantics 22); a plan whose every note is annulled because consent was withdrawn is itself annulled.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import cast

from adapter.model.history import Event, annulled
from adapter.model.sip import FAMILY, OPENING, SIP_INVITATIONS, WITHDRAWN, Invitation, Item, Sip


@dataclass(slots=True)
class _Fold:
    """The SIPs so far by key, and which key each message of the family belongs to."""

    found: dict[str, Sip] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    """The first kallelse of each later one: a revised invitation is the same invitation."""
    emptied: set[str] = field(default_factory=set)
    """Those of which a note was annulled because consent was withdrawn."""


def sips(events: Iterable[Event]) -> tuple[Sip, ...]:
    """Every SIP of the person, the one written about last at the end."""
    every = tuple(events)
    gone = annulled(every)
    closed = {
        one.relates_to for one in every if one.action == "annul" and one.noted.get("reason") == WITHDRAWN
    }
    state = _Fold()
    for event in every:
        if event.message_id in gone:
            if event.kind == "sip" and event.message_id in closed:
                _emptied(state, event)
            continue
        if event.of_death:
            _died(state)
        elif event.kind in FAMILY and event.action != "annul":
            _told(state, event)
    for key in state.emptied:
        if state.found[key].newest is None:
            state.found[key] = replace(state.found[key], state="annulled")
    return tuple(state.found.values())


def _died(state: _Fold) -> None:
    for key, sip in state.found.items():
        if sip.active:
            state.found[key] = replace(sip, state="closed")


def _emptied(state: _Fold, event: Event) -> None:
    """A note annulled at withdrawn consent says nothing any more, but that there was a plan."""
    key = _key(state, event)
    if key is not None:
        sip = state.found.get(key) or Sip(key)
        state.found[key] = replace(sip, messages=sip.messages | {event.message_id})
        state.emptied.add(key)


def _told(state: _Fold, event: Event) -> None:
    key = _key(state, event)
    if key is None:
        return
    state.keys[event.message_id] = key
    sip = state.found.pop(key, None) or Sip(key)
    sip = replace(sip, messages=sip.messages | {event.message_id}, episode=event.episode or sip.episode)
    match event.kind:
        case "kallelse":
            sip = _called(state, sip, event)
        case "svar-kallelse":
            sip = _answered(state, sip, event)
        case "kartlaggning":
            sip = replace(sip, surveyed=True)
        case "sip":
            sip = _written(state, sip, event)
        case "uppfoljning":
            sip = replace(sip, commented=sip.commented | {event.sender})
        case _:  # an evaluation is a message of the plan, and changes nothing of it
            pass
    state.found[key] = sip


def _key(state: _Fold, event: Event) -> str | None:
    """Which SIP a message is about: the one it names, that of the message it relates to, else the active one."""
    named = cast("str | None", event.noted.get("plan"))
    if named is not None:
        if named not in state.found:
            _name(state, named, event.sender)
        return named
    related = state.keys.get(event.relates_to or "")
    if related is not None:
        return related
    active = next((key for key, sip in reversed(state.found.items()) if sip.active), None)
    if event.kind != "kallelse":
        return active
    purpose = event.noted.get("purpose")
    if purpose in OPENING:
        return f"kallelse:{event.message_id}"
    return active if purpose in SIP_INVITATIONS else None


def _name(state: _Fold, named: str, sender: str) -> None:
    """The plan's first message gives the SIP that was only called to its name, where its sender takes part in that."""
    unnamed = next((sip for sip in reversed(state.found.values()) if sip.unnamed_to(sender)), None)
    if unnamed is not None:
        del state.found[unnamed.key]
        state.found[named] = replace(unnamed, key=named, named=True)
        state.keys.update(dict.fromkeys(unnamed.messages, named))


def _called(state: _Fold, sip: Sip, event: Event) -> Sip:
    root = state.roots.get(event.relates_to or "", event.relates_to) if event.action != "new" else None
    root = root or event.message_id
    state.roots[event.message_id] = root
    before = next((one for one in sip.invitations if one.message_id == root), None)
    others = tuple(one for one in sip.invitations if one.message_id != root)
    if event.action == "cancel":
        opened = sip.state == "called" and not others
        return replace(sip, invitations=others, state="none" if opened else sip.state)
    invitation = Invitation(
        root,
        before.sender if before else event.sender,
        purpose=cast("str | None", event.noted.get("purpose")) or (before.purpose if before else None),
        units=frozenset(event.recipients),
        start=event.instant("start") or (before.start if before else None),
        answers=before.answers if before else (),
        episode=event.episode,
    )
    opens = sip.state == "none" and invitation.purpose in OPENING
    return replace(
        sip,
        named=sip.named and not sip.key.startswith("kallelse:"),
        invitations=(*others, invitation),
        state="called" if opens else sip.state,
        origin=sip.origin or invitation.purpose,
        owner=sip.owner or (event.sender if invitation.purpose in SIP_INVITATIONS else None),
        opened_at=sip.opened_at or event.received_at,
    )


def _answered(state: _Fold, sip: Sip, event: Event) -> Sip:
    root = state.roots.get(event.relates_to or "")
    attends = event.noted.get("attends") is True
    return replace(
        sip,
        invitations=tuple(
            replace(one, answers=(*(a for a in one.answers if a[0] != event.sender), (event.sender, attends)))
            if one.message_id == root
            else one
            for one in sip.invitations
        ),
    )


def _written(state: _Fold, sip: Sip, event: Event) -> Sip:
    if event.action == "close":
        return replace(sip, state="closed", newest=event.message_id)
    replaced = state.found.get(cast("str", event.noted.get("replaces", "")))
    if replaced is not None:
        state.found[replaced.key] = replace(replaced, state="closed")
        # the same meeting: whoever was called to the old plan is called to the new
        sip = replace(
            sip, invitations=(*sip.invitations, *replaced.invitations), origin=sip.origin or replaced.origin
        )
    stated = cast("int | None", event.noted.get("version"))
    version = stated or (sip.version + 1 if event.action == "new" else sip.version)
    items = cast("list[list[str | None]]", event.noted.get("items", []))
    return replace(
        sip,
        state="approved" if event.action == "approve" else "draft",
        version=version,
        newest=event.message_id,
        owner=sip.owner or event.sender,
        opened_at=sip.opened_at or event.received_at,
        coordinator=cast("str | None", event.noted.get("coordinator")) or sip.coordinator,
        items=tuple(Item(cast("str", p), cast("str", k), u, cast("str", d)) for p, k, u, d in items),
        core=cast("str | None", event.noted.get("core")),
        follow_up_at=event.instant("followUpAt"),
    )
