"""Where a search goes on: its parameters and place as a token for its client, for a quarter of an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import orjson

from adapter.pipeline.searching import Place
from adapter.ports import Clock
from adapter.web.parts import Tokens

LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of a search."""

    type: str
    pairs: tuple[tuple[str, str], ...]
    place: Place


class Pages:
    """Makes and opens the tokens."""

    def __init__(self, tokens: Tokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock

    def token(self, rest: Rest, client: str) -> str:
        """For the link to the next page."""
        until = (self._clock.now() + LASTS).timestamp()
        place = rest.place
        return self._tokens.seal(
            orjson.dumps([rest.type, rest.pairs, place.cursor, place.key, until]), client
        )

    def rest(self, token: str, client: str) -> Rest | None:
        """What the link goes on with; None when its time is over, or it was not this client's."""
        clear = self._tokens.open(token, client)
        if clear is None:
            return None
        type_, pairs, cursor, key, until = orjson.loads(clear)
        if self._clock.now().timestamp() > until:
            return None
        return Rest(type_, _pairs(pairs), Place(cursor, tuple(key) if key is not None else None))


def _pairs(pairs: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)
