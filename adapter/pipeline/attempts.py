"""What the audit is told of an attempt, whether it delivers a message, a notice of our own or a notification."""

from datetime import datetime

from adapter.model.kept import Claim


def outcome_record(claim: Claim, what: str, at: datetime) -> dict[str, object]:
    """What came of the claimed entry at an instant: ids and kind, nothing of the person but the random id."""
    entry = claim.entry
    return {
        "what": what,
        "at": at.isoformat(),
        "entry": entry.id,
        "recipient": entry.recipient,
        "kind": entry.kind,
        "person": claim.person_key,
        "attempt": entry.attempts + 1,
    }
