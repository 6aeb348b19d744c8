"""A pack file that is not in order does not load, and the error names file and line: one bad file per failure."""

from pathlib import Path

import pytest

from adapter.model.errors import PackError
from adapter.policy.loader import load
from tests.packs import bare, texts

BAD = sorted((Path(__file__).parent / "bad_packs").glob("*.yaml"))


def test_there_is_something_wrong_to_try() -> None:
    assert len(BAD) > 50


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_stops_the_load_with_its_name_and_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    file, error = (line.partition(": ")[2] for line in text.splitlines()[:2])
    with pytest.raises(PackError) as caught:
        load({**bare(), file: text})
    line, _, words = error.partition(": ")
    assert (caught.value.file, caught.value.line) == (file, int(line))
    assert caught.value.text.startswith(words) or words in caught.value.text


def test_the_packs_without_the_bad_file_load() -> None:
    assert set(load(bare()).packs) == {"sverige", "vasterbotten"}


def test_packs_need_the_declared_facts() -> None:
    files = bare()
    del files["produkt/facts.yaml"]
    with pytest.raises(PackError, match=r"produkt/facts.yaml:1: the facts that rules may ask for"):
        load(files)


def test_a_declared_fact_needs_a_function() -> None:
    files = bare()
    files["produkt/facts.yaml"] += '  weather.rain: {source: register, onSilence: unknown, text: "Rain."}\n'
    with pytest.raises(PackError, match=r"the fact 'weather.rain' has no function"):
        load(files)


def test_a_function_needs_a_declaration() -> None:
    files = bare()
    lines = texts()["produkt/facts.yaml"].splitlines(keepends=True)
    files["produkt/facts.yaml"] = "".join(line for line in lines if "message.kind:" not in line)
    with pytest.raises(PackError, match=r"'message.kind' can be asked for but is not declared"):
        load(files)


@pytest.mark.parametrize(
    ("silence", "words"),
    [("maybe", "onSilence is unknown, false or none"), ("[a]", "onSilence is unknown, false or none")],
)
def test_silence_is_read_in_one_of_three_ways(silence: str, words: str) -> None:
    files = bare()
    files["produkt/facts.yaml"] = files["produkt/facts.yaml"].replace(
        "onSilence: none", f"onSilence: {silence}", 1
    )
    with pytest.raises(PackError, match=words):
        load(files)


def test_a_fact_without_a_live_source_feeds_warnings_only() -> None:
    rule = (
        "rules:\n  - {id: VB-TEST-01, title: A rule., phase: disclosure, effect: EFFECT,\n"
        "     when: {fact: setting.guess, is: true},\n"
        '     text: {sv: Text., en: Text.}, source: ["source.txt:1"]}\n'
    )
    files = bare()
    files["produkt/facts.yaml"] += '  setting.guess: {source: none, onSilence: unknown, text: "A guess."}\n'
    load({**files, "vasterbotten/rules/own.yaml": rule.replace("EFFECT", "warn")})
    with pytest.raises(PackError, match=r"own.yaml:3: 'setting.guess' has no live source"):
        load({**files, "vasterbotten/rules/own.yaml": rule.replace("EFFECT", "refuse")})
