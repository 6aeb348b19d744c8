"""Serves the app with uvicorn; signals are the caller's, who may have a worker to stop as well."""

import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp


class WebServer:
    """`await run()` serves until `stop()`, then lets requests under way end."""

    def __init__(self, app: ASGIApp, *, host: str, port: int, graceful_seconds: int = 10) -> None:
        self._server = _Server(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                loop="uvloop",
                http="httptools",
                ws="none",
                lifespan="off",
                # paths hold ids: no access log (semantics 37); what is logged is ours
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=graceful_seconds,
            )
        )

    @property
    def started(self) -> bool:
        """Whether it listens."""
        return self._server.started

    async def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until `stop`, on `sockets` that are bound already or on the host and port."""
        await self._server.serve(sockets=sockets)

    def stop(self) -> None:
        """Take no more requests."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Without uvicorn's signal handling, which would end the process before a worker has drained."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield
