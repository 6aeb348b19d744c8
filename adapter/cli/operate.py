"""`explain`, `dead-letters`, `audit`: the operator's commands on a store, running or not."""

import asyncio
import contextlib
import getpass
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import orjson
import typer

from adapter import configured
from adapter import settings as all_settings
from adapter.cli.app import app
from adapter.cli.language import LANGUAGE, known
from adapter.cli.output import Exit, say, show, show_text
from adapter.gateways.audit_records import read
from adapter.gateways.audit_verify import verify
from adapter.gateways.directory_file import FileDirectory
from adapter.gateways.keys import KeyRing
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import partitions
from adapter.mapping.audit_event import audit_event
from adapter.model.errors import UsageError
from adapter.model.identifiers import holds_identity_number
from adapter.model.kept import Pointer, StoredReceipt
from adapter.model.wire import to_json
from adapter.policy.explain import explain
from adapter.settings import Settings

_Result = TypeVar("_Result")
JSON = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
ENTRY = Annotated[str, typer.Argument(metavar="ID", help="The dead letter's id, as `list` shows it.")]
REASON = Annotated[str, typer.Option(help="Why; kept in the audit. No names or numbers.")]

letters = typer.Typer(help="What was buried: look, put back, or let be.", no_args_is_help=True)
audit = typer.Typer(help="The audit chain: check it, export it.", no_args_is_help=True)
app.add_typer(letters, name="dead-letters")
app.add_typer(audit, name="audit")


@dataclass(frozen=True, slots=True)
class _Desk:
    settings: Settings
    store: RedisStore
    ring: KeyRing
    directory: FileDirectory


@app.command("explain")
def explain_(
    message_id: Annotated[str, typer.Argument(metavar="MESSAGE-ID", help="The sender's messageId.")],
    *,
    language: LANGUAGE = "sv",
    json: JSON = False,
) -> None:
    """Say what was decided about a stored message, by which rules, and how its deliveries stand."""
    language = known(language)

    async def find(desk: _Desk) -> StoredReceipt | None:
        units = [unit.unit for unit in desk.directory.units()]
        return await desk.store.receipt(message_id, units)

    receipt = _at_desk(find)
    if receipt is None:
        raise UsageError("no unit of the directory has sent a message of that id to this store")
    if json:
        show(_receipt_json(receipt))
        return
    words = explain(receipt.decision, language)
    show_text(f"{receipt.kind} ({receipt.action}), {receipt.received_at.isoformat()}\n{words}")
    for entry in receipt.entries:
        reason = f" ({entry.reason})" if entry.reason else ""
        show_text(f"{entry.recipient}: {entry.state.value}, {entry.attempts} attempts{reason}")


@letters.command("list")
def list_letters(
    *,
    most: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    json: JSON = False,
) -> None:
    """List what is buried, oldest first."""
    found = _at_desk(lambda desk: desk.store.dead_letters(most))
    if json:
        show({"deadLetters": [_pointer_json(pointer) for pointer in found]})
        return
    for pointer in found:
        entry = pointer.entry
        show_text(
            f"{entry.id}  {pointer.at.isoformat()}  {entry.kind} → {entry.recipient}  {entry.reason or ''}"
        )
    if not found:
        say("nothing is buried")


@letters.command("show")
def show_letter(entry_id: ENTRY, *, reason: REASON, json: JSON = False) -> None:  # noqa: ARG001 - JSON always
    """Show a dead letter with its message; the look and its reason are audited."""
    why = _by(reason)
    found = _at_desk(lambda desk: desk.store.dead_letter(entry_id, why))
    if found is None:
        raise UsageError("there is no dead letter of that id")
    entry = found.entry
    show(
        {
            "id": entry.id,
            "recipient": entry.recipient,
            "endpoint": entry.endpoint,
            "reason": entry.reason,
            "attempts": entry.attempts,
            "message": to_json(found.message) if found.message else None,
        }
    )


@letters.command("replay")
def replay_letter(entry_id: ENTRY, *, reason: REASON) -> None:
    """Put a dead letter back at the front of its lane; it is decided again, never sent as it was."""
    why = _by(reason)
    if not _at_desk(lambda desk: desk.store.replay(entry_id, why)):
        raise UsageError("there is no dead letter of that id")
    say("put back: it is decided and sent again")


@letters.command("discard")
def discard_letter(entry_id: ENTRY, *, reason: REASON) -> None:
    """Let a dead letter be; what waited behind it goes on."""
    why = _by(reason)
    if not _at_desk(lambda desk: desk.store.discard(entry_id, why)):
        raise UsageError("there is no dead letter of that id")
    say("discarded; what waited behind it goes on")


@audit.command("verify")
def verify_audit(*, json: JSON = False) -> None:
    """Check the chain: altered, missing, cut off; exit 1 when something is."""
    found = _at_desk(
        lambda desk: verify(
            desk.store.shelf.connection, desk.ring, configured.heads_file(desk.settings, desk.ring)
        )
    )
    if json:
        show(found.to_json())
    else:
        state = "whole" if found.whole else "NOT WHOLE"
        show_text(f"{state}: {found.records} records, {found.sealed} sealed, {found.unsealed} not sealed yet")
        for one in found.findings:
            show_text(f"{one.partition} {one.sequence} {one.kind}: {one.text}")
    raise typer.Exit(Exit.FINE if found.whole else Exit.NOT_IN_ORDER)


@audit.command("export")
def export_audit(
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; standard output unless told.")
    ] = None,
) -> None:
    """Write every record as a FHIR AuditEvent, one JSON line each (NDJSON)."""

    async def lines(desk: _Desk) -> list[str]:
        return [orjson.dumps(event).decode() async for event in _events(desk)]

    text = "".join(f"{line}\n" for line in _at_desk(lines))
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror or 'cannot be written'}") from None


async def _events(desk: _Desk) -> AsyncIterator[dict[str, object]]:
    for partition in partitions():
        async for record in read(desk.store.shelf.connection, partition):
            yield audit_event(
                record.content, at=record.at, partition=record.partition, sequence=record.sequence
            )


def _at_desk(work: Callable[[_Desk], Awaitable[_Result]]) -> _Result:
    settings = all_settings.read()
    if settings.redis_url is None and not settings.data_dir.is_dir():
        raise UsageError(
            f"there is no store in {settings.data_dir}; name it in SVU_DATA_DIR or SVU_REDIS_URL"
        )
    directory = configured.read_directory(settings) if settings.directory_file else FileDirectory({}, {})

    async def run() -> _Result:
        async with contextlib.AsyncExitStack() as stack:
            store, ring = await stack.enter_async_context(configured.opened_store(settings, directory))
            return await work(_Desk(settings, store, ring, directory))

    return asyncio.run(run())


def _by(reason: str) -> dict[str, object]:
    if not reason.strip():
        raise UsageError("--reason: say why")
    if holds_identity_number(reason):
        raise UsageError("--reason: an identity number does not belong in the audit")
    return {"by": getpass.getuser(), "reason": reason.strip()}


def _receipt_json(receipt: StoredReceipt) -> dict[str, object]:
    return {
        "messageId": receipt.message_id,
        "kind": receipt.kind,
        "action": receipt.action,
        "receivedAt": receipt.received_at.isoformat(),
        "refused": receipt.refused,
        "decision": receipt.decision,
        "deliveries": [
            {
                "recipient": entry.recipient,
                "state": entry.state.value,
                "attempts": entry.attempts,
                "reason": entry.reason,
            }
            for entry in receipt.entries
        ],
    }


def _pointer_json(pointer: Pointer) -> dict[str, object]:
    entry = pointer.entry
    return {
        "id": entry.id,
        "at": pointer.at.isoformat(),
        "kind": entry.kind,
        "action": entry.action,
        "recipient": entry.recipient,
        "endpoint": entry.endpoint,
        "attempts": entry.attempts,
        "reason": entry.reason,
    }
