"""What applies while messages cannot be sent: whom to tell, what goes by telephone or on paper, and late entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapter.model.basis import DEFAULT_LANGUAGE

WAYS = ("telefon", "papper", "epost", "brev", "ko")
"""By telephone, on a paper form, by e-mail, by letter; `ko`: it waits in the queue and goes by itself."""
WHOSE = ("region", "kommun", "alla")
"""Who tells somebody of an outage: the region's units, the municipalities', all."""
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """Words by language, and the passages that they rest on."""

    words: Mapping[str, str]
    source: tuple[str, ...] = ()

    def in_language(self, language: str) -> str:
        """The words in a language, in English where it has none."""
        return self.words.get(language, self.words[DEFAULT_LANGUAGE])

    def to_json(self) -> Json:
        """As it lies in a stored receipt: both languages."""
        return {
            "text": self.words[DEFAULT_LANGUAGE],
            "source": list(self.source),
            "sv": {"text": self.words["sv"]},
        }


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a unit of one kind tells that the service is down."""

    whose: str
    who: Said


@dataclass(frozen=True, slots=True)
class Way:
    """How some kinds of message go meanwhile, what of them may, and what is done afterwards."""

    kinds: tuple[str, ...]
    by: tuple[str, ...]
    content: Said
    afterwards: Said


@dataclass(frozen=True, slots=True)
class OutageRoutine:
    """A region's outage routine.

    After more than `long_hours` the `long` routine applies; exactly so long is not yet more (HA-OUT-01).
    """

    routine: Said
    long: Said | None = None
    long_hours: float | None = None
    contacts: tuple[Contact, ...] = ()
    ways: tuple[Way, ...] = ()

    def applies(self, lasted: timedelta) -> Said:
        """The routine after so long."""
        if (
            self.long is not None
            and self.long_hours is not None
            and lasted > timedelta(hours=self.long_hours)
        ):
            return self.long
        return self.routine

    def way(self, kind: str) -> Way | None:
        """How a kind goes; the first that names it."""
        return next((way for way in self.ways if kind in way.kinds), None)


NO_ROUTINE = OutageRoutine(Said({"sv": "", "en": ""}))
"""Of rules that stand for themselves, without packs around them."""
