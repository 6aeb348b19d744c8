"""PractitionerRole for a member of staff, as far as a message tells: name, title and function."""

from collections.abc import Mapping
from typing import Any

from adapter.mapping.draft import Draft
from adapter.model.member import Member
from adapter.r4 import leaves, shape, systems
from adapter.r4.models import Resource

CONTACT_IN_ELEMENTS = ("name", "workplace", "phone")


def staff(
    draft: Draft, label: str, person: Mapping[str, Any], organization: Resource | None = None
) -> Resource:
    """A reference to the PractitionerRole of `{name, title, function}`; the title is the code's text."""
    code: Resource = {}
    if "function" in person:
        code["coding"] = [draft.mappings.coding(systems.FUNCTION, person["function"])]
    if "title" in person:
        code["text"] = person["title"]
    draft.add(
        label,
        "PractitionerRole",
        practitioner={"display": person["name"]} if "name" in person else None,
        organization=organization,
        code=[code] if code else None,
    )
    return draft.reference(label)


def fixed_contact(
    draft: Draft, member: Member, contact: Mapping[str, Any], label: str = "contact"
) -> Resource:
    """A reference to the PractitionerRole of a fast vårdkontakt."""
    rest = {name: value for name, value in contact.items() if name not in CONTACT_IN_ELEMENTS}
    draft.add(
        label,
        "PractitionerRole",
        extension=leaves.write(member, rest),
        practitioner={"display": contact["name"]} if "name" in contact else None,
        organization={"display": contact["workplace"]} if "workplace" in contact else None,
        code=[{"coding": [draft.mappings.coding(systems.FUNCTION, shape.FIXED_CONTACT)]}],
        telecom=[{"system": "phone", "value": contact["phone"]}] if "phone" in contact else None,
    )
    return draft.reference(label)
