"""Clients that are not ours against our REST side, while the adapter is up with a region's episodes in it."""

import json
import subprocess
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from adapter.bootstrap import mappings
from adapter.cli.demo import PLAYED
from adapter.cli.demo_stage import Stage
from adapter.intake.native import read
from adapter.mapping.submission import bundle
from adapter.model.message import Message
from adapter.r4 import systems
from adapter.sandbox.fhir_parts import identifier, items, resources
from adapter.sandbox.ledger import Row
from adapter.sandbox.reckoning import Check
from adapter.sandbox.script import Scenario, Step
from adapter.sandbox.units import BY_ID
from tests import rest_forms
from tests.interop import hapi, node

JAVA, NODE = "HAPI FHIR's client", "fhir-kit-client"
NAMES = (JAVA, NODE)
SECONDS = 300.0
_FEWEST = 3
"""So many messages of one person make a search with pages of two."""
_PLAN, _MESSAGE = "vb-sip", "spar-gron"
"""The scenarios with a plan, and with a message that may be sent at any time."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a client is given: where, as whom, about whom, about which plan, what it is to post, and as whom that: any
    message, and the next of the plan.
    """

    base: str
    key: str
    system: str
    value: str
    plan: str
    folder: Path
    writer: str
    planner: str

    @property
    def arguments(self) -> list[str]:
        """As every client takes them."""
        about = [self.system, self.value, systems.PLAN_ID, self.plan]
        return [self.base, self.key, *about, str(self.folder), self.writer, self.planner]


def scenes() -> tuple[Scenario, ...]:
    """What is played before: a plan as long as it is a draft, and a message that may be sent at any time."""
    told = {scenario.name: scenario for scenario in PLAYED["vasterbotten"]()}
    whole = told[_PLAN].script
    end = next(number for number, item in enumerate(whole) if _is_approval(item))
    return replace(told[_PLAN], script=whole[:end]), told[_MESSAGE]


def _is_approval(item: object) -> bool:
    """After it the plan is locked."""
    return isinstance(item, Step) and item.message["kind"] == "sip" and item.message["action"] == "approve"


def checks(stage: Stage, scenarios: Sequence[Scenario], folder: Path) -> Iterator[Check]:
    """One check per step of each client."""
    owner, person, plan = _subject(stage)
    posted, sent = folder / "posted", _accepted(scenarios, stage)
    planned = _planned(scenarios, plan, stage)
    writer, planner = (stage.keys[BY_ID[one.sender.unit].owner] for one in (sent, planned))
    base = f"{stage.url}/fhir"
    task = Task(base, stage.keys[owner], systems.PERSONNUMMER, person, plan, posted, writer, planner)
    for name, command in (
        (JAVA, ["java", "-Xmx512m", "-cp", hapi.CLASSPATH, "svu.interop.Client"]),
        (NODE, node.command()),
    ):
        _write(posted, sent, planned)
        yield from _run(name, [*command, *task.arguments])


def _subject(stage: Stage) -> tuple[str, str, str]:
    """The organisation, the person and the plan with most to read: a plan of several versions among many messages."""
    found: Counter[tuple[str, str, str]] = Counter()
    for owner, rows in stage.rows().items():
        many = Counter(row.patient for row in rows)
        for row in rows:
            plan = _plan(row)
            if plan and many[row.patient] >= _FEWEST:
                found[owner, row.patient, plan] += 1
    return found.most_common(1)[0][0]


def _plan(row: Row) -> str | None:
    if row.kind != "sip":
        return None
    plans = (one for _, one in resources(row.body) if one.get("resourceType") == "CarePlan")
    return next((identifier(items(one.get("identifier")), systems.PLAN_ID) for one in plans), None)


def _write(folder: Path, sent: Message, planned: Message) -> None:
    """What the client posts: messages like one that was taken, each under an id of its own."""
    folder.mkdir(exist_ok=True)
    forms = {
        "message": bundle(_anew(sent), mappings()),
        "create": rest_forms.contained(bundle(_anew(sent), mappings())),
        "validate": rest_forms.contained(bundle(_anew(sent), mappings())),
        "update": rest_forms.contained(bundle(_anew(planned), mappings()), "CarePlan"),
        # the same once more is a repeat, under an id of its own another change
        "late": rest_forms.contained(bundle(_anew(planned), mappings()), "CarePlan"),
    }
    for name, form in forms.items():
        (folder / f"{name}.json").write_text(json.dumps(form), encoding="utf-8")


def _accepted(scenarios: Sequence[Scenario], stage: Stage) -> Message:
    """A message of a kind that may be sent at any time, like one that was taken, sent now."""
    steps = (item for one in scenarios for item in one.script if isinstance(item, Step) and item.accepted)
    for step in steps:
        whole = all(expected.outcome == "forward" for expected in step.expected.values())
        if step.message["kind"] == "meddelande-utanfor-vardtillfalle" and whole:
            return replace(read(step.message), sent_at=stage.clock.now())
    raise LookupError("the script has no message that may be sent at any time")


def _planned(scenarios: Sequence[Scenario], plan: str, stage: Stage) -> Message:
    """The plan once more, changed by whoever wrote it last."""
    steps = (item for one in scenarios for item in one.script if isinstance(item, Step) and item.accepted)
    written = (read(step.message) for step in steps if step.message["kind"] == "sip")
    newest = [one for one in written if one.content.get("planId") == plan][-1]
    content = {**newest.content, "mainGoal": "Att klara sig hemma"}
    return replace(newest, action="revise", relates_to=None, sent_at=stage.clock.now(), content=content)


def _anew(message: Message) -> Message:
    return replace(message, message_id=str(uuid.uuid4()))


def _run(name: str, command: Sequence[str]) -> Iterator[Check]:
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    lines = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    for outcome, step, said in lines:
        yield Check(name, f"{step}: {said}" if outcome == "ok" else step, () if outcome == "ok" else (said,))
    if not lines or (done.returncode and all(line[0] == "ok" for line in lines)):
        yield Check(name, "ran to its end", (done.stderr[-600:],))
