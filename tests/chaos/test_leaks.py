"""Each withheld value is a canary; after the run it is nowhere that it must not be."""

import asyncio
import json
import time
import uuid
from pathlib import Path

import httpx

from adapter.sandbox import units
from adapter.sandbox.people import Cast
from tests.chaos.plant import Plant, plant
from tests.chaos.traffic import consent, message

CAST = Cast()
REFUSED = {**consent(), "status": "refused"}


def canary(name: str) -> str:
    """A string that occurs nowhere else."""
    return f"KANARIE-{name}-{uuid.uuid5(uuid.NAMESPACE_OID, name).hex[:12]}"


def _with(plain: dict[str, object], **changes: object) -> bytes:
    return json.dumps({**plain, "messageId": str(uuid.uuid4()), **changes}).encode()


def _stay(number: str) -> dict[str, object]:
    """A message about somebody, written by a ward whose staff are canaries too."""
    return {
        **message(CAST.blue.identifier, 0),
        "patient": {"type": "personnummer", "value": number},
        "episode": {"id": f"vtf-{canary('stay')}", "admittedAt": "2026-03-02T08:10:00+01:00"},
        "consent": REFUSED,
        "sender": {"unit": units.WARD, "person": {"name": canary("staff"), "title": "överläkare"}},
    }


def _bodies() -> list[bytes]:
    refuses = _stay(CAST.refuses.identifier)
    directed = message(CAST.green.identifier, 0)
    secret = {"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1", "admissionReason": canary("reason")}
    answer = {
        "question": "kand-patient",
        "answer": True,
        "comment": canary("comment"),
        "date": "2026-03-02",
        "name": canary("author"),
        "title": "sjuksköterska",
    }
    return [
        _with(refuses, content={**secret, "questions": [canary("question")]}),
        _with(refuses, kind="planeringsunderlag", consent=None, content={"answers": [answer]}),
        _with(refuses, kind="generellt-meddelande", consent=None, content={"text": canary("general")}),
        _with(
            _stay(CAST.protected.identifier), consent=consent(), content={**secret, "ward": canary("ward")}
        ),
        _with(_stay(CAST.child.identifier), consent=consent(), content={**secret, "ward": canary("child")}),
        _with(_stay("191212121212"), consent=consent(), content={**secret, "ward": canary("unregistered")}),
        _with(refuses, content={**secret, canary("member"): canary("unknown"), "ward": 7}),
        _with(refuses, sentAt=canary("instant")),
        _with(directed),
        _with(
            directed,
            kind="generellt-meddelande",
            consent=None,
            recipients=[units.SOCIAL_SERVICES],
            content={"text": canary("directed")},
        ),
        f'{{"kind": "{canary("broken")}'.encode(),
    ]


async def _post(running: Plant) -> list[str]:
    heard: list[str] = []
    headers = {"Authorization": f"Bearer {running.key}", "Content-Type": "application/json"}
    async with httpx.AsyncClient(timeout=20, trust_env=False, headers=headers) as client:
        for body in _bodies():
            answer = await client.post(f"{running.url}/svu/messages", content=body)
            heard.append(f"{answer.headers}\n{answer.text}")
        heard.append((await client.get(f"{running.url}/metrics")).text)
        heard.append((await client.get(f"{running.url}/svu/messages/{canary('nothing')}")).text)
    return heard


def test_no_withheld_value_leaves_by_any_way(tmp_path: Path) -> None:
    with plant(tmp_path) as running:
        heard = asyncio.run(_post(running))
        deadline = time.monotonic() + 30
        while len(running.rows()) < 5 and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1.0)
        audit = running.command("audit", "export")
    assert audit.returncode == 0, audit.stderr
    wires = {
        server.name: server.wire_file.read_bytes()
        for server in running.servers.values()
        if server.wire_file.exists()
    }
    logs = b"".join(path.read_bytes() for path in tmp_path.glob("*.log"))
    assert canary("directed").encode() in wires[units.MUNICIPALITY]
    assert canary("directed").encode() not in wires[units.PRIMARY_CARE]
    reached = b"".join(wires.values()).replace(canary("directed").encode(), b"")
    told = "\n".join(heard)
    for place, text in {
        "endpoints": reached,
        "logs": logs,
        "answers": told.encode(),
        "audit": audit.stdout.encode(),
    }.items():
        assert b"KANARIE" not in text, f"{place}: {text[max(0, text.find(b'KANARIE') - 200) :][:400]!r}"
    for person in (CAST.protected, CAST.child, CAST.guardian):
        for part in (*(person.address.line if person.address else ()), person.identifier):
            assert part.encode() not in reached + logs + told.encode() + audit.stdout.encode()
    _assert_nothing_in_clear(tmp_path)


def _assert_nothing_in_clear(directory: Path) -> None:
    store = b"".join(path.read_bytes() for path in directory.rglob("*.aof")) + b"".join(
        path.read_bytes() for path in (directory / "audit").rglob("*") if path.is_file()
    )
    assert len(store) > 1000
    assert b"KANARIE" not in store
    for person in CAST.everybody():
        for part in (person.identifier, *(person.address.line if person.address else ())):
            assert part.encode() not in store
