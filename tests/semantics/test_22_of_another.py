"""What the coordinator of a SIP takes back for another unit (semantics 22): whoever wrote it is told as well."""

import pytest

from tests.planning import calls, plan_of, sent
from tests.whole import HEALTH_CENTRE, SOCIAL, WARD, Whole

pytestmark = pytest.mark.anyio


async def test_a_note_that_the_coordinator_annuls_is_known_to_its_writer_by_its_own_id(whole: Whole) -> None:
    called = calls(SOCIAL, WARD)
    await whole.send(called)
    await whole.send(plan_of(SOCIAL, WARD))
    note = sent(
        "kartlaggning", HEALTH_CENTRE, WARD, sender=SOCIAL, content={"needs": "Stöd vid förflyttning"}
    )
    await whole.send(note)
    await whole.work()
    undone = sent(
        "kartlaggning",
        WARD,
        action="annul",
        relates_to=note.message_id,
        content={"reason": "samtycke-aterkallat"},
    )
    receipt = await whole.send(undone)
    assert whole.outcomes(receipt).keys() == {WARD, SOCIAL}
    await whole.work()
    told = whole.recipients.to(SOCIAL, "kartlaggning")[-1]
    assert note.message_id in str(told.all("Communication")[0]["inResponseTo"])
    assert "Stöd vid förflyttning" not in str(told.body)
