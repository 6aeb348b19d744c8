"""A delivery as a transaction, for a server that keeps resources and knows nothing of messages (docs/decisions/022).

The same resources as in the message Bundle, each written by a conditional update on an identifier of ours: sent twice it
gives the same state, and a later message about a plan, a stay or a meeting writes what the earlier one wrote.
"""

from collections.abc import Mapping
from typing import Any

from adapter.mapping import taken_back
from adapter.mapping.care_plan import LABEL as PLAN
from adapter.mapping.care_team import LABEL as TEAM
from adapter.mapping.encounter import LABEL as STAY
from adapter.mapping.patient import LABEL as PERSON
from adapter.mapping.task import LABEL as TASK
from adapter.mapping.told_consent import LABEL as ASSERTED
from adapter.model.copies import Copies, Thing
from adapter.model.ids import digest, resource_key
from adapter.r4 import shape, systems
from adapter.r4.mappings import Mappings
from adapter.r4.models import Resource
from adapter.r4.rows import PLACES

BY_ID = frozenset({"MessageHeader", "Provenance"})
"""R4 gives these no identifier to be found by: they are written under the id they have in the message."""
_ONE_IDENTIFIER = frozenset({"QuestionnaireResponse"})
_OF_PLAN = (PLAN, TEAM, "coordinator")
_PARTS_OF_PLAN = ("Goal/", "ServiceRequest/", "careContacts/")
_OF_THREAD = frozenset({"Appointment", "AppointmentResponse", "QuestionnaireResponse", "Consent"})
_MEMBERS = {"Goal": "subGoals", "ServiceRequest": "interventions"}
_SHARED = {PERSON: Thing.PERSON, STAY: Thing.STAY}


def transaction(message: Resource, labels: Mapping[str, str], copies: Copies, mappings: Mappings) -> Resource:
    """The transaction of a message Bundle of ours; `labels` by resource id, none for a notice of our own making."""
    header = message["entry"][0]["resource"]
    writer = _Writer(message, labels, copies, mappings)
    entries = [writer.entry(entry) for entry in message["entry"]]
    written = {(entry["resource"]["resourceType"], found_by(entry)) for entry in entries}
    entries += [
        _request(resource, key, create=False)
        for key, resource in taken_back.resources(header, copies, mappings)
        if (resource["resourceType"], key) not in written
    ]
    return {**_unclaimed(message), "type": "transaction", "entry": entries}


def found_by(entry: Resource) -> str:
    """The key, or the id, that an entry of a transaction of ours writes under."""
    request = entry["request"]
    search: str = request.get("ifNoneExist") or request["url"]
    return search.replace("|", "/").rpartition("/")[2]


class _Writer:
    def __init__(
        self, message: Resource, labels: Mapping[str, str], copies: Copies, mappings: Mappings
    ) -> None:
        header = message["entry"][0]["resource"]
        self._labels = labels
        self._copies = copies
        self._has_plan = PLAN in labels.values()
        self._plan_id = _plan_id(message)
        self._writes_stay = writes_stay(shape.code_of(systems.KIND, header["eventCoding"]) or "", mappings)

    def entry(self, entry: Resource) -> Resource:
        """An entry of the message as an entry of the transaction."""
        resource = _versioned(_unclaimed(entry["resource"]), entry["resource"])
        name = resource["resourceType"]
        if name in BY_ID:
            request = {"method": "PUT", "url": f"{name}/{resource['id']}"}
            return {"fullUrl": entry["fullUrl"], "resource": resource, "request": request}
        label = self._labels.get(resource["id"], name)
        key, thing = self._known_as(resource, label)
        if name == STAY and self._copies.gone:
            resource["status"] = "entered-in-error"
        create = thing in self._copies.newer or self._tells_little(resource)
        return {"fullUrl": entry["fullUrl"], **_request(resource, key, create=create)}

    def _known_as(self, resource: Resource, label: str) -> tuple[str, Thing | None]:
        """The key of a resource, and which thing it is of that several messages write."""
        copies, name = self._copies, resource["resourceType"]
        if name == "Organization":
            # of a unit there is nothing that is one person's or one recipient's
            return resource_key("unit", *(one["value"] for one in resource["identifier"])), None
        if name in _SHARED:
            thing = _SHARED[name]
            return copies.of(thing), thing
        if name == TASK and "identifier" in resource:
            return copies.key(TASK, resource["identifier"][0]["value"]), None
        if self._has_plan and (label in _OF_PLAN or label.startswith(_PARTS_OF_PLAN)):
            thing = Thing.PLAN if Thing.PLAN in copies.names else Thing.THREAD
            return copies.of(thing, self._part(resource, label)), thing
        if (name in _OF_THREAD and label != ASSERTED) or label.startswith("participant"):
            return copies.of(Thing.THREAD, label), Thing.THREAD
        return copies.of_message(label), None

    def _part(self, resource: Resource, label: str) -> str:
        """A goal or an intervention by its own id where it has one: another version may have it in another place."""
        member = _MEMBERS.get(resource["resourceType"])
        own = next((one for one in resource.get("identifier", ()) if "value" in one), None)
        if member is None or own is None:
            return label
        return taken_back.part(member, digest(shape.part_of(self._plan_id, own)))

    def _tells_little(self, resource: Resource) -> bool:
        """Whether it stands there to be referred to: where the recipient has it already, it is left as it is."""
        match resource["resourceType"]:
            case "Patient" | "Organization":
                return "name" not in resource
            case "Encounter":
                return not self._copies.gone and not self._writes_stay
            case "Task":
                # what the receiver has done about it since is not undone by a resend
                return resource["status"] == "requested" and "businessStatus" not in resource
            case _:
                return False


def writes_stay(kind: str, mappings: Mappings) -> bool:
    """Whether messages of this kind say what the stay is, and not only in which stay they were written."""
    if kind == "avbruten-planering":
        return True
    places = {PLACES[row.place("new")].resource for row in mappings.rows.get(kind, ())}
    return STAY in places


def _versioned(resource: Resource, message: Resource) -> Resource:
    """The server counts versions of its own: ours, which `If-Match` at our side builds on, is an identifier there.

    So every message about a plan makes a version of it, though only a goal of it may have changed.
    """
    version = message.get("meta", {}).get("versionId")
    if version is None:
        return resource
    mark = {"system": systems.RESOURCE_VERSION, "value": version}
    return {**resource, "identifier": [*resource.get("identifier", ()), mark]}


def _unclaimed(resource: Resource) -> Resource:
    """Without what holds of a message only: profiles of ours, which know of no further identifier, and the version."""
    meta: Resource = {name: value for name, value in resource.get("meta", {}).items() if name != "versionId"}
    foreign = [url for url in meta.pop("profile", ()) if not url.startswith(systems.BASE)]
    meta |= {"profile": foreign} if foreign else {}
    made = {name: value for name, value in resource.items() if name != "meta"}
    return {"resourceType": made.pop("resourceType"), **({"meta": meta} if meta else {}), **made}


def _plan_id(message: Resource) -> str | None:
    plans = (entry["resource"] for entry in message["entry"] if entry["resource"]["resourceType"] == PLAN)
    named = (one for plan in plans for one in plan.get("identifier", ()))
    return shape.value_in(systems.PLAN_ID, named)


def _request(resource: Resource, key: str, *, create: bool) -> Resource:
    """The resource under its key, updated or (`create`) only made where there is none."""
    name = resource["resourceType"]
    identifier = {"system": systems.RESOURCE_ID, "value": key}
    search = f"identifier={systems.RESOURCE_ID}|{key}"
    held: Any = identifier if name in _ONE_IDENTIFIER else [*resource.get("identifier", ()), identifier]
    written = {part: value for part, value in resource.items() if part != "id"} | {"identifier": held}
    if create:
        return {"resource": written, "request": {"method": "POST", "url": name, "ifNoneExist": search}}
    return {"resource": written, "request": {"method": "PUT", "url": f"{name}?{search}"}}
