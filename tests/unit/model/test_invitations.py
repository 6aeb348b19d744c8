"""An invitation's versions, as far as they stand."""

from adapter.model.history import Event
from adapter.model.invitations import thread, versions
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL


def called(name: str, action: str = "new", of: str | None = None, kind: str = "kallelse") -> Event:
    return Event(name, kind, action, HEALTH_CENTRE, (SOCIAL,), SENT, SENT, relates_to=of)


def named(events: tuple[Event, ...]) -> list[str]:
    return [event.message_id for event in events]


def test_every_version_is_of_the_invitation_that_it_revises_however_it_is_named() -> None:
    events = (
        called("a"),
        called("b"),
        called("a2", "revise", "a"),
        called("sip", kind="sip"),
        called("a3", "revise", "a2"),
    )
    assert [named(versions(events, name)) for name in ("a", "a2", "a3")] == [["a", "a2", "a3"]] * 3
    assert named(versions(events, "b")) == ["b"]
    assert [versions(events, name) for name in (None, "sip", "unknown")] == [()] * 3


def test_a_revision_of_what_is_not_known_begins_one_of_its_own() -> None:
    events = (called("a2", "revise", "gone"), called("a3", "revise"))
    assert [named(versions(events, name)) for name in ("a2", "a3")] == [["a2"], ["a3"]]


def test_an_invitation_called_off_stands_no_more_and_is_still_a_thread() -> None:
    events = (called("a"), called("off", "cancel", "a"))
    assert versions(events, "a") == versions(events, "off") == ()
    assert named(thread(events, "a")) == ["a", "off"]


def test_an_annulled_version_has_never_been_but_what_revises_it_is_the_same_invitation() -> None:
    events = (
        called("a"),
        called("a2", "revise", "a"),
        called("a3", "revise", "a2"),
        called("x", "annul", "a2"),
    )
    assert named(versions(events, "a")) == ["a", "a3"]
    off = (called("a"), called("off", "cancel", "a"), called("x", "annul", "off"))
    assert named(versions(off, "a")) == ["a"]
