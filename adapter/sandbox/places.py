"""The five regions as the sandbox has them: their municipalities by real codes, units with invented names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import cast

from adapter.intake.document import parse
from adapter.model.swedish_time import STOCKHOLM

REGIONS = ("vasterbotten", "norrbotten", "halland", "stockholm", "vastmanland")
_WARDS = {
    "AVD1": ("slutenvard", "Medicinavdelning 1"),
    "GER1": ("geriatrisk-slutenvard", "Geriatriska avdelningen"),
    "PSY1": ("psykiatrisk-slutenvard", "Psykiatriska avdelningen"),
    "AKM1": ("akutmottagning", "Akutmottagningen"),
    "HC01": ("primarvard", "Exempels vårdcentral"),
    "POV1": ("psykiatrisk-oppenvard", "Öppenvårdspsykiatrin"),
}
MUNICIPAL = {
    "SOC1": ("kommun-socialtjanst", "biståndsenheten"),
    "HSV1": ("kommun-halsovard", "hemsjukvården"),
    "RHB1": ("kommun-rehab", "hemrehab"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the sandbox: what `directory.yaml` says of it but for its endpoint."""

    unit: str
    role: str
    name: str
    organisation: str
    region: str
    municipality: str | None = None
    electronic: bool = True

    def to_json(self) -> dict[str, object]:
        """As a scenario's directory has it."""
        row: dict[str, object] = {
            "unit": self.unit,
            "role": self.role,
            "name": self.name,
            "organisation": self.organisation,
            "region": self.region,
            "municipality": self.municipality,
        }
        return row if self.electronic else {**row, "electronic": False}


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality: its code, its name, and how many thousands live there."""

    code: str
    name: str
    thousands: int

    @property
    def organisation(self) -> str:
        """The first part of its units' HSA-ids, made from the code."""
        return f"SE212000{self.code}"

    def unit(self, name: str) -> str:
        """The HSA-id of one of its units: `SOC1`, `HSV1` or `RHB1`."""
        return f"{self.organisation}-{name}"


@dataclass(frozen=True, slots=True)
class Region:
    """A region: where its synthetic time begins, which region's patients it sees beside its own, its system's name."""

    name: str
    prefix: str
    organisation: str
    start: datetime
    visitors: str
    system: str
    municipalities: tuple[Municipality, ...]

    def unit(self, name: str) -> str:
        """The HSA-id of one of the region's own units, such as `AVD1`."""
        return f"{self.organisation}-{name}"

    def units(self) -> tuple[Place, ...]:
        """Every unit of the region: its own, its municipalities', and one external actor."""
        own = (Place(self.unit(end), role, name, "region", self.name) for end, (role, name) in _WARDS.items())
        municipal = (
            Place(town.unit(end), role, f"{town.name}: {name}", "kommun", self.name, town.code)
            for town in self.municipalities
            for end, (role, name) in MUNICIPAL.items()
        )
        hospice = Place(self.unit("EXT1"), "extern", "Exempelhospice", "extern", self.name, electronic=False)
        return (*own, *municipal, hospice)


@cache
def regions() -> Mapping[str, Region]:
    """All five, by name."""
    return {name: _region(name, cast("dict[str, object]", told)) for name, told in data("regions").items()}


@cache
def units() -> Mapping[str, Place]:
    """Every unit of every region, by HSA-id."""
    return {place.unit: place for region in regions().values() for place in region.units()}


def data(name: str) -> Mapping[str, object]:
    """One of the sandbox's data files."""
    text = (files("adapter.sandbox") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    return cast("Mapping[str, object]", parse(text, f"{name}.yaml"))


def _region(name: str, told: Mapping[str, object]) -> Region:
    municipalities = cast("Mapping[str, tuple[str, int]]", told["municipalities"])
    return Region(
        name,
        str(told["prefix"]),
        str(told["organisation"]),
        datetime.fromisoformat(str(told["start"])).astimezone(STOCKHOLM),
        str(told["visitors"]),
        str(told["system"]),
        tuple(Municipality(code, *of) for code, of in municipalities.items()),
    )
