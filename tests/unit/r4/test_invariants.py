"""R4's own invariants: for each an element that breaks it and one that just does not."""

from typing import Any

import pytest

from adapter.r4 import invariants
from adapter.r4.invariants import Law
from adapter.r4.scope import Scope
from adapter.r4.walk import Walk

_XHTML = "http://www.w3.org/1999/xhtml"
_PRIVACY = {"coding": [{"code": "patient-privacy"}]}
_POLICY = {"policy": [{"uri": "urn:x"}]}
_ENTRY = {"fullUrl": "urn:uuid:a", "resource": {"resourceType": "Basic", "code": {"text": "x"}}}
_OTHER = {**_ENTRY, "fullUrl": "urn:uuid:b"}
_GET = {"request": {"method": "GET", "url": "Patient"}}
_SAID = {"response": {"status": "200"}}


def _bundle(kind: str, *entries: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries), **more}


def _contained(**said: Any) -> dict[str, Any]:
    inner = {"resourceType": "Basic", "id": "a", "code": {"text": "x"}, **said}
    return {
        "resourceType": "Basic",
        "code": {"text": "x"},
        "contained": [inner],
        "subject": {"reference": "#a"},
    }


def _scoped(code: str) -> dict[str, Any]:
    return {"scope": {"coding": [{"code": code}]}, **_POLICY}


def _div(words: str) -> str:
    return f'<div xmlns="{_XHTML}">{words}</div>'


CASES: list[tuple[str, str, Any, Any]] = [
    ("Resource", "dom-2", _contained(contained=[{"resourceType": "Basic"}]), _contained()),
    ("Resource", "dom-3", {**_contained(), "subject": {"reference": "#b"}}, _contained()),
    ("Resource", "dom-4", _contained(meta={"versionId": "1"}), _contained(meta={"source": "urn:x"})),
    ("Resource", "dom-5", _contained(meta={"security": [{"code": "R"}]}), _contained(meta={"tag": []})),
    ("Appointment", "app-2", {"start": "2026-03-02T10:00:00Z"}, {"status": "proposed"}),
    ("Appointment", "app-3", {"status": "booked"}, {"status": "cancelled"}),
    (
        "Appointment",
        "app-4",
        {"status": "booked", "start": "x", "end": "y", "cancelationReason": {"text": "x"}},
        {"status": "cancelled", "cancelationReason": {"text": "x"}},
    ),
    ("AppointmentParticipant", "app-1", {"status": "accepted"}, {"type": [{"text": "x"}]}),
    ("AppointmentResponse", "apr-1", {"comment": "x"}, {"actor": {"display": "x"}}),
    ("Attachment", "att-1", {"data": "AAAA"}, {"data": "AAAA", "contentType": "text/plain"}),
    ("AuditEventEntity", "sev-1", {"name": "x", "query": "AAAA"}, {"query": "AAAA"}),
    ("Bundle", "bdl-1", _bundle("message", total=1), _bundle("searchset", total=1)),
    (
        "Bundle",
        "bdl-2",
        _bundle("collection", {**_ENTRY, "search": {"mode": "match"}}),
        _bundle("searchset", {**_ENTRY, "search": {"mode": "match"}}),
    ),
    ("Bundle", "bdl-3", _bundle("batch", _GET, _OTHER), _bundle("batch", _GET)),
    ("Bundle", "bdl-3", _bundle("collection", {**_ENTRY, **_GET}), _bundle("collection", _ENTRY)),
    ("Bundle", "bdl-4", _bundle("batch-response", _OTHER), _bundle("batch-response", _SAID)),
    ("Bundle", "bdl-4", _bundle("collection", {**_ENTRY, **_SAID}), _bundle("collection", _ENTRY)),
    ("Bundle", "bdl-5", _bundle("collection", {"fullUrl": "urn:uuid:a"}), _bundle("collection", _ENTRY)),
    ("Bundle", "bdl-7", _bundle("collection", _ENTRY, _ENTRY), _bundle("collection", _ENTRY, _OTHER)),
    (
        "Bundle",
        "bdl-8",
        _bundle("collection", {**_ENTRY, "fullUrl": "https://x.example/Basic/1/_history/2"}),
        _bundle("collection", {**_ENTRY, "fullUrl": "https://x.example/Basic/1"}),
    ),
    ("Bundle", "bdl-11", _bundle("document", _ENTRY), _bundle("collection", _ENTRY)),
    ("Bundle", "bdl-12", _bundle("message", _ENTRY), _bundle("collection", _ENTRY)),
    ("CarePlanActivity", "cpl-3", {"detail": {}, "reference": {}}, {"detail": {}}),
    (
        "CareTeamParticipant",
        "ctm-1",
        {"member": {"reference": "Patient/1"}, "onBehalfOf": {"display": "x"}},
        {"member": {"reference": "Practitioner/1"}, "onBehalfOf": {"display": "x"}},
    ),
    ("Consent", "ppc-1", {"status": "active"}, {"policyRule": {"text": "x"}}),
    ("Consent", "ppc-2", {"scope": _PRIVACY, **_POLICY}, {"scope": _PRIVACY, **_POLICY, "patient": {}}),
    ("Consent", "ppc-3", _scoped("research"), {**_scoped("research"), "patient": {}}),
    ("Consent", "ppc-4", _scoped("adr"), {**_scoped("adr"), "patient": {}}),
    ("Consent", "ppc-5", _scoped("treatment"), _scoped("other")),
    ("ContactPoint", "cpt-2", {"value": "1"}, {"value": "1", "system": "phone"}),
    ("Extension", "ext-1", {"url": "urn:x"}, {"url": "urn:x", "_valueString": {"id": "a"}}),
    (
        "Extension",
        "ext-1",
        {"url": "urn:x", "valueString": "x", "extension": []},
        {"url": "urn:x", "extension": []},
    ),
    ("GoalTarget", "gol-1", {"detailString": "x"}, {"detailString": "x", "measure": {"text": "x"}}),
    ("Narrative", "txt-1", {"div": "<p>a</p>"}, {"div": _div("a &lt; b &aring;&nbsp;c &amp; <b>d</b>")}),
    ("Narrative", "txt-1", {"div": _div("<script>a</script>")}, {"div": _div("<img src='a'/>")}),
    ("Narrative", "txt-1", {"div": _div("<p onclick='a'>a</p>")}, {"div": _div("<p class='a'>a</p>")}),
    ("Narrative", "txt-1", {"div": "<div>a"}, {"div": _div("a")}),
    ("Narrative", "txt-1", {"div": f'<!DOCTYPE div [<!ENTITY a "a">]>{_div("&a;")}'}, {"status": "empty"}),
    ("Narrative", "txt-2", {"div": _div(" ")}, {"div": _div("a")}),
    ("Narrative", "txt-2", {"div": _div("<p/>")}, {"div": _div("<p><img src='a'/></p>")}),
    ("Organization", "org-1", {"active": True}, {"name": "x"}),
    ("Organization", "org-2", {"name": "x", "address": [{"use": "home"}]}, {"name": "x", "address": [{}]}),
    ("Organization", "org-3", {"name": "x", "telecom": [{"use": "home"}]}, {"name": "x", "telecom": [{}]}),
    ("PatientContact", "pat-1", {"gender": "male"}, {"name": {"text": "x"}}),
    (
        "Period",
        "per-1",
        {"start": "2026-03-03", "end": "2026-03-02"},
        {"start": "2026-03-02", "end": "2026-03-02"},
    ),
    (
        "Period",
        "per-1",
        {"start": "2026-03-02T10:00:00+01:00", "end": "2026-03-02T09:59:00+01:00"},
        {"start": "2026-03-02T10:00:00+01:00", "end": "2026-03-02T09:00:00Z"},
    ),
    ("Period", "per-1", {"start": "2026-03", "end": "2026-02-28"}, {"start": "2026-03", "end": "2026-03-01"}),
    *(
        (quantity, "qty-3", {"code": "d"}, {"code": "d", "system": "urn:x"})
        for quantity in ("Quantity", "Age", "Count", "Distance", "Duration")
    ),
    (
        "QuestionnaireResponseItem",
        "qrs-1",
        {"item": [], "answer": [{"item": []}]},
        {"item": [], "answer": [{"valueString": "x"}]},
    ),
    ("ServiceRequest", "prr-1", {"orderDetail": [{}]}, {"orderDetail": [{}], "code": {}}),
    (
        "Task",
        "inv-1",
        {"authoredOn": "2026-03-03", "lastModified": "2026-03-02"},
        {"authoredOn": "2026-03-02", "lastModified": "2026-03-02"},
    ),
]


def _broken(kind: str, element: object) -> set[str]:
    assert isinstance(element, dict)
    return {law.key for law in invariants.of(kind) if not law.holds(element)}


@pytest.mark.parametrize(
    ("kind", "key", "bad", "good"),
    [pytest.param(*case, id=f"{case[0]}-{case[1]}-{number}") for number, case in enumerate(CASES)],
)
def test_a_law_is_broken_by_what_it_forbids_and_by_no_more(
    kind: str, key: str, bad: object, good: object
) -> None:
    assert key in _broken(kind, bad)
    assert _broken(kind, good) == set()


def test_every_law_has_its_cases() -> None:
    known = {(kind, law.key) for kind in invariants.KINDS for law in invariants.of(kind)}
    assert known == {(kind, key) for kind, key, _, _ in CASES}


@pytest.mark.parametrize("kind", sorted(invariants.KINDS))
def test_what_has_not_the_shape_that_r4_gives_it_raises_nothing(kind: str) -> None:
    names = (
        "entry",
        "contained",
        "scope",
        "status",
        "member",
        "answer",
        "address",
        "telecom",
        "div",
        "start",
        "end",
        "type",
    )
    for value in (None, [], "x", 1, {}, [None], [1], [{"resource": 1}], {"coding": "x"}):
        element = dict.fromkeys(names, value)
        assert all(law.holds(element) in {True, False} for law in invariants.of(kind))


def test_a_law_says_which_rule_it_is_and_where() -> None:
    consent = {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"text": "x"},
        "category": [{"text": "x"}],
        "provision": {"period": {"start": "2026-03-03", "end": "2026-03-02"}},
    }
    walk = Walk()
    walk.resource(consent, "Consent", Scope())
    assert [(issue.rule, issue.path, issue.code) for issue in walk.issues] == [
        ("FHIR-PER-1", "Consent.provision.period", "invariant"),
        ("FHIR-PPC-1", "Consent", "invariant"),
    ]
    assert Law("per-1", "", bool).rule == "FHIR-PER-1"
