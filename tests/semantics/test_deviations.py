"""A deviation report in a running service: its route in the receipt, its letter where it goes on paper, drafts of what is late."""

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from adapter import bootstrap
from adapter.acknowledgement.receipt import letters, to_json
from adapter.model.history import MANUAL
from adapter.model.message import Message, Sender, Staff
from adapter.pipeline.correspondence import Correspondence
from adapter.pipeline.deviations import Deviations
from adapter.pipeline.due import Due
from tests.whole import HEALTH_CENTRE, PROTECTED, SOCIAL, WARD, Whole, answering, notice

pytestmark = pytest.mark.anyio
STAFF = Staff("Test Testsson", "sjuksköterska")
CONTENT = {
    "event": "Planeringsunderlaget kom sent.",
    "consequence": "Planeringen försenades.",
    "risk": "Längre vårdtid.",
    "action": "Enheten kontaktades.",
    "improvement": "Bevakning dagligen.",
    "unit": SOCIAL,
    "at": "2026-03-02T08:00:00+01:00",
    "routineReference": "Planeringsunderlag",
    "contactedAt": "2026-03-02T08:30:00+01:00",
}


def report(sender: str, *recipients: str, **content: object) -> Message:
    made = notice(*recipients, kind="avvikelse", consent=None, content=CONTENT | content)
    return replace(made, sender=Sender(sender, STAFF))


async def test_from_region_to_municipality_it_goes_on_paper_as_a_tracked_letter(whole: Whole) -> None:
    await whole.send(notice(HEALTH_CENTRE))
    receipt = await whole.send(report(WARD, SOCIAL))
    shown: Any = to_json(receipt, "sv")
    assert (shown["route"]["rule"], shown["route"]["channel"]) == ("VB-DEV-07", "papper")
    assert "Socialkontoret" in shown["route"]["ways"][0]["text"]
    assert [(owed.kind, owed.unit) for owed in receipt.owed] == [(MANUAL, SOCIAL)]
    (letter,) = shown["letters"]
    assert (letter["to"], letter["state"]) == (SOCIAL, "owed")
    await whole.work()
    assert whole.recipients.to(SOCIAL) == []


async def test_from_municipality_to_region_it_goes_by_the_e_service(whole: Whole) -> None:
    await whole.send(notice())
    shown: Any = to_json(await whole.send(report(SOCIAL, WARD, unit=WARD)))
    assert (shown["route"]["rule"], shown["route"]["channel"]) == ("VB-DEV-06", "e-tjanst")
    unknown: Any = to_json(
        await whole.send(report(SOCIAL, WARD, unit="Avdelning 1", category="informationsoverforing"))
    )
    assert unknown["route"]["addressee"] == ["partssammansatt-grupp"]
    assert unknown["route"]["channel"] == "e-tjanst"
    other: Any = to_json(await whole.send(notice()))
    assert other["route"] is None


async def test_what_is_overdue_is_a_draft_for_the_unit_that_sent_the_message(whole: Whole) -> None:
    message = notice(SOCIAL, HEALTH_CENTRE)
    await whole.send(message)
    await whole.work()
    desk = Deviations(whole.parts, Due(whole.parts))
    ward = frozenset({WARD})
    assert await desk.of_message(message.message_id, frozenset({SOCIAL}), "sv") is None
    whole.clock.forward(days=3)
    found: Any = await desk.of_message(message.message_id, ward, "sv")
    late = [draft for draft in found if draft["about"].get("what") == "kvittens"]
    assert {draft["content"]["unit"] for draft in late} == {SOCIAL, HEALTH_CENTRE}
    assert all(draft["reporter"] == WARD for draft in late)
    by_unit = {draft["content"]["unit"]: draft["route"] for draft in late}
    assert by_unit[SOCIAL]["channel"] == "papper"
    assert by_unit[HEALTH_CENTRE]["channel"] is None
    # nothing has been sent by itself
    await whole.work()
    assert {sent.kind for sent in whole.recipients.sent} == {"inskrivningsmeddelande"}
    del whole.units.units[WARD]
    assert await desk.of_message(message.message_id, ward, "sv") == []


async def test_a_refusal_is_a_draft_too_but_none_of_the_identity_guards(whole: Whole) -> None:
    desk = Deviations(whole.parts, Due(whole.parts))
    refused = report(WARD, HEALTH_CENTRE, category="it-funktion", unit=HEALTH_CENTRE)
    await whole.refused(refused)
    found: Any = await desk.of_message(refused.message_id, frozenset({WARD}), "en")
    assert "VB-DEV-09" in {draft["about"]["rule"] for draft in found}
    answering(whole, PROTECTED)
    guarded = notice()
    await whole.refused(guarded)
    assert await desk.of_message(guarded.message_id, frozenset({WARD}), "en") == []


async def test_the_letter_holds_the_report_and_is_settled_when_it_has_been_sent(whole: Whole) -> None:
    await whole.send(notice(HEALTH_CENTRE))
    message = report(WARD, SOCIAL)
    await whole.send(message)
    desk, ward = Correspondence(whole.parts, bootstrap.printer()), frozenset({WARD})
    (letter,) = letters(await whole.receipt(message), whole.clock.at)
    name = str(letter["letter"])
    made = await desk.letter(message.message_id, name, ward, "request")
    assert made is not None
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    for said in CONTENT["event"], CONTENT["improvement"]:
        assert said in " ".join(text.split())
    await desk.sent(message.message_id, name, ward, at=whole.clock.at, channel="post")
    (settled,) = letters(await whole.receipt(message), whole.clock.at)
    assert (settled["state"], settled["channel"]) == ("sent", "post")
