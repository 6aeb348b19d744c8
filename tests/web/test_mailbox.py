"""Pull delivery over HTTP."""

import pytest

from tests.builders import SOCIAL
from tests.web.service import DELIVERY, Parts, client, rule

pytestmark = pytest.mark.anyio
KVITTENS = f"/svu/mailbox/{DELIVERY}/kvittens"


async def test_a_unit_pulls_what_waits_for_it() -> None:
    async with client(Parts(), "social") as social:
        response = await social.get("/svu/mailbox", params={"unit": SOCIAL})
    assert response.status_code == 200
    assert response.json()["deliveries"][0]["deliveryId"] == DELIVERY


async def test_nobody_pulls_for_another_unit() -> None:
    async with client(Parts(), "ward") as ward:
        response = await ward.get("/svu/mailbox", params={"unit": SOCIAL})
    assert response.status_code == 403


@pytest.mark.parametrize("query", ["", "?unit=", "?unit=191212121212", f"?unit={SOCIAL}&unit={SOCIAL}"])
async def test_the_unit_must_be_named_once(query: str) -> None:
    async with client(Parts(), "social") as social:
        response = await social.get(f"/svu/mailbox{query}")
    assert response.status_code == 400
    assert rule(response) == "HTTP-PARAMETER"
    assert "191212121212" not in response.text


async def test_a_kvittens_is_202_and_the_same_again_200() -> None:
    async with client(Parts(), "social") as social:
        first = await social.post(KVITTENS)
        again = await social.post(KVITTENS)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["kind"] == "kvittens"


@pytest.mark.parametrize(
    ("query", "said"), [("", None), ("?approved=true", True), ("?approved=false", False)]
)
async def test_a_kvittens_may_approve_what_was_ordered(query: str, *, said: bool | None) -> None:
    parts = Parts()
    async with client(parts, "social") as social:
        response = await social.post(KVITTENS + query)
    assert response.status_code == 202
    assert parts.mailbox.approved == [said]


@pytest.mark.parametrize("query", ["approved=", "approved=ja", "approved=true&approved=false"])
async def test_an_approval_is_true_or_false(query: str) -> None:
    async with client(Parts(), "social") as social:
        response = await social.post(f"{KVITTENS}?{query}")
    assert response.status_code == 400
    assert rule(response) == "HTTP-PARAMETER"


async def test_a_delivery_of_nobody_or_of_somebody_else_is_not_there() -> None:
    async with client(Parts(), "social") as social:
        unknown = await social.post("/svu/mailbox/nothing/kvittens")
    async with client(Parts(), "ward") as ward:
        others = await ward.post(KVITTENS)
    assert (unknown.status_code, others.status_code) == (404, 404)
    assert unknown.json() == others.json()


async def test_a_kvittens_that_is_refused_says_why() -> None:
    parts = Parts()
    parts.mailbox.refused = True
    async with client(parts, "social") as social:
        response = await social.post(KVITTENS)
    assert response.status_code == 422
    assert rule(response) == "VB-MSG-03"
