"""Puts the service together out of its settings; the only module that knows every part, and where the data files lie."""

import gc
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path

from adapter import __version__, configured
from adapter.exports import loading
from adapter.exports.system import System
from adapter.gateways import http_recipient
from adapter.gateways.asked_register import AskedRegister
from adapter.gateways.audit_sealer import AuditSealer
from adapter.gateways.chance import SystemChance
from adapter.gateways.clients_file import Clients
from adapter.gateways.clock import SystemClock, starting_at
from adapter.gateways.http_recipient import HttpRecipient
from adapter.gateways.metrics import Metrics
from adapter.gateways.page_tokens import PageTokens
from adapter.gateways.printer import TypstPrinter
from adapter.gateways.store import RedisStore
from adapter.gateways.store_tried import TriedPacks
from adapter.log import Event, emit
from adapter.model.errors import ConfigurationError, PackError, Unavailable
from adapter.model.swedish_time import swedish_day
from adapter.pipeline import cases, parts
from adapter.pipeline.accept import Adapter
from adapter.pipeline.answering import Answers
from adapter.pipeline.care_plans import CarePlans
from adapter.pipeline.correspondence import Correspondence
from adapter.pipeline.deliver import Deliverer
from adapter.pipeline.deviations import Deviations
from adapter.pipeline.due import Due
from adapter.pipeline.mailbox import Mailbox
from adapter.pipeline.notifying import Notifier
from adapter.pipeline.outages import Outages
from adapter.pipeline.overdue import Overdue
from adapter.pipeline.reading import Reading
from adapter.pipeline.reporting import Reporting, municipalities
from adapter.pipeline.subscriptions import Subscriptions
from adapter.pipeline.undelivered import Undelivered
from adapter.policy import loader
from adapter.policy.grounds import out_of_force
from adapter.policy.loader import Packs
from adapter.ports import Chance, Clock, Directory, Printer
from adapter.r4 import mappings as mapping_tables
from adapter.r4 import models
from adapter.r4.mappings import Mappings
from adapter.settings import SERVE, WORK, Settings, strangers

_CHECKOUT = Path(__file__).parent.parent
_WHEEL = Path(__file__).parent / "data"
_COLLECT_AFTER = 50_000
"""New objects between two looks at the youngest; a message makes some thousands that die with it."""
_TELLING = 5
"""How many failed cases are named when the start is refused."""


@dataclass(frozen=True, slots=True)
class Service:
    """Everything a running process is made of; `web` and `worker` take from it what they need."""

    settings: Settings
    parts: parts.Parts
    adapter: Adapter
    deliverer: Deliverer
    undelivered: Undelivered
    mailbox: Mailbox
    answers: Answers
    letters: Correspondence
    outages: Outages
    overdue: Overdue
    deadlines: Due
    deviations: Deviations
    callers: Clients
    metrics: Metrics
    store: RedisStore
    register: AskedRegister
    sealer: AuditSealer
    reports: Reporting
    subscriptions: Subscriptions
    reading: Reading
    care_plans: CarePlans
    tokens: PageTokens
    regions: frozenset[str]
    """Those that the directory has units of."""

    @property
    def clock(self) -> Clock:
        """The clock that everything here goes by."""
        return self.parts.clock

    @property
    def directory(self) -> Directory:
        """The units and where they are."""
        return self.parts.directory

    @property
    def chance(self) -> Chance:
        """New ids and jitter."""
        return self.parts.chance

    @property
    def mappings(self) -> Mappings:
        """The mapping tables."""
        return self.parts.mappings

    @property
    def own_url(self) -> str:
        """Our FHIR base as others reach it."""
        return self.parts.own_url

    @property
    def systems(self) -> Mapping[str, System]:
        """The source systems whose exports are read."""
        return self.parts.systems

    @property
    def limits(self) -> Settings:
        """What a request and a client may use."""
        return self.settings

    async def ready(self) -> Mapping[str, str]:
        """What serving rests on: `ok`, `degraded` (messages are held) or `down`."""
        try:
            await self.store.ping()
            store = "ok"
        except Unavailable:
            store = "down"
        return {
            "store": store,
            "register": "ok" if self.register.answering else "degraded",
            "packs": "degraded" if self.warnings else "ok",
        }

    @property
    def warnings(self) -> tuple[str, ...]:
        """The packs of the directory's regions that are not in force today: they go on as far as the Act goes."""
        today = swedish_day(self.clock.now())
        packs = (pack for name, pack in sorted(self.parts.packs.packs.items()) if name in self.regions)
        return tuple(out_of_force(pack)[1].text for pack in packs if not pack.is_in_force(today))


def data_folder(name: str) -> Traversable:
    """`mappings` or `profiles`: inside an installed wheel, else in the checkout."""
    for root in (_WHEEL, _CHECKOUT):
        if (root / name).is_dir():
            return root / name
    raise ConfigurationError(f"the folder {name!r} that belongs to the adapter is missing")


def texts(folder: Traversable, ending: str = ".yaml") -> dict[str, str]:
    """Every file below the folder with that ending: its path within, and its text; raises ConfigurationError."""
    found: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found.update({f"{entry.name}/{name}": text for name, text in texts(entry, ending).items()})
        elif entry.name.endswith(ending):
            try:
                found[entry.name] = entry.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                raise ConfigurationError(f"{entry}: not UTF-8 text that can be read") from None
    return found


def pack_files(profiles_dir: Path | None = None) -> dict[str, str]:
    """The files of every rule pack, named as `policy.loader.load` wants them; `profiles_dir` holds `regions/`."""
    root = data_folder("profiles") if profiles_dir is None else profiles_dir
    folder = root / "regions"
    if not folder.is_dir():
        raise ConfigurationError(f"there are no rule packs in {folder}")
    return texts(folder)


@cache
def packs() -> Packs:
    """The rule packs that came with the adapter, loaded once; their cases are not run."""
    return loader.load(pack_files())


@dataclass(frozen=True, slots=True, eq=False)
class LoadedPacks:
    """Rule packs as loaded, with the texts they came from (their cases too) and the digest of these."""

    packs: Packs
    files: tuple[tuple[str, str], ...]
    digest: str


def loaded_packs(profiles_dir: Path | None = None) -> LoadedPacks:
    """The rule packs, their cases not yet tried; raises `PackError` for a file that is not in order."""
    return _loaded(tuple(sorted(pack_files(profiles_dir).items())))


@lru_cache(maxsize=1)
def _loaded(files: tuple[tuple[str, str], ...]) -> LoadedPacks:
    canonical = "".join(f"{name}\n{text}\n" for name, text in files)
    return LoadedPacks(loader.load(dict(files)), files, hashlib.sha256(canonical.encode()).hexdigest())


@lru_cache(maxsize=1)
def demand_cases(loaded: LoadedPacks) -> int:
    """How many cases the packs have, all passed; raises `PackError` naming the first that fail.

    Tried once in a process, also where a demo starts several adapters.
    """
    report = cases.run(dict(loaded.files), loaded.packs)
    if report.failures:
        told = "; ".join(str(failure) for failure in report.failures[:_TELLING])
        raise PackError("profiles/regions", 1, f"{len(report.failures)} of the packs' own cases fail: {told}")
    return report.cases


async def _checked(loaded: LoadedPacks, tried: TriedPacks) -> Packs:
    """The packs, of which the cases have passed: now, or before by the same code, as the store remembers."""
    count = 0
    if not await tried.have_passed(loaded.digest):
        count = demand_cases(loaded)
        await tried.passed(loaded.digest)
    emit(Event.PACKS_CHECKED, packs=len(loaded.packs.packs), cases=count, digest=loaded.digest)
    return loaded.packs


@cache
def mappings() -> Mappings:
    """The mapping tables that came with the adapter, loaded once."""
    return mapping_tables.load(
        {
            name: text
            for name, text in texts(data_folder("mappings")).items()
            if name.startswith(("messages/", "codes/", "questionnaires/"))
        }
    )


def printer() -> Printer:
    """What puts letters and plans on paper."""
    return TypstPrinter()


def systems(mappings_dir: Path | None = None) -> dict[str, System]:
    """The source systems by name: those that came with the adapter, and the files of `mappings_dir`/systems beside them.

    A file of the same name as one of ours stands in its place.
    """
    files = texts(data_folder("mappings") / "systems")
    if mappings_dir is not None:
        folder = mappings_dir / "systems"
        if not folder.is_dir():
            raise ConfigurationError(f"there are no mappings of systems in {folder}")
        files.update(texts(folder))
    return loading.load(files)


def _settle_memory() -> None:
    """Rules, mappings and FHIR models live as long as the process: the collector need not walk them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 50)


@asynccontextmanager
async def opened(
    settings: Settings, role: str, *, clock: SystemClock | None = None
) -> AsyncIterator[Service]:
    """The service while it runs. `role` is `web`, `worker` or `both`, and says which settings it cannot do without.

    `clock` stands in for the machine's: the demo moves its own.

    Raises `ConfigurationError` or `PackError` when it must not start, `Unavailable` when the store does not answer.
    """
    settings.demand(WORK if role == "worker" else SERVE)
    for name in strangers():
        emit(Event.SETTING_UNKNOWN, setting=name)
    directory = configured.read_directory(settings)
    callers = configured.read_clients(settings) if settings.clients_file else Clients({})
    configured.register_url(settings)
    known = systems(settings.mappings_dir)
    for endpoint in directory.endpoints():
        if endpoint.system is not None and endpoint.system not in known:
            raise ConfigurationError(
                f"endpoint {endpoint.id}: there is no mapping of a system called {endpoint.system}"
            )
    loaded = loaded_packs(settings.profiles_dir)
    clock = clock or (starting_at(settings.clock_at) if settings.clock_at else SystemClock())
    metrics, chance = Metrics(), SystemChance()
    # the first use of the models builds them, which takes a second that no message should wait for
    models.structure({"resourceType": "Bundle", "type": "message"})
    async with AsyncExitStack() as stack:
        store, ring = await stack.enter_async_context(configured.opened_store(settings, directory))
        rules = await _checked(loaded, TriedPacks(store.shelf))
        asking = await stack.enter_async_context(
            http_recipient.client(
                settings.register_timeout, certificate=configured.register_certificate(settings)
            )
        )
        sending = await stack.enter_async_context(http_recipient.client(settings.delivery_timeout))
        register = configured.register(settings, asking, clock=clock, metrics=metrics)
        made = parts.Parts(
            clock=clock,
            chance=chance,
            register=register,
            directory=directory,
            store=store,
            recipient=HttpRecipient(
                sending,
                {name: secret.get_secret_value() for name, secret in settings.secrets.items()},
                timeout=settings.delivery_timeout,
                sandbox=settings.sandbox,
            ),
            packs=rules,
            mappings=mappings(),
            fingerprint=store.shelf.records.fingerprint,
            own_url=settings.own_url or "",
            settings={**settings.facts, "environment": settings.environment},
            systems=known,
        )
        adapter, deliverer = Adapter(made), Deliverer(made, Notifier(made, metrics.notified))
        mailbox = Mailbox(made, adapter, deliverer)
        reading = Reading(made, mailbox)
        _settle_memory()
        emit(Event.SERVICE_STARTED, version=__version__, environment=settings.environment, role=role)
        yield Service(
            settings=settings,
            parts=made,
            adapter=adapter,
            deliverer=deliverer,
            undelivered=Undelivered(made),
            mailbox=mailbox,
            answers=Answers(made, deliverer),
            letters=Correspondence(made, printer()),
            outages=Outages(made, printer()),
            overdue=Overdue(made, metrics),
            deadlines=Due(made),
            deviations=Deviations(made, Due(made)),
            callers=callers,
            metrics=metrics,
            store=store,
            register=register,
            sealer=AuditSealer(
                store.shelf.connection, ring, clock.now, configured.heads_file(settings, ring)
            ),
            subscriptions=Subscriptions(made),
            reports=Reporting(made, municipalities(directory.units())),
            reading=reading,
            care_plans=CarePlans(made, reading),
            tokens=PageTokens(ring),
            regions=frozenset(unit.region for unit in directory.units()),
        )
    emit(Event.SERVICE_STOPPED, role=role)
