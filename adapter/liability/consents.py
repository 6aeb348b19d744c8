"""Whether the transfer of information was refused when a notice was sent: what the newest record of each holder says."""

from collections.abc import Iterable, Iterator

from adapter.liability.stay import Stay
from adapter.model.consent import INFORMATION, ConsentRecord
from adapter.model.history import Event, done_at


def refused(stay: Stay, notice: Event, liable: str | None) -> bool:
    """Whether any holder's newest record then was a refusal or a withdrawal; the strictest binds."""
    by_holder: dict[str, bool] = {}
    for record in _concerning(stay, notice, liable):
        by_holder[record.holder] = record.refuses(before=by_holder.get(record.holder, False))
    return any(by_holder.values())


def _concerning(stay: Stay, notice: Event, liable: str | None) -> Iterator[ConsentRecord]:
    """The records of then about this stay, this municipality and the transfer of information, oldest first."""
    then = done_at(notice)
    for record in sorted(stay.course.history.consents, key=lambda one: one.received_at):
        consent = record.consent
        if (
            record.received_at <= then
            and (not consent.scopes or INFORMATION in consent.scopes)
            and consent.episode in {None, stay.id}
            and _addresses(stay, consent.parties, liable)
        ):
            yield record


def _addresses(stay: Stay, parties: Iterable[str], liable: str | None) -> bool:
    named = tuple(parties)
    return not named or stay.municipal(named, liable)
