"""A reminder of our own making: what is due from whom, and that its time is past; nothing of the person or the stay."""

from datetime import datetime

from adapter.mapping import header
from adapter.mapping.communication import LABEL as COMMUNICATION
from adapter.mapping.communication import about, communication
from adapter.mapping.draft import Draft
from adapter.mapping.notice import adapter_itself
from adapter.mapping.organization import identifier, organization
from adapter.mapping.task import LABEL as TASK
from adapter.model.directory import Unit
from adapter.model.struck import KIND
from adapter.r4 import claims, primitives, shape, systems
from adapter.r4.claims import Extent
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource

KVITTENS = "kvittens"


def reminder(  # noqa: PLR0913 - ids of a notice; bundling them would name nothing
    *,
    delivery: str,
    bundle_id: str,
    timestamp: datetime,
    own_url: str,
    recipient: Unit,
    about_message: str,
    rule: str,
    what: str,
    due: datetime,
    owner: str,
    mappings: Mappings,
) -> Resource:
    """Tells `recipient`, who owes it or waits for it, that what `owner` (an HSA-id) owes by `rule` is overdue.

    `about_message` is the message that it is counted from, by the id under which the recipient knows it.
    """
    draft = Draft(delivery, mappings)
    made = communication(
        draft,
        message_id=delivery,
        kind=KIND,
        action="new",
        sent=primitives.instant(timestamp),
        relates_to=about_message,
    )
    own = organization(draft, recipient.unit, recipient.name)
    made["recipient"] = [own]
    itself = adapter_itself(own_url)
    draft.add(
        TASK,
        "Task",
        identifier=[_identity(about_message, rule, what, owner, recipient)],
        status="requested",
        businessStatus=shape.concept(mappings.coding(systems.DUE_STATE, "overdue")),
        intent="order",
        code=_code(mappings, what),
        focus={"type": "Communication", "identifier": shape.message_identifier(about_message)},
        lastModified=primitives.instant(timestamp),
        requester=itself,
        owner=own if owner == recipient.unit else _by_identifier(owner),
        reasonCode=shape.concept({"system": systems.RULE, "code": rule}),
        restriction={"period": {"end": primitives.instant(due)}},
    )
    task = draft.reference(TASK)
    about(draft, task)
    route = header.Route(header.own_source(own_url), [header.destination(recipient, own, own_url)], itself)
    focus = [draft.reference(COMMUNICATION), task]
    first = header.header(draft, route, kind=KIND, action="new", focus=focus)
    made = draft.bundle(first, bundle_id=bundle_id, timestamp=primitives.instant(timestamp), meta=None)
    return claims.claimed(made, Extent.MESSAGE)


def _by_identifier(unit: str) -> Resource:
    """A unit, or the organisation in its stead, that is not in the Bundle."""
    named = identifier(unit)
    return {"type": "Organization", "identifier": {"system": named["system"], "value": named["value"]}}


def reminder_native(
    *, delivery: str, about_message: str, rule: str, what: str, due: datetime, owner: str
) -> dict[str, object]:
    """The same for a unit that reads native JSON: a delivery whose message is the reminder."""
    told = {
        "kind": KIND,
        "rule": rule,
        "what": what,
        "due": primitives.instant(due),
        "relatesTo": about_message,
        "owner": owner,
    }
    return {"deliveryId": delivery, "message": told, "withheld": [], "verdict": None}


def _identity(about_message: str, rule: str, what: str, owner: str, recipient: Unit) -> Resource:
    """Of an owed kvittens, the identifier of the Task that came with the message: to the owner it is that Task."""
    if what == KVITTENS and owner == recipient.unit:
        return shape.message_identifier(about_message)
    return {"system": systems.DUE_ID, "value": f"{about_message}/{rule}/{what}/{owner}"}


def _code(mappings: Mappings, what: str) -> Resource:
    """What is due; of a kvittens also by the code that the Task of a delivery has."""
    codings = [mappings.coding(systems.DUE, what)]
    if what == KVITTENS:
        codings.append(mappings.coding(systems.ACTIVITY, KVITTENS))
    return shape.concept(*codings)
