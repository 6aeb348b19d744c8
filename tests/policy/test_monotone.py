"""Whatever takes knowledge, consent or addressing away never lets out more: in every region, over random scenarios.

The scenarios are the packs' own cases, changed at random: other people, other consents, other members, other times.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapter.intake.scenario import Scenario, read
from adapter.model.consent import SCOPES, Consent, ConsentRecord, Period, RecordedBy
from adapter.model.directory import provider_of
from adapter.model.kinds import KINDS
from adapter.model.message import REGIONS, Message
from adapter.model.person import NoHit, Person, Protection, Silent
from adapter.pipeline.cases import read_cases
from adapter.pipeline.desk import decide
from adapter.pipeline.notices import follows_ledger
from tests.packs import packs, texts
from tests.strategies import contents

Out = Mapping[str, frozenset[str]]
Change = Callable[[Scenario], Scenario]
_GROUNDS = {"given", "unable"}
TAKING_BACK = {"cancel", "annul"}
"""Like a withdrawal, these go to those who had something, whomever they name (semantics 21)."""
ASKED_WITH_CONSENT_ONLY = frozenset({"NB-MSG-05", "NB-STATE-06"})
"""Demand what only consent lets be told, a member or the receivers' start times: without it the notice goes with its minimum."""


def _scenarios() -> dict[str, list[Scenario]]:
    """The cases with a message, by region, once per distinct document."""
    found: dict[str, dict[str, Scenario]] = defaultdict(dict)
    for case in read_cases(texts()):
        scenario = read(case.document)
        if scenario.message is not None and scenario.message.recipients:
            found[scenario.region][str(case.document)] = scenario
    return {region: list(documents.values()) for region, documents in found.items()}


SCENARIOS = _scenarios()
REGIONS_WITH_CASES = tuple(region for region in REGIONS if region in SCENARIOS)


def let_out(scenario: Scenario) -> Out:
    """Per recipient the paths that leave; nothing for one that is held or refused."""
    verdicts = decide(scenario, packs()).verdicts
    return {verdict.recipient: frozenset(verdict.disclosed) for verdict in verdicts if verdict.leaves}


def _grounds(scenario: Scenario) -> set[str]:
    verdicts = decide(scenario, packs()).verdicts
    return {ground.rule for verdict in verdicts for ground in verdict.grounds}


def _message(scenario: Scenario) -> Message:
    assert scenario.message is not None
    return scenario.message


def _at(scenario: Scenario) -> datetime:
    return scenario.at or _message(scenario).sent_at


def _consent(scenario: Scenario, **changes: object) -> Consent:
    """One that is a ground in every region: documented, for every scope, by the person; for what, whom and how long."""
    at = _at(scenario) - timedelta(minutes=1)
    message = _message(scenario)
    given = Consent(
        status="given",
        form="oral",
        scopes=SCOPES,
        given_by="patient",
        recorded_at=at,
        recorded_by=RecordedBy(message.sender.unit, "Sara Provläkare", "överläkare"),
        parties=(message.sender.unit, *scenario.units),
        purpose="utskrivning",
        period=Period(date(2018, 1, 1), at.date() + timedelta(days=30)),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def _with_record(scenario: Scenario, consent: Consent) -> Scenario:
    holder = provider_of(_message(scenario).sender.unit, scenario.units)
    record = ConsentRecord(consent, _at(scenario) - timedelta(seconds=30), holder, asserted=False)
    return replace(scenario, consents=(*scenario.consents, record))


def _consenting(scenario: Scenario) -> Scenario:
    """The person's valid consent is the newest word there is."""
    message = _message(scenario)
    own = replace(message, consent=_consent(scenario, asked_anew=True) if message.consent else None)
    return _with_record(replace(scenario, message=own), _consent(scenario, asked_anew=True))


@st.composite
def changed(draw: st.DrawFn, region: str) -> Scenario:
    """A case with any of these changed: person, consent, one content, action, the recipients' regions."""
    scenario = draw(st.sampled_from(SCENARIOS[region]))
    message = _message(scenario)
    if draw(st.booleans()):
        scenario = _consenting(scenario)
    if draw(st.integers(0, 3)) == 0:
        kind = KINDS[message.kind]
        drawn = draw(contents(kind, message.action))
        scenario = replace(
            scenario, message=replace(_message(scenario), content={**message.content, **drawn})
        )
    if draw(st.integers(0, 3)) == 0:
        elsewhere = draw(st.sampled_from(REGIONS))
        units = {
            name: replace(unit, region=elsewhere) if name in message.recipients else unit
            for name, unit in scenario.units.items()
        }
        scenario = replace(scenario, units=units)
    return scenario


def _without_grounds(scenario: Scenario) -> Scenario:
    kept = tuple(record for record in scenario.consents if record.consent.status not in _GROUNDS)
    history = tuple(
        replace(earlier, consent=None)
        for earlier in scenario.history
        if not (earlier.kind == "samtycke" and earlier.content.get("status") in _GROUNDS)
    )
    message = replace(_message(scenario), consent=None)
    return replace(scenario, consents=kept, history=history, message=message)


def _said(status: str) -> Change:
    """The person says it anew: to the register, and in the message's own block where it has one."""

    def change(scenario: Scenario) -> Scenario:
        word = _consent(scenario, status=status)
        message = _message(scenario)
        scenario = replace(scenario, message=replace(message, consent=word if message.consent else None))
        return _with_record(scenario, word)

    return change


def _spoilt(**changes: object) -> Change:
    """The newest consent lacks what makes it one."""

    def change(scenario: Scenario) -> Scenario:
        word = _consent(scenario, asked_anew=True, **changes)
        message = _message(scenario)
        scenario = replace(scenario, message=replace(message, consent=word if message.consent else None))
        return _with_record(scenario, word)

    return change


TAKEN_AWAY: Mapping[str, Change] = {
    "none": _without_grounds,
    "refused": _said("refused"),
    "withdrawn": _said("withdrawn"),
    "formless": _spoilt(form=None),
    "presumed": _spoilt(form="presumed"),
    "undocumented": _spoilt(recorded_by=None),
    "over": _spoilt(period=Period(date(2018, 1, 1), date(2018, 1, 2))),
    "for others": _spoilt(parties=("SE0000000000-ELSE",)),
    "by a relative": _spoilt(given_by="relative"),
}


def _person(**changes: object) -> Change:
    def change(scenario: Scenario) -> Scenario:
        person = scenario.person
        if not isinstance(person, Person):
            return scenario
        return replace(scenario, person=replace(person, **changes))  # type: ignore[arg-type]

    return change


def _guardian(answer: Person | NoHit | Silent) -> Change:
    return lambda scenario: replace(scenario, guardians=(*scenario.guardians, answer))


PROTECTED: Mapping[str, Change] = {
    "sekretessmarkering": _person(protection=Protection.SEKRETESSMARKERING),
    "skyddad-folkbokforing": _person(protection=Protection.SKYDDAD_FOLKBOKFORING),
    "guardian": _guardian(Person("191212121212", protection=Protection.SEKRETESSMARKERING)),
}
UNKNOWN: Mapping[str, Change] = {
    "register": lambda scenario: replace(scenario, person=Silent()),
    "protection": _person(protection=Protection.UNKNOWN),
    "guardian": _guardian(Silent()),
    "no hit": lambda scenario: replace(scenario, person=NoHit()),
    "directory": lambda scenario: replace(
        scenario,
        units={name: unit for name, unit in scenario.units.items() if name == _message(scenario).sender.unit},
    ),
    "facts": lambda scenario: replace(
        # the service's own setting is not an answer that can stay away
        scenario,
        facts={name: value for name, value in scenario.facts.items() if name == "environment"},
    ),
}
_MANY = settings(max_examples=60, deadline=None)  # loading the packs comes first


def _never_more(before: Out, after: Out) -> None:
    for recipient, paths in after.items():
        assert paths <= before.get(recipient, frozenset()), recipient


@pytest.mark.parametrize("region", REGIONS_WITH_CASES)
@given(st.data())
@_MANY
def test_a_valid_consent_taken_away_lets_out_no_more(region: str, data: st.DataObject) -> None:
    scenario = _consenting(data.draw(changed(region)))
    assume(not _grounds(scenario) & ASKED_WITH_CONSENT_ONLY)
    change = data.draw(st.sampled_from(sorted(TAKEN_AWAY)))
    _never_more(let_out(scenario), let_out(TAKEN_AWAY[change](scenario)))


@pytest.mark.parametrize("region", REGIONS_WITH_CASES)
@given(st.data())
@_MANY
def test_protection_lets_nothing_out(region: str, data: st.DataObject) -> None:
    scenario = data.draw(changed(region))
    change = data.draw(st.sampled_from(sorted(PROTECTED)))
    after = let_out(PROTECTED[change](scenario))
    _never_more(let_out(scenario), after)
    if isinstance(scenario.person, Person):
        exempt = _message(scenario).kind == "kvittens" or _message(scenario).action in TAKING_BACK
        assert exempt or not after


@pytest.mark.parametrize("region", REGIONS_WITH_CASES)
@given(st.data())
@_MANY
def test_an_answer_that_becomes_unknown_lets_out_no_more(region: str, data: st.DataObject) -> None:
    scenario = data.draw(changed(region))
    change = data.draw(st.sampled_from(sorted(UNKNOWN)))
    _never_more(let_out(scenario), let_out(UNKNOWN[change](scenario)))


@pytest.mark.parametrize("region", REGIONS_WITH_CASES)
@given(st.data())
@_MANY
def test_a_recipient_that_is_no_longer_addressed_gets_no_more(region: str, data: st.DataObject) -> None:
    scenario = data.draw(changed(region))
    unit = data.draw(st.sampled_from(_message(scenario).recipients))
    history = tuple(
        replace(earlier, recipients=tuple(other for other in earlier.recipients if other != unit))
        for earlier in scenario.history  # what the unit itself wrote stands: without it the case is another
    )
    before, after = let_out(scenario), let_out(replace(scenario, history=history))
    assert after.get(unit, frozenset()) <= before.get(unit, frozenset())
    message = _message(scenario)
    rest = tuple(other for other in message.recipients if other != unit)
    # whoever had something is told that it ended, and whom a revised invitation no longer calls is told that (semantics 21)
    called_off = message.kind == "kallelse" and message.action == "revise"
    if not follows_ledger(message) and not called_off and message.kind != "samtycke":
        assert unit not in let_out(replace(scenario, message=replace(message, recipients=rest)))


@pytest.mark.parametrize("region", REGIONS_WITH_CASES)
def test_the_scenarios_let_something_out_to_begin_with(region: str) -> None:
    leaving = [scenario for scenario in SCENARIOS[region] if let_out(_consenting(scenario))]
    assert len(leaving) > len(SCENARIOS[region]) // 4
