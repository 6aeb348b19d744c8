"""A stay in the contract's own members, written short, and what `svu-adapter liability` prints of it."""

import contextlib
import io
import json
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adapter.cli.main import run
from tests.contract.builder import PERSON, Json, kept, mid

_HERE = ZoneInfo("Europe/Stockholm")
HOME = {
    "vasterbotten": "2480",
    "norrbotten": "2580",
    "stockholm": "0180",
    "halland": "1384",
    "vastmanland": "1980",
}
"""Where the patient is registered, by region; the Act alone is asked about in Stockholm."""
WARD, CARE = "SE2321000230-AVD1", "SE2321000230-HC01"
SOCIAL, NURSING, OTHER = "SE2120002742-SOC1", "SE2120002742-HSV1", "SE2120002767-SOC1"
EXTRA = {"vasterbotten": "2482", "norrbotten": "2582"}
"""The municipality of the unit OTHER."""


def when(text: str) -> str:
    """Swedish wall time `2024-05-15 10:00` as an instant; what names its own offset is left alone."""
    if "T" in text:
        return text
    return datetime.fromisoformat(text).replace(tzinfo=_HERE).isoformat()


class Stay:
    """One patient's history, told message by message in a region."""

    def __init__(self, region: str, admitted: str, ward: str = "slutenvard", stay: str = "vtf-1") -> None:
        self.region = region
        self.ward = ward
        self.stay = stay
        self.admitted = when(admitted)
        self.messages: list[Json] = []

    def told(
        self, kind: str, at: str, sender: str = WARD, to: str = f"{SOCIAL} {NURSING} {CARE}", **more: Any
    ) -> "Stay":
        """One message more; `about` counts messages from one, `stay=None` leaves the episode out."""
        about, stay = more.pop("about", None), more.pop("stay", self.stay)
        outage = more.pop("outage", None)
        self.messages.append(
            kept(
                {
                    "messageId": mid(len(self.messages) + 1),
                    "kind": kind,
                    "action": more.pop("action", "new"),
                    "region": self.region,
                    "sentAt": when(at),
                    "sender": {"unit": sender},
                    "recipients": [unit for unit in to.split() if unit != sender],
                    "patient": {"type": "personnummer", "value": PERSON},
                    "episode": {"id": stay, "admittedAt": self.admitted} if stay else None,
                    "relatesTo": mid(about) if about else None,
                    "consent": more.pop("assertion", None),
                    "outage": {"reason": "Driftstopp", "originalAt": when(outage)} if outage else None,
                    "content": more,
                }
            )
        )
        return self

    def noticed(self, at: str, **more: Any) -> "Stay":
        """The ward tells that the patient is admitted."""
        return self.told("inskrivningsmeddelande", at, **({"estimatedDischarge": at[:10]} | more))

    def ready(self, at: str, **more: Any) -> "Stay":
        """The ward tells that the patient is ready."""
        return self.told("utskrivningsklar", at, **({"readyAt": when(at)} | more))

    def retracted(self, at: str, about: int, **more: Any) -> "Stay":
        """The ward takes the message of that number back."""
        kind = self.messages[about - 1]["kind"]
        return self.told(kind, at, about=about, **({"action": "cancel", "reason": "Försämrad"} | more))

    def called(self, at: str, sender: str = CARE, **more: Any) -> "Stay":
        """The fixed care contact calls to a coordinated individual plan."""
        start = (datetime.fromisoformat(when(at)) + timedelta(days=9)).isoformat()
        content = {
            "purpose": "sip-svu",
            "start": start,
            "form": "fysiskt",
            "place": "Hemma",
            "agenda": "Hjälpen",
        }
        return self.told("kallelse", at, sender, **(content | more))

    def answered(self, at: str, *yes: str, no: str = "", **more: Any) -> "Stay":
        """The planning basis with those questions answered yes, and those answered no."""
        told = [(name, True) for name in yes] + [(name, False) for name in no.split()]
        answers = [
            {
                "question": name,
                "answer": value,
                "comment": "…",
                "date": at[:10],
                "name": "Test",
                "title": "ssk",
            }
            for name, value in told
        ]
        return self.told("planeringsunderlag", at, answers=answers, **more)

    def left(self, at: str, sent: str | None = None, **more: Any) -> "Stay":
        """The patient has left."""
        return self.told(
            "utskrivningsmeddelande", sent or at, **({"dischargedAt": when(at), "text": "Hem"} | more)
        )

    def again(self, stay: str, admitted: str) -> "Stay":
        """From here on another stay of the same patient."""
        self.stay, self.admitted = stay, when(admitted)
        return self

    def scene(self, at: str = "", **changes: Any) -> Json:
        """The scenario; interventions of the region are available unless the changes say otherwise."""
        home = HOME.get(self.region, "0180")
        municipal = {SOCIAL: "kommun-socialtjanst", NURSING: "kommun-halsovard", OTHER: "kommun-socialtjanst"}
        directory = [
            {"unit": WARD, "role": self.ward, "name": "W", "organisation": "region"},
            {"unit": CARE, "role": "primarvard", "name": "H", "organisation": "region"},
        ] + [
            {
                "unit": unit,
                "role": role,
                "name": unit,
                "organisation": "kommun",
                "municipality": EXTRA.get(self.region, "0181") if unit == OTHER else home,
            }
            for unit, role in municipal.items()
        ]
        person = {"identifier": PERSON, "registerHit": True, "protection": "none", "municipality": home}
        plain = {
            "region": self.region,
            "at": when(at) if at else self.messages[-1]["sentAt"],
            "directory": directory,
            "person": kept(person | changes.pop("person", {})),
            "history": self.messages,
            "facts": {"regionInterventionsAvailable": True},
        }
        return kept(plain | changes)


def asked(scenario: Json) -> tuple[int, Json]:
    """Exit code and what is printed."""
    code, out, err = spoken(json.dumps(scenario, ensure_ascii=False))
    assert out, err
    return code, json.loads(out)


def spoken(text: str, *options: str, name: str = "scenario.json") -> tuple[int, str, str]:
    """Exit code, output and errors of the command on a file with that text."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_text(text, encoding="utf-8")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(["liability", *options, str(file)])
    out.seek(0)
    return code, out.read(), err.getvalue()


def paid(scenario: Json, code: int = 0) -> Json:
    """What is printed, with the preconditions by rule."""
    got, printed = asked(scenario)
    assert got == code, printed
    met: dict[str, bool] = {}
    for row in printed["preconditions"]:
        assert row["why"]
        met[row["rule"]] = met.get(row["rule"], True) and row["met"]
    return printed | {"met": met}
