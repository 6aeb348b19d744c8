"""Which consent record counts for a message and a recipient, and whether it is a ground (semantics 11, 39).

Per holder (provider) the records that concern the message are read oldest first. A refusal or withdrawal replaces
whatever stood before and needs nothing to be valid. A later `given` replaces an earlier one even where it is no ground:
the newest record counts, and one that lacks what makes it valid permits nothing. What a message asserts ends no
refusal unless it is later and says that the person was asked anew. A child's two guardians decide together: where they
do not agree there is no ground, and what one refused the other's word alone does not end. Of records received at the same instant, and
between holders, the restrictive one wins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from adapter.model.consent import REFUSALS, Consent, ConsentRecord
from adapter.model.directory import provider_of
from adapter.model.facts import Facts
from adapter.model.message import Message
from adapter.model.process import Process
from adapter.model.sip import FAMILY
from adapter.model.swedish_time import swedish_day

ADULT = 18
_GROUND_FORMS = frozenset({"oral", "written"})


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom and when the records are read. `age` is None where the number does not state one; `harm_permits` says
    whether a clear harm assessment is a ground in the region; `guardians` is how many the register knows of;
    `planning` says that the message belongs to a SIP."""

    recipient: str
    at: datetime
    day: date
    episode: str | None
    age: int | None
    harm_permits: bool = True
    guardians: int = 0
    planning: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The record that counts, and what is wanting in it: `flaws` is empty for a ground or a refusal."""

    record: ConsentRecord | None = None
    flaws: tuple[str, ...] = ()

    @property
    def consent(self) -> Consent | None:
        """The record's consent."""
        return self.record.consent if self.record else None

    @property
    def status(self) -> str:
        """The record's own status, ground or not; `none` without a record."""
        return self.record.consent.status if self.record else "none"

    @property
    def basis(self) -> str:
        """What it permits by: `consent`, `harm-assessment` or `none`."""
        if self.record is None or self.flaws:
            return "none"
        return {"given": "consent", "unable": "harm-assessment"}.get(self.status, "none")

    @property
    def received_at(self) -> float:
        """When the record was received, in seconds; 0 without one."""
        return self.record.received_at.timestamp() if self.record else 0.0

    @property
    def rank(self) -> int:
        """Place among holders' records, the most restrictive first; a record that is no ground gives way."""
        if self.status in REFUSALS:
            return 0
        if self.status == "unable":
            return 3 if self.basis == "harm-assessment" else 1
        if self.status == "given":
            return 2 if self.basis == "consent" else 4
        return 5 if self.status == "not-asked" else 6


NONE = Standing()


def standing(
    message: Message, facts: Facts, process: Process, recipient: str, scopes: Iterable[str]
) -> Standing:
    """The record that counts for a recipient over any of these scopes."""
    asking = _asking(message, facts, process, recipient)
    wanted = frozenset(scopes)
    own_holder = provider_of(message.sender.unit, facts.units)
    only_own = process.holder(message.kind) == "sender"
    holders: dict[str, Standing] = {}
    for record in records(message, facts):
        if only_own and record.holder != own_holder:
            continue
        if _concerns(record.consent, wanted, asking):
            holders[record.holder] = _after(holders.get(record.holder, NONE), record, asking)
    # of equally strict ones the newest: a consent for this stay stands before one that was given for an earlier
    return min(holders.values(), key=lambda one: (one.rank, -one.received_at), default=NONE)


def records(message: Message, facts: Facts) -> Iterator[ConsentRecord]:
    """Every record, oldest first; what the message itself asserts comes last unless it is stored already."""
    stored = sorted(facts.history.consents, key=_received)
    yield from stored
    if message.consent is None or any(_is_own(record, message) for record in stored):
        return
    recorded_by = message.consent.recorded_by
    holder = provider_of(recorded_by.unit if recorded_by else message.sender.unit, facts.units)
    yield ConsentRecord(message.consent, facts.at, holder, asserted=True, message_id=message.message_id)


def own_basis(message: Message, facts: Facts, process: Process, recipient: str) -> str:
    """What the message's own block would permit by, were it the only record: `consent`, `harm-assessment`, `none`."""
    asking = _asking(message, facts, process, recipient)
    if message.consent is None or _is_yet_to_come(message.consent, asking):
        return "none"
    record = ConsentRecord(message.consent, facts.at, "", asserted=True)
    return Standing(record, flaws(message.consent, asking)).basis


def flaws(consent: Consent, asking: Asking) -> tuple[str, ...]:
    """What keeps a record from being a ground, by name; a refusal has none."""
    match consent.status:
        case "given":
            return tuple(_given_flaws(consent, asking))
        case "unable":
            return tuple(_harm_flaws(consent, asking))
        case _:
            return ()


def entitled(given_by: str | None, age: int | None) -> bool:
    """Whether this grantor may consent: a guardian for a minor, else the person or a legal representative.

    Where nobody is named it was the person (VB-CONS-01); where no age is known only who may at any age.
    """
    if age is None:
        return given_by == "legal-representative"
    if age < ADULT:
        return given_by == "guardian"
    return given_by in {None, "patient", "legal-representative"}


def _asking(message: Message, facts: Facts, process: Process, recipient: str) -> Asking:
    day = swedish_day(facts.at)
    episode = message.episode.id if message.episode else None
    permits = process.harm_assessment == "permits"
    age = message.patient.age(day)
    planning = message.kind in FAMILY
    return Asking(recipient, facts.at, day, episode, age, permits, len(facts.guardians), planning)


def _is_own(record: ConsentRecord, message: Message) -> bool:
    return record.asserted and record.message_id == message.message_id


def _received(record: ConsentRecord) -> tuple[datetime, bool]:
    return record.received_at, record.consent.status in REFUSALS


def _is_yet_to_come(consent: Consent, asking: Asking) -> bool:
    return consent.recorded_at is not None and consent.recorded_at > asking.at


def _concerns(consent: Consent, wanted: frozenset[str], asking: Asking) -> bool:
    if _is_yet_to_come(consent, asking):
        return False
    if consent.episode is not None and consent.episode != asking.episode:
        return False
    if consent.status in REFUSALS:
        # A refusal that names no scope is a refusal of all; one that names other parties says nothing of this one.
        return (not consent.scopes or not wanted.isdisjoint(consent.scopes)) and _reaches(consent, asking)
    return not wanted.isdisjoint(consent.scopes)


def _after(before: Standing, record: ConsentRecord, asking: Asking) -> Standing:
    now = Standing(record, flaws(record.consent, asking))
    if now.status in REFUSALS:
        return now
    if before.status in REFUSALS and not _ends(record, before, now):
        return before
    if before.status in REFUSALS and _other_guardian(record.consent, before.consent, asking):
        return before
    if now.status == "not-asked" and before.basis != "none":
        return before
    return now


def _ends(record: ConsentRecord, before: Standing, now: Standing) -> bool:
    """Whether a record that is no refusal ends the refusal that stood."""
    if now.status == "not-asked" or (now.status == "given" and now.flaws):
        return False
    if now.status == "unable":
        # A harm assessment never replaces a refusal (semantics 39).
        return False
    if not record.asserted:
        return True
    refused_at = before.consent.recorded_at if before.consent else None
    said_at = record.consent.recorded_at
    later = refused_at is None or (said_at is not None and said_at > refused_at)
    return later and record.consent.asked_anew is True


def _other_guardian(given: Consent, refused: Consent | None, asking: Asking) -> bool:
    """Whether a child's one guardian may have refused what the other now gives: they decide together, so the refusal
    stands until they are said to agree, or to have been asked anew."""
    by_guardian = refused is not None and refused.given_by in {
        "guardian",
        None,
    }  # None: it does not say whose it is
    both = by_guardian and given.given_by == "guardian"
    return both and asking.guardians > 1 and not given.guardians_agree and not given.asked_anew


def _given_flaws(consent: Consent, asking: Asking) -> Iterator[str]:
    if consent.form == "presumed":
        yield "presumed"
    elif consent.form not in _GROUND_FORMS:
        yield "form-missing"
    if consent.recorded_at is None or consent.recorded_by is None:
        yield "not-documented"
    if not entitled(consent.given_by, asking.age):
        yield "not-entitled"
    if consent.given_by == "guardian" and consent.guardians_agree is False:
        yield "guardians-disagree"
    yield from _reach_flaws(consent, asking)


def _harm_flaws(consent: Consent, asking: Asking) -> Iterator[str]:
    assessment = consent.harm_assessment
    if assessment is None or assessment.outcome != "no-harm":
        yield "no-clear-harm-assessment"
    elif assessment.assessor is None or not assessment.assessor.name or not assessment.assessor.title:
        yield "assessor-not-named"
    elif not asking.harm_permits:
        yield "recorded-only"
    yield from _reach_flaws(consent, asking)


def _reach_flaws(consent: Consent, asking: Asking) -> Iterator[str]:
    if not _reaches(consent, asking):
        yield "party-not-listed"
    period = consent.period
    if period and ((period.start and asking.day < period.start) or (period.end and asking.day > period.end)):
        yield "out-of-period"


def _reaches(consent: Consent, asking: Asking) -> bool:
    """Whether a record, a yes as well as a no, is about this recipient."""
    return _lists(consent, asking) or (asking.planning and _recorded_by(consent, asking.recipient))


def _recorded_by(consent: Consent, unit: str) -> bool:
    """Whether the unit itself obtained it: whoever asks to plan together is one of those who plan."""
    return consent.recorded_by is not None and consent.recorded_by.unit == unit


def _lists(consent: Consent, asking: Asking) -> bool:
    return not consent.parties or asking.recipient in consent.parties
