"""The manifest of a synthetic folder: for every message when to send it, by whom, and what must come of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

import orjson

from adapter.model.errors import UsageError
from adapter.sandbox.course import Sent
from adapter.sandbox.places import units
from adapter.sandbox.synthetic import Episode

NAME = "manifest.json"
FORMAT = 1
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """What must come of a message for one recipient; `rules` are beginnings of rule ids, one of which must be a ground."""

    outcome: str
    rules: tuple[str, ...]
    handling: str | None
    later: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the folder: its file's name, when and by whom it is sent, and what must come of it."""

    name: str
    message_id: str
    episode: int
    kind: str
    send_at: datetime
    client: str
    status: int
    recipients: Mapping[str, Told]
    waits: bool = False
    """It takes back what went before, and goes to whoever got that: it is sent when that has arrived."""


def client_of(unit: str) -> str:
    """Who sends for a unit: its organisation."""
    return unit.partition("-")[0].lower()


def named(episode: Episode) -> Iterable[tuple[str, Sent]]:
    """An episode's messages with the names of their files: by episode, then in the order of sending."""
    for place, sent in enumerate(episode.sent):
        kind, action = sent.step.message["kind"], sent.step.message["action"]
        yield (
            f"{episode.number:05d}-{place:02d}-{kind}{'' if action == 'new' else f'-{action}'}",
            sent,
        )


def row(name: str, episode: Episode, sent: Sent) -> Json:
    """One message's entry."""
    step = sent.step
    sender = str(cast("Json", step.message["sender"])["unit"])
    return {
        "name": name,
        "messageId": step.message_id,
        "episode": episode.number,
        "kind": step.message["kind"],
        "action": step.message["action"],
        "says": step.says,
        "sendAt": step.at.isoformat(),
        "sender": sender,
        "client": client_of(sender),
        "status": step.status,
        "waits": _takes_back(step.message),
        "recipients": {
            unit: {
                "outcome": expected.outcome,
                "rules": list(expected.rules),
                "handling": expected.handling,
                **({"later": sent.later} if sent.later and expected.outcome == "hold" else {}),
                **_acknowledged(sent, unit),
            }
            for unit, expected in step.expected.items()
        },
    }


def _takes_back(message: Json) -> bool:
    content = cast("Json", message["content"])
    withdrawn = message["kind"] == "samtycke" and content.get("status") == "withdrawn"
    return withdrawn or message["action"] in {"cancel", "annul"}


def _acknowledged(sent: Sent, unit: str) -> Json:
    """When the unit acknowledges, and whether that is too late; nothing where nobody is to or nobody does."""
    at = sent.acknowledged.get(unit)
    return {"acknowledgedAt": at.isoformat(), "late": unit in sent.late} if at else {}


def write(path: Path, head: Json, rows: Sequence[Json], episodes: Sequence[Json]) -> None:
    """The manifest, one entry a line so that it can be read and compared."""
    parts = [orjson.dumps(head, option=orjson.OPT_INDENT_2)[:-2]]
    for name, lines in (("episodes", episodes), ("messages", rows)):
        parts.append(b',\n  "%s": [\n    ' % name.encode())
        parts.append(b",\n    ".join(orjson.dumps(line) for line in lines))
        parts.append(b"\n  ]")
    path.write_bytes(b"".join(parts) + b"\n}\n")


def read(folder: Path) -> tuple[Json, list[Entry]]:
    """The head and the entries, in the order of sending."""
    path = folder / NAME
    try:
        document = orjson.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be read'}") from None
    except orjson.JSONDecodeError:
        raise UsageError(f"{path}: not a manifest") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UsageError(f"{path}: not a manifest of format {FORMAT}")
    try:
        entries = [_entry(line) for line in document.pop("messages")]
        entries.sort(key=lambda entry: (entry.send_at, entry.name))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UsageError(f"{path}: a message's entry is not as synth writes it") from None
    return document, entries


def _entry(line: Mapping[str, object]) -> Entry:
    told = cast("Mapping[str, Mapping[str, object]]", line["recipients"])
    return Entry(
        name=str(line["name"]),
        message_id=str(line["messageId"]),
        episode=int(str(line["episode"])),
        kind=str(line["kind"]),
        send_at=datetime.fromisoformat(str(line["sendAt"])),
        client=str(line["client"]),
        status=int(str(line["status"])),
        waits=line["waits"] is True,
        recipients={
            unit: Told(
                str(one["outcome"]),
                tuple(cast("list[str]", one["rules"])),
                cast("str | None", one["handling"]),
                cast("str | None", one.get("later")),
            )
            for unit, one in told.items()
        },
    )


def clients(entries: Iterable[Json]) -> Mapping[str, list[str]]:
    """Who sends, with the units of each, among them those that only receive."""
    concerned: set[str] = set()
    for entry in entries:
        concerned |= {str(entry["sender"]), *cast("Mapping[str, object]", entry["recipients"])}
    found: dict[str, list[str]] = {}
    for unit in sorted(concerned):
        if units()[unit].electronic:
            found.setdefault(client_of(unit), []).append(unit)
    return found
