"""By which id a unit knows what a duty is about, and whether it knows the unit whose duty it is."""

from dataclasses import replace
from datetime import datetime, timedelta

from adapter.episode.sips import sips
from adapter.model.deadline import Row
from adapter.model.history import Disclosure, Event, History
from adapter.pipeline.duties import began, known_as, knows
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD

DUE = datetime.fromisoformat("2026-03-03T10:00:00+01:00")


def event(name: str, sender: str = WARD, *recipients: str, **changes: object) -> Event:
    plain = Event(
        *(name, "generellt-meddelande", "new", sender, recipients or (SOCIAL,), SENT, SENT), episode="vtf-1"
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def got(name: str, unit: str, *paths: str, delivery: str = "") -> Disclosure:
    return Disclosure(name, unit, delivery or f"{name}-as-{unit}", paths, SENT)


def row(about: str | None = "m1", **changes: object) -> Row:
    plain = Row("X-1", "kvittens", SOCIAL, SENT, DUE, "overdue", message_id=about, episode="vtf-1")
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_a_sender_knows_its_message_by_its_own_id_and_a_recipient_by_the_newest_delivery() -> None:
    sent = event("m1")
    history = History((sent,), disclosures=(got("m1", SOCIAL), got("m1", SOCIAL, delivery="newer")))
    assert known_as(row(), WARD, history) == ("m1", sent)
    assert known_as(row(), SOCIAL, history) == ("newer", sent)
    assert known_as(row(), HOME_CARE, history) is None


def test_who_has_not_that_message_knows_the_newest_of_its_kind_that_it_has_of_the_stay() -> None:
    own, older = event("m3", HEALTH_CENTRE), event("m2", HEALTH_CENTRE)
    history, other = History((event("m1"), older, own)), replace(own, kind="kallelse")
    duty = row(what="uppfoljning")
    assert known_as(duty, HEALTH_CENTRE, history) == ("m3", own)
    elsewhere = History((event("m1"), replace(own, episode="vtf-2")))
    assert known_as(duty, HEALTH_CENTRE, elsewhere) is None
    # what another kind is about, it may not even know of
    assert known_as(duty, HEALTH_CENTRE, History((event("m1"), other))) is None
    assert known_as(row(None, what="uppfoljning"), HEALTH_CENTRE, History((event("m1"), other))) == (
        "m3",
        other,
    )
    # a kvittens is owed for one message
    assert known_as(row(), HEALTH_CENTRE, history) is None


def test_what_was_annulled_is_known_by_nobody() -> None:
    history = History(
        (event("m1"), event("m2", action="annul", relates_to="m1")), disclosures=(got("m1", SOCIAL),)
    )
    assert known_as(row(), SOCIAL, history) is None


def test_a_plans_messages_are_known_to_its_parties() -> None:
    call = event("m1", WARD, SOCIAL, kind="kallelse", noted={"purpose": "sip-fristaende"}, episode=None)
    answer = event("m2", SOCIAL, WARD, kind="svar-kallelse", relates_to="m1", episode=None)
    history = History((call, answer))
    (plan,) = sips(history.events)
    assert known_as(row(None, episode=None, plan=plan.key), SOCIAL, history) == ("m2", answer)
    assert known_as(row(None, episode=None, plan="another"), SOCIAL, history) is None


def test_a_unit_knows_itself_whom_it_wrote_to_and_whose_name_it_was_shown() -> None:
    history = History(
        (event("m1", WARD, SOCIAL, HEALTH_CENTRE),),
        disclosures=(got("m1", SOCIAL, "sender.unit"), got("m1", HEALTH_CENTRE)),
    )
    assert knows(HOME_CARE, HOME_CARE, row(), history)
    assert knows(WARD, SOCIAL, row(), history)
    assert knows(SOCIAL, WARD, row(), history)
    assert not knows(HEALTH_CENTRE, WARD, row(), history)
    assert not knows(SOCIAL, HEALTH_CENTRE, row(), history)


def test_a_duty_about_no_message_began_with_the_first_of_its_stay() -> None:
    first, second = event("m1"), event("m2", received_at=SENT + timedelta(hours=1))
    history = History((first, second))
    assert began(row(), history) == first
    assert began(row(None), history) == first
    assert began(row(None, episode=None), history) is None
