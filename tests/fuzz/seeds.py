"""Requests that are right, or were until one thing of them was changed: what random data alone would never come to."""

import copy
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapter.intake import native
from adapter.mapping import submission
from adapter.r4.interactions import TABLE
from adapter.sandbox import shares
from adapter.sandbox.places import REGIONS, regions
from adapter.sandbox.synthetic import Episode, Maker
from tests.checkout import mappings

Json = dict[str, Any]
_ODD: Sequence[Any] = (
    None,
    True,
    0,
    -1,
    10**30,
    "",
    " ",
    "x" * 5000,
    "\u0000",
    "å\ud7ff",
    [],
    {},
    [[]],
    {"a": {}},
    "9999-99-99",
    1.5e300,
)
_WORDS = (
    "2026-03-02",
    "ge2026",
    "lt",
    "active",
    "|",
    "x|",
    "|x",
    ",",
    "$",
    "\\",
    "*",
    "0",
    "-1",
    "true",
    "Patient/",
    "urn:uuid:1",
    "_",
    "å",
)


@dataclass(frozen=True)
class Seed:
    """A route as OpenAPI names it, and what to send there."""

    method: str
    path: str
    body: Any = None
    media: str | None = None
    places: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None


def episodes(seed: int, count: int) -> Iterator[tuple[Maker, Episode]]:
    """Synthetic episodes, region by region."""
    for name in REGIONS:
        maker = Maker(regions()[name], seed, shares.read([]))
        for episode in maker.episodes(count):
            yield maker, episode


def natives(found: Sequence[Episode]) -> list[Json]:
    """Their messages as they are sent."""
    return [dict(sent.step.message) for episode in found for sent in episode.sent]


def seeds(messages: Sequence[Json], known: Sequence[str], chosen: random.Random) -> Iterator[Seed]:
    """Without end: something right, changed in one place or two, or as it is. `known` are ids that resources have."""
    types, made = sorted(TABLE), _Made(messages, chosen)
    while True:
        type_ = chosen.choice(types)
        match chosen.randrange(9):
            case 0:
                yield Seed("POST", "/svu/messages", made.changed(made.message()), "application/json")
            case 1 | 2:
                yield Seed(
                    "POST", "/fhir/$process-message", made.changed(made.bundle()), "application/fhir+json"
                )
            case 3:
                resource = made.resource()
                places = {"type": resource["resourceType"]}
                yield Seed(
                    "POST", "/fhir/{type}/$validate", made.changed(resource), "application/fhir+json", places
                )
            case 4:
                resource = made.changed(made.resource())
                yield Seed(
                    "POST",
                    "/fhir/{type}",
                    resource,
                    "application/fhir+json",
                    {"type": str(resource.get("resourceType"))},
                )
            case 5:
                yield Seed("POST", "/fhir", made.changed(made.transaction()), "application/fhir+json")
            case 6:
                places = {"type": type_, "id": chosen.choice([*known, "0" * 56])}
                yield Seed("GET", "/fhir/{type}/{id}", places=places)
            case 7:
                yield Seed("GET", "/fhir/{type}", places={"type": type_}, query=_query(type_, chosen))
            case _:
                form = {**_query(type_, chosen), "patient.identifier": made.identifier()}
                media = "application/x-www-form-urlencoded"
                yield Seed("POST", "/fhir/{type}/_search", form, media, {"type": type_})


class _Made:
    def __init__(self, messages: Sequence[Json], chosen: random.Random) -> None:
        self._messages, self._chosen = messages, chosen

    def message(self) -> Json:
        return copy.deepcopy(self._chosen.choice(self._messages))

    def bundle(self) -> Json:
        return submission.bundle(native.read(self.message()), mappings())

    def resource(self) -> Json:
        entry: Json = self._chosen.choice(self.bundle()["entry"])
        return dict(entry["resource"])

    def transaction(self) -> Json:
        entries = [
            entry for entry in self.bundle()["entry"] if entry["resource"]["resourceType"] != "MessageHeader"
        ]
        for entry in entries:
            entry["request"] = {"method": "POST", "url": entry["resource"]["resourceType"]}
        kind = self._chosen.choice(["transaction", "batch"])
        return {"resourceType": "Bundle", "type": kind, "entry": entries}

    def identifier(self) -> str:
        number = self.message()["patient"]["value"]
        return f"http://electronichealth.se/identifier/personnummer|{number}"

    def changed(self, document: Json) -> Json:
        for _ in range(self._chosen.choice([0, 1, 1, 1, 2, 3])):
            self._change(document)
        return document

    def _change(self, document: Any) -> None:
        holder, key = self._chosen.choice(list(_leaves(document)) or [(document, "")])
        match self._chosen.randrange(4):
            case 0 if isinstance(holder, dict):
                holder.pop(key, None)
            case 1 if isinstance(holder, dict):
                holder[f"{key}x"] = holder.get(key)
            case 2 if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            case _:
                holder[key] = copy.deepcopy(self._chosen.choice(_ODD))


def _leaves(element: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a document: what holds it, and where in it."""
    pairs = (
        element.items()
        if isinstance(element, dict)
        else enumerate(element)
        if isinstance(element, list)
        else ()
    )
    for key, value in pairs:
        yield element, key
        yield from _leaves(value)


def _query(type_: str, chosen: random.Random) -> dict[str, str]:
    served = TABLE[type_]
    names = [
        *served.searched,
        "_count",
        "_summary",
        "_elements",
        "_include",
        "_revinclude",
        "_sort",
        "_total",
        "_format",
        "_page",
    ]
    some = chosen.sample(names, k=chosen.randrange(1, 4))
    kept = (*_WORDS, *served.includes, *served.revincludes, "json", "xml", "data", "status")
    return {
        name + chosen.choice(["", "", "", ":not", ":missing", ":x"]): chosen.choice(kept) for name in some
    }
