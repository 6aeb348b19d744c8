"""A folder for testers: synthetic messages both ways, their people as a register has them, and a test adapter's files."""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import orjson

from adapter.model.errors import UsageError
from adapter.model.person import Person
from adapter.sandbox import manifest
from adapter.sandbox.course import Sent
from adapter.sandbox.places import Region, units
from adapter.sandbox.register_server import patient
from adapter.sandbox.synthetic import Episode, Maker, person_of

ADAPTER_PORT = 18080
REGISTER_PORT = 18090
RECEIVERS_PORT = 18091
PATIENTS = 500
"""So many Patients in one Bundle of the register."""
_NAMESPACE = uuid.UUID("8d0f6f0e-31c5-5a1b-9a0c-5a2f4c9b7d11")
Json = Mapping[str, object]
Submission = Callable[[Json], Json]
"""Makes the FHIR message Bundle of a native message."""


def write(folder: Path, maker: Maker, episodes: Sequence[Episode], submission: Submission) -> int:
    """Everything; how many messages. Into a folder that is new or empty, so that all in it belongs together."""
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise UsageError(f"{folder}: there is something in it; name a folder that is new or empty")
        for name in ("native", "fhir", "register", "scenarios", "keys"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        rows = [_message(folder, episode, name, sent, submission) for episode, name, sent in _all(episodes)]
        for number, bundle in enumerate(_register(maker.people.everybody)):
            _write(folder / "register" / f"patients-{number:03d}.json", bundle)
        by_number = {person.identifier: person for person in maker.people.everybody}
        for episode in episodes:
            _write(
                folder / "scenarios" / f"{episode.number:05d}.json",
                _scenario(maker.region, episode, by_number),
            )
        ordered = sorted(rows, key=lambda row: (str(row["sendAt"]), str(row["name"])))
        _test_adapter(folder, maker, ordered)
        manifest.write(
            folder / manifest.NAME, _head(maker, episodes, ordered), ordered, list(_told(episodes))
        )
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or 'cannot be written'}") from None
    return len(rows)


def people(folder: Path) -> Iterator[Json]:
    """The Patients of a folder's register."""
    for file in sorted((folder / "register").glob("*.json")):
        try:
            resources = [entry["resource"] for entry in orjson.loads(file.read_bytes())["entry"]]
            for resource in resources:
                (_,) = (one["value"] for one in resource["identifier"])
        except OSError as error:
            raise UsageError(f"{file}: {error.strerror or 'cannot be read'}") from None
        except (KeyError, TypeError, ValueError):
            raise UsageError(f"{file}: not a Bundle as synth writes it") from None
        yield from resources


def ports(folder: Path) -> tuple[int, int]:
    """Where the folder's test adapter looks for the register, and where its receivers are."""
    try:
        settings = (folder / "settings.env").read_text(encoding="ascii")
        named = dict(line.split("=", 1) for line in settings.splitlines())
        urls = [
            row["endpoint"]["url"]
            for row in orjson.loads((folder / "directory.yaml").read_bytes())
            if "endpoint" in row
        ]
        found = [urlsplit(url).port for url in (named["SVU_REGISTER_URL"], *urls)]
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or 'cannot be read'}") from None
    except (KeyError, TypeError, ValueError):
        raise UsageError(f"{folder}: settings.env and directory.yaml are not as synth writes them") from None
    register, receivers = found[0], found[1] if len(found) > 1 else None
    if register is None or receivers is None:
        raise UsageError(f"{folder}: settings.env and directory.yaml name no ports")
    return register, receivers


def _all(episodes: Iterable[Episode]) -> Iterator[tuple[Episode, str, Sent]]:
    for episode in episodes:
        for name, sent in manifest.named(episode):
            yield episode, name, sent


def _message(folder: Path, episode: Episode, name: str, sent: Sent, submission: Submission) -> Json:
    _write(folder / "native" / f"{name}.json", sent.step.message)
    _write(folder / "fhir" / f"{name}.json", submission(sent.step.message))
    return manifest.row(name, episode, sent)


def _register(everybody: Sequence[Person]) -> Iterator[Json]:
    """Transaction Bundles: any FHIR server takes them, and no number stands in a URL."""
    for first in range(0, len(everybody), PATIENTS):
        entries = []
        for person in everybody[first : first + PATIENTS]:
            own = str(uuid.uuid5(_NAMESPACE, person.identifier))
            entries.append(
                {
                    "fullUrl": f"urn:uuid:{own}",
                    "resource": {**patient(person), "id": own},
                    "request": {"method": "PUT", "url": f"Patient/{own}"},
                }
            )
        yield {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _scenario(region: Region, episode: Episode, by_number: Mapping[str, Person]) -> Json:
    """The episode's last message, with what went before, for the offline commands."""
    messages = [sent.step.message for sent in episode.sent]
    accepted = [sent.step.message for sent in episode.sent[:-1] if not sent.whole]
    concerned: set[str] = set()
    for message in messages:
        concerned |= {str(cast("Json", message["sender"])["unit"]), *cast("list[str]", message["recipients"])}
    person = person_of(episode.patient)
    told: dict[str, object] = {"identifier": episode.patient.value, "registerHit": person is not None}
    if person:
        told |= {
            "protection": person.protection.value,
            "municipality": person.municipality,
            "deceased": person.deceased.isoformat() if person.deceased else None,
            "guardians": [
                {"identifier": number, "protection": by_number[number].protection.value}
                for number in person.guardians
            ],
            "test": True,
        }
        if person.name and person.address:
            told["name"] = {"given": list(person.name.given), "family": person.name.family}
            told["address"] = {
                "line": list(person.address.line),
                "postalCode": person.address.postal_code,
                "city": person.address.city,
            }
    return {
        "region": messages[-1]["region"] if messages else region.name,
        "directory": [units()[unit].to_json() for unit in sorted(concerned)],
        "person": told,
        "history": accepted,
        "message": messages[-1],
    }


def _test_adapter(folder: Path, maker: Maker, rows: Sequence[Json]) -> None:
    clients = manifest.clients(rows)
    listed = [unit for known in clients.values() for unit in known]
    external = sorted(
        {unit for row in rows for unit in cast("Json", row["recipients"]) if unit not in listed}
    )
    directory = [_endpoint(unit) for unit in listed] + [units()[unit].to_json() for unit in external]
    _write(folder / "directory.yaml", directory)
    keys = {client: _key(maker, client) for client in clients}
    for client, key in keys.items():
        (folder / "keys" / client).write_text(f"{key}\n", encoding="ascii")
    _write(
        folder / "clients.yaml",
        [
            {
                "id": client,
                "keySha256": hashlib.sha256(keys[client].encode()).hexdigest(),
                "units": known,
                "rights": ["send", "read"],
            }
            for client, known in clients.items()
        ],
    )
    settings = {
        "SVU_ENVIRONMENT": "test",
        "SVU_SANDBOX": "true",
        "SVU_REGION": maker.region.name,
        "SVU_PORT": str(ADAPTER_PORT),
        "SVU_OWN_URL": f"http://127.0.0.1:{ADAPTER_PORT}/fhir",
        "SVU_DIRECTORY_FILE": "directory.yaml",
        "SVU_CLIENTS_FILE": "clients.yaml",
        "SVU_REGISTER_URL": f"http://127.0.0.1:{REGISTER_PORT}/fhir",
        "SVU_DATA_DIR": "var/store",
        "SVU_KEY_FILE": "var/keys.json",
        "SVU_AUDIT_DIR": "var/audit",
        "SVU_CLOCK_AT": clock(rows),
    }
    lines = "".join(f"{name}={value}\n" for name, value in settings.items())
    (folder / "settings.env").write_text(lines, encoding="ascii")


def clock(rows: Sequence[Json]) -> str:
    """When a test adapter's clock starts: after the last message, so that none is of a time to come."""
    last = max((datetime.fromisoformat(str(row["sendAt"])) for row in rows), default=None)
    return (last + timedelta(hours=1)).isoformat() if last else ""


def _endpoint(unit: str) -> Json:
    native = unit.endswith("-RHB1")
    base = f"http://127.0.0.1:{RECEIVERS_PORT}"
    endpoint = {
        "id": "mottagare-native" if native else "mottagare",
        "url": f"{base}/native" if native else f"{base}/fhir",
        "hook": f"{base}/hook",
        "mode": "native" if native else "message",
        "answers": "status" if native else "bundle",
        "maxInFlight": 8,
    }
    return {**units()[unit].to_json(), "endpoint": endpoint}


def _key(maker: Maker, client: str) -> str:
    """A key for a test adapter: no secret, the same for the same seed."""
    return hashlib.sha256(f"{maker.seed}|{maker.region.name}|{client}".encode()).hexdigest()


def _head(maker: Maker, episodes: Sequence[Episode], rows: Sequence[Json]) -> Json:
    outcomes: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[str(row["kind"])] = kinds.get(str(row["kind"]), 0) + 1
        for one in cast("Mapping[str, Mapping[str, str]]", row["recipients"]).values():
            outcomes[one["outcome"]] = outcomes.get(one["outcome"], 0) + 1
    return {
        "format": manifest.FORMAT,
        "region": maker.region.name,
        "seed": maker.seed,
        "shares": dict(maker.share),
        "clockAt": clock(rows),
        "counts": {
            "episodes": len(episodes),
            "messages": len(rows),
            "people": len(maker.people.everybody),
            "kinds": dict(sorted(kinds.items())),
            "outcomes": dict(sorted(outcomes.items())),
        },
    }


def _told(episodes: Iterable[Episode]) -> Iterator[Json]:
    for episode in episodes:
        yield {"number": episode.number, "name": episode.name, "traits": list(episode.traits)}


def _write(path: Path, document: object) -> None:
    path.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")
