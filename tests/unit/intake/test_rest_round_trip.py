"""The REST way in is the same way: a message posted as one resource, whichever it is, is read as itself."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from adapter.intake import native, rest, rest_posted
from adapter.mapping import submission as writing
from adapter.model.message import Message
from adapter.model.wire import to_json
from adapter.validation.check import check
from tests import rest_forms
from tests.checkout import mappings
from tests.strategies import messages

SLOW = [HealthCheck.too_slow]


def terms(message: Message, **changes: object) -> rest.Terms:
    """What the request says beside the resource: of a whole message only the region, which the directory knows."""
    given: dict[str, object] = {
        "message_id": message.message_id,
        "sent": "2026-03-02T10:00:00+01:00",
        "region": lambda _unit: message.region,
    }
    return rest.Terms(**{**given, **changes})  # type: ignore[arg-type]


def in_order(message: Message) -> Message:
    """The message as it was read, when what it says begins ends no earlier: R4 cannot say such a period."""
    assume(not any(issue.rule == "CHECK-ORDER" for issue in check(message, message.sent_at)))
    return native.read(to_json(message))


@given(messages())
@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
def test_a_message_posted_as_a_communication_is_equal(message: Message) -> None:
    sent = in_order(message)
    posted = rest_posted.of_resource(rest_forms.contained(writing.bundle(sent, mappings())))
    found = rest.read(posted, terms(sent), mappings())
    assert to_json(found.submission.message) == to_json(sent)
    assert found.submission.message == sent
    assert found.submission.warnings == ()


@pytest.mark.parametrize(
    ("anchor", "kinds"),
    [
        ("CarePlan", ("sip", "samordnad-vardplan", "egenvardsplanering")),
        ("QuestionnaireResponse", ("planeringsunderlag", "svar-inskrivningsmeddelande", "kartlaggning")),
        ("Consent", ("samtycke",)),
        ("AppointmentResponse", ("svar-kallelse",)),
    ],
)
def test_a_message_posted_as_the_resource_that_it_is_about_is_equal(
    anchor: str, kinds: tuple[str, ...]
) -> None:
    @given(messages(kinds))
    @settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
    def is_equal(message: Message) -> None:
        sent = in_order(message)
        bundle = writing.bundle(sent, mappings())
        assume(rest_forms.can_be(bundle, anchor))
        posted = rest_posted.of_resource(rest_forms.contained(bundle, anchor))
        found = rest.read(posted, terms(sent), mappings())
        assert to_json(found.submission.message) == to_json(sent)
        assert found.submission.warnings == ()

    is_equal()
