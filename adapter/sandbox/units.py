"""The units of the sandbox and the directory file that names their endpoints."""

from dataclasses import dataclass

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
BY_ID = {unit.unit: unit for unit in UNITS}


def directory(urls: dict[str, str], secrets: dict[str, str] | None = None) -> list[dict[str, object]]:
    """The units as `directory.yaml` has them; `urls` are the servers', `secrets` setting names, both by owner."""
    return [_row(unit, urls[unit.owner], (secrets or {}).get(unit.owner)) for unit in UNITS]


def _row(unit: SandboxUnit, url: str, secret: str | None) -> dict[str, object]:
    native = unit.endpoint == REHAB
    endpoint: dict[str, object] = {
        "id": unit.endpoint,
        "url": f"{url}/native" if native else f"{url}/fhir",
        "mode": "native" if native else "message",
        "answers": "status" if native else "bundle",
        "maxInFlight": 8,
    }
    if secret:
        endpoint["auth"] = {"type": "bearer", "secret": secret}
    return {
        "unit": unit.unit,
        "role": unit.role,
        "name": unit.name,
        "organisation": unit.organisation,
        "region": "vasterbotten",
        "municipality": unit.municipality,
        "endpoint": endpoint,
    }
