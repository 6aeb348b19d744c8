"""Generated values for property tests: every kind, every action, any content that the table of kinds allows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from adapter.intake.consent import from_content
from adapter.model.consent import Consent
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.kinds import CONSENT, KINDS
from adapter.model.member import Kind, Member, Type
from adapter.model.message import (
    FUNCTIONS,
    LEGAL_FORMS,
    REGIONS,
    EpisodeRef,
    Message,
    Outage,
    Sender,
    Staff,
    Withhold,
)

# Official test numbers only (Skatteverket's open data, and the national service's examples).
PATIENTS = (
    PatientId(NumberType.PERSONNUMMER, "189001019802"),
    PatientId(NumberType.PERSONNUMMER, "189001029819"),
    PatientId(NumberType.PERSONNUMMER, "191212121212"),
    PatientId(NumberType.SAMORDNINGSNUMMER, "196109732393"),
    PatientId(NumberType.NATIONELLT_RESERVNUMMER, "98240301AA06"),
    PatientId(NumberType.RESERVNUMMER, "20210325K069"),
    PatientId(NumberType.R_NUMMER, "R12345"),
    PatientId(NumberType.LMA_NUMMER, "12-345678"),
)
UNITS = (
    "SE2321000222-AVD1",
    "SE2321000222-AVD2",
    "SE2321000222-HC01",
    "SE2120002627-SOC1",
    "SE2120002627-HSV1",
    "SE2120002627-REH1",
)
_ZONES = (
    UTC,
    timezone(timedelta(hours=1)),
    timezone(timedelta(hours=2)),
    timezone(timedelta(hours=-3, minutes=-30)),
)


def texts() -> st.SearchStrategy[str]:
    """Any text that FHIR can hold, without blanks at its ends: Swedish, emoji, right-to-left, markup, new lines."""
    characters = st.characters(
        exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t"
    )
    said = st.sampled_from(
        ("Åsa, 83 år; går med rollator", "<b>&amp;</b>", "👩‍⚕️ rond kl. 10", "שלום", 'a"b\\c\n\td', "0")
    )
    return st.one_of(said, st.text(characters, min_size=1, max_size=30).map(str.strip).filter(bool))


def instants() -> st.SearchStrategy[datetime]:
    """Instants around the packs' time in force, with an offset, in whole seconds."""
    start = datetime(2025, 5, 7, tzinfo=UTC)
    seconds = st.integers(0, 2 * 365 * 24 * 3600)
    return st.builds(
        lambda after, zone: (start + timedelta(seconds=after)).astimezone(zone),
        seconds,
        st.sampled_from(_ZONES),
    )


def dates() -> st.SearchStrategy[date]:
    """Days around the packs' time in force."""
    return st.dates(date(2025, 5, 7), date(2027, 5, 7))


def units() -> st.SearchStrategy[str]:
    """HSA-ids."""
    return st.sampled_from(UNITS)


def _leaf(member: Member) -> st.SearchStrategy[object]:
    match member.type:
        case Type.TEXT:
            return texts()
        case Type.INSTANT:
            return instants().map(datetime.isoformat)
        case Type.DATE:
            return dates().map(date.isoformat)
        case Type.BOOLEAN:
            return st.booleans()
        case Type.INTEGER:
            return st.integers(0, 52)
        case Type.CODE:
            return st.sampled_from(member.codes)
        case Type.SCALAR:
            return st.one_of(st.booleans(), texts())
        case Type.UNIT:
            return units()
        case Type.STRUCT:
            return _struct(member)


# Parts that cannot be read without these.
_NEEDED = {"recordedBy": {"unit"}, "harmAssessment": {"outcome"}, "childAsked": {"asked"}}


def _struct(member: Member) -> st.SearchStrategy[object]:
    return members(member.members, always=_NEEDED.get(member.name, set())).filter(bool)


def _value(member: Member) -> st.SearchStrategy[object]:
    one = _leaf(member)
    return st.lists(one, min_size=1, max_size=3) if member.many else one


def members(
    of: Sequence[Member], *, always: set[str] | frozenset[str] = frozenset()
) -> st.SearchStrategy[dict[str, object]]:
    """An object of the table: any of its members, and these always."""
    return st.fixed_dictionaries(
        {member.name: _value(member) for member in of if member.name in always},
        optional={member.name: _value(member) for member in of if member.name not in always},
    )


def contents(kind: Kind, action: str) -> st.SearchStrategy[dict[str, object]]:
    """Content with everything that the action cannot do without."""
    return members(kind.members, always=set(kind.required(action)))


def consents() -> st.SearchStrategy[Consent]:
    """Any consent that can be read."""
    return members(CONSENT.members, always={"status"}).map(from_content)


def messages(kinds: Sequence[str] = tuple(KINDS)) -> st.SearchStrategy[Message]:
    """A readable message of any of the kinds and any action defined for it; not necessarily one that a rule permits."""
    pairs = [(KINDS[name], action) for name in kinds for action in KINDS[name].actions]
    return st.sampled_from(pairs).flatmap(lambda pair: _message(*pair))


def _message(kind: Kind, action: str) -> st.SearchStrategy[Message]:
    staff = st.builds(
        Staff,
        st.one_of(st.none(), texts()),
        st.one_of(st.none(), texts()),
        st.one_of(st.none(), st.sampled_from(FUNCTIONS)),
    ).filter(lambda person: person != Staff())
    episode = st.builds(
        EpisodeRef,
        st.from_regex(r"vtf-2026-[0-9]{6}", fullmatch=True).filter(str.isascii),
        instants(),
        st.sampled_from(LEGAL_FORMS),
    )
    original = st.uuids().map(str)
    drawn = st.builds(
        Message,
        message_id=st.uuids().map(str),
        kind=st.just(kind.name),
        action=st.just(action),
        region=st.sampled_from(REGIONS),
        sent_at=instants(),
        sender=st.builds(Sender, units(), st.one_of(st.none(), staff)),
        recipients=st.lists(units(), min_size=1, max_size=4, unique=True).map(tuple),
        patient=st.sampled_from(PATIENTS),
        episode=episode if kind.episode else st.one_of(st.none(), episode),
        relates_to=original if action != "new" or kind.name == "kvittens" else st.one_of(st.none(), original),
        withhold=st.lists(st.builds(Withhold, units(), texts()), max_size=2).map(tuple),
        outage=st.one_of(st.none(), st.builds(Outage, texts(), instants())),
        consent=st.one_of(st.none(), consents()),
        content=contents(kind, action),
    )
    return drawn.map(_without_sender_among_recipients)


def _without_sender_among_recipients(message: Message) -> Message:
    recipients = tuple(unit for unit in message.recipients if unit != message.sender.unit)
    other = "SE2120002627-SOC2"
    return replace(message, recipients=recipients or (other,))
