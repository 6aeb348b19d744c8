"""Which message a posted resource is: its kind by type and category, and what it does by its status."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapter.model.kinds import KINDS
from adapter.r4 import extensions, primitives, shape, systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

_PLAN_TYPES: Mapping[str, str] = {
    coding["code"]: kind
    for types in (shape.CARE_PLAN_TYPES, shape.DISCHARGE_PLAN_TYPES)
    for kind, coding in types.items()
}
SURVEYS = ("planeringsunderlag", "svar-inskrivningsmeddelande", "kartlaggning")
KINDS_OF: Mapping[str, tuple[str, ...]] = {
    "Communication": tuple(KINDS),
    "Consent": ("samtycke",),
    "CarePlan": tuple(shape.CARE_PLAN_STATUSES),
    "QuestionnaireResponse": SURVEYS,
    "AppointmentResponse": ("svar-kallelse",),
}
"""The types that can be posted, and the kinds that each may be."""
_ANNULLED = "entered-in-error"


def kind_of(resource: Resource) -> str | None:
    """The kind of a resource of one of these types; None where it does not say one that its type may be."""
    type_ = resource["resourceType"]
    kinds = KINDS_OF[type_]
    if len(kinds) == 1:
        return kinds[0]
    said = _questionnaire(resource) if type_ == "QuestionnaireResponse" else _category(resource)
    return said if said in kinds else None


def _category(resource: Resource) -> str | None:
    categories = resource.get("category", ())
    own = (shape.code_of(systems.KIND, category) for category in categories)
    national = (shape.code_of(systems.CARE_PLAN_TYPE, category) for category in categories)
    return next(filter(None, own), None) or _PLAN_TYPES.get(next(filter(None, national), ""))


def _questionnaire(response: Resource) -> str | None:
    """The kind whose Questionnaire is answered: `…/Questionnaire/<kind>`, or a region's own `<kind>-<region>`."""
    base, _, name = str(response.get("questionnaire", "")).partition("|")[0].rpartition("/")
    if base != systems.QUESTIONNAIRE:
        return None
    return next((kind for kind in SURVEYS if name == kind or name.startswith(f"{kind}-")), None)


def action_of(resource: Resource) -> str:
    """What a posted resource does: what its extension says, else annul where it is entered in error, else `new`."""
    return action_stated(resource) or ("annul" if resource.get("status") == _ANNULLED else "new")


def action_stated(resource: Resource) -> str | None:
    """The action that the resource's extension names."""
    extension = shape.extension(extensions.ACTION.url, resource)
    return shape.code_of(systems.ACTION, extension.get("valueCoding")) if extension else None


@dataclass(frozen=True, slots=True)
class PlanState:
    """What a CarePlan says of where it stands."""

    status: str
    version: int | None

    @staticmethod
    def of(plan: Resource) -> "PlanState":
        """The state of this CarePlan."""
        version = primitives.leaf(shape.extension(extensions.PLAN_VERSION.url, plan) or {})
        return PlanState(str(plan.get("status")), version if isinstance(version, int) else None)

    def newer_than(self, other: "PlanState") -> bool:
        """Whether it states a later version than the other."""
        return self.version is not None and other.version is not None and self.version > other.version


def next_action(
    kind: str, region: str | None, before: PlanState, after: PlanState, mappings: Mappings
) -> str | None:
    """What leads from one state of a plan to the next; None where no action does.

    A draft is revised until it is approved. What follows a plan in force is a new version, or a revision of it where
    the routine lets a plan in force be revised.
    """
    begins_anew = after.newer_than(before) or after.status == "draft"
    step = {
        "draft": "approve" if after.status == "active" else "revise",
        "active": "new" if begins_anew else "revise",
    }.get(before.status)
    actions = [action for action in (step, "close", "annul") if action in KINDS[kind].actions]
    return next((a for a in actions if mappings.plan_status(kind, a, region) == after.status), None)
