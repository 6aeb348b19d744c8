"""Who takes part in a stay or a coordination case, and what Stockholm and Västmanland ask of consents and notices."""

from dataclasses import replace
from datetime import date

import pytest

from adapter.episode.event import event
from adapter.episode.plans import plans
from adapter.model.consent import Consent, Period, RecordedBy
from adapter.model.facts import Facts
from adapter.model.history import Episode, History
from adapter.model.message import Message, Sender
from adapter.model.process import KindProcess, Process
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message, units

STAY = Episode(
    "vtf-2026-000123",
    inpatient_unit=WARD,
    addressed=frozenset({SOCIAL, HEALTH_CENTRE}),
    answered=frozenset({HEALTH_CENTRE, "SE0000000000-GONE"}),
)
PROCESS = Process({"planeringsunderlag": KindProcess(scopes=("informationsoverforing",))})


def asked(name: str, about: Message, *before: Message, episode: Episode | None = STAY) -> object:
    """What a fact answers about a message to its first recipient, after others."""
    history = History(tuple(event(one, SENT) for one in before))
    facts = Facts(SENT, units=units(), history=history, episode=episode, plans=plans(history.events))
    view = View(about, facts, PROCESS, {"informationTransferChecklist": ["aids"]})
    return QUESTIONS[name].ask(view.for_recipient(about.recipients[0]))


def case(action: str = "new", case_id: str | None = "arende-1", **changes: object) -> Message:
    """A coordination case opened by the ward for social services."""
    content = {"involvedUnits": [WARD, SOCIAL], **({"caseId": case_id} if case_id else {})}
    fields: dict[str, object] = {"message_id": action, "content": content, "recipients": (SOCIAL,)}
    return message(kind="samordningsarende", action=action, **{**fields, **changes})


def from_unit(about: Message, unit: str) -> Message:
    """The same message from another unit."""
    return replace(about, sender=Sender(unit))


@pytest.mark.parametrize(
    ("recipients", "left_out"),
    [
        ((SOCIAL, HEALTH_CENTRE), ()),
        ((HOME_CARE, HEALTH_CENTRE), ()),
        ((HEALTH_CENTRE,), ("kommun",)),
        ((SOCIAL,), ("oppenvard",)),
    ],
)
def test_a_side_is_left_out_when_it_takes_part_and_no_unit_of_it_is_addressed(
    recipients: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    assert asked("message.sidesLeftOut", message(recipients=recipients)) == left_out
    assert asked("message.sidesLeftOut", message(recipients=recipients), episode=None) == ()


def test_the_roles_of_those_who_answered_are_those_the_directory_knows() -> None:
    assert asked("episode.answeredRoles", message()) == ("primarvard",)
    assert asked("episode.answeredRoles", message(), episode=None) == ()


def test_a_stay_without_a_ward_has_the_units_it_has() -> None:
    assert asked("message.sidesLeftOut", message(), episode=replace(STAY, inpatient_unit=None)) == ()


def test_a_case_is_for_whoever_opened_it_and_the_units_involved() -> None:
    assert asked("sender.inCase", case()) is True
    assert asked("sender.inCase", from_unit(case(), HOME_CARE)) is False
    assert asked("recipient.inCase", case()) is True
    assert asked("recipient.inCase", case(recipients=(HOME_CARE,))) is False
    own = case(content={"caseId": "arende-1", "careUnit": WARD})
    assert asked("sender.inCase", own) is True


def test_who_was_in_a_case_before_is_not_who_adds_itself() -> None:
    change = case("revise", content={"caseId": "arende-1", "involvedUnits": [HOME_CARE]})
    assert asked("sender.wasInCase", change, case()) is True
    assert asked("sender.wasInCase", from_unit(change, HOME_CARE), case()) is False
    assert asked("sender.inCase", from_unit(change, HOME_CARE), case()) is True
    assert asked("sender.wasInCase", change) is False
    assert asked("recipient.wasInCase", change, case()) is True
    added = replace(change, recipients=(HOME_CARE,))
    assert asked("recipient.inCase", added, case()) is True
    assert asked("recipient.wasInCase", added, case()) is False


def test_units_of_an_open_case_that_a_message_does_not_reach() -> None:
    withdrawal = message(kind="samtycke", recipients=(HEALTH_CENTRE,))
    assert asked("case.unitsLeftOut", withdrawal, case()) == (SOCIAL,)
    assert asked("case.unitsLeftOut", withdrawal, case(), case("close")) == ()
    assert asked("case.unitsLeftOut", withdrawal) == ()


def test_a_case_that_is_named_by_no_id_is_that_of_the_message_it_relates_to() -> None:
    close = case("close", None, relates_to="new", content={"reason": "inte-aktuell"})
    assert asked("case.state", close, case()) == "open"
    assert asked("case.state", replace(close, message_id="again"), case(), close) == "closed"
    assert asked("case.state", replace(close, relates_to=None), case()) == "none"
    assert asked("case.state", replace(close, relates_to="unknown"), case()) == "none"


def test_a_case_that_began_with_an_annulled_message_has_never_been() -> None:
    undone = case("annul", relates_to="new", content={"reason": "fel-person"})
    assert asked("case.state", case("revise"), case(), case("revise"), undone) == "none"
    anew = case(message_id="anew")
    assert asked("case.state", case("revise"), case(), undone, anew) == "open"


def test_a_deviation_reaches_the_unit_it_is_about_or_not() -> None:
    about = message(kind="avvikelse", content={"unit": SOCIAL}, recipients=(SOCIAL, HEALTH_CENTRE))
    assert asked("message.reachesConcerned", about) is True
    assert asked("message.reachesConcerned", replace(about, recipients=(HEALTH_CENTRE,))) is False


def test_the_checklist_is_the_settings_and_ticked_in_criteria() -> None:
    discharge = message(kind="utskrivningsmeddelande", content={"criteria": {"aids": True}})
    assert asked("message.checklistOpen", discharge) == ()
    assert asked("message.checklistOpen", message(content={"criteria": {"aids": False}})) == ("aids",)
    assert asked("message.checklistOpen", message(content={})) == ("aids",)


@pytest.mark.parametrize("wanted", ["aids", None])
def test_a_checklist_that_is_no_list_asks_for_nothing(wanted: object) -> None:
    facts = Facts(SENT, settings={"informationTransferChecklist": wanted})
    assert QUESTIONS["message.checklistOpen"].ask(View(message(content={}), facts, PROCESS)) == ()


def test_what_the_newest_notice_says_of_the_need_counts_unless_annulled() -> None:
    first = message(content={"needLevel": "mindre", "exposedSituation": True}, message_id="first")
    later = message(action="revise", content={"needLevel": "omfattande"}, message_id="later")
    undone = message(
        action="annul", content={"reason": "fel-person"}, relates_to="later", message_id="undone"
    )
    assert asked("episode.needLevel", message(), first, later) == "omfattande"
    assert asked("episode.exposedSituation", message(), first, later) is True
    assert asked("episode.needLevel", message(), first, later, undone) == "mindre"
    assert asked("episode.needLevel", message(episode=None), first) is None


def limited(**changes: object) -> Message:
    """A planning basis with its own consent, limited in every way but what is changed."""
    said = Consent(
        "given",
        form="oral",
        scopes=("informationsoverforing",),
        given_by="patient",
        recorded_at=SENT,
        recorded_by=RecordedBy(WARD),
        parties=(SOCIAL,),
        purpose="samordning",
        period=Period(date(2026, 3, 1), date(2026, 12, 31)),
    )
    return message(kind="planeringsunderlag", consent=replace(said, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("about", "lacking"),
    [
        (limited(), ()),
        (limited(purpose=None), ("purpose",)),
        (limited(parties=()), ("parties",)),
        (limited(period=None), ("period", "period-end")),
        (limited(period=Period(date(2026, 3, 1))), ("period-end",)),
        (message(kind="planeringsunderlag"), ()),
    ],
)
def test_what_a_consent_is_not_limited_by(about: Message, lacking: tuple[str, ...]) -> None:
    assert asked("consent.unlimitedIn", about) == lacking
