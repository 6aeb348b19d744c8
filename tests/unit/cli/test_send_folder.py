"""A refusal names its rules, natively and as FHIR; an answer that is neither names none. What cannot be sent is told."""

import asyncio
import json
from pathlib import Path

import pytest
from rich.progress import Progress

from adapter.acknowledgement import outcome
from adapter.cli import send_folder
from adapter.cli.send_folder import Playing, play, refused_by
from adapter.model.errors import UsageError
from adapter.model.issue import Issue, Severity

ISSUES = (
    Issue(Severity.ERROR, "READ-CODE", "region", "x", "y"),
    Issue(Severity.ERROR, "CHECK-TIME", "sentAt", "x", ""),
)


@pytest.mark.parametrize(
    "problem",
    [outcome.operation_outcome(ISSUES), outcome.problem(ISSUES, status=422, title="Unprocessable Entity")],
)
def test_a_refusal_names_its_rules(problem: dict[str, object]) -> None:
    assert list(refused_by(problem)) == ["READ-CODE", "CHECK-TIME"]


def test_another_answer_names_none() -> None:
    assert list(refused_by({"messageId": "x"})) == []


ENTRY = {
    "sendAt": "2026-03-02T10:00:00+01:00",
    "client": "se2321000222",
    "kind": "kvittens",
    "status": 202,
    "waits": False,
    "recipients": {},
}


class Interrupted:
    """An adapter that never answers; whoever is cut short while waiting for it meets another error."""

    def __init__(self, key: str) -> None:
        self.key = key

    async def post(self, *_: object, **__: object) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise RuntimeError("cut short") from None

    async def close(self) -> None:
        """Nothing is open."""


def test_what_cannot_be_sent_is_told_whatever_the_others_met_when_they_were_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send_folder, "HttpSender", Interrupted)
    messages = [
        {**ENTRY, "name": f"0000{number}-00-kvittens", "messageId": f"m{number}", "episode": number}
        for number in (0, 1)
    ]
    for folder in ("native", "keys"):
        (tmp_path / folder).mkdir()
    (tmp_path / "keys" / "se2321000222").write_text("key", encoding="ascii")
    (tmp_path / "native" / "00000-00-kvittens.json").write_text("{}", encoding="ascii")
    (tmp_path / "manifest.json").write_text(
        json.dumps({"format": 1, "region": "vasterbotten", "messages": messages}), encoding="ascii"
    )
    with pytest.raises(UsageError, match=r"00001-00-kvittens\.json"):
        asyncio.run(play(tmp_path, Playing("http://127.0.0.1:1"), Progress(disable=True)))
