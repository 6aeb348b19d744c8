"""The Bundle.ids seen lately: a Bundle.id never comes again with another message (FHIR reliable messaging)."""

import time
from collections import OrderedDict
from collections.abc import Callable

from adapter.model.issue import Issue, Severity
from adapter.web.capability import RELIABLE_CACHE_MINUTES

MOST_KEPT = 100_000
REUSED = Issue(
    Severity.ERROR,
    "HTTP-BUNDLE-REUSED",
    "Bundle.id",
    "This Bundle.id came before with another MessageHeader.id.",
    "Give every Bundle an id of its own; a resend keeps MessageHeader.id and gets a new Bundle.id.",
    "duplicate",
)


class BundleIds:
    """Per client, in this process, for `RELIABLE_CACHE_MINUTES`: what comes again after that is judged as new.

    It only catches a sender's fault early: that nothing is taken twice rests on the stored MessageHeader.id.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._seen: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    def fits(self, client: str, bundle_id: str, message_id: str) -> bool:
        """Remember the pair; False when the Bundle.id belongs to another message."""
        now = self._monotonic()
        while self._seen and (
            len(self._seen) > MOST_KEPT
            or now - next(iter(self._seen.values()))[1] > RELIABLE_CACHE_MINUTES * 60
        ):
            self._seen.popitem(last=False)
        known, _ = self._seen.setdefault((client, bundle_id), (message_id, now))
        return known == message_id
