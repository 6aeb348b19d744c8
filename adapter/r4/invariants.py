"""R4's own invariants that `fhir.resources` does not check, by the type they are stated on, as plain predicates.

Each takes an element as decoded JSON of whatever shape: what is malformed is for others to tell, so it breaks no law.
Left out: those on types no message or REST interaction of ours has, and those that are best practice (dom-6).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapter.r4 import narrative
from adapter.r4.models import Resource

_DAY = len("2026-03-02")


@dataclass(frozen=True, slots=True)
class Law:
    """An invariant: R4's key, what it demands, and where below the element its fault lies.

    `warns`: what breaks it is reported and read past; narrative is never read here (semantics 3).
    """

    key: str
    human: str
    holds: Callable[[Resource], bool]
    at: str = ""
    warns: bool = False

    @property
    def rule(self) -> str:
        """The rule's id: FHIR-PER-1 of per-1."""
        return f"FHIR-{self.key.upper()}"


def of(kind: str) -> tuple[Law, ...]:
    """The laws on a type; those on every resource go by the name of `Resource`."""
    return _LAWS.get(kind, ())


def ends_before_it_starts(period: Resource) -> bool:
    """Compared as days where one of them is a day or less, else as instants."""
    start, end = period.get("start"), period.get("end")
    if not isinstance(start, str) or not isinstance(end, str):
        return False
    if "T" in start and "T" in end:
        first, last = _instant(start), _instant(end)
        return first is not None and last is not None and last < first
    least = min(len(start), len(end), _DAY)
    return end[:least] < start[:least]


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _objects(value: object) -> Iterator[Resource]:
    """The objects that an element holds, however many."""
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, dict):
            yield one


def _has(element: Resource, *names: str) -> bool:
    """Whether any of these elements is there; of a primitive its extensions are enough."""
    return any(name in element or f"_{name}" in element for name in names)


def _needs(name: str, *others: str) -> Callable[[Resource], bool]:
    """With `name` there is one of the others."""
    return lambda element: not _has(element, name) or _has(element, *others)


def _any_of(*names: str) -> Callable[[Resource], bool]:
    return lambda element: _has(element, *names)


def _not_both(one: str, other: str) -> Callable[[Resource], bool]:
    return lambda element: not (_has(element, one) and _has(element, other))


def _only_in(name: str, *types: str) -> Callable[[Resource], bool]:
    """In a Bundle: an element of entries, or of the Bundle, that only these types of Bundle have."""
    return lambda bundle: (
        bundle.get("type") in types
        or not any(_has(one, name) for one in (bundle, *_objects(bundle.get("entry"))))
    )


def _every_in(name: str, *types: str) -> Callable[[Resource], bool]:
    """In Bundles of these types every entry has the element."""
    return lambda bundle: (
        bundle.get("type") not in types or all(_has(one, name) for one in _objects(bundle.get("entry")))
    )


def _one_value(extension: Resource) -> bool:
    values = [name for name in extension if name.removeprefix("_").startswith("value")]
    return bool(values) != ("extension" in extension)


def _entry_says_something(bundle: Resource) -> bool:
    return all(_has(one, "resource", "request", "response") for one in _objects(bundle.get("entry")))


def _different_urls(bundle: Resource) -> bool:
    if bundle.get("type") == "history":
        return True
    seen: set[tuple[str, str]] = set()
    for entry in _objects(bundle.get("entry")):
        url = entry.get("fullUrl")
        if isinstance(url, str):
            meta = next(_objects(next(_objects(entry.get("resource")), {}).get("meta")), {})
            key = (url, str(meta.get("versionId")))
            if key in seen:
                return False
            seen.add(key)
    return True


def _no_version_in_urls(bundle: Resource) -> bool:
    urls = (entry.get("fullUrl") for entry in _objects(bundle.get("entry")))
    return not any(isinstance(url, str) and "/_history/" in url for url in urls)


def _first_is(bundle_type: str, resource_type: str) -> Callable[[Resource], bool]:
    def holds(bundle: Resource) -> bool:
        first = next(_objects(bundle.get("entry")), {})
        said = next(_objects(first.get("resource")), {})
        return bundle.get("type") != bundle_type or said.get("resourceType") == resource_type

    return holds


def _contained_are_plain(resource: Resource) -> bool:
    return not any("contained" in one for one in _objects(resource.get("contained")))


def _contained_have_no(*names: str) -> Callable[[Resource], bool]:
    return lambda resource: (
        not any(
            _has(meta, *names)
            for one in _objects(resource.get("contained"))
            for meta in _objects(one.get("meta"))
        )
    )


def _contained_are_referred_to(resource: Resource) -> bool:
    """Each from the resource, or itself pointing at it (R4 dom-3)."""
    contained = list(_objects(resource.get("contained")))
    if not contained:
        return True
    said = set(_references(resource))
    return all(f"#{one.get('id')}" in said or "#" in set(_references(one)) for one in contained)


def _references(element: object) -> Iterator[str]:
    """Every literal reference, canonical and URI among them: dom-3 takes each."""
    if isinstance(element, dict):
        for value in element.values():
            yield from _references(value)
    elif isinstance(element, list):
        for one in element:
            yield from _references(one)
    elif isinstance(element, str) and element.startswith("#"):
        yield element


def _meeting_has_times(appointment: Resource) -> bool:
    return _has(appointment, "start") == _has(appointment, "end")


def _meeting_to_come_has_times(appointment: Resource) -> bool:
    timed = _has(appointment, "start") and _has(appointment, "end")
    return timed or appointment.get("status") in ("proposed", "cancelled", "waitlist")


def _called_off_has_reason(appointment: Resource) -> bool:
    return not _has(appointment, "cancelationReason") or appointment.get("status") in ("cancelled", "noshow")


def _scope(code: str) -> Callable[[Resource], bool]:
    """A consent in this scope names its patient."""

    def holds(consent: Resource) -> bool:
        codings = (
            coding for scope in _objects(consent.get("scope")) for coding in _objects(scope.get("coding"))
        )
        scoped = any(coding.get("code") == code for coding in codings)
        return not scoped or "patient" in consent

    return holds


def _not_at_home(name: str) -> Callable[[Resource], bool]:
    return lambda organization: not any(one.get("use") == "home" for one in _objects(organization.get(name)))


def _modified_after_it_was_written(task: Resource) -> bool:
    return not ends_before_it_starts({"start": task.get("authoredOn"), "end": task.get("lastModified")})


def _on_behalf_of_a_member(participant: Resource) -> bool:
    member = next(_objects(participant.get("member")), {})
    said = (member.get("type"), str(member.get("reference", "")).rpartition("/")[0].rpartition("/")[2])
    return "onBehalfOf" not in participant or not any(
        one and one != "Practitioner" and one[:1].isupper() for one in said if isinstance(one, str)
    )


def _items_in_one_place(item: Resource) -> bool:
    return not ("item" in item and any("item" in answer for answer in _objects(item.get("answer"))))


def _measured(target: Resource) -> bool:
    return "measure" in target or not any(name.removeprefix("_").startswith("detail") for name in target)


_EVERY_RESOURCE = (
    Law("dom-2", "What is contained contains nothing itself", _contained_are_plain, "contained"),
    Law("dom-3", "What is contained is referred to", _contained_are_referred_to, "contained"),
    Law(
        "dom-4",
        "What is contained has no version and no time of update",
        _contained_have_no("versionId", "lastUpdated"),
        "contained",
    ),
    Law("dom-5", "What is contained has no security label", _contained_have_no("security"), "contained"),
)

_LAWS: Mapping[str, tuple[Law, ...]] = {
    "Resource": _EVERY_RESOURCE,
    "Appointment": (
        # a length in minutes tells the end here (docs/decisions/013), so these refuse nothing
        Law("app-2", "A meeting has both a start and an end, or neither", _meeting_has_times, warns=True),
        Law(
            "app-3",
            "Only a proposed, waiting or called-off meeting has no start and end",
            _meeting_to_come_has_times,
            warns=True,
        ),
        Law("app-4", "Only a meeting called off has a reason for it", _called_off_has_reason),
    ),
    "AppointmentParticipant": (
        Law("app-1", "A participant has a type or an actor", _any_of("type", "actor")),
    ),
    "AppointmentResponse": (
        Law("apr-1", "An answer has a participant type or an actor", _any_of("participantType", "actor")),
    ),
    "Attachment": (Law("att-1", "Data has its content type", _needs("data", "contentType")),),
    "AuditEventEntity": (
        Law("sev-1", "An entity has a name or a query, not both", _not_both("name", "query")),
    ),
    "Bundle": (
        Law(
            "bdl-1",
            "Only a search or a history has a total",
            _only_in("total", "searchset", "history"),
            "total",
        ),
        Law(
            "bdl-2", "Only the entries of a search say what matched", _only_in("search", "searchset"), "entry"
        ),
        Law(
            "bdl-3",
            "A batch, a transaction or a history has a request in every entry",
            _every_in("request", "batch", "transaction", "history"),
            "entry",
        ),
        Law(
            "bdl-3",
            "Only the entries of a batch, a transaction or a history have a request",
            _only_in("request", "batch", "transaction", "history"),
            "entry",
        ),
        Law(
            "bdl-4",
            "A response or a history has a response in every entry",
            _every_in("response", "batch-response", "transaction-response", "history"),
            "entry",
        ),
        Law(
            "bdl-4",
            "Only the entries of a response or a history have a response",
            _only_in("response", "batch-response", "transaction-response", "history"),
            "entry",
        ),
        Law("bdl-5", "An entry has a resource, a request or a response", _entry_says_something, "entry"),
        Law("bdl-7", "Every entry has a fullUrl of its own", _different_urls, "entry"),
        Law("bdl-8", "A fullUrl names no version", _no_version_in_urls, "entry"),
        Law(
            "bdl-11", "A document begins with its Composition", _first_is("document", "Composition"), "entry"
        ),
        Law(
            "bdl-12",
            "A message begins with its MessageHeader",
            _first_is("message", "MessageHeader"),
            "entry",
        ),
    ),
    "CarePlanActivity": (
        Law(
            "cpl-3",
            "An activity is told by reference or in detail, not both",
            _not_both("detail", "reference"),
        ),
    ),
    "CareTeamParticipant": (
        Law("ctm-1", "Only a Practitioner takes part on behalf of another", _on_behalf_of_a_member),
    ),
    "Consent": (
        Law("ppc-1", "A Consent names its policy", _any_of("policy", "policyRule")),
        Law("ppc-2", "A Consent to privacy names its patient", _scope("patient-privacy")),
        Law("ppc-3", "A Consent to research names its patient", _scope("research")),
        Law("ppc-4", "An advance directive names its patient", _scope("adr")),
        Law("ppc-5", "A Consent to treatment names its patient", _scope("treatment")),
    ),
    "ContactPoint": (Law("cpt-2", "A value has the system it belongs to", _needs("value", "system")),),
    "Extension": (Law("ext-1", "An extension has a value or extensions, not both", _one_value),),
    "GoalTarget": (Law("gol-1", "A target's detail has its measure", _measured),),
    "Narrative": (
        Law("txt-1", "A narrative is a div of XHTML's text elements", narrative.is_xhtml, "div", warns=True),
        Law("txt-2", "A narrative has words", narrative.has_words, "div", warns=True),
    ),
    "Organization": (
        Law("org-1", "An organization has a name or an identifier", _any_of("name", "identifier")),
        Law("org-2", "An organization has no address at home", _not_at_home("address"), "address"),
        Law("org-3", "An organization has no telephone at home", _not_at_home("telecom"), "telecom"),
    ),
    "PatientContact": (
        Law(
            "pat-1",
            "A contact has a name, a way to reach it, an address or an organization",
            _any_of("name", "telecom", "address", "organization"),
        ),
    ),
    "Period": (
        Law("per-1", "A period ends no earlier than it starts", lambda it: not ends_before_it_starts(it)),
    ),
    **dict.fromkeys(
        ("Quantity", "Age", "Count", "Distance", "Duration"),
        (Law("qty-3", "A coded unit has its system", _needs("code", "system")),),
    ),
    "QuestionnaireResponseItem": (
        Law("qrs-1", "Items stand below the item or below its answers, not both", _items_in_one_place),
    ),
    "ServiceRequest": (Law("prr-1", "Order details go with a code", _needs("orderDetail", "code")),),
    "Task": (
        Law(
            "inv-1",
            "A Task was modified after it was written",
            _modified_after_it_was_written,
            "lastModified",
        ),
    ),
}

KINDS = frozenset(_LAWS)
"""The types that have laws."""
