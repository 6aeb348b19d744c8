"""A scenario's script: steps on one timeline, each with what must come of it, told before anything is sent."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapter.model.person import Person

ACCEPTED = 202
TAKEN_AS_FHIR = 200
"""`$process-message` answers 200 with a message Bundle (FHIR R4); natively 200 says that it was there already."""
REFUSED_WHOLE = 422
MARK = "§"
"""Stands in a text for its canary, where there are canaries."""
_NAMESPACE = uuid.UUID("1b0a3c52-77a1-5a43-9a55-6a2f0f1c9d10")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a recipient must get of a message: the verdict on receipt, and from when it has arrived (None: never).

    `shows` names the canaries that must be in what arrives; every other canary of the message must not be there.
    `rules` are beginnings of rule ids, one of which must be among the grounds; empty where any ground will do.
    """

    outcome: str
    arrives: datetime | None
    shows: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    handling: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One message sent: `status` is the HTTP answer it must get, `canaries` the tokens planted, by path."""

    scenario: str
    at: datetime
    says: str
    message: Mapping[str, object]
    expected: Mapping[str, Expected]
    canaries: Mapping[str, str] = field(default_factory=dict)
    status: int = 202
    way: str = "native"
    colour: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the answer that it must get says that it was taken for the first time."""
        return bool(self.expected) and self.status in {ACCEPTED, TAKEN_AS_FHIR}

    @property
    def message_id(self) -> str:
        """The sender's id of the message."""
        return str(self.message["messageId"])


@dataclass(frozen=True, slots=True)
class Happening:
    """Something happens to the world: an endpoint's server goes down or comes up, or a person's register entry changes."""

    scenario: str
    at: datetime
    says: str
    owner: str | None = None
    up: bool = True
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A name, what it shows, and its script."""

    name: str
    about: str
    person: Person
    script: tuple[Step | Happening, ...]


def message_id(scenario: str, number: int) -> str:
    """The same ids in every run: a run of the demo can be compared with another."""
    return str(uuid.uuid5(_NAMESPACE, f"{scenario}|{number}"))


def canary(scenario: str, number: int, path: str) -> str:
    """A token that occurs nowhere else; ASCII, so that no encoding hides it."""
    return f"kanarie-{uuid.uuid5(_NAMESPACE, f'{scenario}|{number}|{path}').hex[:16]}"


def planted(value: object, path: str, scenario: str, number: int, canaries: dict[str, str] | None) -> object:
    """A content with a canary for every mark in it, noted by `path`; with None for canaries the marks go."""
    if isinstance(value, str):
        if MARK not in value:
            return value
        if canaries is None:
            return value.replace(MARK, "").rstrip()
        canaries[path] = canary(scenario, number, path)
        return value.replace(MARK, canaries[path])
    if isinstance(value, list):
        return [planted(item, path, scenario, number, canaries) for item in value]
    if isinstance(value, dict):
        return {name: planted(item, path, scenario, number, canaries) for name, item in value.items()}
    return value
