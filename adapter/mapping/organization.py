"""Organization on SEBaseOrganization: a unit, or the organisation that stands for one that may not be named."""

from adapter.mapping.draft import Draft
from adapter.model.identifiers import is_hsa_id
from adapter.r4 import systems
from adapter.r4.models import Resource


def identifier(unit: str) -> Resource:
    """HSA-id of a unit; organisation number where only the organisation is shown (`SE` and ten digits)."""
    if is_hsa_id(unit):
        return {"type": _type("PRN"), "system": systems.HSA_ID, "value": unit}
    number = unit.removeprefix("SE").removeprefix("16")
    return {"type": _type("XX"), "system": systems.ORGANISATION_NUMBER, "value": number}


def organization(draft: Draft, unit: str, name: str | None = None) -> Resource:
    """A reference to the unit's Organization, which is added the first time."""
    label = f"Organization/{unit}"
    if label not in draft:
        draft.add(
            label,
            "Organization",
            meta={"profile": [systems.SE_ORGANIZATION]},
            identifier=[identifier(unit)],
            name=name,
        )
    return draft.reference(label)


def _type(code: str) -> Resource:
    return {"coding": [{"system": systems.IDENTIFIER_TYPE, "code": code}]}
