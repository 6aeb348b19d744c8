"""Read units as `contract.md` §4 and §7 write them: of a scenario's directory, or of an operator's directory file."""

from collections.abc import Mapping
from typing import cast

from adapter.intake.faults import Faults, under
from adapter.intake.members import Reader, code, flag, integer, struct, text, unit
from adapter.model.directory import ANSWERS, MODES, ORGANISATIONS, ROLES, Endpoint, EndpointAuth, Unit
from adapter.model.identifiers import organisation_of
from adapter.model.message import REGIONS

_UNIT: Mapping[str, Reader] = {
    "unit": unit,
    "role": code(ROLES),
    "name": text,
    "municipality": text,
    "organisation": code(ORGANISATIONS),
    "region": code(REGIONS),
    "provider": text,
    "principal": text,
    "electronic": flag,
}
_ENDPOINT = struct(
    {
        "id": text,
        "url": text,
        "mode": code(MODES),
        "answers": code(ANSWERS),
        "auth": struct({"type": text, "secret": text}),
        "maxInFlight": integer,
    },
    ("id",),
)
_read_scenario_unit = struct(_UNIT, ("unit", "role"))
_read_operator_unit = struct({**_UNIT, "endpoint": _ENDPOINT}, ("unit", "role"))


def read_units(
    document: object, *, region: str | None, path: str, faults: Faults, endpoints: bool = False
) -> dict[str, Unit]:
    """Units by HSA-id; `region` is what a unit that names none belongs to, None where each must name it.

    `endpoints` says whether a unit may have one: only in the operator's file.
    """
    if not isinstance(document, list):
        faults.wrong_type(path, "a list of units")
        return {}
    read_one = _read_operator_unit if endpoints else _read_scenario_unit
    units: dict[str, Unit] = {}
    for position, item in enumerate(document):
        where = f"{path}[{position}]"
        found = _unit(read_one, item, region, where, faults)
        if found is None:
            continue
        if found.unit in units:
            faults.add("READ-TWICE", under(where, "unit"), "This unit is listed twice.", "List it once.")
        units[found.unit] = found
    return units


def _unit(read_one: Reader, item: object, region: str | None, where: str, faults: Faults) -> Unit | None:
    before = len(faults)
    given = cast("dict[str, object]", read_one(item, where, faults) or {})
    if len(faults) > before:
        return None
    own_region = given.get("region", region)
    for name, value in (("unit", given.get("unit")), ("region", own_region)):
        if value is None:
            faults.missing(under(where, name))
    if len(faults) > before:
        return None
    hsa_id, role = cast("str", given["unit"]), cast("str", given["role"])
    organisation = cast("str", given.get("organisation", _organisation_of(role)))
    owner = organisation_of(hsa_id)
    return Unit(
        unit=hsa_id,
        role=role,
        name=cast("str", given.get("name", hsa_id)),
        organisation=organisation,
        region=cast("str", own_region),
        provider=cast("str", given.get("provider", owner)),
        principal=cast("str", given.get("principal", owner)),
        municipality=cast("str | None", given.get("municipality")),
        # A unit outside region and municipality has no system of its own (contract §4).
        electronic=given.get("electronic", True) is True and "extern" not in {role, organisation},
        endpoint=_endpoint(cast("dict[str, object] | None", given.get("endpoint"))),
    )


def _organisation_of(role: str) -> str:
    if role == "extern":
        return "extern"
    return "kommun" if role.startswith("kommun-") else "region"


def _endpoint(given: dict[str, object] | None) -> Endpoint | None:
    if given is None:
        return None
    auth = cast("dict[str, str]", given.get("auth", {}))
    return Endpoint(
        id=cast("str", given["id"]),
        url=cast("str | None", given.get("url")),
        mode=cast("str", given.get("mode", "message")),
        answers=cast("str", given.get("answers", "bundle")),
        auth=EndpointAuth(auth.get("type", "none"), auth.get("secret")),
        max_in_flight=cast("int", given.get("maxInFlight", 4)),
    )
