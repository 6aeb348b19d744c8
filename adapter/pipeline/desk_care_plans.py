"""GetCarePlans on a desk: what a unit would be told of the plans in a scenario; nothing is stored or looked up.

Of what the unit sent the submission shape, of what it would have got the delivery shape: as reading has it.
"""

from collections.abc import Iterator
from dataclasses import replace

from adapter.intake.scenario import Scenario
from adapter.mapping import bundle, submission
from adapter.model.care_plans import AskedPlans
from adapter.model.errors import UsageError
from adapter.model.ids import digest, entry_id, plan_version
from adapter.model.person import Person, Protection, Silent
from adapter.pipeline import desk
from adapter.pipeline.care_plans import is_agreed
from adapter.policy.loader import Packs
from adapter.r4 import shape
from adapter.r4.mappings import Mappings
from adapter.reading import care_plans
from adapter.reading.resources import Told, resources

OWN_URL = "https://svu-adapter.example/fhir"
_OID = "urn:oid:"


def answer(scenario: Scenario, packs: Packs, mappings: Mappings, unit: str) -> dict[str, object]:
    """The response for the patient of the scenario's message.

    Raises `UsageError` without a message, for a unit that the directory lacks, and for a number without an OID.
    """
    laid = desk.lay_out(scenario, packs)
    if unit not in scenario.units:
        raise UsageError("the scenario's directory does not have that unit")
    patient = laid.message.patient
    roots = (name for name, kind in shape.NUMBER_TYPES.items() if kind is patient.type)
    root = next((name.removeprefix(_OID) for name in roots if name.startswith(_OID)), None)
    if root is None:
        raise UsageError("the contract has no OID for a number of that type")
    if any(isinstance(one, Silent) for one in (scenario.person, *scenario.guardians)):
        raise UsageError("the scenario has no person: while a register is silent nothing is told")
    gone = {*laid.facts.history.gone, *([laid.message.relates_to] if laid.message.action == "annul" else ())}
    messages = [one for one in (*scenario.history, laid.message) if one.message_id not in gone]
    told = list(_told(scenario, packs, mappings, unit)) if _is_open(scenario) else []
    agreed = frozenset(
        plan_version(one.message_id) for one in messages if is_agreed(one, laid.facts, laid.pack.process)
    )
    shown = resources(
        [one for one in told if one.message_id not in gone],
        lambda type_, identity: digest([type_, identity]),
    )
    asked = AskedPlans(patient, root)
    return care_plans.answer(shown, asked, scenario.units.get, agreed=agreed, log_id="")


def _is_open(scenario: Scenario) -> bool:
    return all(
        isinstance(one, Person) and one.protection is Protection.NONE
        for one in (scenario.person, *scenario.guardians)
    )


def _told(scenario: Scenario, packs: Packs, mappings: Mappings, unit: str) -> Iterator[Told]:
    assert scenario.message is not None  # noqa: S101 - laid out
    every = (*scenario.history, scenario.message)
    for position, message in enumerate(every):
        at, number = message.sent_at, message.patient.value
        if message.sender.unit == unit:
            made = submission.bundle(message, mappings)
            yield Told(made, message.message_id, unit, at, message.message_id, number)
        if unit in message.recipients:
            then = replace(scenario, message=message, history=every[:position])
            _, copy = desk.copy(then, packs, unit)
            if copy is not None:
                entry = entry_id(message.sender.unit, message.message_id, unit)
                got = bundle.bundle(copy, bundle_id=entry, timestamp=at, own_url=OWN_URL, mappings=mappings)
                yield Told(got, message.message_id, unit, at, message.message_id, number)
