"""Text to plain objects: YAML 1.2 and JSON, nothing doubled, nothing guessed, errors by file and line."""

import pytest

from adapter.intake.document import MOST_NODES, json_document, parse, resource_document
from adapter.model.errors import InputError, UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at: 2026-03-02T10:00:00+01:00", {"at": "2026-03-02T10:00:00+01:00"}),
        ("day: 2026-03-02", {"day": "2026-03-02"}),
        ("{at: 2026-03-02T10:00:00+01:00}", {"at": "2026-03-02T10:00:00+01:00"}),
        ("a: [1, -2, 0x10, 0o17, 1_000, 1.5, true, null, ~, yes, no, on]", None),
        ("2580: x", {"2580": "x"}),
        ('{"a": [1, 1.5, true, null, "\\u00e5"]}', {"a": [1, 1.5, True, None, "å"]}),
        ("- &one {a: 1}\n- *one", [{"a": 1}, {"a": 1}]),
        ("", None),
        ("# nothing\n", None),
        ("name: Luleå", {"name": "Luleå"}),
        ("a: FALSE", {"a": False}),
    ],
)
def test_a_document_becomes_plain_objects_and_times_stay_text(text: str, expected: object) -> None:
    if text.startswith("a: [1, -2"):
        expected = {"a": [1, -2, 16, 15, 1000, 1.5, True, None, None, "yes", "no", "on"]}
    assert parse(text, "x.yaml") == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3", 3),
        ('{"a": 1,\n "b": {"c": 1,\n\t"c": 2}}', 3),
        ("a: 1\nb: [1", 2),
        ("a: 1\n<<: {b: 1}", 2),
        ("? [a]\n: 1", 1),
        ("a: !!python/object:os.system x", 1),
        ("a: 1\n---\nb: 2", 2),
        ("a: !!int x", 1),
        ("a: *unknown", 1),
        ("a: *a191212121212", 1),
        ("a: @x", 1),
        ("[" * 5_000, 1),
        ('{"a": NaN', 1),
    ],
)
def test_what_cannot_be_read_names_file_and_line(text: str, line: int) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text, "case.yaml")
    assert str(raised.value).startswith(f"case.yaml:{line}: ")
    assert "1912" not in str(raised.value)


def test_aliases_may_not_blow_a_file_up() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(UsageError, match=f"more than {MOST_NODES} values"):
        parse("\n".join(lines), "x.yaml")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"a": 1, "a": 2}', "The member a stands twice in one object."),
        (b'{"191212121212": 1, "191212121212": 2}', "The member ? stands twice in one object."),
        (b'{"a": \xff}', "The body is not UTF-8."),
        (b'{"a": 1,\n}', "The body is not JSON: line 2, column 1."),
        (b'{"a": NaN}', "The body is not JSON that can be read: a number or the nesting is too large."),
        (b"[" * 100_000, "The body is not JSON that can be read: a number or the nesting is too large."),
        (b"", "The body is not JSON: line 1, column 1."),
        (
            b"9223372036854775808",
            "The body is not JSON that can be read: a number or the nesting is too large.",
        ),
        (
            b"-9223372036854775809",
            "The body is not JSON that can be read: a number or the nesting is too large.",
        ),
    ],
)
def test_a_body_that_is_not_json_is_one_fault(body: bytes, said: str) -> None:
    with pytest.raises(InputError) as raised:
        json_document(body)
    assert [(issue.rule, issue.path, issue.text) for issue in raised.value.issues] == [
        ("READ-JSON", "$", said)
    ]


def test_the_largest_numbers_are_read() -> None:
    assert json_document(b"[9223372036854775807, -9223372036854775808]") == [2**63 - 1, -(2**63)]


@pytest.mark.parametrize("text", [r"\ud83d", r"\uDE00", r"a\ud83dx"])
def test_half_a_surrogate_pair_is_no_text_of_a_resource(text: str) -> None:
    with pytest.raises(InputError) as raised:
        resource_document(f'{{"a": "{text}"}}'.encode())
    assert [issue.rule for issue in raised.value.issues] == ["READ-JSON"]


def test_a_whole_pair_is_a_character() -> None:
    assert resource_document(rb'{"a": "\ud83d\ude00"}') == {"a": "\U0001f600"}
    assert resource_document(b'{"a": "x"}') == {"a": "x"}
