"""Västmanland's SIP by the catalogue's words: what a no means, a withdrawal before approval, other regions, ways back."""

from typing import Any

import pytest

from tests.contract import stockholm
from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused
from tests.contract.vastmanland import CENTRE, NURSES, PLAN, SOCIAL, consent, life, message, sip, then

CASE_ONLY, INVITED, ANSWERED, DRAFT, APPROVED, SECOND = range(1, 7)
GIVEN = consent(scopes=["sip"])
GONE = consent("withdrawn", scopes=["sip"], recordedAt="2025-05-15T09:00:00+02:00")
WITHDRAWN: Json = {"planId": PLAN, "reason": "samtycke-aterkallat"}
STRANGE = {"unit": stockholm.HEALTH_CENTRE, "role": "primarvard", "name": "VC", "region": "stockholm"}


def _close(length: int, **changes: Any) -> Json:
    return then(length, "sip", "close", content=WITHDRAWN, consents=[GIVEN, GONE], **changes)


def _abroad(*parties: str) -> Json:
    """An invitation to a unit of Stockholm's that the coordination case involves."""
    to = [SOCIAL, NURSES, stockholm.HEALTH_CENTRE]
    case = message(number=1, recipients=to, content={"involvedUnits": [CENTRE, *to]})
    scene = then(
        0,
        "kallelse",
        recipients=to,
        history=[case],
        consents=[consent(scopes=["sip"], parties=list(parties))],
        sentAt="2025-05-06T10:00:00+02:00",
    )
    unit = STRANGE | {"organisation": "region"}
    return scene | {"directory": [*scene["directory"], unit]}


def _calls_off(sender: str, *to: str) -> Json:
    return then(INVITED, "kallelse", "cancel", sender=sender, recipients=list(to), relatesTo=mid(2))


CATALOGUE = [
    refused(
        "VM-CONS-01",
        "an invitation against a no",
        then(
            CASE_ONLY,
            "kallelse",
            sentAt="2025-05-06T10:00:00+02:00",
            consents=[consent("refused", scopes=["sip"])],
        ),
    ),
    refused("VM-CONS-01", "a plan after a withdrawal", then(ANSWERED, consents=[GIVEN, GONE])),
    refused(
        "VM-CONS-09",
        "an answer after a withdrawal",
        then(INVITED, "svar-kallelse", relatesTo=mid(2), consents=[GIVEN, GONE]),
    ),
    refused("VM-STATE-04", "a draft closed", then(DRAFT, "sip", "close", content={"reason": "ej-aktuell"})),
    fine("VM-STATE-04", "a draft closed for a withdrawal", _close(DRAFT), "reduce"),
    refused("VM-CONS-10", "what was approved closed for a withdrawal", _close(APPROVED)),
    refused("VM-MSG-08", "another unit calls off", _calls_off(SOCIAL, CENTRE, NURSES)),
    fine("VM-MSG-08", "its sender calls off", _calls_off(CENTRE, SOCIAL, NURSES)),
    refused("VM-SIP-16", "followed up in what is approved", then(APPROVED, "uppfoljning")),
    fine("VM-SIP-16", "followed up in the next version", then(SECOND, "uppfoljning")),
    refused(
        "PRODUKT-FORM-01",
        "an intervention of nobody's",
        then(ANSWERED, content={"interventions": [{"id": "i1", "text": "Hemtjänst"}]}),
    ),
    fine("PRODUKT-FORM-01", "each intervention somebody's", then(ANSWERED)),
]


@pytest.mark.parametrize("case", CATALOGUE, ids=str)
def test_the_catalogue(case: Case) -> None:
    check(case)


def test_a_draft_closed_for_a_withdrawal_is_told_without_content_and_its_notes_are_still_annulled() -> None:
    closed = judge(_close(DRAFT))
    assert "VM-CONS-10" in closed.issues
    assert not any(closed.disclosed(unit) for unit in closed.verdicts), closed.told()
    close = sip(action="close", number=20, content=WITHDRAWN, sentAt="2025-05-16T10:00:00+02:00")
    history = [
        *life(DRAFT),
        message("samtycke", number=19, content=GONE, sentAt="2025-05-15T09:00:00+02:00"),
        close,
    ]
    annulled = judge(then(0, "sip", "annul", relatesTo=mid(DRAFT), content=WITHDRAWN, history=history))
    assert annulled.outcome == "reduce", annulled.told()
    assert "VM-CONS-10" not in annulled.issues


def test_an_invitation_goes_over_the_region_s_border_to_whom_the_consent_names() -> None:
    named = judge(_abroad(SOCIAL, NURSES, stockholm.HEALTH_CENTRE))
    assert named.outcome == "forward", named.told()
    judged = judge(_abroad(SOCIAL, NURSES))
    outcomes = {unit: one["outcome"] for unit, one in judged.verdicts.items()}
    assert outcomes == {SOCIAL: "forward", NURSES: "forward", stockholm.HEALTH_CENTRE: "refuse"}
    assert {"VM-CONS-03", "ST-CONS-04"} <= judged.refusing


def test_a_unit_of_another_region_invites_nobody_in_vastmanland_s_name() -> None:
    scene = _abroad(SOCIAL, NURSES, CENTRE)
    scene["message"]["sender"]["unit"] = stockholm.HEALTH_CENTRE
    scene["message"]["recipients"] = [SOCIAL, NURSES]
    judged = judge(scene)
    assert judged.outcome == "refuse", judged.told()
    assert "PRODUKT-FORM-04" in judged.refusing


@pytest.mark.parametrize(
    ("kind", "sender", "number"), [("kallelse", CENTRE, 2), ("svar-kallelse", SOCIAL, 3), ("sip", CENTRE, 4)]
)
@pytest.mark.parametrize("reason", ["fel-person", "fel-mottagare"])
def test_what_went_wrong_is_annulled_whatever_it_was(
    kind: str, sender: str, number: int, reason: str
) -> None:
    content = {"reason": reason}
    judged = judge(then(DRAFT, kind, "annul", sender=sender, relatesTo=mid(number), content=content))
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()
    told = {path for unit in judged.verdicts for path in judged.disclosed(unit)}
    assert not told & {"content.mainGoal", "content.agenda", "content.attendee"}


def test_after_a_withdrawal_and_a_new_yes_a_new_invitation_goes() -> None:
    anew = consent(scopes=["sip"], recordedAt="2025-05-19T09:00:00+02:00", askedAnew=True)
    closed = sip(action="close", number=20, content=WITHDRAWN, sentAt="2025-05-16T10:00:00+02:00")
    later = {"start": "2025-05-28T13:00:00+02:00", "end": "2025-05-28T14:00:00+02:00"}
    history = [*life(DRAFT), closed]
    invited = then(0, "kallelse", content=later, history=history, consents=[GIVEN, GONE, anew])
    assert judge(invited).outcome == "forward", judge(invited).told()
    assert judge(invited | {"consents": [GIVEN, GONE]}).outcome == "refuse"
