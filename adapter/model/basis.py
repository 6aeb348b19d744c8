"""What a finding rests on: the facts that its rule saw, the passages it comes from, its words in Swedish.

Never an identity number, a name or free text: of a fact that may hold one only whether it is given (`Seen`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("sv", "en")
DEFAULT_LANGUAGE = "en"
Json = dict[str, object]
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "saw": "Prövat",
        "source": "Källa",
        "lines": "rad",
        "silent": "Regionens rutin säger inget här",
        "true": "ja",
        "false": "nej",
        "absent": "saknas",
        "given": "finns",
        "unknown": "okänt",
    },
    "en": {
        "saw": "Looked at",
        "source": "Source",
        "lines": "lines",
        "silent": "The region's routine says nothing of this",
        "true": "yes",
        "false": "no",
        "absent": "absent",
        "given": "given",
        "unknown": "unknown",
    },
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One fact as a rule saw it. `how` is `value`, `unknown`, or `given` for what is there but not shown."""

    fact: str
    value: object = None
    how: str = "value"

    def to_json(self) -> Json:
        """The fact with its value; `{"unknown": true}` or `{"given": true}` in the value's stead."""
        if self.how != "value":
            return {"fact": self.fact, self.how: True}
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"fact": self.fact, "value": value}

    def words(self, language: str) -> str:
        """The fact's name and what it was."""
        return f"{self.fact}: {self._value(_WORDS[language])}"

    def _value(self, words: Mapping[str, str]) -> str:
        if self.how != "value":
            return words[self.how]
        if self.value is None or self.value == ():
            return words["absent"]
        if isinstance(self.value, bool):
            return words[str(self.value).lower()]
        return ", ".join(map(str, self.value)) if isinstance(self.value, tuple) else str(self.value)


@dataclass(frozen=True, slots=True)
class Document:
    """A passage: the document's title and name, and the lines."""

    title: str
    file: str
    lines: str = ""

    def to_json(self) -> Json:
        """Title, file and lines."""
        return {"title": self.title, "file": self.file, "lines": self.lines}

    def words(self, language: str) -> str:
        """Title and lines."""
        return f"{self.title}, {_WORDS[language]['lines']} {self.lines}" if self.lines else self.title


@dataclass(frozen=True, slots=True)
class Words:
    """A finding's words in one language; `silence` where the region's routine is silent and another layer speaks."""

    text: str = ""
    remedy: str = ""
    silence: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a finding rests on; `silence` is the English of what the region's routine says nothing of."""

    saw: tuple[Seen, ...] = ()
    documents: tuple[Document, ...] = ()
    silence: str = ""
    swedish: Words = Words()

    def to_json(self) -> Json:
        """The members of a stored finding beside its own; only what there is."""
        told: Json = {}
        if self.saw:
            told["saw"] = [seen.to_json() for seen in self.saw]
        if self.documents:
            told["documents"] = [document.to_json() for document in self.documents]
        if self.silence:
            told |= {"silent": True, "silence": self.silence}
        if self.swedish.text:
            words = {"text": self.swedish.text, "remedy": self.swedish.remedy}
            told["sv"] = words | ({"silence": self.swedish.silence} if self.silence else {})
        return told

    def sentences(self, language: str) -> tuple[str, ...]:
        """What was seen, where it is written and what is silent, a sentence each."""
        words, told = _WORDS[language], []
        silence = self.swedish.silence if language == "sv" else self.silence
        if self.saw:
            told.append(f"{words['saw']}: {'; '.join(seen.words(language) for seen in self.saw)}.")
        if self.documents:
            named = "; ".join(document.words(language) for document in self.documents)
            told.append(f"{words['source']}: {named}.")
        if silence:
            told.append(f"{words['silent']}: {silence}")
        return tuple(told)


NOTHING = Basis()


def basis_of(told: Mapping[str, object]) -> Basis:
    """The basis of a stored finding."""
    swedish = told.get("sv")
    said = swedish if isinstance(swedish, Mapping) else {}
    return Basis(
        tuple(_seen(one) for one in _objects(told.get("saw"))),
        tuple(
            Document(str(one["title"]), str(one["file"]), str(one["lines"]))
            for one in _objects(told.get("documents"))
        ),
        str(told.get("silence", "")),
        Words(str(said.get("text", "")), str(said.get("remedy", "")), str(said.get("silence", ""))),
    )


def spoken(told: Mapping[str, object], language: str) -> Json:
    """A stored finding in one language: its own words replaced, the other language's left out."""
    swedish = told.get("sv")
    said = dict(swedish) if language == "sv" and isinstance(swedish, Mapping) else {}
    return {name: value for name, value in {**told, **said}.items() if name != "sv"}


def _seen(told: Mapping[str, object]) -> Seen:
    how = next((how for how in ("unknown", "given") if how in told), "value")
    value = told.get("value")
    return Seen(str(told["fact"]), tuple(value) if isinstance(value, list) else value, how)


def _objects(value: object) -> tuple[Mapping[str, object], ...]:
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else ()
