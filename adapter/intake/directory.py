"""Read the units of a scenario's directory as `contract.md` §4 writes them."""

from collections.abc import Mapping
from typing import cast

from adapter.intake.faults import Faults, under
from adapter.intake.members import Reader, code, flag, struct, text, unit
from adapter.model.directory import ORGANISATIONS, ROLES, Unit
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
    "phone": text,
}
_read_unit = struct(_UNIT, ("unit", "role"))


def read_units(document: object, *, region: str, path: str, faults: Faults) -> dict[str, Unit]:
    """Units by HSA-id; `region` is what a unit that names none belongs to (semantics 10)."""
    if not isinstance(document, list):
        faults.wrong_type(path, "a list of units")
        return {}
    units: dict[str, Unit] = {}
    for position, item in enumerate(document):
        where = f"{path}[{position}]"
        before = len(faults)
        given = cast("dict[str, object] | None", _read_unit(item, where, faults))
        if len(faults) > before:
            continue
        if given is None:
            faults.missing(under(where, "unit"))
            continue
        found = _unit(given, region)
        if found.unit in units:
            faults.add("READ-TWICE", under(where, "unit"), "This unit is listed twice.", "List it once.")
        units[found.unit] = found
    return units


def _unit(given: Mapping[str, object], region: str) -> Unit:
    hsa_id, role = cast("str", given["unit"]), cast("str", given["role"])
    organisation = cast("str", given.get("organisation", _organisation_of(role)))
    owner = organisation_of(hsa_id)
    return Unit(
        unit=hsa_id,
        role=role,
        name=cast("str", given.get("name", hsa_id)),
        organisation=organisation,
        region=cast("str", given.get("region", region)),
        provider=cast("str", given.get("provider", owner)),
        principal=cast("str", given.get("principal", owner)),
        municipality=cast("str | None", given.get("municipality")),
        # A unit outside region and municipality has no system of its own (contract §4).
        electronic=given.get("electronic", True) is True and "extern" not in {role, organisation},
        phone=cast("str | None", given.get("phone")),
    )


def _organisation_of(role: str) -> str:
    if role == "extern":
        return "extern"
    return "kommun" if role.startswith("kommun-") else "region"
