"""The native delivery: `{deliveryId, message, withheld, verdict}` with ids that the recipient knows."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from adapter.mapping import native
from adapter.model.basis import Basis, Document, Seen
from adapter.model.message import Withhold
from adapter.model.verdict import Ground, Outcome, Verdict
from tests import golden_bundles
from tests.builders import SOCIAL

VERDICT = Verdict(SOCIAL, Outcome.FORWARD, ())


def _body(case: str) -> dict[str, object]:
    copy = golden_bundles.copy_of(golden_bundles.document(golden_bundles.FOLDER / case))
    return native.body(copy, VERDICT)


def _message(case: str) -> dict[str, object]:
    message = _body(case)["message"]
    assert isinstance(message, dict)
    return message


def test_a_delivery_has_its_id_message_withheld_paths_and_verdict() -> None:
    body = _body("inskrivningsmeddelande-new-full")
    assert list(body) == ["deliveryId", "message", "withheld", "verdict"]
    assert body["verdict"] == VERDICT.to_json()


def test_a_copy_names_its_own_recipient_alone() -> None:
    assert _message("inskrivningsmeddelande-new-full")["recipients"] == [SOCIAL]


def test_a_reduced_copy_has_the_alias_of_the_stay_and_the_organisation_of_the_sender() -> None:
    message = _message("inskrivningsmeddelande-new-reduced")
    assert message["sender"] == {"unit": "SE2321000222"}
    stay = message["episode"]
    assert isinstance(stay, dict)
    assert list(stay) == ["id"]
    assert stay["id"] != "vtf-2026-000123"


def test_the_earlier_message_goes_by_the_id_this_recipient_knows() -> None:
    message = _message("inskrivningsmeddelande-revise-full")
    assert message["relatesTo"] == "9c8b7a60-5f4e-5d3c-8b2a-1a0b9c8d7e6f"


@pytest.mark.parametrize("case", ["kvittens-new-reduced", "utskrivningsklar-cancel-content-free"])
def test_without_the_number_there_is_no_patient(case: str) -> None:
    assert "patient" not in _message(case)
    assert "189001019802" not in orjson.dumps(_body(case)).decode()


def test_a_content_free_notice_holds_ids_kind_and_action() -> None:
    message = _message("utskrivningsklar-cancel-content-free")
    assert message["content"] == {}
    assert "episode" not in message
    assert (message["kind"], message["action"]) == ("utskrivningsklar", "cancel")


def test_a_secrecy_decision_against_another_stays_here() -> None:
    copy = golden_bundles.copy_of(
        golden_bundles.document(golden_bundles.FOLDER / "inskrivningsmeddelande-new-full")
    )
    assert copy.message.withhold == ()
    assert "withhold" not in orjson.dumps(native.body(copy, VERDICT)).decode()
    assert Withhold(SOCIAL, "x") not in copy.message.withhold


def test_why_a_late_message_is_late_stays_with_the_sender() -> None:
    outage = _message("late-after-outage")["outage"]
    assert outage == {"originalAt": "2026-03-01T18:00:00+01:00"}


def test_a_message_outside_a_stay_names_none() -> None:
    assert "episode" not in _message("meddelande-utanfor-vardtillfalle-new-full")


def test_what_the_rules_saw_stays_with_the_sender() -> None:
    basis = Basis((Seen("consent.status", "refused"),), (Document("The routine", "a.txt", "1"),), "Silent.")
    told = Ground("VB-CONS-06", "reduce", "a.txt:1", "Less goes.", basis=basis)
    verdict = replace(VERDICT, grounds=(told,))
    folder = golden_bundles.FOLDER / "inskrivningsmeddelande-new-full"
    body: Any = native.body(golden_bundles.copy_of(golden_bundles.document(folder)), verdict)
    assert body["verdict"]["grounds"] == [
        {"rule": "VB-CONS-06", "effect": "reduce", "source": "a.txt:1", "text": "Less goes.", "remedy": ""}
    ]
    assert "saw" in verdict.to_json()["grounds"][0]  # type: ignore[index]
