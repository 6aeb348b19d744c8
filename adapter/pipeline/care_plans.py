"""GetCarePlans: a person's plans as the national contract has them, of what the caller may read now."""

from collections.abc import Sequence
from dataclasses import replace

from adapter.model.care_plans import AskedPlans
from adapter.model.consent import REFUSALS
from adapter.model.facts import Facts
from adapter.model.ids import plan_version
from adapter.model.kept import PersonState
from adapter.model.message import Message
from adapter.model.process import Process
from adapter.pipeline import gather, linked
from adapter.pipeline.parts import Parts
from adapter.pipeline.reading import Reading
from adapter.policy.consents import standing
from adapter.reading import care_plans
from adapter.reading.resources import Shown

SCOPE = "sip-1177"
HOLDERS = ("sender", "any")


class CarePlans:
    """Raises `Unavailable` as reading does, while a register is silent about somebody of whom there is something."""

    def __init__(self, parts: Parts, reading: Reading) -> None:
        self._parts = parts
        self._reading = reading

    async def answer(self, asked: AskedPlans, units: frozenset[str], request: str) -> dict[str, object]:
        """The response; of somebody unknown or protected the same as of one without plans. The reading is on record."""
        shown = await self._reading.of_person(asked.patient, units, request)
        agreed = await self._agreed(asked.patient.value, shown)
        unit_of = self._parts.directory.unit
        return care_plans.answer(shown, asked, unit_of, agreed=agreed, log_id=request)

    async def _agreed(self, number: str, shown: Sequence[Shown]) -> frozenset[str]:
        """The versions of the plans that the person has agreed to see at 1177, by what is known now."""
        wanted = {version.id for one in shown if one.type == "CarePlan" for version in one.versions}
        if not wanted:
            return frozenset()
        person = (await self._parts.register.look_up([number]))[number]
        found = [await self._parts.store.known(other) for other in linked.numbers(number, person)]
        states = {state.key: state for state in found if state is not None}
        return frozenset(
            [version for state in states.values() for version in await self._agreed_in(state, wanted)]
        )

    async def _agreed_in(self, state: PersonState, wanted: set[str]) -> list[str]:
        events = [event for event in state.history.events if plan_version(event.message_id) in wanted]
        bodies = await self._parts.store.bodies(state, [(one.sender, one.message_id) for one in events])
        messages = [bodies[one.sender, one.message_id] for one in events]
        return [
            plan_version(message.message_id)
            for message in messages
            if message is not None and await self._is_agreed(message, state)
        ]

    async def _is_agreed(self, message: Message, state: PersonState) -> bool:
        parts, now = self._parts, self._parts.clock.now()
        person, guardians = await gather.register_answers(message, parts)
        others = await linked.others(message, person, state.key, parts)
        history = linked.together(state.history, others, linked.mark(message, parts))
        facts = gather.case(message, (person, guardians), history, parts, now)
        return is_agreed(message, facts, parts.packs.in_force(message.region, now).process)


def is_agreed(message: Message, facts: Facts, process: Process) -> bool:
    """Whether the person's yes to see the plan at 1177 stands without a flaw, whoever's record one goes by."""
    found = [
        standing(message, facts, replace(process, consent_holder=holder), "", (SCOPE,)) for holder in HOLDERS
    ]
    return all(one.status == "given" and not one.flaws for one in found) and not _is_refused_in_part(facts)


def _is_refused_in_part(facts: Facts) -> bool:
    """Whether anybody was ever refused it by name: at 1177 no unit is named, so whom that was meant for is in doubt."""
    return any(
        one.consent.status in REFUSALS
        and one.consent.parties
        and (not one.consent.scopes or SCOPE in one.consent.scopes)
        for one in facts.history.consents
    )
