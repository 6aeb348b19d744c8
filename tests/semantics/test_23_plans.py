"""Semantics 23 for plans: what a coordinated care plan is at its receivers, from draft to closed, and in the rules after it."""

from typing import Any

import pytest

from adapter.model.kept import StoredReceipt
from adapter.model.message import Message, Sender, Staff
from tests.whole import SOCIAL, WARD, Whole, consent, notice, taking_back

pytestmark = pytest.mark.anyio
PLAN = {"planId": "svp-2026-17", "legalForm": "opt", "needs": "Boendestöd"}
CHIEF = Sender(WARD, Staff("Test Testsson", "överläkare", "chefsoverlakare"))


def plan(action: str = "new", **changes: object) -> Message:
    """A coordinated care plan of the chief psychiatrist's."""
    plain = {
        "kind": "samordnad-vardplan",
        "action": action,
        "sender": CHIEF,
        "consent": None,
        "content": PLAN,
    }
    return notice(SOCIAL, **{**plain, **changes})


def _issues(told: StoredReceipt) -> set[str]:
    issues: Any = told.decision["issues"]
    return {issue["rule"] for issue in issues}


def _rules(told: StoredReceipt) -> set[str]:
    verdicts: Any = told.decision["verdicts"]
    return {ground["rule"] for verdict in verdicts for ground in verdict["grounds"]}


async def test_a_plan_is_a_draft_until_it_is_approved_and_completed_when_closed(whole: Whole) -> None:
    await whole.send(consent("given", SOCIAL))
    drawn_up = plan()
    await whole.send(drawn_up)
    await whole.send(plan("approve", relates_to=drawn_up.message_id))
    await whole.send(plan("close", content={**PLAN, "reason": "Upphört"}, relates_to=drawn_up.message_id))
    await whole.work()
    sent = whole.recipients.to(SOCIAL, "samordnad-vardplan")
    plans = [one.all("CarePlan")[0] for one in sent]
    assert [one["status"] for one in plans] == ["draft", "active", "completed"]
    assert {one["identifier"][0]["value"] for one in plans} == {"svp-2026-17"}


async def test_an_annulled_plan_is_entered_in_error_and_has_never_been(whole: Whole) -> None:
    await whole.send(consent("given", SOCIAL))
    await whole.send(notice())
    drawn_up = plan()
    await whole.send(drawn_up)
    ready = {
        "kind": "utskrivningsklar",
        "consent": None,
        "content": {"readyAt": "2026-03-02T09:45:00+01:00", "transferTo": "opt"},
    }
    assert "VB-MSG-35" not in _issues(await whole.send(notice(**ready)))
    await whole.work()
    await whole.send(taking_back(drawn_up, "annul", content={**PLAN, "reason": "fel-person"}))
    await whole.work()
    (annulment,) = whole.recipients.to(SOCIAL, "samordnad-vardplan")[1:]
    assert annulment.all("CarePlan")[0]["status"] == "entered-in-error"
    discharged = {
        "kind": "utskrivningsmeddelande",
        "consent": None,
        "content": {"dischargedAt": "2026-03-02T09:50:00+01:00"},
    }
    assert "LAW-PSY-02" in _rules(await whole.refused(notice(**discharged)))


async def test_a_plan_waits_for_its_consent(whole: Whole) -> None:
    drawn_up = plan()
    await whole.send(drawn_up)
    await whole.work()
    assert whole.recipients.to(SOCIAL) == []
    await whole.send(consent("given", SOCIAL))
    await whole.work()
    assert len(whole.recipients.to(SOCIAL, "samordnad-vardplan")) == 1


async def test_a_kind_that_the_region_does_not_use_is_refused_whole(whole: Whole) -> None:
    content = {"functionalAbility": "Går med rollator", "currentInterventions": "Hemtjänst"}
    refused = await whole.refused(notice(kind="vardbegaran", content=content))
    assert {"VB-MSG-23", "PRODUKT-KIND-01"} <= _rules(refused)
