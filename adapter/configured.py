"""What the settings name: the store with its keys, the directory, the clients, the register, the audit's heads."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from adapter.gateways import clients_file, directory_file
from adapter.gateways.asked_register import AskedRegister
from adapter.gateways.audit_chain import HeadsFile
from adapter.gateways.clients_file import Clients
from adapter.gateways.directory_file import FileDirectory, InFlight
from adapter.gateways.keys import KeyRing, create_key_file, key_file_beside, read_key_file
from adapter.gateways.metrics import Metrics
from adapter.gateways.population_register import FhirPopulationRegister
from adapter.gateways.pu_register import PuRegister, PuService
from adapter.gateways.store import RedisStore
from adapter.gateways.store_connection import Connection
from adapter.gateways.valkey import EmbeddedValkey
from adapter.log import Event, emit
from adapter.model.errors import ConfigurationError
from adapter.ports import Clock
from adapter.settings import Settings


@asynccontextmanager
async def opened_store(
    settings: Settings, directory: FileDirectory | None = None
) -> AsyncIterator[tuple[RedisStore, KeyRing]]:
    """The store alone, with its keys: what the operator's commands need."""
    ring = key_ring(settings)
    embedded = EmbeddedValkey(settings.data_dir, max_memory=settings.store_memory)
    url = settings.redis_url.get_secret_value() if settings.redis_url else None
    socket = await embedded.start() if url is None else None
    try:
        connection = await Connection.open(url=url, socket=socket)
        store = await RedisStore.over(connection, ring, InFlight(directory))
        try:
            yield store, ring
        finally:
            await store.close()
    finally:
        if url is None:
            await embedded.stop()


def key_ring(settings: Settings) -> KeyRing:
    """The master keys. Made here only for the embedded store, never in production and never beside kept data."""
    embedded = settings.redis_url is None
    if settings.key_file is None and not embedded:
        raise ConfigurationError(
            "not set: SVU_KEY_FILE, without which nothing may be stored in SVU_REDIS_URL"
        )
    file = settings.key_file or key_file_beside(settings.data_dir)
    kept = settings.data_dir.is_dir() and any(settings.data_dir.iterdir())
    if file.exists() or not embedded or settings.production or kept:
        return read_key_file(file)
    ring = create_key_file(file)
    emit(Event.KEY_FILE_MADE, file=str(file))
    return ring


def read_directory(settings: Settings) -> FileDirectory:
    """The units and endpoints of the file that the settings name."""
    file = _required(settings.directory_file, "SVU_DIRECTORY_FILE")
    directory = directory_file.read(_text(file), file.name, region=settings.region, sandbox=settings.sandbox)
    for endpoint in directory.endpoints():
        if endpoint.auth.secret and endpoint.auth.secret not in settings.secrets:
            raise ConfigurationError(
                f"not set: SVU_SECRET_{endpoint.auth.secret.upper()}, which endpoint {endpoint.id} needs"
            )
    return directory


def read_clients(settings: Settings) -> Clients:
    """The callers of the file that the settings name."""
    file = _required(settings.clients_file, "SVU_CLIENTS_FILE")
    return clients_file.read(_text(file), file.name)


def register_url(settings: Settings) -> str:
    """Where the population register is; https, or loopback in the sandbox. With the PU service the logical address, too."""
    url = settings.register_url or ""
    if not directory_file.may_call(url, sandbox=settings.sandbox):
        raise ConfigurationError("SVU_REGISTER_URL: an https address without credentials")
    if settings.register_kind == "pu" and not settings.register_logical_address:
        raise ConfigurationError("not set: SVU_REGISTER_LOGICAL_ADDRESS, which SVU_REGISTER_KIND=pu needs")
    return url


def register(
    settings: Settings, client: httpx.AsyncClient, *, clock: Clock, metrics: Metrics
) -> AskedRegister:
    """The population register that the settings name, asked by `client`."""
    url, token = register_url(settings), settings.register_token
    secret = token.get_secret_value() if token else None
    if settings.register_kind == "fhir":
        return FhirPopulationRegister(
            client, url, clock=clock, metrics=metrics, token=secret, reuse=settings.register_reuse
        )
    logical_address = settings.register_logical_address or ""
    service = PuService(url, logical_address, secret, settings.register_reserve_root)
    return PuRegister(client, service, clock=clock, metrics=metrics, reuse=settings.register_reuse)


def register_certificate(settings: Settings) -> ssl.SSLContext | None:
    """What the register knows us by, where it wants mutual TLS; None where nothing is set."""
    if settings.register_certificate is None:
        return None
    context = ssl.create_default_context()
    try:
        # a key that is encrypted cannot be asked for: nobody is there to answer
        context.load_cert_chain(settings.register_certificate, password=lambda: b"")
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"SVU_REGISTER_CERTIFICATE: no certificate with its key ({type(error).__name__})"
        ) from None
    return context


def heads_file(settings: Settings, ring: KeyRing) -> HeadsFile:
    """Where the signed heads of the audit chain are exported to, off the store."""
    settings.audit_dir.mkdir(parents=True, exist_ok=True)
    return HeadsFile(settings.audit_dir / "heads.jsonl", ring)


def _required(file: Path | None, variable: str) -> Path:
    if file is None:
        raise ConfigurationError(f"not set: {variable}")
    return file


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read ({type(error).__name__})") from None
