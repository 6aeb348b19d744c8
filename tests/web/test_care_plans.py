"""`POST /svu/care-plans`: who may ask, how, and what is answered to what cannot be read."""

import orjson
import pytest

from tests.builders import PERSON, WARD
from tests.web.service import JSON, Parts, client, issues

pytestmark = pytest.mark.anyio
PATH = "/svu/care-plans"
ASKED = orjson.dumps({"patientId": {"id": PERSON, "type": "1.2.752.129.2.1.3.1"}})


async def test_the_caller_s_units_are_asked_for_and_nothing_is_kept_on_the_way() -> None:
    parts = Parts()
    async with client(parts) as ward:
        answer = await ward.post(PATH, content=ASKED, headers={**JSON, "X-Request-Id": "r-1"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["carePlan"] == []
    assert answer.json()["result"]["logId"] == answer.headers["x-request-id"]
    ((asked, units),) = parts.care_plans.asked
    assert asked.patient.value == PERSON
    assert WARD in units


async def test_a_caller_needs_the_right_to_read() -> None:
    parts = Parts()
    async with client(parts, None) as nobody:
        assert (await nobody.post(PATH, content=ASKED, headers=JSON)).status_code == 401
    async with client(parts, "region") as region:
        assert (await region.post(PATH, content=ASKED, headers=JSON)).status_code == 403
    assert parts.care_plans.asked == []


async def test_what_cannot_be_read_is_told_without_the_number() -> None:
    parts = Parts()
    async with client(parts) as ward:
        faulty = orjson.dumps({"patientId": {"id": PERSON, "type": "1.2.3"}})
        answer = await ward.post(PATH, content=faulty, headers=JSON)
        assert answer.status_code == 422
        assert PERSON not in answer.text
        assert [issue["details"]["coding"][0]["code"] for issue in issues(answer)] == ["READ-CODE"]
        assert (await ward.post(PATH, content=b"{", headers=JSON)).status_code in {400, 422}
        assert (await ward.post(PATH, content=ASKED, headers={"Content-Type": "text/xml"})).status_code == 415
        assert (await ward.get(PATH)).status_code == 405
    assert parts.care_plans.asked == []
