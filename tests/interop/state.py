"""What a server must hold after a number of transactions, reckoned by FHIR's own words for them; and what it does hold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from adapter.r4 import systems
from tests.interop.relay import Exchange

Json = dict[str, Any]
Key = tuple[str, str]
_SPACE = re.compile(r"\s+")


@dataclass
class Reckoned:
    """Every version of every resource, by type and key: `plain` without its meta, and `whole`."""

    plain: dict[Key, list[Json]] = field(default_factory=dict)
    whole: dict[Key, list[Json]] = field(default_factory=dict)

    def apply(self, exchange: Exchange) -> None:
        """A transaction that was taken."""
        entries = exchange.body["entry"]
        known = {entry["fullUrl"]: key_of(entry) for entry in entries if "fullUrl" in entry}
        for entry in entries:
            key = key_of(entry)
            resource = canonical(entry["resource"], known)
            create = entry["request"]["method"] == "POST"
            for versions, version in (
                (self.plain, {name: value for name, value in resource.items() if name != "meta"}),
                (self.whole, resource),
            ):
                held = versions.setdefault(key, [])
                if not held or (not create and held[-1] != version):
                    held.append(version)


def reckon(exchanges: Iterable[Exchange]) -> Reckoned:
    """The state after all that were taken, in the order in which they were."""
    reckoned = Reckoned()
    for exchange in exchanges:
        if exchange.status == httpx.codes.OK:
            reckoned.apply(exchange)
    return reckoned


def key_of(entry: Json) -> Key:
    """The type, and the identifier of ours or the id, that an entry writes under."""
    request = entry["request"]
    found = request.get("ifNoneExist") or request["url"]
    return entry["resource"]["resourceType"], re.split(r"[|/]", found)[-1]


def canonical(element: Any, known: Mapping[str, Key]) -> Any:
    """The same with references by key, without the server's own id and versions, and narrative without its line breaks."""
    if isinstance(element, list):
        return [canonical(item, known) for item in element]
    if not isinstance(element, dict):
        return element
    made: Json = {}
    for name, value in element.items():
        if name == "reference" and isinstance(value, str):
            made[name] = list(known.get(value, (value,)))
        elif name == "div" and isinstance(value, str):
            made[name] = _SPACE.sub("", value)
        else:
            made[name] = canonical(value, known)
    if "resourceType" in made:
        made.pop("id", None)
    return made


@dataclass
class Held:
    """What a server holds: `newest` by key, the number of `versions` by key, and `everything` of its history as text."""

    newest: dict[Key, list[Json]] = field(default_factory=dict)
    versions: dict[Key, int] = field(default_factory=dict)
    everything: str = ""


def held(base: str, types: Iterable[str]) -> Held:
    """Asked of it by its own REST."""
    with httpx.Client(trust_env=False, timeout=120) as client:
        found = [resource for name in sorted(types) for resource in _all(client, f"{base}/{name}?_count=200")]
        keys = {f"{one['resourceType']}/{one['id']}": _own_key(one) for one in found}
        made = Held()
        for resource in found:
            key = _own_key(resource)
            plain = canonical(resource, keys)
            plain.pop("meta", None)
            made.newest.setdefault(key, []).append(plain)
            made.versions[key] = int(resource["meta"]["versionId"])
        history = (str(one) for one in _all(client, f"{base}/_history?_count=200"))
        made.everything = "\n".join(history)
    return made


def _own_key(resource: Json) -> Key:
    name = resource["resourceType"]
    identifiers = resource.get("identifier", [])
    for one in identifiers if isinstance(identifiers, list) else [identifiers]:
        if one.get("system") == systems.RESOURCE_ID:
            return name, one["value"]
    return name, resource["id"]


def _all(client: httpx.Client, url: str | None) -> Iterator[Json]:
    while url:
        answer = client.get(url, headers={"Accept": "application/fhir+json"})
        answer.raise_for_status()
        page = answer.json()
        yield from (entry["resource"] for entry in page.get("entry", ()) if "resource" in entry)
        url = next((link["url"] for link in page.get("link", ()) if link["relation"] == "next"), None)
