"""Semantics 10 and 13: a recipient in another region, and packs out of force, through the whole pipeline."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from adapter.model.kept import StoredReceipt
from adapter.model.message import Message
from adapter.pipeline.accept import Adapter
from adapter.pipeline.deliver import Deliverer
from adapter.policy.loader import Packs, load
from tests.packs import bare, texts
from tests.whole import HEALTH_CENTRE, LETTERS, SOCIAL, Whole, basis, consent, notice, ready

pytestmark = pytest.mark.anyio
AFTER = datetime.fromisoformat("2027-04-15T10:00:00+02:00")
"""The day after Västerbotten's pack ends."""


def _with(whole: Whole, packs: Packs) -> None:
    whole.parts = replace(whole.parts, packs=packs)
    whole.adapter, whole.deliverer = Adapter(whole.parts), Deliverer(whole.parts)


def _grounds(receipt: StoredReceipt, unit: str) -> set[str]:
    verdicts: Any = receipt.decision["verdicts"]
    return {ground["rule"] for one in verdicts if one["recipient"] == unit for ground in one["grounds"]}


def _reading() -> dict[str, str]:
    """The product's packs, and a Norrbotten that lets social services have nothing but the number."""
    rules = """rules:
  - {id: NB-TEST-01, title: Only the number., phase: disclosure, effect: reduce, disclose: [patient.identifier],
     when: {fact: recipient.municipal, is: true}, text: {sv: Bara numret., en: Only the number.}, source: ["a.txt:1"]}
"""
    ours = {name: text for name, text in texts().items() if not name.startswith("norrbotten/")}
    pack = bare()["vasterbotten/pack.yaml"].replace("vasterbotten", "norrbotten")
    return {**ours, "norrbotten/pack.yaml": pack, "norrbotten/rules/own.yaml": rules}


async def test_a_recipient_in_another_region_gets_what_both_packs_let_out_at_receipt_and_at_delivery(
    whole: Whole,
) -> None:
    _with(whole, load(_reading()))
    message = notice(SOCIAL, HEALTH_CENTRE)
    whole.units.units[SOCIAL] = replace(whole.units.units[SOCIAL], region="norrbotten")
    receipt = await whole.send(message)
    assert whole.outcomes(receipt) == {SOCIAL: "reduce", HEALTH_CENTRE: "forward"}
    assert {"NB-TEST-01", "PRODUKT-PERMIT-01"} <= _grounds(receipt, SOCIAL)
    assert "NB-TEST-01" not in _grounds(receipt, HEALTH_CENTRE)
    await whole.work()
    (reduced,), (whole_copy,) = whole.recipients.to(SOCIAL), whole.recipients.to(HEALTH_CENTRE)
    assert "Avdelning 1" not in str(reduced.body)
    assert "Avdelning 1" in str(whole_copy.body)


async def test_a_unit_that_moves_to_another_region_while_a_message_waits_is_judged_by_its_pack(
    whole: Whole,
) -> None:
    _with(whole, load(_reading()))
    await whole.send(notice())
    whole.units.units[SOCIAL] = replace(whole.units.units[SOCIAL], region="norrbotten")
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL)
    assert "Avdelning 1" not in str(sent.body)


def _warned(receipt: StoredReceipt) -> list[str]:
    issues: Any = receipt.decision["issues"]
    return [issue["rule"] for issue in issues if issue["rule"] == "PRODUKT-PACK-01"]


async def test_an_expired_pack_goes_on_with_a_warning_on_every_verdict(whole: Whole) -> None:
    whole.clock.at = AFTER
    message = notice(SOCIAL, HEALTH_CENTRE, sent_at=AFTER)
    receipt = await whole.send(message)
    assert _warned(receipt) == ["PRODUKT-PACK-01"]
    for unit in (SOCIAL, HEALTH_CENTRE):
        assert "PRODUKT-PACK-01" in _grounds(receipt, unit)
    await whole.work()
    assert len(whole.recipients.sent) == 2


async def test_what_the_act_alone_does_not_let_out_does_not_leave_under_an_expired_pack(whole: Whole) -> None:
    """Västerbotten's own permit is enough while its pack is in force; after that the Act must let it out too."""
    own = """rules:
  - {id: VB-TEST-01, title: Without consent., phase: disclosure, effect: permit, for: {kinds: [planeringsunderlag]},
     text: {sv: Utan samtycke., en: Without consent.}, source: ["a.txt:1"]}
"""
    only = {name: text for name, text in texts().items() if not name.startswith("vasterbotten/rules/")}
    _with(whole, load({**only, "vasterbotten/rules/own.yaml": own}))
    await whole.send(notice(consent=None))
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "forward"}
    whole.clock.at = AFTER
    receipt = await whole.send(basis(sent_at=AFTER))
    assert whole.outcomes(receipt)[SOCIAL] != "forward"
    await whole.work()
    assert len(whole.recipients.to(SOCIAL, "planeringsunderlag")) == 0


async def test_a_pack_that_expires_while_a_message_waits_is_out_of_force_at_delivery(whole: Whole) -> None:
    own = """rules:
  - {id: VB-TEST-01, title: Without consent., phase: disclosure, effect: permit, for: {kinds: [planeringsunderlag]},
     text: {sv: Utan samtycke., en: Without consent.}, source: ["a.txt:1"]}
"""
    only = {name: text for name, text in texts().items() if not name.startswith("vasterbotten/rules/")}
    _with(whole, load({**only, "vasterbotten/rules/own.yaml": own}))
    await whole.send(notice(consent=None))
    await whole.work()
    assert whole.outcomes(await whole.send(basis())) == {SOCIAL: "forward"}
    whole.clock.at = AFTER
    await whole.work()
    assert len(whole.recipients.to(SOCIAL, "planeringsunderlag")) == 0


async def test_a_prolonged_pack_is_in_force_as_before(whole: Whole) -> None:
    files = dict(texts())
    files["vasterbotten/pack.yaml"] += '\nprolonged: {until: "2027-10-14", by: Länssamverkansgruppen}\n'
    _with(whole, load(files))
    whole.clock.at = AFTER
    assert _warned(await whole.send(notice(sent_at=AFTER))) == []
    whole.clock.at = datetime.fromisoformat("2027-10-15T00:00:00+02:00")
    assert _warned(await whole.send(notice(sent_at=whole.clock.at))) == ["PRODUKT-PACK-01"]


async def test_a_successor_that_its_owner_loads_ends_the_warning(whole: Whole) -> None:
    files = dict(texts())
    files["vasterbotten/pack.yaml"] = files["vasterbotten/pack.yaml"].replace("2027-04-14", "2029-04-14")
    _with(whole, load(files))
    whole.clock.at = AFTER
    assert _warned(await whole.send(notice(sent_at=AFTER))) == []


async def test_before_its_first_day_a_pack_gives_no_more_than_the_act(whole: Whole) -> None:
    whole.clock.at = datetime.fromisoformat("2025-05-06T10:00:00+02:00")
    receipt = await whole.send(notice(sent_at=whole.clock.at, consent=None))
    assert _warned(receipt) == ["PRODUKT-PACK-01"]


async def test_the_act_alone_is_a_region_too(whole: Whole) -> None:
    whole.units.units = {
        name: replace(unit, region="sverige") for name, unit in whole.units.units.items() if name != LETTERS
    }

    def act(message: Message) -> Message:
        return replace(message, region="sverige")

    receipt = await whole.send(act(notice()))
    assert receipt.decision["pack"]["region"] == "sverige"  # type: ignore[index]
    assert whole.outcomes(receipt) == {SOCIAL: "forward"}
    await whole.send(act(ready()))
    await whole.send(act(consent("refused")))
    await whole.work()
    (sent,) = whole.recipients.to(SOCIAL, "inskrivningsmeddelande")
    # the Act's four members, and not the ward: that is Västerbotten's routine
    assert "Avdelning 1" not in str(sent.body)
    assert "2026-03-06" in str(sent.body)
