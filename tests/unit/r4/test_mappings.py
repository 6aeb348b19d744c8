"""The files of `mappings/` load whole or not at all, and an error says which file and line."""

import pytest

from adapter.model.errors import PackError
from adapter.model.kinds import KINDS
from adapter.model.member import Kind, Member
from adapter.r4 import systems
from adapter.r4.mappings import load
from tests.checkout import mapping_texts, mappings

KVITTENS = "messages/kvittens.yaml"


def _kvittens(row: str) -> str:
    """The file of a kvittens, with this row on its third line."""
    others = (
        "  approved: {to: Communication.extension}\n"
        "  reason: {to: Communication.payload}\n"
        "  decidedBy: {to: Communication.decidedBy}\n"
    )
    return f"kind: kvittens\nmembers:\n  acknowledgedAt: {row}\n{others}"


def _with(file: str, text: str) -> dict[str, str]:
    return {**mapping_texts(), file: text}


def _names(members: tuple[Member, ...], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for member in members:
        found |= {f"{prefix}{member.name}"} | _names(member.members, f"{prefix}{member.name}.")
    return found


def _codes(members: tuple[Member, ...]) -> set[str]:
    found: set[str] = set()
    for member in members:
        found |= set(member.codes) | _codes(member.members)
    return found


def test_every_member_of_every_kind_has_a_row() -> None:
    for kind in KINDS.values():
        assert [row.member for row in mappings().rows[kind.name]] == list(kind.members)


def test_a_member_that_is_not_forwarded_says_why() -> None:
    rows = [row for rows in mappings().rows.values() for row in rows]
    assert all(row.forwarded or row.why for row in rows)
    assert any(not row.forwarded for row in rows)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_coded_value_has_words(kind: Kind) -> None:
    assert _codes(kind.members) <= set(mappings().tables["svu-value"].concepts)


def test_every_member_that_an_extension_or_a_payload_names_has_words() -> None:
    # Answers and a contact's name, workplace and phone have elements of their own.
    elsewhere = {"answers", "contact", "sections", "decidedBy"}
    names = {name for kind in KINDS.values() for name in _names(kind.members)}
    named = {name for name in names if name.partition(".")[0] not in elsewhere or "." not in name}
    assert named <= set(mappings().tables["svu-member"].concepts)


def test_a_code_without_words_has_no_display() -> None:
    assert mappings().coding(systems.VALUE, "obekant") == {"system": systems.VALUE, "code": "obekant"}
    assert mappings().words(systems.VALUE, "obekant") == "obekant"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        ("kind: [kvittens", 1, "not YAML"),
        ("kind: kvittens\n", 1, "'members' is missing"),
        ("kind: kvittering\nmembers: {}\n", 1, "is not one of"),
        ("kind: 7\nmembers: {}\n", 1, "a text is wanted"),
        ("kind: kvittens\nkind: kvittens\nmembers: {}\n", 2, "stands twice"),
        ("kind: kvittens\nmembers: []\n", 2, "an object is wanted"),
        (
            "kind: kvittens\nmembers:\n  acknowledgedAt: {to: Task.executionPeriod.end}\n",
            3,
            "'approved' is missing",
        ),
        (
            _kvittens("{to: Nowhere}"),
            3,
            "is not one of",
        ),
        (
            _kvittens("{to: Encounter.location}"),
            3,
            "cannot hold 'acknowledgedAt'",
        ),
        (
            _kvittens("{to: Communication.payload}"),
            3,
            "cannot hold 'acknowledgedAt'",
        ),
        (
            _kvittens("{to: Task.executionPeriod.end, forwarded: false}"),
            3,
            "says why",
        ),
        (
            _kvittens("{to: Task.executionPeriod.end, forwarded: nej, why: x}"),
            3,
            "true or false",
        ),
        (
            _kvittens("{to: Task.executionPeriod.end, till: x}"),
            3,
            "'till' is not known",
        ),
    ],
)
def test_a_file_of_rows_that_is_wrong_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(PackError, match=said) as caught:
        load(_with(KVITTENS, text))
    assert (caught.value.file, caught.value.line) == (KVITTENS, line)


def test_a_plan_is_a_draft_only_where_the_region_approves_it() -> None:
    known = mappings()
    assert known.plan_status("sip", "new", "vasterbotten") == "draft"
    assert known.plan_status("sip", "revise", "vastmanland") == "draft"
    assert known.plan_status("sip", "new", "norrbotten") == "active"
    assert known.plan_status("sip", "close", "norrbotten") == "completed"
    assert known.plan_status("sip", "cancel", "norrbotten") is None
    # for a coordinated care plan the Act says that the units approve it
    assert known.plan_status("samordnad-vardplan", "new", "norrbotten") == "draft"


def test_a_region_that_approves_plans_is_one_we_know() -> None:
    text = mapping_texts()["messages/sip.yaml"].replace("vastmanland]", "atlantis]")
    with pytest.raises(PackError, match="'atlantis' is not one of"):
        load(_with("messages/sip.yaml", text))


def test_two_members_may_not_share_a_place_that_holds_one() -> None:
    text = mapping_texts()["messages/inskrivningsmeddelande.yaml"]
    crowded = text.replace("Encounter.reasonCode", "Encounter.location")
    with pytest.raises(PackError, match="share Encounter"):
        load(_with("messages/inskrivningsmeddelande.yaml", crowded))


def test_a_kind_may_not_have_rows_in_two_files() -> None:
    with pytest.raises(PackError, match="another file"):
        load(_with("messages/kvittens-igen.yaml", mapping_texts()[KVITTENS]))


def test_a_kind_without_rows_stops_the_start() -> None:
    texts = mapping_texts()
    del texts[KVITTENS]
    with pytest.raises(PackError, match="has no rows"):
        load(texts)


def test_a_code_system_without_a_table_stops_the_start() -> None:
    texts = mapping_texts()
    del texts["codes/kind.yaml"]
    with pytest.raises(PackError, match="'svu-kind' has no table"):
        load(texts)


def test_a_folder_that_holds_no_mappings_is_an_error() -> None:
    with pytest.raises(PackError, match="no mappings are kept"):
        load(_with("koder/kind.yaml", "system: x\n"))


def test_a_code_table_wants_words_in_both_languages() -> None:
    with pytest.raises(PackError, match="'en' is missing"):
        load(_with("codes/kind.yaml", "system: svu-kind\ntitle: x\nconcepts:\n  kvittens: {sv: Kvittens}\n"))
