"""The same content once more: a resend has a new Bundle.id and timestamp and nothing else (standards 2.5)."""

from datetime import datetime

import orjson

from adapter.r4 import primitives


def refresh(body: bytes, *, bundle_id: str, timestamp: datetime) -> bytes:
    """The frozen bytes of a delivery with a new `Bundle.id` and `timestamp`; MessageHeader.id stays."""
    bundle = orjson.loads(body)
    bundle["id"] = bundle_id
    bundle["timestamp"] = primitives.instant(timestamp)
    return orjson.dumps(bundle)
