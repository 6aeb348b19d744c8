"""Semantics 25 for meetings: what an invitation, its answer and its calling off are at their receivers, in FHIR."""

import json
from typing import Any

import pytest

from tests.planning import calls, sent
from tests.whole import HEALTH_CENTRE, HOME_CARE, SOCIAL, Whole

pytestmark = pytest.mark.anyio


def _units(received: Any) -> set[str]:
    """The units that take part in the meeting of a received Bundle, by way of their roles."""
    by_url = {entry["fullUrl"]: entry["resource"] for entry in received.body["entry"]}
    (meeting,) = received.all("Appointment")
    actors = [one.get("actor", {}).get("reference") for one in meeting["participant"]]
    roles = [by_url[url] for url in actors if url in by_url and "organization" in by_url[url]]
    return {by_url[role["organization"]["reference"]]["identifier"][0]["value"] for role in roles}


async def test_a_unit_is_shown_itself_and_the_inviter_and_no_other_that_is_called(whole: Whole) -> None:
    invitation = calls(SOCIAL, HOME_CARE)
    await whole.send(invitation)
    await whole.work()
    (received,) = whole.recipients.to(SOCIAL, "kallelse")
    assert _units(received) == {HEALTH_CENTRE, SOCIAL}
    assert HOME_CARE not in json.dumps(received.all("Appointment"))


async def test_an_answer_names_the_meeting_as_the_inviter_knows_it(whole: Whole) -> None:
    invitation = calls(SOCIAL)
    await whole.send(invitation)
    answer = sent(
        "svar-kallelse",
        HEALTH_CENTRE,
        sender=SOCIAL,
        relates_to=invitation.message_id,
        content={"attends": True},
    )
    await whole.send(answer)
    await whole.work()
    (received,) = whole.recipients.to(HEALTH_CENTRE, "svar-kallelse")
    (response,) = received.all("AppointmentResponse")
    assert response["appointment"]["identifier"]["value"] == invitation.message_id
    assert response["participantStatus"] == "accepted"


async def test_a_meeting_called_off_is_cancelled_and_an_annulled_one_was_never_meant(whole: Whole) -> None:
    first, second = calls(SOCIAL), calls(SOCIAL)
    for invitation, action, reason in ((first, "cancel", "Inlagd"), (second, "annul", "fel-person")):
        await whole.send(invitation)
        await whole.work()
        undone = sent(
            "kallelse", SOCIAL, action=action, relates_to=invitation.message_id, content={"reason": reason}
        )
        await whole.send(undone)
    await whole.work()
    meetings = [
        meeting
        for received in whole.recipients.to(SOCIAL, "kallelse")
        for meeting in received.all("Appointment")
    ]
    assert [meeting["status"] for meeting in meetings] == [
        "proposed",
        "cancelled",
        "proposed",
        "entered-in-error",
    ]
