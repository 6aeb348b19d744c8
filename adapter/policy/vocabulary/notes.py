"""Facts about the notes of a SIP that stand, whom they leave out, and to whom copies of it went."""

from collections.abc import Iterator, Mapping

from adapter.model.sip import DOCUMENTS
from adapter.model.sip_parts import objects
from adapter.policy.view import Question, View
from adapter.policy.vocabulary.parties import unreached
from adapter.policy.vocabulary.plans import CASE, known
from adapter.policy.vocabulary.sip import about

_WRITTEN = frozenset({"new", "revise", "approve"})
_OTHERS = "annan"
_OWN = "patient"


def notes_left(view: View) -> object:
    """How many notes of the SIP stand besides the one that this message names (VM-CONS-10)."""
    sip = about(view)
    messages = sip.messages if sip else frozenset()
    return sum(
        1
        for event in view.facts.history.standing
        if event.message_id in messages
        and event.message_id != view.message.relates_to
        and event.kind in DOCUMENTS
        and event.action in _WRITTEN
    )


def units_left_out(view: View) -> object:
    """The units that take part in the person's active SIP and that this message is not addressed to (VM-CONS-10)."""
    sip = about(view)
    return unreached(view, sip.parties) if sip and sip.active else ()


def recipient_in_plan(view: View) -> object:
    """Whether the recipient takes part in the SIP itself: invited to it, inviting or coordinating (VM-VIS-01)."""
    sip = about(view)
    return sip is not None and view.recipient in sip.parties


def coordinates_case(view: View) -> object:
    """Whether the coordination case names the sending unit as responsible for coordination; None where it names none."""
    case = known(view, CASE)
    return case.coordinator == view.message.sender.unit if case and case.coordinator else None


def _copies(view: View) -> Iterator[tuple[str, object]]:
    """To whom each copy of the plan went besides the individual, and whether the individual agreed."""
    for one in objects(view.message.content.get("handovers")):
        to = str(one.get("to") or _OTHERS)
        if to != _OWN:
            yield to, one.get("agreed")


def copies_refused(view: View) -> object:
    """Whether a copy went to somebody else against the individual's word (VM-CONS-11)."""
    return any(agreed is False for _, agreed in _copies(view))


def copies_unagreed(view: View) -> object:
    """Whether a copy went to somebody else and nothing is said of the individual's agreement (VM-CONS-11)."""
    return any(agreed is None for _, agreed in _copies(view))


QUESTIONS: Mapping[str, Question] = {
    "sip.notesLeft": notes_left,
    "sip.unitsLeftOut": units_left_out,
    "sender.coordinatesCase": coordinates_case,
    "message.copiesRefused": copies_refused,
    "message.copiesUnagreed": copies_unagreed,
}
RECIPIENT: Mapping[str, Question] = {"recipient.inPlan": recipient_in_plan}
