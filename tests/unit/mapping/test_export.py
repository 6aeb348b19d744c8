"""A native delivery in a system's names: nothing more than the native body holds, and nothing less."""

from typing import Any

import orjson
import pytest

from adapter import bootstrap
from adapter.exports import forms
from adapter.exports.system import REST, System
from adapter.exports.translate import read
from adapter.mapping import export, native, notice
from adapter.model.verdict import Outcome, Verdict
from tests import golden_bundles
from tests.builders import SOCIAL

VERDICT = Verdict(SOCIAL, Outcome.FORWARD, ())
SYSTEMS = bootstrap.systems()
CASES = [folder.name for folder in golden_bundles.cases()]


def _body(case: str) -> dict[str, Any]:
    copy = golden_bundles.copy_of(golden_bundles.document(golden_bundles.FOLDER / case))
    body: dict[str, Any] = orjson.loads(orjson.dumps(native.body(copy, VERDICT)))
    return body


def _row(body: bytes, system: System, form: str) -> dict[str, Any]:
    rows = forms.read(body, form, rows=system.rows, delimiter=system.delimiter)[system.rows]
    row: dict[str, Any] = rows[0] if isinstance(rows, list) else rows
    return row


@pytest.mark.parametrize("name", ["lifecare-sp", "cosmic-link"])
@pytest.mark.parametrize("case", CASES)
def test_every_delivery_says_in_a_systems_names_what_the_native_one_says(case: str, name: str) -> None:
    system, body = SYSTEMS[name], _body(case)
    for form in forms.MEDIA:
        row = _row(export.body(body, system, form), system, form)
        said = read(system, row, ())
        told = {member: value for member, value in body["message"].items() if value != {}}
        assert {member: said.document.get(member) for member in told} == told
        assert row[REST]["deliveryId"] == body["deliveryId"]
    assert _row(export.body(body, system, "json"), system, "json")[REST]["verdict"] == body["verdict"]


def test_a_notice_of_our_own_is_whole_in_the_rest() -> None:
    told = notice.undelivered_native(
        delivery="d", about_message="m", about_recipient=SOCIAL, reason="undelivered"
    )
    system = SYSTEMS["webcare"]
    assert _row(export.body(told, system, "json"), system, "json") == {REST: told}
