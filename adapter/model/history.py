"""What has happened to a person so far, as far as deciding needs it: events, and the episodes folded from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapter.model.consent import ConsentRecord
from adapter.model.struck import Struck

ORIGINAL = "originalAt"
"""What an event notes of late entry (outage)."""
MERE_ANSWERS = frozenset({"kvittens", "svar-inskrivningsmeddelande"})
"""The kinds that only answer another message: they are no sign that a stay has begun."""


@dataclass(frozen=True, slots=True)
class Event:
    """One accepted message, reduced to what order, roles and later decisions depend on; no free text but a contact's name.

    `noted` holds the content members that the fold needs (`episode.noted`): dates, booleans and codes.
    `municipality` and `placed_by` are what the register said at receipt, `over65` whether the person had turned 65 then:
    all that following up asks about a person (VB-LIAB-10, VB-LIAB-11, ST-IND-02); None where it was not told.
    """

    message_id: str
    kind: str
    action: str
    sender: str
    recipients: tuple[str, ...]
    received_at: datetime
    sent_at: datetime
    episode: str | None = None
    admitted_at: datetime | None = None
    legal_form: str = "frivillig"
    relates_to: str | None = None
    noted: dict[str, object] = field(default_factory=dict)
    municipality: str | None = None
    placed_by: str | None = None
    over65: bool | None = None

    def instant(self, name: str) -> datetime | None:
        """An instant that was noted of the content; None where none was."""
        value = self.noted.get(name)
        return datetime.fromisoformat(value) if isinstance(value, str) else None

    @property
    def late_entry(self) -> bool:
        """Whether it tells of what was done on paper, in an outage."""
        return ORIGINAL in self.noted

    @property
    def of_death(self) -> bool:
        """Whether it says that the person has died."""
        return self.kind == "avbruten-planering" and self.noted.get("reason") == "avliden"


def done_at(event: Event) -> datetime:
    """When what a message tells of was done: on paper where it says so (outage), else when it was received."""
    return event.instant(ORIGINAL) or event.received_at


def as_sent(history: "History") -> "History":
    """The same where only the message counts as given: what was done on paper has the time at which it was sent."""
    events = (
        replace(event, noted={name: value for name, value in event.noted.items() if name != ORIGINAL})
        for event in history.events
    )
    return replace(history, events=tuple(events))


def annulled(events: Sequence[Event]) -> set[str]:
    """Ids of the messages that have never been (semantics 22)."""
    gone: set[str] = set()
    for event in reversed(events):  # an annulment that was itself annulled annuls nothing
        if event.action == "annul" and event.relates_to and event.message_id not in gone:
            gone.add(event.relates_to)
    return gone


@dataclass(frozen=True, slots=True)
class Disclosure:
    """That a unit got, or may have got, a message: written before bytes leave (semantics 27).

    `delivery` is the MessageHeader.id that the unit knows it by; `paths` what it held.
    """

    message_id: str
    recipient: str
    delivery: str
    paths: tuple[str, ...]
    at: datetime


MANUAL = "manuell"
PATIENT = "patient"
"""The party of a letter to the person whom it is all about."""
SUPERSEDED = "superseded"
"""How a letter was settled that nobody need send any more."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter: to which party, `about` the invitation that says whom and which meeting, where not the message itself.

    `mark` tells the same addressee again without the name; `how` it was sent, or `SUPERSEDED`.
    """

    party: str
    mark: str = ""
    about: str | None = None
    printed_at: datetime | None = None
    how: str | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A kvittens that a unit owes for a message; `due` in Swedish time, `met_at` when it came.

    Of kind `MANUAL`: the letter or phone call that the message's sender owes the unit (semantics 9), or somebody who is
    no unit: then `unit` is the letter's place in the message.
    """

    message_id: str
    kind: str
    unit: str
    due: datetime
    met_at: datetime | None = None
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Everything kept of one person for deciding, oldest first; `rev` is the store's counter (semantics 6)."""

    events: tuple[Event, ...] = ()
    consents: tuple[ConsentRecord, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    owed: tuple[Owed, ...] = ()
    rev: int = 0
    struck: tuple[Struck, ...] = ()
    standing: tuple[Event, ...] = field(init=False, repr=False, compare=False)
    """The messages that count, oldest first: neither annulments nor what they annul."""
    gone: frozenset[str] = field(init=False, repr=False, compare=False)
    """Ids of the messages that have been annulled."""
    _events: Mapping[str, Event] = field(init=False, repr=False, compare=False)
    _delivered: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _got: Mapping[tuple[str, str], str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # every duty asks for these: found anew each time, a person of thousands of messages would take minutes
        gone = frozenset(annulled(self.events))
        standing = (one for one in self.events if one.action != "annul" and one.message_id not in gone)
        made: Mapping[str, object] = {
            "standing": tuple(standing),
            "gone": gone,
            "_events": {one.message_id: one for one in reversed(self.events)},
            "_delivered": {one.delivery: one.message_id for one in reversed(self.disclosures)},
            "_got": {(one.message_id, one.recipient): one.delivery for one in self.disclosures},
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def event(self, message_id: str) -> Event | None:
        """The accepted message of that id, if any; a recipient may name it by the delivery id it got."""
        return self._events.get(self._delivered.get(message_id, message_id))

    def got(self, message_id: str, unit: str) -> str | None:
        """The newest delivery id under which a unit got a message, or may have."""
        return self._got.get((message_id, unit))


@dataclass(frozen=True, slots=True)
class FixedContact:
    """The fast vårdkontakt as primary care registered it: the registering unit and whether it coordinates."""

    unit: str
    name: str | None = None
    coordinates: bool | None = None
    physician: bool | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """An inpatient stay as the events so far have made it. `state` is one of STATES."""

    id: str
    state: str = "unregistered"
    admitted_at: datetime | None = None
    legal_form: str = "frivillig"
    inpatient_unit: str | None = None
    notice: str | None = None
    notice_versions: int = 0
    addressed: frozenset[str] = frozenset()
    """Units in the process: addressed by the inskrivningsmeddelande or added by a forwarded one."""
    estimated_discharge: str | None = None
    short_stay: bool = False
    answered: frozenset[str] = frozenset()
    planning_basis: str | None = None
    answers: tuple[tuple[str, bool], ...] = ()
    colours: tuple[str, ...] = ()
    """Planning colours so far, the newest last; empty while undetermined."""
    fixed_contact: FixedContact | None = None
    ready: str | None = None
    ready_at: datetime | None = None
    ready_received_at: datetime | None = None
    """When the notice of it was given: received, or on paper before that (`done_at`)."""
    discharge: str | None = None
    discharged_at: datetime | None = None
    patient_information: frozenset[str] = frozenset()
    ended: str | None = None
    deceased: bool = False

    @property
    def colour(self) -> str | None:
        """The planning colour (spårfärg) now: bla, gron, gul, rod, or None while undetermined."""
        return self.colours[-1] if self.colours else None

    @property
    def open(self) -> bool:
        """Whether the stay is known and not yet over."""
        return self.state in {"admitted", "planning", "ready"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A coordinated care plan (draft, approved, closed) or a coordination case (open, closed) of the person.

    `key` stands for its id, `owner` is the unit that began it; `units` have approved the plan, or are involved in the case,
    `coordinator` is the unit that the case names as responsible for coordination.
    """

    kind: str
    key: str
    state: str = "none"
    owner: str | None = None
    episode: str | None = None
    legal_form: str | None = None
    units: frozenset[str] = frozenset()
    addressed: frozenset[str] = frozenset()
    coordinator: str | None = None


STATES = ("unregistered", "admitted", "planning", "ready", "discharged", "ended")
