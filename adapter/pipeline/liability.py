"""Payment liability on a desk: a scenario's stay judged, or its many stays settled by municipality and month."""

from adapter.intake.scenario import Scenario
from adapter.liability.amounts import read_rates
from adapter.liability.judge import judge
from adapter.liability.months import Ready
from adapter.liability.settlement import Books, Settlement, settle
from adapter.model.errors import UsageError
from adapter.model.liability import BRANCHES, Agreement, Liability
from adapter.model.swedish_time import swedish_day
from adapter.pipeline import course as courses
from adapter.policy.loader import Packs

Answer = Liability | Settlement


def of_scenario(scenario: Scenario, packs: Packs) -> Answer:
    """The newest stay of the history, or the message's; where the scenario has `stays`, all of them settled.

    `UsageError` where it has neither, or both, or what it says cannot be counted with.
    """
    told = bool(scenario.history) or scenario.message is not None
    if told is (scenario.stays is not None):
        raise UsageError("the scenario needs either a history or stays")
    return _stays(scenario, packs) if scenario.stays is not None else _stay(scenario, packs)


def _stay(scenario: Scenario, packs: Packs) -> Liability:
    course, pack = courses.of_scenario(scenario, packs)
    message = scenario.message
    episode = message.episode.id if message and message.episode else None
    return judge(course, agreement(pack.liability), read_rates(scenario.rates), episode)


def _stays(scenario: Scenario, packs: Packs) -> Settlement:
    own = agreement(packs.of(scenario.region).liability)
    at = swedish_day(scenario.at) if scenario.at else None
    books = Books(own, read_rates(scenario.rates), at, facts=scenario.facts)
    return settle(
        (
            Ready(stay.municipality, stay.day_zero, stay.left, stay.branch or BRANCHES[0])
            for stay in scenario.stays or ()
        ),
        books,
    )


def agreement(found: Agreement | None) -> Agreement:
    """What the pack says; `UsageError` where the packs say nothing of payment liability."""
    if found is None:
        raise UsageError("the packs say nothing of payment liability: sverige/liability.yaml is missing")
    return found


def in_order(answer: Answer) -> bool:
    """Whether the answer stands: every billed day has its rate."""
    return "RATE_MISSING" not in answer.reasons
