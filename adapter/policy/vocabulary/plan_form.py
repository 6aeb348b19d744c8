"""Facts about what a message of coordinated individual planning says of itself: goals, interventions, times, parties."""

from collections.abc import Iterator, Mapping

from adapter.model.identifiers import is_hsa_id
from adapter.model.ids import digest
from adapter.model.party import party_of
from adapter.model.sip_parts import PARTS, Content, objects, responsible_unit
from adapter.model.swedish_time import swedish_day
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.message import instant
from adapter.policy.vocabulary.sip import about

_SECONDS_PER_HOUR = 3600


def unowned(view: View) -> object:
    """Which of subGoals and interventions have an item that nobody is responsible for."""
    content = view.message.content
    return tuple(
        part for part in PARTS if any(not item.get("responsible") for item in objects(content.get(part)))
    )


def _interventions(view: View) -> Iterator[Content]:
    yield from objects(view.message.content.get("interventions"))


def declined_scheduled(view: View) -> object:
    """Whether an intervention that the individual declined has a start all the same (NB-CONS-16)."""
    return any(item.get("decision") == "declined" and item.get("start") for item in _interventions(view))


def foreign_decided(view: View) -> object:
    """Whether an intervention of another principal than the sender's is no proposal (NB-SIP-13)."""
    sender = view.facts.sender
    units = (
        view.facts.units.get(unit)
        for item in _interventions(view)
        if item.get("proposal") is False
        for unit in (responsible_unit(item),)
        if unit
    )
    return sender is not None and any(unit and unit.principal != sender.principal for unit in units)


def self_care_stated(view: View) -> object:
    """Whether an intervention is self-care (egenvård)."""
    return any(item.get("selfCare") is True for item in _interventions(view))


def _comments(view: View) -> Iterator[str]:
    for comment in objects(view.message.content.get("comments")):
        if isinstance(comment.get("target"), str):
            yield str(comment["target"])


def comments_foreign(view: View) -> object:
    """Whether a comment is on a part that another unit is responsible for (VB-SIP-32)."""
    sip, own = about(view), view.message.sender.unit
    owners: dict[str, set[str | None]] = {}  # a goal and an intervention may have the same id
    for item in sip.items if sip else ():
        owners.setdefault(item.key, set()).add(item.unit)
    return any(owners.get(key, {own}).isdisjoint({None, own}) for key in map(digest, _comments(view)))


def comments_unknown(view: View) -> object:
    """Whether a comment is on something that the plan has not."""
    sip = about(view)
    known = {item.key for item in sip.items} if sip else set()
    return any(key not in known for key in map(digest, _comments(view)))


def ends_before_start(view: View) -> object:
    """Whether the meeting ends no later than it starts; None where either is not stated."""
    start, end = instant(view, "start"), instant(view, "end")
    return None if start is None or end is None else end <= start


def lead_hours(view: View) -> object:
    """Hours from sending until the meeting starts; None without a start."""
    start = instant(view, "start")
    return None if start is None else (start - view.message.sent_at).total_seconds() / _SECONDS_PER_HOUR


def differs_from_follow_up(view: View) -> object:
    """Whether the meeting is on another Swedish day than the follow-up that the plan states; None without either."""
    start, sip = instant(view, "start"), about(view)
    agreed = sip.follow_up_at if sip else None
    return None if start is None or agreed is None else swedish_day(start) != swedish_day(agreed)


def contact_count(view: View) -> object:
    """How many fixed care contacts the plan states."""
    return sum(1 for _ in objects(view.message.content.get("careContacts")))


def coordinating_contacts(view: View) -> object:
    """How many of them coordinate."""
    return sum(
        1 for one in objects(view.message.content.get("careContacts")) if one.get("coordinates") is True
    )


def letters_to(view: View) -> object:
    """Who is invited that no electronic message reaches: the stated parties, `annan` for one only named in words."""
    parties = {str(one.get("party") or "annan") for one in objects(view.message.content.get("invitees"))}
    named = view.message.content.get("participants")
    words = {str(one) for one in named} if isinstance(named, list | tuple) else set()
    named_only = {party_of(one) for one in words if not is_hsa_id(one)}
    return tuple(sorted(parties | named_only))


QUESTIONS: Mapping[str, Question] = {
    "message.unowned": unowned,
    "message.declinedScheduled": declined_scheduled,
    "message.foreignDecided": foreign_decided,
    "message.selfCareStated": self_care_stated,
    "message.commentsForeign": comments_foreign,
    "message.commentsUnknown": comments_unknown,
    "message.endsBeforeStart": ends_before_start,
    "message.leadHours": lead_hours,
    "message.startDiffersFromFollowUp": differs_from_follow_up,
    "message.careContactCount": contact_count,
    "message.coordinatingContacts": coordinating_contacts,
    "message.lettersTo": letters_to,
}
