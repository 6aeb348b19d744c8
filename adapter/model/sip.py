"""A coordinated individual plan (SIP) as the person's events have made it, with the invitations to it."""

from dataclasses import dataclass
from datetime import datetime

ACTIVE = frozenset({"called", "draft", "approved"})
STATES = ("none", "called", "draft", "approved", "closed", "annulled")
FAMILY = frozenset({"kallelse", "svar-kallelse", "kartlaggning", "sip", "uppfoljning", "utvardering"})
"""The kinds of message that a SIP is made of."""
DOCUMENTS = frozenset({"kartlaggning", "sip", "uppfoljning", "utvardering"})
"""Those of them that only units with access to the plan get."""
ANSWER = "svar-kallelse"
"""What an invited unit sends; where the routine says so, it is the receipt of the invitation too (VM-ACK-02)."""
SIP_INVITATIONS = frozenset({"sip-svu", "sip-fristaende", "uppfoljning"})
"""Purposes of an invitation that gives access to the plan; a meeting of actors is no SIP meeting (NB-TRACK-14)."""
OPENING = frozenset({"sip-svu", "sip-fristaende"})
"""Purposes that open a SIP where there is none."""
WITHDRAWN = "samtycke-aterkallat"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A kallelse that stands: whom it calls now, to what, when, and the answers so far (unit, attends)."""

    message_id: str
    sender: str
    purpose: str | None = None
    units: frozenset[str] = frozenset()
    start: datetime | None = None
    answers: tuple[tuple[str, bool], ...] = ()
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A sub-goal or an intervention of the plan: whose it is, and a digest by which a change is seen; never its words.

    `part` is `subGoals` or `interventions`; `unit` is None where the responsible is no unit.
    """

    part: str
    key: str
    unit: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Sip:
    """`key` stands for the planId, or for the invitation that opened a SIP not named yet; `state` is one of STATES."""

    key: str
    named: bool = True
    state: str = "none"
    origin: str | None = None
    owner: str | None = None
    opened_at: datetime | None = None
    episode: str | None = None
    version: int = 0
    newest: str | None = None
    """The messageId of the newest message that says what the plan is: what a change is built on."""
    coordinator: str | None = None
    items: tuple[Item, ...] = ()
    core: str | None = None
    """A digest of what is the coordinator's: main goal, needs, resources, contacts and times."""
    follow_up_at: datetime | None = None
    invitations: tuple[Invitation, ...] = ()
    surveyed: bool = False
    commented: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    """Every message of it, so that an answer or a change finds its SIP."""

    @property
    def active(self) -> bool:
        """Whether it has been called to or drawn up and is neither closed nor annulled."""
        return self.state in ACTIVE

    def unnamed_to(self, unit: str) -> bool:
        """Whether the unit's first plan may give this SIP, which has only been called to, its name."""
        return self.active and not self.named and unit in self.parties

    @property
    def invited(self) -> frozenset[str]:
        """The units that an invitation giving access now calls."""
        return frozenset(
            unit
            for invitation in self.invitations
            if invitation.purpose in SIP_INVITATIONS
            for unit in invitation.units
        )

    @property
    def leads(self) -> str | None:
        """Who coordinates: the unit that the plan names, before there is a plan the one that called."""
        return self.coordinator or self.owner

    @property
    def parties(self) -> frozenset[str]:
        """The units that have access: invited, inviting, coordinating."""
        inviting = {one.sender for one in self.invitations if one.purpose in SIP_INVITATIONS}
        return self.invited.union(inviting, {unit for unit in (self.coordinator, self.owner) if unit})
