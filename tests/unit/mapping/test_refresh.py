"""A resend is the same content under a new Bundle.id and timestamp."""

from datetime import timedelta

import orjson

from adapter.mapping.refresh import refresh
from tests import golden_bundles
from tests.builders import SENT


def test_only_the_bundles_id_and_timestamp_are_new() -> None:
    body = (golden_bundles.FOLDER / "inskrivningsmeddelande-new-full" / "bundle.json").read_bytes()
    before = orjson.loads(body)
    after = orjson.loads(refresh(body, bundle_id="new", timestamp=SENT + timedelta(minutes=5)))
    assert after["id"] == "new"
    assert after["timestamp"] == "2026-03-02T10:05:00+01:00"
    assert after["entry"] == before["entry"]
    assert {name for name in before if before[name] != after[name]} == {"id", "timestamp"}
