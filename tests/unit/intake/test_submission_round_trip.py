"""The two ways in are one: a native message put into the submission shape and read back is equal to itself."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from adapter.intake import native, submission
from adapter.mapping import conform
from adapter.mapping import submission as writing
from adapter.model.message import Message
from adapter.model.wire import to_json
from adapter.validation.check import check
from tests import golden_bundles
from tests.checkout import mappings
from tests.strategies import messages


@given(messages())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_message_of_any_kind_is_equal_after_the_submission_shape(message: Message) -> None:
    # what happens before it can is refused either way
    assume(not any(issue.rule == "CHECK-ORDER" for issue in check(message, message.sent_at)))
    as_sent = native.read(to_json(message))
    read = submission.read_submission(writing.bundle(as_sent, mappings()), mappings())
    assert read.message == as_sent
    assert to_json(read.message) == to_json(as_sent)
    assert read.warnings == ()


@given(messages())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_submission_conforms(message: Message) -> None:
    assume(not any(issue.rule == "CHECK-ORDER" for issue in check(message, message.sent_at)))
    assert conform.check(writing.bundle(native.read(to_json(message)), mappings())) == ()


@pytest.mark.parametrize("folder", list(golden_bundles.cases()), ids=lambda folder: folder.name)
def test_the_message_of_a_golden_case_is_equal_after_the_submission_shape(folder: Path) -> None:
    document = golden_bundles.document(folder)["message"]
    sent = writing.of_json(document, mappings())
    assert conform.check(sent) == ()
    assert submission.read(sent, mappings()) == native.read(document)
