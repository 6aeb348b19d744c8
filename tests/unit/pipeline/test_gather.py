"""Which units a decision is told of: whoever the message, its content or the person's history names."""

from types import SimpleNamespace
from typing import Any

from adapter.model.history import Event, History
from adapter.pipeline.gather import units_of
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message, units

PARTS: Any = SimpleNamespace(directory=SimpleNamespace(unit=units().get))


def _named(content: dict[str, object], *events: Event) -> set[str]:
    sent = message(kind="samordningsarende", recipients=(SOCIAL,), content=content)
    return set(units_of(sent, History(events), PARTS))


def test_the_sender_and_the_recipients_are_there() -> None:
    assert _named({}) == {WARD, SOCIAL}


def test_a_unit_anywhere_in_the_content_is_there() -> None:
    assert _named({"involvedUnits": [HOME_CARE]}) == {WARD, SOCIAL, HOME_CARE}
    assert _named({"approvals": [{"unit": HOME_CARE}]}) == {WARD, SOCIAL, HOME_CARE}
    assert _named({"careUnit": HOME_CARE, "physician": True, "text": "Ring SE"}) == {WARD, SOCIAL, HOME_CARE}


def test_what_earlier_messages_said_counts_too() -> None:
    earlier = Event(
        "m1", "samordningsarende", "new", HEALTH_CENTRE, (), SENT, SENT, noted={"units": [HOME_CARE]}
    )
    assert _named({}, earlier) == {WARD, SOCIAL, HEALTH_CENTRE, HOME_CARE}


def test_a_unit_that_the_directory_lacks_is_not() -> None:
    assert _named({"careUnit": "SE2120002627-OKAND"}) == {WARD, SOCIAL}
