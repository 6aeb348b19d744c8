"""Every message goes into every system's names and form and comes back the same: nothing is lost on the way."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapter import bootstrap
from adapter.exports import forms
from adapter.exports.system import REST
from adapter.exports.translate import write
from adapter.intake.export import read_export
from adapter.model.message import Message
from adapter.model.wire import to_json
from tests.strategies import messages

SYSTEMS = bootstrap.systems()
NAMES = sorted({system.name for system in SYSTEMS.values()})


@pytest.mark.parametrize("form", forms.MEDIA)
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sent=st.lists(messages(), min_size=1, max_size=2))
def test_what_is_exported_is_imported_again(name: str, form: str, sent: list[Message]) -> None:
    system = SYSTEMS[name]
    rows = [write(system, to_json(message)) for message in sent]
    body = forms.write(rows, form, rows=system.rows, delimiter=system.delimiter)
    export = read_export(body, system, form)
    assert export.issues == ()
    assert [issue for exported in export.messages for issue in exported.issues] == []
    assert [exported.message for exported in export.messages] == sent


def test_what_a_routine_has_names_for_needs_no_rest() -> None:
    document = {
        "messageId": "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11",
        "kind": "inskrivningsmeddelande",
        "action": "new",
        "region": "vasterbotten",
        "sentAt": "2026-03-02T10:00:00+01:00",
        "sender": {"unit": "SE2321000222-AVD1"},
        "recipients": ["SE2120002627-SOC1"],
        "patient": {"type": "personnummer", "value": "189001019802"},
        "content": {"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1"},
    }
    row = write(SYSTEMS["lifecare-sp"], document)
    assert REST not in row
    assert row["Beräknat utskrivningsdatum"] == "2026-03-06"
    assert row["Meddelandetyp"] == "Inskrivningsmeddelande"
