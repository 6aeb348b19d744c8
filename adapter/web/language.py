"""The language that a caller wants rules told in: Accept-Language (RFC 9110 §12.5.4)."""

from starlette.types import Scope

from adapter.model.basis import DEFAULT_LANGUAGE, LANGUAGES

_HEADER = b"accept-language"
_MOST = 20
"""Ranges looked at; nobody reads more languages."""


def language_of(scope: Scope) -> str:
    """The language of ours that the caller wants most; English where it wants none of them, or says nothing."""
    said = b",".join(value for name, value in scope["headers"] if name == _HEADER).decode("latin-1")
    wanted: dict[str, float] = {}
    for place, part in enumerate(said.split(",")[:_MOST]):
        tag, _, weight = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            # of two with the same weight the first counts
            wanted[language] = max(wanted.get(language, 0.0), _weight(weight) - place / 1e6)
    best = max(wanted, key=lambda language: wanted[language], default=DEFAULT_LANGUAGE)
    return best if wanted.get(best, 0.0) > 0 else DEFAULT_LANGUAGE


def _weight(text: str) -> float:
    name, _, value = text.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
