"""Consent (samtycke) as a record: what was said, by whom, for what, and the harm assessment (menprövning)."""

from dataclasses import dataclass
from datetime import date, datetime

STATUSES = ("given", "refused", "withdrawn", "unable", "not-asked")
REFUSALS = frozenset({"refused", "withdrawn"})
FORMS = ("oral", "written", "presumed")
INFORMATION = "informationsoverforing"
"""The transfer of information: what a record that names no scope is about."""
SCOPES = (INFORMATION, "npo", "sip", "sip-1177", "utanfor-vardtillfalle", "hembesok")
GRANTORS = ("patient", "guardian", "legal-representative", "relative")
HARM_OUTCOMES = ("no-harm", "harm", "unclear")


@dataclass(frozen=True, slots=True)
class Assessor:
    """Who made a harm assessment; both members are needed for it to be a ground (VB-CONS-09)."""

    name: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class HarmAssessment:
    """Menprövning: `outcome` is one of HARM_OUTCOMES."""

    outcome: str
    assessor: Assessor | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordedBy:
    """Who documented the consent; the unit's provider (vårdgivare) is the record's holder."""

    unit: str
    name: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day on which the consent holds, both included; None is open."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class ChildAsked:
    """Whether the child was asked, and its view."""

    asked: bool
    view: str | None = None


@dataclass(frozen=True, slots=True)
class Information:
    """How the individual was informed before answering, and what of (VM-CONS-12)."""

    oral: bool | None = None
    written: bool | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """One record as in `contract.md` §3; empty `parties` means the addressed units."""

    status: str
    form: str | None = None
    scopes: tuple[str, ...] = ()
    given_by: str | None = None
    recorded_at: datetime | None = None
    recorded_by: RecordedBy | None = None
    parties: tuple[str, ...] = ()
    purpose: str | None = None
    period: Period | None = None
    harm_assessment: HarmAssessment | None = None
    episode: str | None = None
    child_asked: ChildAsked | None = None
    refusal_information_given: bool | None = None
    asked_anew: bool | None = None
    documented_in: tuple[str, ...] = ()
    information: Information | None = None
    guardians_agree: bool | None = None
    """Whether a child's guardians agree; False where they do not, None where nothing is said of it."""


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A consent with the server's receipt: newest by `received_at` counts per scope and `holder` (provider)."""

    consent: Consent
    received_at: datetime
    holder: str
    asserted: bool
    """True when a message carried it along, False for a samtycke of its own: an assertion ends no refusal
    unless it says `askedAnew` (semantics 11)."""
    message_id: str | None = None
    under: str | None = None
    """A keyed mark of the number that it came under: of linked numbers a permit counts under its own (semantics 17)."""

    def refuses(self, *, before: bool) -> bool:
        """Whether there is a refusal after it: its own, or the one `before`, which only a consent ends (semantics 11, 39)."""
        ends = self.consent.status == "given" and (not self.asserted or self.consent.asked_anew is True)
        return self.consent.status in REFUSALS or (before and not ends)
