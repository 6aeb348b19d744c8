"""Exports on the whole pipeline: register data compared, and a delivery in the receiver's own names."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapter import bootstrap
from adapter.exports.system import REST
from adapter.intake.export import read_export
from adapter.intake.submission import Stated
from adapter.model.directory import Endpoint
from adapter.model.person import Address, HumanName
from adapter.pipeline.accept import Adapter
from adapter.pipeline.deliver import Deliverer
from tests.whole import HEALTH_CENTRE, POISON, PROTECTED, SENT, SOCIAL, WARD, Whole, answering, notice

pytestmark = pytest.mark.anyio
FOLDER = Path(__file__).parent
SAME = Stated(HumanName(("Test",), "Testsson"), Address(("Exempelgatan 1",), "903 25", "UMEÅ"))
OTHER = Stated(HumanName(("Annan",), "Testsson"), Address(("Storgatan 1",), "903 25", "Umeå"))


def _in_names_of(whole: Whole, system: str, form: str = "json") -> None:
    """Social services want this system's names."""
    endpoint = Endpoint(
        f"to-{SOCIAL}", "https://unit.example/in", mode="native", answers="status", system=system, format=form
    )
    whole.units.units[SOCIAL] = replace(whole.units.units[SOCIAL], endpoint=endpoint)
    parts = replace(whole.parts, systems=bootstrap.systems())
    whole.adapter, whole.deliverer = Adapter(parts), Deliverer(parts)


async def _issues(whole: Whole, stated: Stated) -> list[Any]:
    message = notice()
    accepted = await whole.adapter.accept(
        message, caller_units=frozenset({WARD}), received_at=whole.clock.at, stated=stated
    )
    issues: Any = accepted.receipt.decision["issues"]
    repeated = await whole.accept(message)
    assert repeated.receipt.decision["issues"] == issues
    return [issue for issue in issues if issue["rule"] == "CHECK-REGISTER"]


async def test_a_name_and_an_address_that_differ_are_a_warning_each_and_are_not_quoted(whole: Whole) -> None:
    assert await _issues(whole, SAME) == []
    assert await _issues(whole, Stated()) == []
    found = await _issues(whole, OTHER)
    assert [(issue["path"], issue["severity"]) for issue in found] == [
        ("patient.name", "warning"),
        ("patient.address", "warning"),
    ]
    assert not any(word in str(found) for word in ("Annan", "Test", "Storgatan", "Exempelgatan"))


async def test_of_a_protected_person_nothing_is_compared(whole: Whole) -> None:
    answering(whole, PROTECTED)
    assert await _issues(whole, OTHER) == []


async def test_a_message_is_delivered_in_the_receivers_names_and_the_rest_under_ours(whole: Whole) -> None:
    _in_names_of(whole, "lifecare-sp")
    content = {"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1", "admissionReason": "Fall"}
    message = notice(content=content)
    await whole.send(message)
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL)
    (row,) = sent.body["Meddelande"]
    assert row["Meddelandetyp"] == "Inskrivningsmeddelande"
    assert row["Beräknat utskrivningsdatum"] == "2026-03-06"
    assert row["Inskrivande vårdavdelning"] == "Avdelning 1"
    rest = row[REST]
    assert rest["message"]["content"] == {"admissionReason": "Fall"}
    assert rest["deliveryId"] == sent.delivery
    assert rest["verdict"]["outcome"] == "forward"
    assert rest["withheld"] == []
    assert await whole.state(message, SOCIAL) == "delivered"


async def test_what_may_not_be_had_is_in_no_part_of_it(whole: Whole) -> None:
    _in_names_of(whole, "webcare")
    await whole.send(
        notice(
            consent=None,
            content={"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1", "admissionReason": "Fall"},
        )
    )
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL)
    assert "Fall" not in str(sent.body)
    assert "content.admissionReason" in sent.body["Meddelande"][0][REST]["withheld"]


async def test_a_notice_of_our_own_goes_to_such_a_sender_in_the_rest_part(whole: Whole) -> None:
    _in_names_of(whole, "lifecare-sp")
    ward = whole.units.units[SOCIAL].endpoint
    assert ward is not None
    whole.units.units[WARD] = replace(whole.units.units[WARD], endpoint=replace(ward, id=f"to-{WARD}"))
    whole.recipients.answer(HEALTH_CENTRE, POISON)
    await whole.send(notice(HEALTH_CENTRE))
    await whole.work()
    (told,) = whole.recipients.to(WARD)
    assert told.body["Meddelande"][0][REST]["message"]["kind"] == "oleverat"


async def test_an_exported_message_goes_the_whole_way(whole: Whole) -> None:
    body = (FOLDER / "lifecare-sp.json").read_bytes()
    first = read_export(body, bootstrap.systems()["lifecare-sp"], "json").messages[0]
    assert first.message is not None
    accepted = await whole.adapter.accept(
        first.message, caller_units=frozenset({WARD}), received_at=SENT, stated=first.stated
    )
    assert whole.outcomes(accepted.receipt) == {SOCIAL: "forward", HEALTH_CENTRE: "forward"}
    issues: Any = accepted.receipt.decision["issues"]
    assert [issue["path"] for issue in issues if issue["rule"] == "CHECK-REGISTER"] == [
        "patient.name",
        "patient.address",
    ]
