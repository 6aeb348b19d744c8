"""How a kind of message is handled where no rule decides: what a pack's `process.yaml` says, already merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from adapter.model.deadline import TELL, Deadline
from adapter.model.swedish_time import STOCKHOLM

KVITTENS = (
    *(
        "none",
        "end-of-day",
        "next-day",
        "noon",
        "noon-included",
        "day-after-noon",
        "next-noon",
        "noon-next-day",
    ),
    *("next-weekday", "next-weekday-or-saturday", "weekday-after-14", "weekday-after-eve-14"),
)
"""When a kvittens is due: never owed; the end of the day it was received, or of the next (VM-ACK-01 as a calendar day);
received before 12:00 the same day, else the end of the next day (VB-ACK-04, VB-ACK-05); so too, where 12:00 itself counts
as before it, or where what comes from 12:00 on has until the end of the day after the one that it counts as come (their
other readings); at the first 12:00 from receipt on; at 12:00 the day after receipt (the two readings of NB-ACK-01); at the
end of the next weekday, Saturdays not counted or counted (the two readings of HA-ACK-01); at the end of the next weekday,
where what comes after 14:00 counts as come the next weekday, or where it is the weekday itself that demands 14:00 the day
before (the two readings of HA-ACK-02)."""
AFTER_BURIAL = ("wait", "go-on")
NOT_ASKED = ("hold", "reduce", "refuse")
CONSENT_HOLDERS = ("any", "sender")
LATE_ENTRIES = ("done", "sent")
HARM_ASSESSMENTS = ("permits", "recorded")
ONE_UNIT = "one-unit"
"""The variant of a message to one unit alone."""


@dataclass(frozen=True, slots=True)
class KindProcess:
    """One kind's handling; times are hours.

    `scopes` are the consent scopes of which any one covers the kind (none: exempt from consent);
    `own_consent` says that the message must carry the consent itself (VB-CONS-15);
    `not_asked` is what a consent not yet asked for leads to; `recipients_visible` lets recipients see each other;
    `consent_holder` is whose consent records count where that differs from the region's other kinds;
    `answer_acknowledges` says that the answer to an invitation is its receipt too: the answer is what is owed (VM-ACK-02).
    """

    kvittens: str = "end-of-day"
    scopes: tuple[str, ...] = ()
    own_consent: bool = False
    not_asked: str = "hold"
    hold_hours: float = 22
    """The Act's 24 hours less two: what is still held then is refused and the sender told (semantics 7)."""
    after_burial: str = "wait"
    give_up_hours: float = 72
    recipients_visible: bool = False
    in_use: bool = True
    """Whether the region's routine and system have the kind at all; one that they lack is refused."""
    consent_holder: str | None = None
    answer_acknowledges: bool = False
    answer_suffices: bool = False
    """Whether an answer to the invitation settles the kvittens that is owed for it, as one by itself does (HA-ACK-02)."""
    undelivered_minutes: float = 15
    unfetched_minutes: float | None = None
    """How long a delivery may lie in a mailbox; None: as long as any other may be under way (semantics 33)."""
    noon_lead_minutes: float | None = None
    """Where 12:00 counts: how long before it the sender of what has not arrived is told, to telephone in time."""
    kvittens_rules: tuple[str, ...] = ()
    """The rule that the kvittens rests on; a second one where it is due on a later day (VB-ACK-04, VB-ACK-05)."""
    kvittens_tell: tuple[str, ...] = TELL
    """Who is told that the kvittens is overdue: the unit that owes it, and the sender who waits for it."""
    variants: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """What is otherwise for one purpose or template, by its code (HA-ACK-03), for one action (VB-ACK-11), or for what is
    sent to one unit alone: `one-unit` (VB-ACK-07)."""

    def variant(
        self, content: Mapping[str, object], action: str = "new", recipients: Sequence[str] = ()
    ) -> "KindProcess":
        """The handling of a message with that content, as the first of its variants that the pack names has it."""
        to_one = ONE_UNIT if len(recipients) == 1 else None
        for code in (content.get("purpose"), content.get("template"), action, to_one):
            if isinstance(code, str) and code in self.variants:
                return replace(self, **self.variants[code])  # type: ignore[arg-type]
        return self


FIRST_ATTEMPTS = timedelta(minutes=2)
"""What is not delivered by now was tried more than once: sooner nobody is told."""
_PLAIN = KindProcess()


@dataclass(frozen=True, slots=True)
class Process:
    """Every kind's handling, whose consent records count (any care provider's, or only the sender's), and whether a
    clear harm assessment permits or is recorded only (the two readings of NB-CONS-05).

    `deadlines` is what is due besides; `colours` says that the region plans by colour (spårfärg)."""

    kinds: Mapping[str, KindProcess] = field(default_factory=dict)
    consent_holder: str = "any"
    harm_assessment: str = "permits"
    deadlines: tuple[Deadline, ...] = ()
    colours: bool = False
    late_entry: str = "done"
    """Whether what was done on paper counts from when it was `done`, or from when it is `sent` (readings of NB-OUT-01)."""
    flows: bool = False
    """Whether the region plans in one of three ways by the patient's needs (HA-TRACK-01 to 03)."""

    def of(self, kind: str) -> KindProcess:
        """The handling of a kind; the defaults where the pack is silent."""
        return self.kinds.get(kind, _PLAIN)

    def holder(self, kind: str) -> str:
        """Whose consent records count for a kind: `any` care provider's, or only the `sender`'s own."""
        return self.of(kind).consent_holder or self.consent_holder

    def hold_until(self, kind: str, received_at: datetime) -> datetime:
        """When a hold of this kind ends."""
        return received_at + timedelta(hours=self.of(kind).hold_hours)

    def tell_at(self, kind: str, received_at: datetime, *, pulled: bool) -> datetime:
        """When the sender is told of a delivery that has not arrived; `pulled`: its recipient fetches it (semantics 32).

        Where 12:00 counts for the kind, what came before it is told of by `noon_lead_minutes` before 12:00; what came
        too late for that, as soon as the first attempts have had their time.
        """
        of = self.of(kind)
        minutes = of.undelivered_minutes
        if pulled and of.unfetched_minutes is not None:
            minutes = of.unfetched_minutes
        plain = received_at + timedelta(minutes=minutes)
        noon = received_at.astimezone(STOCKHOLM).replace(hour=12, minute=0, second=0, microsecond=0)
        if of.noon_lead_minutes is None or received_at >= noon:
            return plain
        in_time = noon - timedelta(minutes=of.noon_lead_minutes)
        return min(plain, max(in_time, received_at + FIRST_ATTEMPTS))

    def after_burial(self, kind: str) -> str:
        """Whether what follows a buried message in its lane waits for an operator: `wait` or `go-on`."""
        return self.of(kind).after_burial
