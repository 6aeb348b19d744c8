"""What `svu-adapter liability` prints of a scenario, easy to ask."""

import contextlib
import io
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapter.cli.main import run
from tests.contract.builder import Json
from tests.contract.clock import Place

MEMBERS = (
    "region",
    "liable",
    "preconditions",
    "dayZero",
    "starts",
    "ends",
    "billedDays",
    "amount",
    "reasons",
)
"""What the contract promises of one stay."""


def ask(scenario: Json, code: int = 0) -> Json:
    """Run the command on the scenario, which must end with that exit code."""
    out = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.json"
        file.write_text(json.dumps(scenario), encoding="utf-8")
        with contextlib.redirect_stdout(out):
            assert run(["liability", str(file), "--json"]) == code, out.getvalue()
    printed: Json = json.loads(out.getvalue())
    return printed


def met(printed: Json, rule: str) -> list[bool]:
    """Whether the preconditions of a rule are met."""
    assert all(set(one) >= {"rule", "met", "why"} and one["why"] for one in printed["preconditions"])
    return [one["met"] for one in printed["preconditions"] if one["rule"] == rule]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A stay at one place: who sends, to whom, and what is around it unless a test says otherwise."""

    place: Place
    ward: str
    open_care: str
    municipality: str
    around: Json = field(default_factory=dict)

    @property
    def both(self) -> tuple[str, str]:
        """The municipality's unit and open care."""
        return self.municipality, self.open_care

    def admitted(self, sent: str, **more: Any) -> Json:
        """The admission notice."""
        plain = {"estimatedDischarge": "2019-01-01", "ward": "Avdelning 1"}
        return self._told("inskrivningsmeddelande", sent, 1, plain, more)

    def ready(self, sent: str, number: int = 2, **more: Any) -> Json:
        """The patient is ready."""
        return self._told("utskrivningsklar", sent, number, {"readyAt": sent}, more)

    def taken_back(self, sent: str, about: int = 2, number: int = 3) -> Json:
        """The patient is not ready after all."""
        plain = {"reason": "Feber", "newEstimatedDischarge": sent[:10]}
        return self._told("utskrivningsklar", sent, number, plain, {"action": "cancel", "about": about})

    def left(self, day: str, number: int = 4, **more: Any) -> Json:
        """The patient goes home at ten."""
        sent = f"{day}T10:00:00+01:00"
        return self._told("utskrivningsmeddelande", sent, number, {"dischargedAt": sent}, more)

    def called(self, sent: str, number: int = 5, **more: Any) -> Json:
        """Open care calls to planning."""
        plain = {
            "purpose": "sip-svu",
            "start": sent,
            "form": "digitalt",
            "place": "Video",
            "agenda": "Planering",
        }
        return self._told("kallelse", sent, number, plain, {"sender": self.open_care, **more})

    def died(self, sent: str) -> Json:
        """The patient has died."""
        return self._told("avbruten-planering", sent, 6, {"reason": "avliden"}, {})

    def answered(self, sent: str, number: int = 7, **answers: bool) -> Json:
        """The planning basis; a question's hyphens are underscores here."""
        said = [
            {"question": question.replace("_", "-"), "answer": answer} for question, answer in answers.items()
        ]
        return self._told("planeringsunderlag", sent, number, {"answers": said}, {})

    def _told(self, kind: str, sent: str, number: int, content: Json, more: Json) -> Json:
        sender, to = more.pop("sender", self.ward), more.pop("to", self.both)
        return self.place.told(kind, sent, sender, to, number, **content | more)

    def asked(self, at: str, *history: Json, code: int = 0, **more: Any) -> Json:
        """What is printed, asked at an instant."""
        printed = ask(self.place.scene(at, *history, **self.around | more), code)
        assert set(MEMBERS) <= set(printed)
        return printed

    def months(self, *stays: tuple[str, str, str | None], code: int = 0, **more: Any) -> Json:
        """The months of many stays: municipality, day zero, the day of leaving."""
        rows = [{"municipality": code_, "dayZero": zero, "left": left} for code_, zero, left in stays]
        given = {"region": self.place.region, "rates": self.around.get("rates", {}), "stays": rows}
        return ask({name: value for name, value in (given | more).items() if value is not None}, code)


def row(printed: Json, month: str, municipality: str | None = None) -> Json:
    """How a month stands."""
    found = [
        one
        for one in printed["settlement"]
        if one["month"] == month and municipality in {None, one["municipality"]}
    ]
    assert len(found) == 1, printed
    return dict(found[0])
