"""What rules may ask of a person's coordinated individual plans, and of what a message says of one."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapter.episode.event import event
from adapter.episode.plans import plans
from adapter.episode.sips import sips
from adapter.model.consent import Consent, ConsentRecord
from adapter.model.facts import Facts
from adapter.model.history import History
from adapter.model.ids import ANY_VERSION, plan_version
from adapter.model.message import Message, Sender
from adapter.policy.questions import QUESTIONS
from adapter.policy.view import View
from tests.builders import HEALTH_CENTRE, HOME_CARE, SENT, SOCIAL, WARD, message, units
from tests.packs import pack

PARTS = [
    {"id": "i1", "text": "Hemtjänst", "responsible": SOCIAL},
    {"id": "i2", "text": "Läkemedelsgenomgång", "responsible": HEALTH_CENTRE},
    {"id": "i3", "text": "Promenad", "responsible": "patient"},
]
CONTENT: dict[str, object] = {
    "planId": "plan-1",
    "version": 1,
    "mainGoal": "Bo hemma",
    "interventions": PARTS,
    "coordinator": {"unit": HEALTH_CENTRE},
    "followUpAt": "2026-04-02T10:00:00+02:00",
}


def sent(
    kind: str, name: str = "now", action: str = "new", sender: str = HEALTH_CENTRE, **changes: object
) -> Message:
    """A message of the SIP from the health centre to social services, outside any stay."""
    fields = {"recipients": (SOCIAL,), "episode": None, "content": {}, **changes}
    return replace(message(kind=kind, action=action, message_id=name, **fields), sender=Sender(sender))


def call(name: str = "k1", **content: object) -> Message:
    """An invitation to a stand-alone SIP."""
    said = {"purpose": "sip-fristaende", "start": "2026-03-10T13:00:00+01:00", **content}
    return sent("kallelse", name, content=said)


def plan(name: str = "p1", action: str = "new", sender: str = HEALTH_CENTRE, **changes: object) -> Message:
    """The plan; `changes` to its content."""
    relates_to = changes.pop("relates_to", None)
    return sent("sip", name, action, sender, content={**CONTENT, **changes}, relates_to=relates_to)


def asked(
    name: str,
    about: Message,
    *before: Message,
    consents: tuple[ConsentRecord, ...] = (),
    to: str = SOCIAL,
    expected: frozenset[str] | None = None,
) -> object:
    """What a fact answers about a message to a recipient, after others."""
    events = tuple(event(one, SENT) for one in before)
    facts = Facts(
        SENT,
        sender=units().get(about.sender.unit),
        units=units(),
        history=History(events, consents=consents),
        plans=plans(events),
        sips=sips(events),
        expected=expected,
    )
    return QUESTIONS[name].ask(View(about, facts, pack().process).for_recipient(to))


def test_a_message_is_about_the_plan_it_names_that_of_its_original_or_the_active_one() -> None:
    assert asked("sip.state", plan("p2", "revise"), plan()) == "draft"
    assert asked("sip.state", sent("uppfoljning", content={"planId": "plan-1"}), plan()) == "draft"
    assert asked("sip.state", sent("svar-kallelse", relates_to="k1"), call()) == "called"
    assert asked("sip.state", sent("kartlaggning"), call()) == "called"
    assert asked("sip.state", sent("kartlaggning"), plan(), plan("p2", "close", reason="avliden")) == "none"
    assert asked("sip.state", plan(planId="plan-2"), plan()) == "none"
    assert asked("sip.state", plan(), call()) == "called"
    assert asked("sip.state", call("k2"), call()) == "none"
    assert asked("sip.state", call("k2", planId="plan-1"), plan()) == "draft"
    assert asked("sip.state", sent("generellt-meddelande", content={"text": "x"}), plan()) == "draft"


def test_another_active_plan_is_one_that_the_message_neither_is_about_nor_replaces() -> None:
    assert asked("sip.otherActive", call("k2"), call()) is True
    assert asked("sip.otherActive", plan("p2", "revise"), plan()) is False
    assert asked("sip.otherActive", plan("p2", planId="plan-2"), plan()) is True
    replacing = plan("p2", planId="plan-2", replaces={"planId": "plan-1", "reason": "nya mål"})
    assert asked("sip.otherActive", replacing, plan()) is False
    assert asked("sip.otherActiveParty", call("k2"), call()) is True
    assert asked("sip.otherActiveParty", replace(call("k2"), sender=Sender(WARD)), call()) is False
    assert asked("sip.otherActiveParty", call()) is None
    assert asked("sip.otherActiveRegion", call("k2"), call()) == "vasterbotten"
    assert asked("sip.otherActiveRegion", call()) is None
    lost = replace(call(), sender=Sender("SE0000000000-GONE"))
    assert asked("sip.otherActiveRegion", call("k2"), lost) is None
    closed = plan("p2", "close", reason="mal-uppnadda")
    assert asked("sip.otherActive", call("k2"), plan(), closed) is False


def test_versions_follow_each_other() -> None:
    assert asked("sip.version", plan()) == 0
    assert asked("sip.version", plan("p2", version=2), plan()) == 1
    assert asked("sip.versionNext", plan("p2", version=2), plan()) is True
    assert asked("sip.versionNext", plan("p2", version=3), plan()) is False
    assert asked("sip.versionNext", plan()) is True
    assert asked("sip.versionNext", plan(version=None), plan()) is None
    assert asked("sip.versionSame", plan("p2", "revise"), plan()) is True
    assert asked("sip.versionSame", plan("p2", "revise", version=2), plan()) is False
    assert asked("sip.versionSame", plan()) is False
    assert asked("sip.versionSame", plan(version=None), plan()) is None


def test_what_a_change_is_built_on_is_the_newest_or_not() -> None:
    assert asked("sip.baseNewest", plan("p2", "revise", relates_to="p1"), plan()) is True
    revised = plan("p2", "revise", relates_to="p1")
    assert asked("sip.baseNewest", plan("p3", "revise", relates_to="p1"), plan(), revised) is False
    assert asked("sip.baseNewest", plan("p3", "revise", relates_to="gone"), plan()) is False
    assert asked("sip.baseNewest", plan("p2", "revise"), plan()) is None
    assert asked("sip.baseNewest", plan(relates_to="k1"), call()) is None
    assert asked("sip.baseNewest", plan()) is None


def test_the_version_that_a_request_builds_on_is_the_newest_or_not() -> None:
    def newest(*versions: str, before: tuple[Message, ...] = (plan(),)) -> object:
        change = plan("p3", "revise", relates_to="p1")
        return asked("sip.expectedNewest", change, *before, expected=frozenset(versions))

    revised = plan("p2", "revise", relates_to="p1")
    assert asked("sip.expectedNewest", plan("p2", "revise"), plan()) is None
    assert newest(plan_version("p1")) is True
    assert newest("older", plan_version("p1")) is True
    assert newest(ANY_VERSION) is True
    assert newest("p1") is False
    assert newest(plan_version("p1"), before=(plan(), revised)) is False
    assert newest(plan_version("p2"), before=(plan(), revised)) is True
    assert newest(ANY_VERSION, before=()) is False
    assert newest(ANY_VERSION, before=(call(),)) is False


def test_who_takes_part() -> None:
    assert asked("sender.coordinatesSip", plan("p2"), plan()) is True
    assert asked("sender.coordinatesSip", plan("p2", sender=SOCIAL), plan()) is False
    assert asked("sender.coordinatesSip", plan()) is None
    assert asked("sender.inSip", plan("p2", sender=SOCIAL), call(planId="plan-1"), plan()) is True
    assert asked("sender.inSip", plan("p2", sender=WARD), call(planId="plan-1"), plan()) is False
    assert asked("sender.inSip", plan()) is False
    assert asked("recipient.inSip", plan(), call()) is True
    assert asked("recipient.inSip", plan(), call(), to=HOME_CARE) is False
    assert asked("recipient.inSip", plan()) is False
    instead = plan("p2", planId="plan-2", replaces={"planId": "plan-1", "reason": "nya mål"})
    assert asked("recipient.inSip", instead, call(planId="plan-1"), plan()) is True
    case = sent("samordningsarende", "c1", content={"caseId": "c", "involvedUnits": [HOME_CARE]})
    assert asked("recipient.inSip", plan(), case, to=HOME_CARE) is True
    assert asked("person.hadSip", plan(), plan()) is True
    assert (
        asked("person.hadSip", plan(sender=WARD), plan()) is False
    )  # it is nothing to whoever took no part (semantics 38)


def test_another_s_part_of_the_plan_is_seen_to_change() -> None:
    mine = [{**PARTS[0], "text": "Hemtjänst kväll"}, *PARTS[1:]]
    theirs = [PARTS[0], {**PARTS[1], "text": "Annat"}, PARTS[2]]
    patients = [*PARTS[:2], {**PARTS[2], "text": "Cykel"}]
    changed = "sip.foreignChanges"
    assert asked(changed, plan("p2", "revise", SOCIAL, interventions=mine), plan()) is False
    assert asked(changed, plan("p2", "revise", SOCIAL, interventions=theirs), plan()) is True
    assert asked(changed, plan("p2", "revise", SOCIAL, interventions=PARTS[:1]), plan()) is True
    assert asked(changed, plan("p2", "revise", SOCIAL, interventions=patients), plan()) is True
    assert asked(changed, plan("p2", "revise", SOCIAL, mainGoal="Annat"), plan()) is True
    assert asked(changed, plan("p2", "revise", mainGoal="Annat", interventions=patients), plan()) is False
    assert asked(changed, plan("p2", "revise", interventions=mine), plan()) is True
    wish = {"id": "i9", "text": "Trygghetslarm", "responsible": HOME_CARE, "proposal": True}
    assert asked(changed, plan("p2", "revise", SOCIAL, interventions=[*PARTS, wish]), plan()) is False
    instead = [PARTS[0], {**PARTS[1], "proposal": True}, PARTS[2]]
    assert asked(changed, plan("p2", "revise", SOCIAL, interventions=instead), plan()) is True
    assert asked(changed, plan()) is None
    assert asked(changed, plan(), call()) is None
    assert asked(changed, sent("kartlaggning"), plan()) is None
    assert asked("sip.coordinatorChanged", plan("p2", coordinator={"unit": SOCIAL}), plan()) is True
    assert asked("sip.coordinatorChanged", plan("p2"), plan()) is False
    assert asked("sip.coordinatorChanged", plan("p2", coordinator=None), plan()) is None
    assert asked("sip.coordinatorChanged", plan(), call()) is None


def test_who_is_responsible_and_who_has_agreed() -> None:
    assert asked("sip.responsibleUnits", plan()) == tuple(sorted((SOCIAL, HEALTH_CENTRE)))
    close = sent("sip", action="close", content={"planId": "plan-1"})
    assert asked("sip.responsibleUnits", close, plan()) == tuple(sorted((SOCIAL, HEALTH_CENTRE)))
    assert asked("sip.responsibleUnits", close) == ()
    assert asked("sip.notAgreed", plan(agreedBy=[HOME_CARE])) == (SOCIAL,)
    assert asked("sip.notAgreed", plan(agreedBy=[SOCIAL])) == ()
    assert asked("sip.notAgreed", plan()) is None
    assert asked("sip.principals", plan()) == 2
    assert asked("sip.sectors", plan()) == ("kommun", "region")


@pytest.mark.parametrize(
    ("said", "withdrawn"),
    [
        ((), False),
        ((("withdrawn", ("sip",)),), True),
        ((("withdrawn", ()),), True),
        ((("withdrawn", ("npo",)),), False),
        ((("withdrawn", ("sip",)), ("given", ("sip",))), False),
        ((("refused", ("sip",)),), False),
    ],
)
def test_a_consent_withdrawn_since_the_plan_began_is_withdrawn(
    said: tuple[tuple[str, tuple[str, ...]], ...], *, withdrawn: bool
) -> None:
    def record(place: int, status: str, scopes: tuple[str, ...], at: datetime) -> ConsentRecord:
        when = at + timedelta(minutes=place)
        return ConsentRecord(Consent(status, scopes=scopes), when, "SE2321000222", asserted=False)

    records = tuple(record(place, *one, SENT) for place, one in enumerate(said))
    assert asked("sip.withdrawn", plan("p2"), plan(), consents=records) is withdrawn
    before = tuple(record(place, *one, SENT - timedelta(days=1)) for place, one in enumerate(said))
    assert asked("sip.withdrawn", plan("p2"), plan(), consents=before) is False
    assert asked("sip.withdrawn", plan(), consents=records) is None


def test_every_part_has_somebody_responsible() -> None:
    assert asked("message.unowned", plan()) == ()
    goals = [{"id": "d1", "text": "Gå ut"}]
    bare = plan(subGoals=goals, interventions=[{"id": "i1", "responsible": SOCIAL}])
    assert asked("message.unowned", bare) == ("subGoals",)
    assert asked("message.selfCareStated", plan()) is False
    assert asked("message.selfCareStated", plan(interventions=[{**PARTS[2], "selfCare": True}])) is True


def test_what_the_individual_declined_is_not_begun_and_nobody_decides_for_another() -> None:
    start = "2026-03-11T10:00:00+01:00"
    declined = [{**PARTS[0], "decision": "declined", "start": start}]
    assert asked("message.declinedScheduled", plan(interventions=declined)) is True
    assert asked("message.declinedScheduled", plan(interventions=[{**declined[0], "start": None}])) is False
    decided = [{**PARTS[0], "proposal": False}]
    assert asked("message.foreignDecided", plan(interventions=decided)) is True
    assert asked("message.foreignDecided", plan(sender=SOCIAL, interventions=decided)) is False
    assert asked("message.foreignDecided", plan(interventions=[{**PARTS[2], "proposal": False}])) is False
    assert asked("message.foreignDecided", plan()) is False
    assert asked("message.foreignDecided", plan(sender="SE0000000000-GONE", interventions=decided)) is False


def test_a_comment_is_on_the_unit_s_own_part_of_the_plan() -> None:
    def comment(target: str, sender: str = SOCIAL) -> Message:
        said = {"planId": "plan-1", "comments": [{"target": target, "text": "Går bra"}, {"text": "Allmänt"}]}
        return sent("uppfoljning", sender=sender, content=said)

    assert asked("message.commentsForeign", comment("i1"), plan()) is False
    assert asked("message.commentsForeign", comment("i2"), plan()) is True
    assert asked("message.commentsForeign", comment("i3"), plan()) is False
    assert asked("message.commentsUnknown", comment("i3"), plan()) is False
    assert asked("message.commentsUnknown", comment("i9"), plan()) is True
    assert asked("message.commentsForeign", comment("i1")) is False
    assert asked("message.commentsUnknown", comment("i1")) is True


def test_when_the_meeting_is() -> None:
    assert asked("message.endsBeforeStart", call(end="2026-03-10T13:00:00+01:00")) is True
    assert asked("message.endsBeforeStart", call(end="2026-03-10T14:00:00+01:00")) is False
    assert asked("message.endsBeforeStart", call()) is None
    assert asked("message.leadHours", call(start=(SENT + timedelta(hours=36)).isoformat())) == 36
    assert asked("message.leadHours", sent("kallelse")) is None
    follow_up = call("k2", planId="plan-1", purpose="uppfoljning", start="2026-04-02T15:00:00+02:00")
    assert asked("message.startDiffersFromFollowUp", follow_up, plan()) is False
    late = call("k2", planId="plan-1", purpose="uppfoljning", start="2026-04-03T15:00:00+02:00")
    assert asked("message.startDiffersFromFollowUp", late, plan()) is True
    assert asked("message.startDiffersFromFollowUp", follow_up) is None
    assert asked("sip.meetingAt", plan(), call()) == datetime.fromisoformat("2026-03-10T13:00:00+01:00")
    assert asked("sip.meetingAt", plan()) is None


def test_who_is_written_to_and_who_coordinates() -> None:
    invited = call(
        participants=["Patienten", SOCIAL, "Moster Greta"],
        invitees=[{"party": "skola", "name": "Skolan"}, {"name": "Någon"}],
    )
    assert asked("message.lettersTo", invited) == ("annan", "patient", "skola")
    assert asked("message.lettersTo", call()) == ()
    contacts = [{"name": "A", "coordinates": True}, {"name": "B"}]
    assert asked("message.careContactCount", plan(careContacts=contacts)) == 2
    assert asked("message.coordinatingContacts", plan(careContacts=contacts)) == 1
    named = sent("fast-vardkontakt", "f1", content={"contact": {"name": "A"}})
    assert asked("person.fixedContacts", plan(), named) == 1
    assert asked("person.fixedContacts", plan()) == 0


def test_a_self_care_plan_stands_until_it_is_closed_replaced_or_left_to_others() -> None:
    made = sent("egenvardsplanering", "e1", content={"measure": "Insulin"})
    assert asked("person.selfCareDecided", plan(), made) is True
    closed = sent("egenvardsplanering", "e2", "close", relates_to="e1", content={"measure": "Insulin"})
    assert asked("person.selfCareDecided", plan(), made, closed) is False
    deferred = sent("egenvardsplanering", "e3", content={"deferredTo": HOME_CARE})
    assert asked("person.selfCareDecided", plan(), deferred) is False


def test_who_may_be_told_of_a_plan_besides_those_called_to_it() -> None:
    elsewhere = replace(call(planId="plan-1"), recipients=(HOME_CARE,))
    assert asked("sender.inSip", plan("p2", sender=SOCIAL), elsewhere, plan()) is True  # it has a part
    mine = plan(interventions=[], subGoals=[])
    assert asked("sender.inSip", plan("p2", sender=SOCIAL), elsewhere, mine) is False
    assert (
        asked("sender.inSip", plan("p2", sender=SOCIAL), mine) is True
    )  # sent to it, nobody known to be called
    case = sent("samordningsarende", "c1", content={"caseId": "c", "involvedUnits": [SOCIAL]})
    assert asked("sender.inSip", plan("p2", sender=SOCIAL), case, elsewhere, mine) is True
    others = replace(case, sender=Sender(WARD))
    assert asked("sender.inSip", plan("p2", sender=SOCIAL), others, elsewhere, mine) is False


def test_a_meeting_of_other_matters_makes_nobody_a_party_and_takes_no_plan_over() -> None:
    meeting = replace(call("k2", planId="plan-1", purpose="formote"), sender=Sender(WARD))
    assert asked("sender.inSip", plan("p2", sender=WARD), call(planId="plan-1"), plan(), meeting) is False
    assert asked("sender.coordinatesSip", plan("p2", sender=WARD), meeting) is None
    unnamed = call()
    assert asked("sip.state", plan("p2", sender=WARD), unnamed) == "none"
    assert asked("sip.state", plan("p2", sender=SOCIAL), unnamed) == "called"
    own = plan("p2", sender=WARD, planId="plan-2")
    (called, other) = sips(event(one, SENT) for one in (unnamed, own))
    assert (called.state, called.named, other.owner) == ("called", False, WARD)


def test_an_answer_or_a_changed_invitation_is_about_no_other_plan_than_its_own() -> None:
    meeting = replace(call("k2", purpose="formote"), sender=Sender(WARD))
    answer = sent("svar-kallelse", "s1", relates_to="k2", content={"attends": True})
    assert asked("sip.state", answer, plan(), meeting) == "none"
    changed = sent("kallelse", "k3", "revise", WARD, relates_to="k2", content={"purpose": "formote"})
    assert asked("sip.state", changed, plan(), meeting) == "none"
    assert asked("sip.state", replace(answer, relates_to="k1"), call(), plan()) == "draft"


def test_whoever_is_called_no_more_takes_part_no_more_whatever_else_it_has_to_do_with_it() -> None:
    case = sent("samordningsarende", "c1", content={"caseId": "c", "involvedUnits": [SOCIAL, HOME_CARE]})
    first = replace(call(planId="plan-1"), recipients=(SOCIAL, HOME_CARE))
    again = sent("kallelse", "k2", "revise", relates_to="k1", content={"purpose": "sip-fristaende"})
    recalled = replace(again, recipients=(HOME_CARE,))
    before = (case, first, plan())
    assert asked("sender.inSip", plan("p2", sender=SOCIAL), *before) is True
    assert asked("sender.inSip", plan("p2", sender=SOCIAL), *before, recalled) is False
    assert asked("sender.inSip", plan("p2", sender=HOME_CARE), *before, recalled) is True
    assert asked("recipient.inSip", plan("p2"), *before) is True
    assert asked("recipient.inSip", plan("p2"), *before, recalled) is False
    assert asked("recipient.inSip", plan("p2"), *before, recalled, to=HOME_CARE) is True
