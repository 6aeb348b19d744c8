"""What the sender is told: each recipient's verdict and delivery, and nothing of what the identity guard knows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapter.acknowledgement import outcome, receipt, response
from adapter.model.basis import Basis, Document, Seen, Words
from adapter.model.delivery import Entry, State
from adapter.model.history import MANUAL, SUPERSEDED, Owed, Paper
from adapter.model.issue import Issue, Severity
from adapter.model.kept import StoredReceipt
from adapter.model.verdict import Decision, Ground, Outcome, PackRef, Verdict
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD

PACK = PackRef("vasterbotten", "1", "abc")
FORWARD = Verdict(
    SOCIAL, Outcome.FORWARD, (Ground("VB-CONS-01", "permit", "s", "Consent."),), ("patient.identifier",)
)
REFUSE = Verdict(
    HEALTH_CENTRE,
    Outcome.REFUSE,
    (
        Ground("VB-VIS-03", "refuse", "s", "Not addressed.", "Address it."),
        Ground("VB-X-01", "hold", "s", "x"),
    ),
)
WARNING = Issue(Severity.WARNING, "VB-TRACK-13", "content.riskAssessment", "No risk assessment.")
ENTRY = Entry(
    id="e",
    message_key="m",
    recipient=SOCIAL,
    endpoint="kommun",
    kind="inskrivningsmeddelande",
    action="new",
    state=State.DELIVERED,
    attempts=2,
    first_attempt_at=SENT,
    delivered_at=SENT,
)


def stored(*verdicts: Verdict, alike: bool = False, refused: bool = False, **more: object) -> StoredReceipt:
    return StoredReceipt(
        message_id="8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11",
        sender=WARD,
        kind="inskrivningsmeddelande",
        action="new",
        received_at=SENT,
        decision=Decision(verdicts or (FORWARD, REFUSE), PACK, (WARNING,)).to_json(),
        refused=refused,
        alike=alike,
        **more,  # type: ignore[arg-type]
    )


def test_a_receipt_has_a_verdict_a_delivery_and_a_kvittens_per_recipient() -> None:
    notice = replace(ENTRY, notice=SOCIAL, state=State.WAITING)
    owed = Owed("m", "inskrivningsmeddelande", SOCIAL, SENT, None)
    shown = receipt.to_json(stored(entries=(notice, ENTRY), owed=(owed,)))
    social, centre = shown["verdicts"]  # type: ignore[misc]
    assert shown["receivedAt"] == "2026-03-02T10:00:00+01:00"
    assert shown["pack"] == {"region": "vasterbotten", "version": "1", "digest": "abc"}
    assert social["delivery"] == {  # type: ignore[has-type]
        "state": "delivered",
        "attempts": 2,
        "firstAttemptAt": SENT.isoformat(),
        "deliveredAt": SENT.isoformat(),
        "toldAt": None,
        "holdUntil": None,
        "reason": None,
    }
    assert social["kvittens"] == {"due": SENT.isoformat(), "metAt": None, "overdue": False}  # type: ignore[has-type]
    assert (centre["outcome"], centre["delivery"], centre["kvittens"]) == ("refuse", None, None)  # type: ignore[has-type]


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("refused-at-delivery PRODUKT-IDENT-04", "coordinate-by-telephone"),
        ("refused-at-delivery VB-IDENT-02 VB-CONS-06", "coordinate-by-telephone"),
        ("refused-at-delivery VB-CONS-06", "refused-at-delivery VB-CONS-06"),
    ],
)
def test_why_a_delivery_was_stopped_never_says_what_the_identity_guard_knows(reason: str, shown: str) -> None:
    found = receipt.to_json(stored(entries=(replace(ENTRY, state=State.STOPPED, reason=reason),)))
    assert found["verdicts"][0]["delivery"]["reason"] == shown  # type: ignore[index]


def test_every_refusal_of_the_identity_guard_is_the_same_to_the_letter() -> None:
    def refusal(rule: str, text: str) -> StoredReceipt:
        ground = Ground(rule, "refuse", "source", text, "remedy")
        verdict = Verdict(SOCIAL, Outcome.REFUSE, (ground,), handling="telefon")
        return stored(verdict, alike=True, refused=True)

    protected, unknown = refusal("PRODUKT-IDENT-04", "Protected."), refusal("PRODUKT-IDENT-03", "No hit.")
    assert receipt.to_json(protected) == receipt.to_json(unknown)
    assert receipt.issues(protected) == receipt.issues(unknown) == (receipt.TELEPHONE_ISSUE,)
    text = str(receipt.to_json(protected))
    assert "Samordna per telefon" in text
    assert "Coordinate by telephone" in text
    assert "IDENT-0" not in text
    assert receipt.to_json(protected)["issues"] == []


def test_a_refusals_issues_are_its_refusing_grounds_once_each_and_its_findings() -> None:
    twice = stored(REFUSE, replace(REFUSE, recipient=SOCIAL), refused=True)
    assert receipt.issues(twice) == (
        Issue(Severity.ERROR, "VB-VIS-03", "$", "Not addressed.", "Address it.", "business-rule"),
        replace(WARNING, code="business-rule"),
    )


def _response(request: response.Request, found: StoredReceipt) -> dict[str, object]:
    bundle_id = "11111111-1111-4111-8111-111111111111"
    return response.of_receipt(
        request, found, bundle_id=bundle_id, timestamp=SENT, own_url="https://a.example/fhir"
    )


def test_an_accepted_message_is_answered_ok_with_its_verdicts() -> None:
    request = response.Request(
        "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11", "inskrivningsmeddelande", "https://s.example"
    )
    bundle = _response(request, stored())
    header, outcome = (entry["resource"] for entry in bundle["entry"])  # type: ignore[attr-defined]
    assert (bundle["type"], bundle["timestamp"]) == ("message", "2026-03-02T10:00:00+01:00")
    assert header["response"] == {
        "identifier": request.id,
        "code": "ok",
        "details": {"reference": f"urn:uuid:{outcome['id']}"},
    }
    assert header["eventCoding"]["code"] == "inskrivningsmeddelande"
    assert header["destination"] == [{"endpoint": "https://s.example"}]
    assert [issue["severity"] for issue in outcome["issue"]] == [
        "information",
        "information",
        "warning",
        "warning",
    ]
    assert outcome["issue"][0]["details"]["text"] == f"{SOCIAL}: forward (VB-CONS-01)"


def test_a_repeat_gets_the_same_header_and_a_refusal_is_fatal() -> None:
    request = response.Request("8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11", "inskrivningsmeddelande")
    first, again = (
        _response(request, stored(REFUSE, refused=True)),
        _response(request, stored(REFUSE, refused=True)),
    )
    assert first["entry"] == again["entry"]
    header = first["entry"][0]["resource"]  # type: ignore[index]
    assert header["response"]["code"] == "fatal-error"
    assert "destination" not in header


def test_what_could_not_be_read_is_answered_without_a_kind() -> None:
    fault = Issue(Severity.ERROR, "READ-TYPE", "$", "x")
    bundle = response.bundle(
        response.Request("x"), response.Code.TRANSIENT, [fault], bundle_id="b", timestamp=SENT, own_url="u"
    )
    header = bundle["entry"][0]["resource"]  # type: ignore[index]
    assert header["eventUri"].endswith("/event/unreadable")
    assert header["response"]["code"] == "transient-error"


def test_a_receipt_without_verdicts_is_answered_all_the_same() -> None:
    bare = replace(stored(), decision={})
    assert receipt.to_json(bare)["verdicts"] == []
    assert "No issues found." in str(_response(response.Request("x"), bare))


TOLD = Ground(
    "VB-MSG-03",
    "refuse",
    "a.txt:1",
    "No date.",
    "State it.",
    basis=Basis(
        (
            Seen("message.kind", "utskrivningsklar"),
            Seen("person.protected", value=True),
            Seen("guardians.protected"),
            Seen("recipient.sentInStay", ("kvittens",)),
            Seen("carePlan.state", "draft"),
        ),
        (Document("The routine", "a.txt", "1"),),
        swedish=Words("Datum saknas.", "Ange det."),
    ),
)


def test_a_ground_is_told_in_the_callers_language_and_without_what_the_register_said() -> None:
    both = stored(Verdict(SOCIAL, Outcome.REFUSE, (TOLD,)))
    for language, text, remedy in (("sv", "Datum saknas.", "Ange det."), ("en", "No date.", "State it.")):
        shown: Any = receipt.to_json(both, language)
        (verdict,) = shown["verdicts"]
        (ground,) = verdict["grounds"]
        assert (ground["text"], ground["remedy"]) == (text, remedy)
        assert ground["saw"] == [{"fact": "message.kind", "value": "utskrivningsklar"}]
        assert ground["documents"] == [{"title": "The routine", "file": "a.txt", "lines": "1"}]
        assert "sv" not in ground


def test_of_a_plan_only_who_names_it_is_told() -> None:
    for kind, told in (("samordnad-vardplan", True), ("utskrivningsmeddelande", False)):
        shown: Any = receipt.to_json(replace(stored(Verdict(SOCIAL, Outcome.REFUSE, (TOLD,))), kind=kind))
        facts = {one["fact"] for one in shown["verdicts"][0]["grounds"][0]["saw"]}
        assert ("carePlan.state" in facts) is told
        assert not facts & {"recipient.sentInStay", "person.protected"}


def test_a_refusal_of_the_whole_message_says_what_its_rule_saw_and_where_it_stands() -> None:
    issues = receipt.issues(stored(Verdict(SOCIAL, Outcome.REFUSE, (TOLD,)), refused=True))
    told: Any = outcome.operation_outcome(issues, "sv")
    (refusal, _) = told["issue"]
    assert refusal["details"]["text"] == "Datum saknas."
    assert refusal["diagnostics"] == (
        "Ange det. Prövat: message.kind: utskrivningsklar. Källa: The routine, rad 1."
    )
    assert "protected" not in str(refusal)


def test_the_one_answer_for_identity_is_the_same_in_every_language() -> None:
    alike = stored(Verdict(SOCIAL, Outcome.REFUSE, (TOLD,)), alike=True, refused=True)
    told = [
        (receipt.to_json(alike, language), outcome.operation_outcome(receipt.issues(alike), language))
        for language in ("sv", "en")
    ]
    assert told[0] == told[1]
    assert "a.txt" not in str(told)
    assert "VB-MSG-03" not in str(told)


@pytest.mark.parametrize(
    ("seconds", "met", "late"),
    [(0, None, False), (1, None, True), (9, 0, False), (0, 1, True)],
)
def test_what_is_owed_and_late_is_said_to_be_overdue(seconds: int, met: int | None, *, late: bool) -> None:
    met_at = None if met is None else SENT + timedelta(seconds=met)
    owed = Owed("m", "inskrivningsmeddelande", SOCIAL, SENT, met_at)
    letter = replace(owed, kind=MANUAL, unit="patient", paper=Paper("patient", "patient"))
    now = SENT + timedelta(seconds=seconds)
    shown: Any = receipt.to_json(stored(entries=(ENTRY,), owed=(owed, letter)), at=now)
    assert shown["verdicts"][0]["kvittens"]["overdue"] is late
    assert shown["letters"][0]["overdue"] is late
    gone = replace(letter, met_at=now, paper=Paper("patient", "patient", how=SUPERSEDED))
    assert receipt.letters(stored(owed=(gone,)), now + timedelta(days=9))[0]["overdue"] is False
