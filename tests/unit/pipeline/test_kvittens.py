"""What a kvittens settles, and what the answer to an invitation settles where it is the receipt too (VM-ACK-02)."""

from dataclasses import replace

import pytest

from adapter.deadlines.kvittens import owed
from adapter.episode.event import event
from adapter.model.history import MANUAL, History, Owed
from adapter.model.message import Message, Sender
from adapter.model.process import KindProcess, Process
from adapter.pipeline.kvittens import met, met_deliveries
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, message

INVITATION = message(
    kind="kallelse", message_id="k1", episode=None, content={}, recipients=(SOCIAL, HOME_CARE)
)


def answering(kind: str, unit: str = SOCIAL, relates_to: str | None = "k1") -> Message:
    """What the invited unit sends back."""
    back = message(
        kind=kind,
        message_id="now",
        episode=None,
        content={},
        recipients=(HEALTH_CENTRE,),
        relates_to=relates_to,
    )
    return replace(back, sender=Sender(unit))


def invited(*, answer_acknowledges: bool) -> History:
    """The invitation, with what its units owe for it, and a letter besides."""
    process = Process({"kallelse": KindProcess(answer_acknowledges=answer_acknowledges)})
    due = owed(INVITATION, INVITATION.recipients, SENT, process)
    letter = Owed("k1", MANUAL, SOCIAL, due[0].due)
    return History((event(INVITATION, SENT),), owed=(*due, letter))


def test_where_the_answer_is_the_receipt_the_answer_is_owed() -> None:
    kinds = {one.kind for one in invited(answer_acknowledges=True).owed}
    assert kinds == {"svar-kallelse", MANUAL}


@pytest.mark.parametrize(
    ("kind", "answer_acknowledges", "settled"),
    [
        ("svar-kallelse", True, {SOCIAL}),
        ("kvittens", True, set()),
        ("kvittens", False, {SOCIAL}),
        ("svar-kallelse", False, set()),
        ("generellt-meddelande", False, set()),
    ],
)
def test_what_is_owed_is_settled_by_its_own_kind(
    kind: str,
    answer_acknowledges: bool,  # noqa: FBT001
    settled: set[str],
) -> None:
    done = met(answering(kind), invited(answer_acknowledges=answer_acknowledges), SENT)
    assert {one.unit for one in done} == settled
    assert all(one.met_at == SENT for one in done)


def test_a_unit_settles_its_own_and_what_names_nothing_settles_nothing() -> None:
    history = invited(answer_acknowledges=True)
    assert {one.unit for one in met(answering("svar-kallelse", HOME_CARE), history, SENT)} == {HOME_CARE}
    assert met(answering("svar-kallelse", relates_to=None), history, SENT) == ()
    assert met(answering("svar-kallelse", relates_to="k9"), history, SENT) == ()


def test_an_answer_takes_nothing_out_of_the_mailbox() -> None:
    assert met_deliveries(answering("svar-kallelse"), invited(answer_acknowledges=True)) == ()


@pytest.mark.parametrize("kind", ["kvittens", "svar-kallelse"])
def test_where_an_answer_suffices_either_settles_what_is_owed(kind: str) -> None:
    """HA-ACK-02."""
    process = Process({"kallelse": KindProcess(answer_suffices=True)})
    due = owed(INVITATION, INVITATION.recipients, SENT, process)
    history = History((event(INVITATION, SENT),), owed=due)
    assert {one.kind for one in due} == {"kallelse"}
    assert {one.unit for one in met(answering(kind), history, SENT, process)} == {SOCIAL}
