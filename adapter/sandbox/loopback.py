"""A web server on a loopback port, a free one unless told, in a thread of its own; it can be down for a while and come back."""

import socket
import threading
import time
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

_START_SECONDS = 10.0
_POLL_SECONDS = 0.005


class Loopback:
    """`with Loopback(app) as server: server.url`. While stopped its port refuses connections, as a dead system's does."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._app = app
        listener = bound(port)
        self._port: int = listener.getsockname()[1]
        self._listener: socket.socket | None = listener
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Serve, from now until `stop`."""
        if self._thread is not None:
            return
        listener = self._listener or bound(self._port)
        self._listener = None
        config = uvicorn.Config(
            self._app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        self._server = server
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name=self.url, daemon=True
        )
        self._thread.start()
        _wait_until_started(server, self._thread)

    def stop(self) -> None:
        """Close every connection and the port."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=5)
        self._server = self._thread = None
        if self._listener is not None:
            self._listener.close()
            self._listener = None


def bound(port: int = 0) -> socket.socket:
    """A TCP socket on loopback, bound but not listening; port 0 takes a free one."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("a sandbox server did not start")
        time.sleep(_POLL_SECONDS)
