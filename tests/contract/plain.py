"""Messages and scenarios with the contract's members alone and nothing that is not needed: what a stranger would write."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from adapter.cli.main import run
from tests.contract.builder import Json, mid

SWEDEN = ZoneInfo("Europe/Stockholm")
_REGION, _MUNICIPAL = "SE2321000222", "SE2120002627"
_ROLES = {
    "AVD1": "slutenvard",
    "AVD2": "slutenvard",
    "PSY1": "psykiatrisk-slutenvard",
    "HC01": "primarvard",
    "OPS1": "psykiatrisk-oppenvard",
    "SPEC1": "specialistmottagning",
    "SOC1": "kommun-socialtjanst",
    "HSV1": "kommun-halsovard",
    "REH1": "kommun-rehab",
}


def unit(short: str) -> str:
    """The HSA-id of the unit with that ending."""
    return f"{_MUNICIPAL if _ROLES[short].startswith('kommun') else _REGION}-{short}"


def units(*shorts: str) -> list[str]:
    """Their HSA-ids."""
    return [unit(short) for short in shorts]


def when(wall: str) -> str:
    """A wall clock time in Sweden as the instant that a message carries."""
    return datetime.fromisoformat(wall).replace(tzinfo=SWEDEN).isoformat()


def directory() -> list[Json]:
    """Every unit, with no optional member but those that the contract shows."""
    return [
        {
            "unit": unit(short),
            "role": role,
            "name": short,
            "municipality": "2480" if role.startswith("kommun") else None,
            "organisation": "kommun" if role.startswith("kommun") else "region",
        }
        for short, role in _ROLES.items()
    ]


PERSON: Json = {
    "identifier": "189001019802",
    "registerHit": True,
    "protection": "none",
    "municipality": "2480",
    "deceased": None,
}


class Writer(NamedTuple):
    """Writes one region's messages, in one stay."""

    region: str
    admitted: str
    stay: str = "vtf-1"

    def message(self, number: int, kind: str, sent: str, sender: str, to: str, **more: Any) -> Json:
        """A message; `content`, `relates` (a number), `action`, `outage` and `stay` (None: outside one) in `more`."""
        plain: Json = {
            "messageId": mid(number),
            "kind": kind,
            "action": more.get("action", "new"),
            "region": self.region,
            "sentAt": when(sent),
            "sender": {
                "unit": unit(sender),
                "person": {"name": "Test Testsson", "title": "överläkare", "function": "annan"},
            },
            "recipients": units(*to.split()),
            "patient": {"type": "personnummer", "value": PERSON["identifier"]},
            "relatesTo": mid(more["relates"]) if "relates" in more else None,
            "consent": None,
            "content": more.get("content", {}),
        }
        if more.get("stay", self.stay) is not None:
            plain["episode"] = {
                "id": more.get("stay", self.stay),
                "admittedAt": when(more.get("admitted", self.admitted)),
            }
        if "outage" in more:
            plain["outage"] = more["outage"]
        return plain

    def notice(self, sent: str, to: str = "SOC1 HSV1 HC01", number: int = 1, **more: Any) -> Json:
        """The admission notice."""
        day = sent[:8] + "28"
        content = {"estimatedDischarge": day, "ward": "Avdelning 1"} | more.pop("content", {})
        content = {name: value for name, value in content.items() if value is not None}
        return self.message(number, "inskrivningsmeddelande", sent, "AVD1", to, content=content, **more)

    def kvittens(self, sent: str, sender: str, number: int, of: int, **more: Any) -> Json:
        """An acknowledgement of that message."""
        return self.message(number, "kvittens", sent, sender, "AVD1", relates=of, **more)

    def kvittenser(self, sent: str, senders: str, number: int, of: int, **more: Any) -> list[Json]:
        """Every unit's."""
        return [self.kvittens(sent, who, number + at, of, **more) for at, who in enumerate(senders.split())]

    def answers(self, sent: str, senders: str, number: int, of: int = 1) -> list[Json]:
        """Every unit's answer to the admission notice."""
        content = {"answers": [{"question": "kand-patient", "answer": True}]}
        return [
            self.message(
                number + at, "svar-inskrivningsmeddelande", sent, who, "AVD1", relates=of, content=content
            )
            for at, who in enumerate(senders.split())
        ]

    def basis(self, sent: str, number: int = 40, to: str = "SOC1 HSV1 HC01", **said: bool) -> Json:
        """The planning basis, with the questions named (`_` for `-`) and the answers given."""
        answers = [
            {
                "question": name.replace("_", "-"),
                "answer": value,
                "date": sent[:10],
                "name": "Test Testsson",
                "title": "sjuksköterska",
            }
            for name, value in said.items()
        ]
        return self.message(number, "planeringsunderlag", sent, "AVD1", to, content={"answers": answers})

    def ready(self, sent: str, to: str = "SOC1 HSV1 HC01", number: int = 50, **more: Any) -> Json:
        """Ready for discharge; when it was judged, unless the content says, at the time of sending."""
        content = {"readyAt": when(sent)} | more.pop("content", {})
        return self.message(number, "utskrivningsklar", sent, "AVD1", to, content=content, **more)

    def gone(self, sent: str, to: str = "SOC1 HSV1 HC01", number: int = 70, **more: Any) -> Json:
        """The discharge notice; when the person left, unless the content says, at the time of sending."""
        content = {"dischargedAt": when(sent)} | more.pop("content", {})
        return self.message(number, "utskrivningsmeddelande", sent, "AVD1", to, content=content, **more)

    def contact(self, sent: str, number: int = 60) -> Json:
        """The fixed care contact is named."""
        content = {"contact": {"name": "Test Kontakt", "workplace": "Hälsocentralen", "phone": "090-000000"}}
        return self.message(number, "fast-vardkontakt", sent, "HC01", "AVD1 SOC1 HSV1", content=content)

    def call(self, sent: str, start: str, number: int = 80, to: str = "SOC1 HSV1", **more: Any) -> Json:
        """The invitation to a meeting of an hour, by the health centre."""
        content = {
            "purpose": "sip-svu" if more.get("stay", self.stay) else "sip-fristaende",
            "start": when(start),
            "end": when(start[:11] + "23:00"),
            "form": "digitalt",
            "place": "Videomöte",
            "agenda": "Samordning",
        } | more.pop("content", {})
        return self.message(number, "kallelse", sent, more.pop("sender", "HC01"), to, content=content, **more)

    def attends(self, sent: str, sender: str, number: int, of: int = 80, **more: Any) -> Json:
        """The answer to the invitation."""
        content = {"attends": True, "attendee": {"name": "Test Handläggare", "title": "handläggare"}}
        return self.message(
            number, "svar-kallelse", sent, sender, "HC01", relates=of, content=content, **more
        )

    def plan(
        self, sent: str, follow_up: str | None, number: int = 90, by: str = "SOC1 HC01", **more: Any
    ) -> Json:
        """The coordinated individual plan, with an intervention of each of those."""
        content: Json = {
            "planId": "plan-1",
            "version": 1,
            "mainGoal": "Bo kvar hemma",
            "subGoals": [],
            "interventions": [
                {"id": f"i{at}", "text": "Hjälp", "responsible": unit(who)}
                for at, who in enumerate(by.split())
            ],
            "coordinator": {"unit": unit("HC01"), "name": "Test Kontakt", "phone": "090-000000"},
        }
        if follow_up is not None:
            content["followUpAt"] = when(follow_up)
        content |= more.pop("content", {})
        to = more.pop("to", "SOC1 HSV1")
        return self.message(number, "sip", sent, more.pop("sender", "HC01"), to, content=content, **more)

    def scenario(self, at: str | None, history: list[Json], **more: Any) -> Json:
        """The scenario: what is always needed, and what is told."""
        plain: Json = {
            "region": self.region,
            "directory": directory(),
            "person": PERSON | more.pop("person", {}),
            "history": history,
        }
        if at is not None:
            plain["at"] = when(at)
        return plain | more


def deadlines(scenario: Json, folder: Path, capsys: Any) -> Json:
    """What `svu-adapter deadlines` prints of it; the command must end well."""
    file = folder / "scenario.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    code = run(["deadlines", str(file)])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    told: Json = json.loads(printed.out)
    return told
