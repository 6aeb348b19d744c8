"""Whether the transfer of information was refused when a notice was sent: what the newest record of each holder says."""

from collections.abc import Iterable, Iterator

from adapter.liability.stay import Stay
from adapter.model.consent import ConsentRecord
from adapter.model.history import Event, done_at

SCOPE = "informationsoverforing"
_REFUSALS = frozenset({"refused", "withdrawn"})


def refused(stay: Stay, notice: Event, liable: str | None) -> bool:
    """Whether any holder's newest record then was a refusal or a withdrawal; the strictest binds."""
    statuses: dict[str, str] = {}
    for record in _concerning(stay, notice, liable):
        ended = statuses.get(record.holder) in _REFUSALS
        # What a message asserts ends no refusal unless the person was asked anew (semantics 11).
        if (
            ended
            and record.asserted
            and record.consent.status not in _REFUSALS
            and not record.consent.asked_anew
        ):
            continue
        statuses[record.holder] = record.consent.status
    return any(status in _REFUSALS for status in statuses.values())


def _concerning(stay: Stay, notice: Event, liable: str | None) -> Iterator[ConsentRecord]:
    """The records of then about this stay, this municipality and the transfer of information, oldest first."""
    then = done_at(notice)
    for record in sorted(stay.course.history.consents, key=lambda one: one.received_at):
        consent = record.consent
        if (
            record.received_at <= then
            and (not consent.scopes or SCOPE in consent.scopes)
            and consent.episode in {None, stay.id}
            and _addresses(stay, consent.parties, liable)
        ):
            yield record


def _addresses(stay: Stay, parties: Iterable[str], liable: str | None) -> bool:
    named = tuple(parties)
    return not named or stay.municipal(named, liable)
