"""Who tries a dispute about payment: one after the other, none passed over (VB-LIAB-18)."""

from collections.abc import Sequence

from adapter.model.errors import UsageError


def tried_next(levels: Sequence[str], now: str | None) -> str | None:
    """Who tries it after the level where it is now; the first where nobody has, None after the last."""
    place = -1 if now is None else levels.index(now)
    return levels[place + 1] if place + 1 < len(levels) else None


def raised(levels: Sequence[str], now: str | None, to: str) -> str:
    """The level it is raised to; `UsageError` where that is not the next."""
    following = tried_next(levels, now)
    if to != following:
        raise UsageError(f"a dispute goes to {following or 'nobody else'} next, not to {to}")
    return to
