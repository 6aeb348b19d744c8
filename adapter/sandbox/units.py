"""The units of the sandbox and the directory file that names their endpoints."""

from dataclasses import dataclass

from adapter.sandbox.places import MUNICIPAL, REGIONS, Place, regions, units

HOSPITAL = "sjukhus"
PRIMARY_CARE = "primarvard"
MUNICIPALITY = "kommun"
REHAB = "kommun-rehab"
"""The municipality's rehab reads native JSON: another endpoint of the same server."""


@dataclass(frozen=True, slots=True)
class SandboxUnit:
    """A unit, the organisation whose server it uses, and its endpoint there."""

    unit: str
    role: str
    name: str
    organisation: str
    owner: str
    endpoint: str
    municipality: str | None = None
    region: str = "vasterbotten"


WARD = "SE2321000222-AVD1"
HEALTH_CENTRE = "SE2321000222-HC01"
SOCIAL_SERVICES = "SE2120002627-SOC1"
HOME_CARE = "SE2120002627-HSV1"
HOME_REHAB = "SE2120002627-RHB1"

UNITS = (
    SandboxUnit(WARD, "slutenvard", "Medicinavdelning 1", "region", HOSPITAL, HOSPITAL),
    SandboxUnit(HEALTH_CENTRE, "primarvard", "Exempels hälsocentral", "region", PRIMARY_CARE, PRIMARY_CARE),
    SandboxUnit(
        SOCIAL_SERVICES,
        "kommun-socialtjanst",
        "Biståndsenheten",
        "kommun",
        MUNICIPALITY,
        MUNICIPALITY,
        "2480",
    ),
    SandboxUnit(HOME_CARE, "kommun-halsovard", "Hemsjukvården", "kommun", MUNICIPALITY, MUNICIPALITY, "2480"),
    SandboxUnit(HOME_REHAB, "kommun-rehab", "Hemrehab", "kommun", MUNICIPALITY, REHAB, "2480"),
)
OWNERS = (HOSPITAL, PRIMARY_CARE, MUNICIPALITY)
_OWNERS = {
    "AVD1": HOSPITAL,
    "PSY1": HOSPITAL,
    "HC01": PRIMARY_CARE,
    "POV1": PRIMARY_CARE,
    "SOC1": MUNICIPALITY,
    "HSV1": MUNICIPALITY,
    "RHB1": MUNICIPALITY,
}
_VISITORS = {"halland": ("stockholm", ("HC01", "SOC1"))}
"""Beside its own units a region's demo has these of another region, where a patient of that region lives."""


def of(region: str) -> tuple[SandboxUnit, ...]:
    """The units of a region's demo: its own, its largest municipality's, and those of a visitor's home."""
    if region == "vasterbotten":
        return (*UNITS, *_some(region, ("SOC1", "HSV1")))
    other, ends = _VISITORS.get(region, ("", ()))
    return (*_some(region, tuple(_OWNERS)), *(_some(other, ends) if other else ()))


def _some(region: str, ends: tuple[str, ...]) -> tuple[SandboxUnit, ...]:
    place = regions()[region]
    town = place.municipalities[0]
    ids = (place.unit(end) if end not in MUNICIPAL else town.unit(end) for end in ends)
    return tuple(_sandboxed(units()[one], end) for one, end in zip(ids, ends, strict=True))


def _sandboxed(place: Place, end: str) -> SandboxUnit:
    owner = _OWNERS[end]
    endpoint = REHAB if end == "RHB1" else owner
    return SandboxUnit(
        place.unit,
        place.role,
        place.name,
        place.organisation,
        owner,
        endpoint,
        place.municipality,
        place.region,
    )


BY_ID = {unit.unit: unit for region in REGIONS for unit in of(region)}


def directory(
    urls: dict[str, str], secrets: dict[str, str] | None = None, region: str = "vasterbotten"
) -> list[dict[str, object]]:
    """The units as `directory.yaml` has them; `urls` are the servers', `secrets` setting names, both by owner."""
    return [_row(unit, urls[unit.owner], (secrets or {}).get(unit.owner)) for unit in of(region)]


def _row(unit: SandboxUnit, url: str, secret: str | None) -> dict[str, object]:
    native = unit.endpoint == REHAB
    endpoint: dict[str, object] = {
        "id": unit.endpoint,
        "url": f"{url}/native" if native else f"{url}/fhir",
        "mode": "native" if native else "message",
        "answers": "status" if native else "bundle",
        "maxInFlight": 8,
        "hook": f"{url}/hook",
    }
    if secret:
        endpoint["auth"] = {"type": "bearer", "secret": secret}
    return {
        "unit": unit.unit,
        "role": unit.role,
        "name": unit.name,
        "organisation": unit.organisation,
        "region": unit.region,
        "municipality": unit.municipality,
        "endpoint": endpoint,
    }
