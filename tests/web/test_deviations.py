"""Drafts of deviation reports over HTTP."""

import pytest

from tests.builders import message
from tests.web.service import Parts, client

pytestmark = pytest.mark.anyio
PATH = f"/svu/messages/{message().message_id}/deviations"


async def test_drafts_are_told_to_the_unit_that_sent_the_message_and_never_cached() -> None:
    async with client(Parts()) as ward:
        response = await ward.get(PATH, headers={"Accept-Language": "sv"})
    assert response.headers["cache-control"] == "no-store"
    (draft,) = response.json()["deviations"]
    assert draft == {"draft": True, "messageId": message().message_id, "language": "sv"}


async def test_nobody_else_learns_that_there_is_a_message() -> None:
    async with client(Parts(), "social") as social:
        assert (await social.get(PATH)).status_code == 404
