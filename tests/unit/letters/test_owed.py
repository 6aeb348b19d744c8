"""Which letters an invitation makes its sender owe, and what settles them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapter.episode.event import event
from adapter.letters.owed import UNIT, Case, Letters, addressee, invited, is_off, letters
from adapter.model.history import MANUAL, SUPERSEDED, History, Owed, Paper
from adapter.model.message import Message
from tests import builders
from tests.builders import HOME_CARE, SENT, SOCIAL

UNITS = builders.units()
DUE = SENT + timedelta(hours=14)
KASSA = "SE2021005521-FK01"


def kallelse(number: int = 1, action: str = "new", *, to: int | None = None, **content: Any) -> Message:
    relates = _id(to) if to else None
    plain = {"purpose": "sip-fristaende", **content}
    return builders.message(
        kind="kallelse",
        action=action,
        message_id=_id(number),
        relates_to=relates,
        content=plain,
        episode=None,
    )


def _id(number: int) -> str:
    return f"8b1f0a52-5b0e-4a36-9b8e-{number:012d}"


def owed_by(message: Message, history: History | None = None, *, may: bool = True) -> Letters:
    case = Case(history or History(), UNITS, "Test Testsson", SENT, DUE)
    return letters(message, case, by_hand=(), may=lambda _: may)


def after(message: Message, made: Letters, history: History | None = None) -> History:
    """The history once the message is accepted."""
    before = history or History()
    kept = {(one.message_id, one.unit): one for one in (*before.owed, *made.owed, *made.settled)}
    return History(events=(*before.events, event(message, SENT)), owed=tuple(kept.values()))


def changed(history: History, place: str, **changes: object) -> History:
    """A letter printed or sent."""

    def one(owed: Owed) -> Owed:
        if owed.unit != place or owed.paper is None:
            return owed
        met = SENT if "how" in changes else owed.met_at
        return replace(owed, met_at=met, paper=replace(owed.paper, **changes))  # type: ignore[arg-type]

    return replace(history, owed=tuple(one(owed) for owed in history.owed))


def places(made: Letters) -> list[str]:
    return [one.paper.party + ("-off" if is_off(one) else "") for one in made.owed if one.paper]


def test_everybody_who_is_no_unit_is_invited_by_letter_once() -> None:
    message = kallelse(
        invitees=[
            {"party": "patient"},
            {"party": "narstaende", "name": "Karin"},
            {"party": "narstaende", "name": "Lisa"},
            {"name": "skolan"},
        ],
        participants=["Karin", "Test Testsson", SOCIAL, "Socialtjänsten", " ", "Omar"],
    )
    found = invited(message, UNITS, "Test Testsson")
    assert list(found) == ["patient", "invitees/1", "invitees/2", "invitees/3", "participants/5"]
    assert [one.party for one in found.values()] == ["patient", "narstaende", "narstaende", "skola", "annan"]


def test_the_person_is_invited_to_a_meeting_about_the_plan_unless_the_message_says_otherwise() -> None:
    assert list(invited(kallelse(), UNITS, "")) == ["patient"]
    assert not invited(kallelse(patientParticipates=False), UNITS, "")
    assert not invited(kallelse(purpose="aktorsmote"), UNITS, "")


def test_others_get_a_letter_only_where_they_may() -> None:
    message = kallelse(participants=["Karin"])
    assert places(owed_by(message)) == ["patient", "annan"]
    assert places(owed_by(message, may=False)) == ["patient"]


def test_a_unit_without_a_system_is_owed_one_for_any_kind() -> None:
    case = Case(History(), UNITS, "", SENT, DUE)
    made = letters(builders.message(), case, by_hand=(KASSA,), may=lambda _: True)
    assert made == Letters(
        (Owed(builders.message().message_id, MANUAL, KASSA, DUE, paper=Paper(UNIT, KASSA)),)
    )


def test_a_change_settles_what_was_not_sent_and_owes_anew() -> None:
    first = kallelse(participants=["Karin"])
    history = changed(after(first, owed_by(first)), "patient", how="post")
    second = owed_by(kallelse(2, "revise", to=1, participants=["Karin"]), history)
    assert places(second) == ["patient", "annan"]
    assert [(one.unit, one.paper.how) for one in second.settled if one.paper] == [
        ("participants/0", SUPERSEDED)
    ]


def test_whoever_is_dropped_is_told_once_if_the_letter_may_have_gone() -> None:
    first = kallelse(participants=["Karin", "Omar"])
    history = changed(after(first, owed_by(first)), "participants/0", printed_at=SENT)
    change = kallelse(2, "revise", to=1)
    second = owed_by(change, history)
    assert places(second) == ["patient", "annan-off"]
    told = [one for one in second.owed if is_off(one)]
    assert told[0].paper is not None
    assert told[0].paper.about == _id(1)
    history = changed(after(change, second, history), told[0].unit, printed_at=SENT)
    off = owed_by(kallelse(3, "cancel", to=2), history)
    assert places(off) == []
    assert [one.unit for one in off.settled] == ["patient"]


def test_whoever_is_invited_again_need_not_hear_that_it_was_off() -> None:
    first = kallelse(participants=["Karin"])
    history = changed(after(first, owed_by(first)), "participants/0", how="post")
    dropping = kallelse(2, "revise", to=1)
    history = after(dropping, owed_by(dropping, history), history)
    again = owed_by(kallelse(3, "revise", to=2, participants=["Karin"]), history)
    assert places(again) == ["patient", "annan"]
    assert {one.unit.partition("/")[0] for one in again.settled} == {"patient", "called-off"}


def test_nothing_is_owed_for_what_never_left() -> None:
    first = kallelse(participants=["Karin"])
    history = after(first, owed_by(first))
    off = owed_by(kallelse(2, "cancel", to=1), history)
    assert off.owed == ()
    assert len(off.settled) == 2


def test_a_cancel_of_nothing_known_owes_nothing() -> None:
    assert owed_by(kallelse(2, "cancel", to=1)) == Letters()
    assert owed_by(kallelse(2, "cancel")) == Letters()


def test_a_letter_finds_its_addressee_again() -> None:
    message = kallelse(participants=["Karin"])
    (_, other) = owed_by(message).owed
    assert other.paper is not None
    found = addressee(other.paper, message, UNITS, "")
    assert found is not None
    assert found.name == "Karin"
    assert addressee(other.paper, kallelse(), UNITS, "") is None
    assert addressee(Paper(UNIT, HOME_CARE), message, UNITS, "") is not None
    assert addressee(Paper(UNIT, KASSA), message, UNITS, "") is None
