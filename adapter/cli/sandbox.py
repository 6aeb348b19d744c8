"""`sandbox`: stands in for the register and the receiving systems of a synthetic folder, on loopback."""

import signal
import tempfile
import threading
from pathlib import Path
from typing import Annotated

import typer

from adapter.cli.app import app
from adapter.cli.output import say
from adapter.model.errors import UsageError
from adapter.sandbox import folder as folders
from adapter.sandbox import manifest
from adapter.sandbox.endpoint_server import EndpointServer
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.register_server import RegisterServer


@app.command()
def sandbox(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of synth, of one region.")],
    *,
    ledger: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the receivers keep what they take.")
    ] = None,
) -> None:
    """Serve a synthetic folder's population register and receiving systems until Ctrl-C, for a test adapter beside it."""
    manifest.read(folder)
    register_port, receivers_port = folders.ports(folder)
    register = RegisterServer((), resources=folders.people(folder))
    with tempfile.TemporaryDirectory(prefix="svu-sandbox-") as scratch:
        receivers = EndpointServer("mottagare", ledger or Path(scratch))
        try:
            servers = (
                Loopback(register.app(), register_port),
                Loopback(receivers.app(), receivers_port),
            )
        except OSError as error:
            raise UsageError(f"port {register_port} or {receivers_port}: {error.strerror}") from None
        with servers[0] as one, servers[1] as other:
            say(f"the register is at {one.url}/fhir, the receivers at {other.url}; Ctrl-C ends them")
            _until_signalled()
        say(f"{register.asked} look-ups; {len(receivers.rows)} messages taken")


def _until_signalled() -> None:
    ended = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        ended.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
