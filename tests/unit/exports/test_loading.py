"""A mapping of a system that is wrong does not load, and the error says where and why: one bad file for each way."""

from functools import cache
from pathlib import Path

import pytest

from adapter import bootstrap
from adapter.exports.loading import load
from adapter.exports.system import inexpressible
from adapter.model.errors import ConfigurationError, PackError

BAD = Path(__file__).parent / "bad"
WORDS = {
    "a_pattern": "regular expression has no time limit",
    "bad_delimiter": "is not one of: semicolon, comma, tab",
    "default_no_code": "'maybe' is not one of: kort-vardtid-24h",
    "extends_itself": "no other system 'x' to extend",
    "extends_nothing": "no other system 'nowhere' to extend",
    "former_taken": "is named twice",
    "joint_without_read": "give 'read'",
    "leaf_with_fields": "'ward' has no members of its own",
    "list_without_name": "'answers' is a list: give its 'name'",
    "name_and_names": "either one name or several",
    "named_inside": "patient.personnummer.siffror is named twice, or holds both",
    "named_twice": "skickat is named twice",
    "no_name": "give a 'name', or a 'default'",
    "no_rows": "the keys 'rows' and 'message' are wanted",
    "no_such_code": "'maybe' is not one of: kort-vardtid-24h",
    "not_a_list": "a list is wanted here",
    "not_jsonata": "this is not JSONata",
    "sets_no_coded_member": "'text' is no coded member",
    "struct_without_fields": "'answers' has members of its own: give 'fields'",
    "system_twice": "the system 'webcare' has a file already",
    "unknown_key": "the key 'colour' is not known here",
    "unknown_kind": "there is no kind 'letter'",
    "unknown_member": "there is no member 'colour' here",
    "unknown_role": "'king' is not one of: slutenvard",
    "unknown_words": "there are no words called 'nope'",
    "word_twice": "the word 'ja_nu' stands twice",
    "write_without_read": "what is written by an expression is read by one",
}
_BESIDE = {"former_taken", "system_twice"}


@cache
def _ours() -> dict[str, str]:
    return bootstrap.texts(bootstrap.data_folder("mappings") / "systems")


@pytest.mark.parametrize("name", sorted(WORDS))
def test_a_bad_mapping_is_told(name: str) -> None:
    needed = ("common.yaml", "lifecare.yaml", "webcare.yaml") if name in _BESIDE else ("common.yaml",)
    files = {file: _ours()[file] for file in needed} | {
        f"{name}.yaml": (BAD / f"{name}.yaml").read_text(encoding="utf-8")
    }
    with pytest.raises(PackError) as raised:
        load(files)
    assert WORDS[name] in str(raised.value)
    assert ".yaml:" in str(raised.value)


def test_every_bad_file_has_its_words() -> None:
    assert {file.stem for file in BAD.iterdir()} == set(WORDS)


def test_ours_load_and_a_file_for_others_to_extend_is_no_system() -> None:
    systems = bootstrap.systems()
    assert set(systems) == {
        "lifecare-sp",
        "prator",
        "lifecare",
        "lifecare-sip",
        "meddix",
        "webcare",
        "cosmic-link",
    }
    assert systems["prator"] is systems["lifecare-sp"]


def test_a_chain_of_files_hands_on_its_words() -> None:
    middle = 'system: m\ntitle: "M"\nnote: "N"\nextends: common\nwords: {mine: {Hej: kort-vardtid-24h}}\n'
    last = (
        'system: l\ntitle: "L"\nnote: "N"\nextends: m\n'
        "messages: [{name: A, kind: inskrivningsmeddelande, source: s}]\n"
        "kinds: {inskrivningsmeddelande: {source: s, fields: {contactReason: {name: K, words: mine}}}}\n"
    )
    systems = load({**_ours(), "m.yaml": middle, "l.yaml": last})
    assert systems["l"].kinds["inskrivningsmeddelande"]["contactReason"].ours("hej") == "kort-vardtid-24h"
    assert "m" not in systems


def test_what_can_only_be_read_is_listed_as_without_a_name() -> None:
    text = (
        'system: r\ntitle: "R"\nnote: "N"\nextends: common\n'
        "messages: [{name: A, kind: inskrivningsmeddelande, action: new, source: s}]\n"
        'kinds: {inskrivningsmeddelande: {source: s, fields: {ward: {name: A, read: "$uppercase($)"}}}}\n'
    )
    missing = list(inexpressible(load({**_ours(), "r.yaml": text})["r"]))
    assert "inskrivningsmeddelande: content.ward" in missing
    assert "inskrivningsmeddelande revise" in missing
    assert "avvikelse" in missing
    assert "message: messageId" not in missing


def test_a_member_whose_every_value_is_a_name_of_a_message_needs_no_field() -> None:
    names = ", ".join(
        f"{{name: {topic}, kind: generellt-meddelande, sets: {{topic: {topic}}}, source: s}}"
        for topic in ("samordnad-planering", "starttid", "annan")
    )
    text = f'system: t\ntitle: "T"\nnote: "N"\nextends: common\nmessages: [{names}]\n'
    assert "generellt-meddelande: content.topic" not in set(
        inexpressible(load({**_ours(), "t.yaml": text})["t"])
    )


def test_a_mappings_dir_without_systems_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no mappings of systems"):
        bootstrap.systems(tmp_path)


def test_a_long_chain_of_files_that_extend_one_another_is_read_once_each() -> None:
    files = {"common.yaml": _ours()["common.yaml"]}
    for number in range(40):
        above = f"s{number - 1}" if number else "common"
        files[f"s{number}.yaml"] = (
            f"system: s{number}\ntitle: x\nnote: y\nextends: {above}\nwords: {{w{number}: {{ja: 'true'}}}}\n"
        )
    files["last.yaml"] = (
        "system: last\ntitle: x\nnote: y\nextends: s39\n"
        "messages: [{name: K, kind: inskrivningsmeddelande, source: x}]\n"
        "kinds: {inskrivningsmeddelande: {source: x, fields: {ward: {name: T, words: w0}}}}\n"
    )
    assert list(load(files)) == ["last"]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / "own.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"own\.yaml: not UTF-8"):
        bootstrap.systems(tmp_path)
