"""One message between a system's names and ours: what is given, meant, left over and told."""

from typing import Any

import pytest

from adapter import bootstrap
from adapter.exports.loading import load
from adapter.exports.system import REST, System
from adapter.exports.translate import read, write

_HEAD = 'system: x\ntitle: "X"\nnote: "N"\nextends: common\n'
_PLAIN: dict[str, Any] = {
    "kind": "inskrivningsmeddelande",
    "action": "new",
    "region": "vasterbotten",
    "messageId": "m",
}


def _system(*lines: str) -> System:
    common = (bootstrap.data_folder("mappings") / "systems" / "common.yaml").read_text(encoding="utf-8")
    return load({"common.yaml": common, "x.yaml": _HEAD + "\n".join(lines)})["x"]


def _admission(fields: str, message: str = "{name: In, kind: inskrivningsmeddelande, source: s}") -> System:
    return _system(
        f"messages: [{message}]", f"kinds: {{inskrivningsmeddelande: {{source: s, fields: {{{fields}}}}}}}"
    )


def test_what_is_only_read_is_left_over_when_written() -> None:
    system = _admission('ward: {name: Avd, read: "$uppercase($)"}')
    assert read(system, {"Meddelandetyp": "In", "Avd": "a"}, ()).document["content"] == {"ward": "A"}
    row = write(system, {**_PLAIN, "content": {"ward": "A"}})
    assert "Avd" not in row
    assert row[REST]["message"]["content"] == {"ward": "A"}
    assert read(system, row, ()).document["content"] == {"ward": "A"}


@pytest.mark.parametrize(
    "field",
    [
        'ward: {name: Avd, read: "$", write: "$number($)"}',
        'ward: {name: Avd, read: "$", write: "\'other\'"}',
        'ward: {names: [Avd, Plan], read: "$[0]", write: "[$]"}',
        'ward: {names: [Avd, Plan], read: "$[0]", write: "$"}',
        "ward: {name: Avd, words: {A1: B1, B1: A1x}}",
    ],
)
def test_what_would_not_be_read_back_is_not_written(field: str) -> None:
    system = _admission(field)
    row = write(system, {**_PLAIN, "content": {"ward": "A1"}})
    assert not {"Avd", "Plan"} & set(row)
    assert row[REST]["message"]["content"] == {"ward": "A1"}
    assert read(system, row, ()).document["content"] == {"ward": "A1"}


def test_an_object_made_for_a_value_that_was_taken_back_goes_too() -> None:
    system = _admission(
        'ward: {name: Plats.Avdelning.Namn, read: "$", write: "\'other\'"}, estimatedDischarge: {name: Plats.Dag}'
    )
    row = write(system, {**_PLAIN, "content": {"estimatedDischarge": "2026-03-06", "ward": "A1"}})
    assert row["Plats"] == {"Dag": "2026-03-06"}
    assert "Plats" not in write(system, {**_PLAIN, "content": {"ward": "A1"}})


def test_names_that_differ_in_case_alone_make_one_object() -> None:
    system = _admission("ward: {name: Plats.Namn}, reason: {name: plats.orsak}")
    row = write(system, {**_PLAIN, "content": {"ward": "A1", "reason": "x"}})
    assert row["Plats"] == {"Namn": "A1", "orsak": "x"}


def test_an_action_that_a_name_hides_is_said_beside_it() -> None:
    message = ", ".join(
        f"{{name: In, kind: inskrivningsmeddelande, action: {action}, source: s}}"
        for action in ("new", "forward")
    )
    system = _system(f"messages: [{message}]", "envelope: {action: {default: new}}")
    for action in ("new", "forward"):
        document = {**_PLAIN, "action": action}
        assert read(system, write(system, document), ()).document["action"] == action


def test_a_stated_action_chooses_among_messages_of_one_name() -> None:
    system = _system(
        "messages:",
        "  - {name: In, kind: inskrivningsmeddelande, action: forward, source: s}",
        "  - {name: In, kind: inskrivningsmeddelande, source: s}",
        "  - {name: Ut, kind: utskrivningsmeddelande, action: cancel, source: s}",
    )
    said = {
        name: read(system, {"Meddelandetyp": "In", "Åtgärd": name}, ()).document["action"]
        for name in ("Vidarebefordrad", "Ändrad")
    }
    assert said == {"Vidarebefordrad": "forward", "Ändrad": "revise"}
    assert read(system, {"Meddelandetyp": "Ut"}, ()).document["action"] == "cancel"
    assert read(system, {"Meddelandetyp": "Ut", "Åtgärd": "Ny"}, ()).document["action"] == "new"


def test_numbers_are_texts_where_a_text_belongs_and_texts_are_numbers_where_a_number_does() -> None:
    system = _system(
        "messages: [{name: U, kind: meddelande-utanfor-vardtillfalle, source: s}]",
        "kinds:",
        "  meddelande-utanfor-vardtillfalle:",
        "    {source: s, fields: {text: {name: T}, periodWeeks: {name: V}, selfCare: {name: E}}}",
    )
    given = {"Meddelandetyp": "U", "T": 7, "V": "2", "E": "true"}
    content = {"text": "7", "periodWeeks": 2, "selfCare": True}
    assert read(system, given, ()).document["content"] == content
    odd = read(system, {**given, "T": True, "V": "-2"}, ()).document["content"]
    assert odd == {"text": True, "periodWeeks": "-2", "selfCare": True}


def test_a_value_where_an_object_belongs_goes_on_to_be_refused() -> None:
    system = _system("messages: [{name: In, kind: inskrivningsmeddelande, source: s}]")
    said = read(system, {"Meddelandetyp": "In", "Patient": "x"}, ())
    assert said.document["patient"] == "x"
    assert said.place("patient.value") == ("Patient",)
    assert said.place("content.ward[0].x") is None


def test_items_of_a_list_are_placed_one_by_one() -> None:
    system = bootstrap.systems()["lifecare-sp"]
    row = {"Meddelandetyp": "Planeringsunderlag", "Svar": [{"Fråga": "x"}, "y", None]}
    said = read(system, row, ("Meddelande", 3))
    assert said.document["content"] == {"answers": [{"question": "x"}, "y", {}]}
    assert said.place("content.answers[0].question") == ("Meddelande", 3, "Svar", 0, "Fråga")
    assert said.place("content.answers[1]") == ("Meddelande", 3, "Svar")


def test_a_rest_of_our_own_names_is_laid_over_and_a_strange_one_stays_to_be_refused() -> None:
    system = bootstrap.systems()["lifecare-sp"]
    row = {
        "Meddelandetyp": "Planeringsunderlag",
        "Svar": [{"Fråga": "Känd patient"}],
        REST: {
            "deliveryId": "d",
            "message": {
                "colours": "1",
                "content": {"answers": [{"answer": "true"}, {"comment": "c"}], "minorRelatives": "false"},
            },
        },
    }
    said = read(system, row, ())
    assert said.document["colours"] == "1"
    assert said.document["content"] == {
        "answers": [{"question": "kand-patient", "answer": True}, {"comment": "c"}],
        "minorRelatives": False,
    }
    assert read(system, {**row, REST: "x"}, ()).document["content"] == {
        "answers": [{"question": "kand-patient"}]
    }
    assert read(system, {**row, REST: {"message": {"content": "x"}}}, ()).document["content"] == "x"


def test_a_message_that_the_system_has_no_name_for_is_whole_in_the_rest() -> None:
    system = bootstrap.systems()["cosmic-link"]
    document = {**_PLAIN, "content": {"ward": "A1"}}
    row = write(system, document)
    assert "Meddelandetyp" not in row
    assert row[REST]["message"] == {
        "kind": "inskrivningsmeddelande",
        "action": "new",
        "content": {"ward": "A1"},
    }
    assert {name: read(system, row, ()).document[name] for name in document} == document


def test_where_silence_would_mean_something_else_nothing_is_written() -> None:
    system = bootstrap.systems()["lifecare-sp"]
    document = {**_PLAIN, "kind": "utskrivningsklar", "content": {"decidedBy": {"name": "Test Testsson"}}}
    row = write(system, document)
    assert "Behandlande läkare" not in row
    assert row[REST]["message"]["content"] == {"decidedBy": {"name": "Test Testsson"}}
    assert read(system, row, ()).document["content"] == document["content"]


def test_a_list_of_which_nothing_has_a_name_and_a_member_of_tomorrow_are_left_over_whole() -> None:
    system = _system(
        "messages: [{name: P, kind: planeringsunderlag, source: s}]",
        "kinds: {planeringsunderlag: {source: s, fields: {answers: {name: Svar, fields: {comment: {name: K}}}}}}",
    )
    content = {"answers": [{"question": "kand-patient"}, {"answer": True}], "tomorrow": 1}
    row = write(system, {**_PLAIN, "kind": "planeringsunderlag", "content": content})
    assert "Svar" not in row
    assert row[REST]["message"]["content"] == content
