"""Everything an operator can set: `SVU_…` environment variables, read once; secrets also as `SVU_…_FILE`.

No secret and no address has a default: what serving needs and is missing stops the start (`demand`).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from adapter.model.errors import ConfigurationError

PREFIX = "SVU_"
SECRET_PREFIX = "SVU_SECRET_"  # noqa: S105 - a prefix of names, no secret
SERVE = ("own_url", "directory_file", "clients_file", "register_url")
_FIELD = re.compile(r'field "(\w+)"')
_A_FACT = "true or false, a number, a text, a list of texts, or numbers by municipality code"
WORK = ("own_url", "directory_file", "register_url")


class Settings(BaseSettings):
    """Frozen values; times in seconds, sizes in bytes. Built by `read`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", case_sensitive=False)

    environment: Literal["production", "test"] = Field(
        default="test",
        description="production refuses people with a test indicator; test refuses everybody else",
    )
    sandbox: bool = Field(
        default=False, description="allow plain http to this machine itself; never with production"
    )
    region: str = Field(default="sverige", description="region of directory units that name none")

    own_url: str | None = Field(
        default=None, description="the adapter's FHIR base as others reach it, e.g. https://host/fhir"
    )
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8080, ge=0, le=65535, description="port to listen on")

    directory_file: Path | None = Field(default=None, description="units and endpoints (directory.yaml)")
    clients_file: Path | None = Field(default=None, description="who may call (clients.yaml)")
    profiles_dir: Path | None = Field(
        default=None, description="rule packs other than those that came with the adapter"
    )
    mappings_dir: Path | None = Field(
        default=None, description="further mappings of source systems: its folder systems/, beside ours"
    )
    facts: dict[str, bool | int | float | str | list[str] | dict[str, int | float]] = Field(
        default_factory=dict,
        description="facts that no message carries, as a JSON object; a number may be one per municipality",
    )

    register_kind: Literal["fhir", "pu"] = Field(
        default="fhir",
        description="what the population register speaks: FHIR, or RIV-TA as the PU service does",
    )
    register_url: str | None = Field(
        default=None,
        description="FHIR base of the population register; of the PU service the address of GetPersonsForProfile",
    )
    register_logical_address: str | None = Field(
        default=None, description="pu only: the logical address that the request names"
    )
    register_reserve_root: str | None = Field(
        default=None,
        pattern=r"^[0-2](\.[0-9]+)+$",
        description="pu only: OID of the region's own reserve numbers; without it they are not asked for",
    )
    register_certificate: Path | None = Field(
        default=None, description="PEM file with the client certificate and its key, for mutual TLS"
    )
    register_token: SecretStr | None = Field(default=None, description="bearer token for the register")
    register_timeout: float = Field(default=3.0, gt=0, le=30, description="seconds until it counts as silent")
    register_reuse: float = Field(
        default=55.0, ge=0, le=55, description="seconds an answer may be reused; 0 for never"
    )

    redis_url: SecretStr | None = Field(
        default=None, description="Redis or Valkey to use instead of the embedded one; may hold a password"
    )
    data_dir: Path = Field(default=Path("var/store"), description="directory of the embedded store")
    store_memory: int = Field(
        default=1 << 30, ge=1 << 26, description="largest memory of the embedded store; intake stops at 80 %"
    )
    key_file: Path | None = Field(
        default=None,
        description="master keys; the embedded store's lie beside data_dir and are made at its first start",
    )
    audit_dir: Path = Field(
        default=Path("var/audit"), description="where sealed heads of the audit are exported"
    )

    body_limit: int = Field(default=1_048_576, ge=1024, description="largest request body")
    rate_per_second: float = Field(
        default=500.0, gt=0, description="requests per second and client, in the long run"
    )
    rate_burst: int = Field(default=1000, ge=1, description="requests a client may make at once")

    worker_concurrency: int = Field(
        default=16, ge=1, le=256, description="deliveries at a time in one worker"
    )
    delivery_timeout: float = Field(
        default=20.0, gt=0, le=120, description="seconds for one attempt, all of it"
    )
    lease: float = Field(
        default=60.0, gt=0, description="seconds a claimed lane stays claimed; at least twice the attempt"
    )
    poll_longest: float = Field(default=0.5, gt=0, le=10, description="longest pause of an idle worker")
    seal_every: float = Field(
        default=0.5, gt=0, le=1, description="seconds between sealings of the audit chain"
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least level logged"
    )
    clock_at: datetime | None = Field(
        default=None, description="sandbox only: the instant at which the adapter's clock starts"
    )
    secrets: dict[str, SecretStr] = Field(
        default_factory=dict,
        description="credentials by name, for `auth.secret` of the directory: SVU_SECRET_<NAME>, or …_FILE",
    )

    @field_validator("own_url", "register_url")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        return value.rstrip("/") if value else None

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.lease < 2 * self.delivery_timeout:
            raise ValueError("lease: at least twice delivery_timeout")
        if self.sandbox and self.environment == "production":
            raise ValueError("sandbox: not in production")
        if self.clock_at is not None and (not self.sandbox or self.clock_at.tzinfo is None):
            raise ValueError("clock_at: only in the sandbox, with an offset")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is theirs
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is theirs
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the caller states, then the environment, then the files that the environment names."""
        return init_settings, _Named(settings_cls), env_settings, _Files(settings_cls)

    def demand(self, names: Iterable[str]) -> None:
        """Raise `ConfigurationError` naming every one of `names` that is not set."""
        missing = [f"{PREFIX}{name.upper()}" for name in names if getattr(self, name) is None]
        if missing:
            raise ConfigurationError(f"not set: {', '.join(missing)}; `svu-adapter settings` lists them all")

    @property
    def production(self) -> bool:
        """Whether real people are let in."""
        return self.environment == "production"


class _Files(EnvSettingsSource):
    """`SVU_X_FILE` names the file that holds a secret X; its last newline is not part of it."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[object, str, bool]:
        if "SecretStr" not in str(field.annotation) or field_name == "secrets":
            return None, field_name, False
        return _file(self.env_vars, f"{PREFIX}{field_name}_file"), field_name, False


class _Named(EnvSettingsSource):
    """`SVU_SECRET_<NAME>` and `SVU_SECRET_<NAME>_FILE` become `secrets[name]`."""

    def __call__(self) -> dict[str, object]:
        found: dict[str, object] = {}
        for variable, value in self.env_vars.items():
            name = variable.lower().removeprefix(SECRET_PREFIX.lower())
            if name == variable.lower() or value is None:
                continue
            if name.endswith("_file"):
                found[name.removesuffix("_file")] = _file(self.env_vars, variable)
            else:
                found[name] = value
        return {"secrets": found} if found else {}


def _file(variables: Mapping[str, str | None], variable: str) -> str | None:
    path = variables.get(variable.lower())
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"{variable.upper()}: the file it names cannot be read") from None


def read(**stated: object) -> Settings:
    """The settings of this process; `stated` values win over the environment.

    Raises `ConfigurationError` with every fault, never with a value.
    """
    try:
        return Settings(**stated)  # type: ignore[arg-type]
    except ValidationError as error:
        found = error.errors(include_input=False, include_context=False, include_url=False)
        faults = (_fault(fault["loc"], fault["msg"]) for fault in found)
        raise ConfigurationError("\n".join(dict.fromkeys(faults))) from None
    except SettingsError as error:
        named = _FIELD.search(str(error))
        variable = f"{PREFIX}{named[1].upper()}" if named else f"{PREFIX}…"
        raise ConfigurationError(f"{variable}: this is not JSON; write an object") from None


def _fault(place: tuple[int | str, ...], words: str) -> str:
    """A fault in words; of a fact once, not once for each type that it might have been."""
    name = str(place[0]) if place else "…"
    if name == "facts" and len(place) > 1:
        return f"{PREFIX}FACTS: {place[1]}: {_A_FACT}"
    return f"{PREFIX}{'_'.join(map(str, place)).upper() or name}: {words}"


def rows(settings: Settings | None = None) -> list[dict[str, str | bool]]:
    """Every setting: variable, what it is for, default, whether it is a secret, and what it is set to now.

    A secret's value is shown as `set` or nothing.
    """
    found: list[dict[str, str | bool]] = []
    for name, field in Settings.model_fields.items():
        secret = "SecretStr" in str(field.annotation)
        variable = f"{SECRET_PREFIX}<NAME>" if name == "secrets" else f"{PREFIX}{name.upper()}"
        default = field.get_default(call_default_factory=True)
        value = getattr(settings, name) if settings else None
        found.append(
            {
                "variable": variable,
                "file": f"{variable}_FILE" if secret else "",
                "secret": secret,
                "default": "" if secret or default is None else str(default),
                "value": ("set" if value else "") if secret else ("" if value is None else str(value)),
                "text": field.description or "",
            }
        )
    return found


def strangers() -> tuple[str, ...]:
    """Variables that look like ours and are not: most likely misspelt."""
    known = {row["variable"] for row in rows()} | {row["file"] for row in rows()}
    variables = EnvSettingsSource(Settings).env_vars
    return tuple(
        sorted(
            variable.upper()
            for variable in variables
            if variable.upper().startswith(PREFIX)
            and variable.upper() not in known
            and not variable.upper().startswith(SECRET_PREFIX)
        )
    )
