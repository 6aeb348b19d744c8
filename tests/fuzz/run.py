"""`make fuzz CALLS=50000`: every route of the running service, by schemathesis and by seeds that were right: never a 5xx.

Half of the calls are schemathesis' own data for the routes of /svu/openapi.json; the other half are synthetic messages,
Bundles and resources with something of them changed. Each answer is checked: no server error, no status and no media
type that the route does not declare. Exit codes: 0 none found, 1 something was.
"""

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from tests.fuzz import seeds
from tests.fuzz.place import NAMES, place
from tests.journey.house import House

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
PLAYED = 60
"""Messages that are there to be read: a search looks through everybody."""
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


class Run:
    """The calls of one run, and what they found."""

    def __init__(self, it: House, calls: int, seed: int) -> None:
        self._house, self._calls, self._chosen = it, calls, random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._session = requests.Session()
        self._session.trust_env = False
        self._owners = sorted(it.keys)
        self.statuses: Counter[str] = Counter()
        self.found: dict[str, str] = {}
        self.made = 0

    def schema(self) -> Any:
        """What the service says of itself."""
        answer = self._session.get(f"{self._url()}/svu/openapi.json", headers=self._key(), timeout=30)
        return schemathesis.openapi.from_dict(answer.json())

    def send(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """As they are, so that there is something to read."""
        for message in messages:
            self._session.post(
                f"{self._url()}/svu/messages", json=message, headers=self._key("all"), timeout=30
            )

    def ids(self) -> list[str]:
        """Those of some resources that there are."""
        found = []
        for type_ in ("Communication", "CarePlan", "Encounter", "Patient"):
            url = f"{self._url()}/fhir/{type_}?_count=50"
            answer = self._session.get(url, headers=self._key("all"), timeout=60).json()
            found += [
                entry["resource"]["id"] for entry in answer.get("entry", ()) if "id" in entry["resource"]
            ]
        return found

    def by_schema(self, operations: Mapping[tuple[str, str], Any]) -> None:
        """Data that schemathesis makes, fitting and not, for each operation alike."""
        each = max(1, self._calls // 2 // len(operations) // len(MODES))
        for operation in operations.values():
            for mode in MODES:
                self._drawn(operation, mode, each)

    def by_seeds(self, operations: Mapping[tuple[str, str], Any], more: Iterator[seeds.Seed]) -> None:
        """What was right until it was changed, up to the calls that are left."""
        for seed in itertools.islice(more, self._calls - self.made):
            operation = _operation(operations, seed)
            body = {"body": seed.body, "media_type": seed.media} if seed.media else {}
            self.call(
                operation.Case(path_parameters=dict(seed.places or {}), query=dict(seed.query or {}), **body)
            )

    def call(self, case: Any) -> None:
        """One call, as one of the organisations, and what there is to say of its answer."""
        self.made += 1
        try:
            answer = case.call(base_url=self._url(), session=self._session, headers=self._key(), timeout=30)
        except requests.exceptions.RequestException as error:
            if isinstance(error, requests.exceptions.ConnectionError | requests.exceptions.Timeout):
                self._finding(case, type(error).__name__)
            return  # what the client itself will not send
        self.statuses[str(answer.status_code)] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except (FailureGroup, AssertionError) as failure:
            self._finding(case, str(failure))

    def _drawn(self, operation: Any, mode: schemathesis.GenerationMode, count: int) -> None:
        @hypothesis.seed(self._chosen.randrange(2**32))
        @hypothesis.settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def tried(case: Any) -> None:
            self.call(case)

        try:
            tried()
        except hypothesis.errors.Unsatisfiable:
            return  # a route without anything that could be wrong

    def _finding(self, case: Any, words: str) -> None:
        key = f"{case.operation.label}: {words.splitlines()[0] if words else '?'}"
        if key not in self.found:
            self.found[key] = f"{words[:1500]}\n{case.as_curl_command()[:1500]}"

    def _url(self) -> str:
        name = self._chosen.choice(sorted(self._house.processes))
        return f"http://127.0.0.1:{self._house.ports[name]}"

    def _key(self, owner: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._house.keys[owner or self._chosen.choice(self._owners)]}"}


def _operation(operations: Mapping[tuple[str, str], Any], seed: seeds.Seed) -> Any:
    """The operation of a seed: the path with its type in place, where there is one of its own."""
    type_ = (seed.places or {}).get("type", "")
    own = seed.method, seed.path.replace("{type}", type_)
    return operations.get(own) or operations.get((seed.method, seed.path)) or operations["POST", "/fhir"]


def main() -> int:
    """Runs; says what it called, what came back and what was wrong."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--calls", type=int, default=int(os.environ.get("CALLS", "2000")))  # noqa: TID251
    given.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    wanted = given.parse_args()
    started = time.monotonic()
    sys.stdout.write(f"fuzz: {wanted.calls} calls, seed {wanted.seed}\n")
    everything = list(seeds.episodes(wanted.seed, max(2, wanted.calls // 2000)))
    people = {person.identifier: person for maker, _ in everything for person in maker.people.everybody}
    messages = seeds.natives([episode for _, episode in everything])
    latest = max(_instant(message["sentAt"]) for message in messages)
    with tempfile.TemporaryDirectory() as folder, place(Path(folder), list(people.values()), latest) as it:
        run = Run(it, wanted.calls, wanted.seed)
        run.send(messages[:PLAYED])
        known = run.ids()
        schema = run.schema()
        operations = {
            (one.ok().method.upper(), one.ok().path): one.ok() for one in schema.get_all_operations()
        }
        run.by_schema(operations)
        run.by_seeds(operations, seeds.seeds(messages, known, random.Random(wanted.seed)))  # noqa: S311
        logs = "".join((Path(folder) / f"{name}.log").read_text() for name in NAMES)
    leaked = sorted(number for number in people if number in logs)
    for key, words in run.found.items():
        sys.stdout.write(f"  FOUND {key}\n{words}\n")
    if leaked:
        sys.stdout.write(f"  FOUND {len(leaked)} identity numbers in the logs\n")
    told = ", ".join(f"{status} {count}" for status, count in sorted(run.statuses.items()))
    sys.stdout.write(
        f"fuzz: {run.made} calls on {len(operations)} routes in {time.monotonic() - started:.0f} s: {told};"
        f" {len(run.found)} findings\n"
    )
    return int(bool(run.found or leaked))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


if __name__ == "__main__":
    sys.exit(main())
