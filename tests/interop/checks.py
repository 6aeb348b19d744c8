"""What must be found at the foreign server after the episodes, each check with what differs."""

from collections import Counter
from collections.abc import Iterator, Sequence

import httpx

from adapter.r4 import shape, systems
from adapter.sandbox.reckoning import Check
from adapter.sandbox.script import Scenario, Step
from tests.interop.relay import Exchange, Relay
from tests.interop.state import Held, Json, Reckoned, key_of

_PLAN = "CarePlan"
_VERSIONS = 3
"""A plan that is made, revised and approved is one CarePlan with so many versions."""


def checks(
    reckoned: Reckoned, held: Held, relays: Sequence[Relay], scenarios: Sequence[Scenario]
) -> Iterator[Check]:
    """All of them, over the regions that were played."""
    exchanges = [exchange for relay in relays for exchange in relay.exchanges]
    yield Check("", "the server refused no transaction", tuple(_refused(exchanges)))
    yield Check(
        "", "every resource sent is there, once, in its newest state", tuple(_differs(reckoned, held))
    )
    yield Check("", "nothing is there that was not sent", tuple(_strangers(reckoned, held)))
    yield Check("", "every change made one version, and a resend none", tuple(_versions(reckoned, held)))
    yield Check("", "answers were lost, and what was sent again made nothing new", tuple(_resent(relays)))
    yield Check("", "a plan revised and approved is one resource with its versions", tuple(_plans(held)))
    yield Check("", "what was annulled is entered in error, and only that", tuple(_annulled(exchanges, held)))
    yield Check("", "what nobody may see is nowhere, in no version", tuple(_leaks(held, scenarios)))
    yield Check("", "no request names a person, a plan or a stay", tuple(_requests(exchanges, scenarios)))


def _refused(exchanges: Sequence[Exchange]) -> Iterator[str]:
    if not exchanges:
        yield "there was none"
    for exchange in exchanges:
        # another's write at the same instant is a 409, and in HAPI now and then a 500: both were sent again
        again = (
            exchange.status == httpx.codes.CONFLICT or exchange.status >= httpx.codes.INTERNAL_SERVER_ERROR
        )
        if exchange.status != httpx.codes.OK and not again:
            issues = exchange.answer.get("issue", [{}])
            yield f"{exchange.status}: {issues[0].get('diagnostics')}"


def _differs(reckoned: Reckoned, held: Held) -> Iterator[str]:
    for key, versions in reckoned.plain.items():
        there = held.newest.get(key, [])
        if len(there) != 1:
            yield f"{key[0]}: there {len(there)} times"
        elif there[0] != versions[-1]:
            names = {name for name in versions[-1] | there[0] if versions[-1].get(name) != there[0].get(name)}
            yield f"{key[0]}: differs in {', '.join(sorted(names))}"


def _strangers(reckoned: Reckoned, held: Held) -> Iterator[str]:
    yield from (f"{key[0]}" for key in held.newest if key not in reckoned.plain)


def _versions(reckoned: Reckoned, held: Held) -> Iterator[str]:
    for key, plain in reckoned.plain.items():
        found, most = held.versions.get(key, 0), len(reckoned.whole[key])
        # units are every recipient's: in which order two of them wrote one is not known here
        if key[0] != "Organization" and not len(plain) <= found <= most:
            yield f"{key[0]}: {found} versions, not {len(plain)}"


def _resent(relays: Sequence[Relay]) -> Iterator[str]:
    lost = {delivery for relay in relays for delivery in relay.lost}
    if not lost:
        yield "none was lost"
    times = Counter(
        exchange.body["entry"][0]["resource"]["id"]
        for relay in relays
        for exchange in relay.exchanges
        if exchange.status == httpx.codes.OK
    )
    yield from (f"{delivery} was not sent again" for delivery in lost if times[delivery] < 2)


def _plans(held: Held) -> Iterator[str]:
    most = max((count for (name, _), count in held.versions.items() if name == _PLAN), default=0)
    if most < _VERSIONS:
        yield f"no {_PLAN} has more than {most} versions"


def _annulled(exchanges: Sequence[Exchange], held: Held) -> Iterator[str]:
    annulling = [one for one in exchanges if _action(one) == "annul" and one.status == httpx.codes.OK]
    written = {
        key_of(entry)
        for exchange in annulling
        for entry in exchange.body["entry"]
        if "entered-in-error" in _statuses(entry["resource"])
    }
    there = {key for key, (one, *_) in held.newest.items() if "entered-in-error" in _statuses(one)}
    yield from (f"{name}: annulled, and not entered in error" for name, _ in written - there)
    yield from (f"{name}: entered in error, and not annulled" for name, _ in there - written)
    originals = [key for key in written if key[0] == "Communication"]
    if len(originals) < 2 * len({one.body["entry"][0]["resource"]["id"] for one in annulling}):
        yield "a message that was annulled stands as it was"


def _action(exchange: Exchange) -> str | None:
    return shape.code_of(systems.ACTION, exchange.body["entry"][0]["resource"].get("reason"))


def _statuses(resource: Json) -> set[str]:
    return {str(resource.get(name)) for name in ("status", "lifecycleStatus")}


def _leaks(held: Held, scenarios: Sequence[Scenario]) -> Iterator[str]:
    shown = {
        token
        for step in _steps(scenarios)
        for expected in step.expected.values()
        for path, token in step.canaries.items()
        if path in expected.shows and expected.arrives
    }
    for step in _steps(scenarios):
        for path, token in step.canaries.items():
            if (token in held.everything) is not (token in shown):
                verb = "is missing" if token in shown else "is there"
                yield f"{step.scenario}: {path} of {step.says} {verb}"
    for scenario in scenarios:
        arrives = any(expected.arrives for step in _steps([scenario]) for expected in step.expected.values())
        if not arrives and scenario.person.identifier in held.everything:
            yield f"{scenario.name}: the person is there"


def _requests(exchanges: Sequence[Exchange], scenarios: Sequence[Scenario]) -> Iterator[str]:
    people = {scenario.person.identifier for scenario in scenarios}
    for exchange in exchanges:
        for entry in exchange.body["entry"]:
            request = str(entry["request"])
            if any(number in request or number[2:] in request for number in people):
                yield f"{entry['resource']['resourceType']}: a number"


def _steps(scenarios: Sequence[Scenario]) -> Iterator[Step]:
    return (item for scenario in scenarios for item in scenario.script if isinstance(item, Step))
