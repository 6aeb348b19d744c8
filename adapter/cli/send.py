"""`send`: posts messages or Bundles to an adapter, with progress."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import orjson
import typer
from rich.progress import Progress

from adapter.cli.app import app
from adapter.cli.files import read_document, read_text
from adapter.cli.output import PEOPLE, Exit, say, show, show_text
from adapter.cli.send_folder import FHIR_PATH, NATIVE_PATH, Playing, play
from adapter.gateways.http_sender import HttpSender, Reply
from adapter.model.errors import Unavailable, UsageError

_NO_ANSWER_FROM = 500
_LATER = {408, 425, 429}
_NOT_LET_IN = {401, 403, 404, 405}


@dataclass(frozen=True, slots=True)
class _Sent:
    file: str
    status: int | None
    answer: object

    @property
    def exit(self) -> Exit:
        if self.status is None or self.status >= _NO_ANSWER_FROM or self.status in _LATER:
            return Exit.NO_ANSWER
        if self.status in _NOT_LET_IN:
            return Exit.WRONG_USAGE
        return Exit.FINE if self.status < 300 else Exit.NOT_IN_ORDER  # noqa: PLR2004 - success is 2xx


@app.command()
def send(
    files: Annotated[
        list[Path],
        typer.Argument(help="Native messages or FHIR message Bundles, JSON or YAML; or one folder of synth."),
    ],
    *,
    to: Annotated[str, typer.Option(metavar="URL", help="The adapter, e.g. http://127.0.0.1:8080")],
    key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File with the client's bearer key.")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(min=0.001, help="A folder: so many times as fast as it happened; 1 is real time."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="A folder: as fast as the adapter answers (the default).")
    ] = False,
    fhir: Annotated[bool, typer.Option("--fhir", help="A folder: send its FHIR message Bundles.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print every answer, or the comparison, as JSON.")
    ] = False,
) -> None:
    """Post files in the order given; the worst outcome decides the exit code.

    A folder that synth wrote is played in the order of its manifest, each message by its own sender, and every outcome
    is compared with the manifest: exit 1 and a list when something differs.
    """
    if urlsplit(to).scheme not in {"http", "https"} or not urlsplit(to).netloc:
        raise UsageError("--to: the address must begin with http:// or https:// and name a host")
    if speed is not None and quick:
        raise UsageError("--speed and --quick exclude each other")
    if any(file.is_dir() for file in files):
        if len(files) > 1 or key_file:
            raise UsageError("one folder at a time; its keys are in it")
        raise typer.Exit(_play(files[0], Playing(to.rstrip("/"), speed, fhir=fhir), json=json))
    if speed is not None or quick or fhir:
        raise UsageError("--speed, --quick and --fhir are for a folder of synth")
    key = read_text(key_file).strip() if key_file else None
    messages = [(str(file), _message(file)) for file in files]
    sent = asyncio.run(_send_all(messages, to.rstrip("/"), key))
    if json:
        show([{"file": each.file, "status": each.status, "answer": each.answer} for each in sent])
    else:
        show_text("\n".join(f"{each.file}: {_words(each)}" for each in sent))
    raise typer.Exit(max((each.exit for each in sent), default=Exit.FINE))


def _play(folder: Path, playing: Playing, *, json: bool) -> Exit:
    with Progress(console=PEOPLE, transient=True, disable=not PEOPLE.is_terminal) as progress:
        told = asyncio.run(play(folder, playing, progress))
    if json:
        show(told.to_json())
    else:
        show_text("\n".join((*told.differences, told.summary())))
    if told.unanswered:
        return Exit.NO_ANSWER
    return Exit.NOT_IN_ORDER if told.differences else Exit.FINE


def _message(file: Path) -> bytes:
    """The file's document as JSON; a repeat has the same content, which is what counts."""
    document = read_document(file)
    if not isinstance(document, dict):
        raise UsageError(f"{file}: a message is an object")
    return orjson.dumps(document)


async def _send_all(messages: Sequence[tuple[str, bytes]], base: str, key: str | None) -> list[_Sent]:
    sent = []
    with Progress(console=PEOPLE, transient=True, disable=not PEOPLE.is_terminal) as progress:
        task = progress.add_task("sending", total=len(messages))
        async with HttpSender(key) as sender:
            for file, body in messages:
                sent.append(await _send(sender, base, file, body))
                progress.advance(task)
    return sent


async def _send(sender: HttpSender, base: str, file: str, body: bytes) -> _Sent:
    fhir = orjson.loads(body).get("resourceType") == "Bundle"
    path = FHIR_PATH if fhir else NATIVE_PATH
    try:
        reply = await sender.post(base if base.endswith(path) else base + path, body, fhir=fhir)
    except Unavailable as error:
        say(f"{file}: {error}")
        return _Sent(file, None, None)
    return _Sent(file, reply.status, _answer(reply))


def _answer(reply: Reply) -> object:
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return None


def _words(sent: _Sent) -> str:
    match sent.status:
        case None:
            return "no answer; nothing is known to be stored, send again"
        case 200:
            return "200, accepted before"
        case 202:
            return "202, accepted"
        case 401 | 403:
            return f"{sent.status}, not allowed: see --key-file and clients.yaml"
        case 409:
            return "409, conflict: the messageId was used for another body"
        case 422 | 400:
            return f"{sent.status}, refused: --json shows why"
        case status:
            return str(status)
