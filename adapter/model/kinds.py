"""The kinds of message and what each may hold: one table that reading, schema, mapping and tests share.

Source: `contract.md` §2; members that a catalogue rule needs beyond it are named in the CHANGELOG.
"""

from collections.abc import Iterator, Mapping

from adapter.model.consent import FORMS, GRANTORS, HARM_OUTCOMES, SCOPES, STATUSES
from adapter.model.member import Kind, Member, Type, code, flag, kind, struct, text
from adapter.model.other_kinds import OTHER_KINDS
from adapter.model.sip_kinds import SIP_KINDS
from adapter.model.stay_kinds import STAY_KINDS

_CONSENT_MEMBERS = (
    code("status", *STATUSES, starred=True),
    code("form", *FORMS),
    code("scopes", *SCOPES, many=True),
    code("givenBy", *GRANTORS),
    Member("recordedAt", Type.INSTANT),
    struct("recordedBy", Member("unit", Type.UNIT), text("name"), text("title")),
    Member("parties", Type.UNIT, many=True),
    text("purpose"),
    struct("period", Member("start", Type.DATE), Member("end", Type.DATE)),
    struct(
        "harmAssessment",
        code("outcome", *HARM_OUTCOMES),
        struct("assessor", text("name"), text("title")),
        Member("at", Type.INSTANT),
    ),
    text("episode"),
    struct("childAsked", flag("asked"), text("view")),
    flag("guardiansAgree"),
    flag("refusalInformationGiven"),
    flag("askedAnew"),
    code("documentedIn", "journal", "akt", many=True),
    struct(
        "information",
        flag("oral"),
        flag("written"),
        code("topics", "delaktighet", "samtycke", "omfattning", "tolk", many=True),
    ),
)
CONSENT = Kind("consent", "consent block", (), None, _CONSENT_MEMBERS)


_ALL = (
    *STAY_KINDS,
    *SIP_KINDS,
    *OTHER_KINDS,
    kind(
        "kvittens",
        "acknowledgement",
        "new",
        (Member("acknowledgedAt", Type.INSTANT), flag("approved")),
        episode=None,
    ),
    kind("samtycke", "consent", "new", _CONSENT_MEMBERS, episode=None),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def paths(kind: Kind) -> Iterator[str]:
    """The disclosure paths of a kind's content: one per top member (`content.<member>`)."""
    return (f"content.{member.name}" for member in kind.members)
