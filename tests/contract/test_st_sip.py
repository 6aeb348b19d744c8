"""ST rules on calls to coordinated individual planning and the plan, and the Act's own: both sides of each `expect`."""

from typing import Any

import pytest

from tests.contract import halland
from tests.contract.builder import Json, mid
from tests.contract.case import Case, check, fine, judge, refused, warned
from tests.contract.stockholm import (
    HEALTH_CENTRE,
    HOME_CARE,
    OPEN_PSYCHIATRY,
    PLANNING,
    PRIVATE_CENTRE,
    SOCIAL,
    WARD,
    admitted,
    called,
    consent,
    contact,
    drawn,
    locked,
    message,
    of,
    ready,
)

ALONE: Json = {"purpose": "sip-fristaende"}
_ON_THE_WARD: Json = {"form": "fysiskt", "placeType": "vardavdelning"}
_EXTENSIVE = [*admitted(content={"needLevel": "omfattande"}), contact()]


def _call(*to: str, **changes: Any) -> Json:
    return of("kallelse", **({"recipients": list(to)} if to else {}) | changes)


def _outside(*to: str, **changes: Any) -> Json:
    plain: Json = {"content": ALONE, "episode": None, "history": []}
    return _call(*to, **plain | changes)


def _answer(*, attends: bool, caller: str = HEALTH_CENTRE, sender: str = SOCIAL) -> Json:
    to = [unit for unit in (SOCIAL, HEALTH_CENTRE, WARD) if unit != caller]
    before = [*ready(), message("kallelse", number=40, sender=caller, recipients=to)]
    said = {"attends": attends}
    return of(
        "svar-kallelse", sender=sender, recipients=[caller], relatesTo=mid(40), history=before, content=said
    )


def _coordinated(unit: str, **changes: Any) -> Json:
    return of("sip", content={"coordinator": {"unit": unit, "name": "Test Testsson"}}, **changes)


def _only(unit: str, **changes: Any) -> list[Json]:
    return [consent(unit=unit, scopes=["sip"], **changes)]


STOCKHOLM = [
    fine("ST-MSG-07", "the fixed care contact", _call()),
    refused("ST-MSG-07", "another health centre", _call(sender=PRIVATE_CENTRE)),
    fine(
        "ST-MSG-07",
        "another unit's fixed care contact",
        _call(sender=PRIVATE_CENTRE, function="fast-vardkontakt"),
    ),
    refused("ST-MSG-07", "the ward", _call(SOCIAL, HEALTH_CENTRE, sender=WARD)),
    fine("ST-MSG-07", "the municipality", _call(HEALTH_CENTRE, sender=SOCIAL)),
    fine(
        "ST-MSG-07", "psychiatric open care outside the discharge", _outside(SOCIAL, sender=OPEN_PSYCHIATRY)
    ),
    warned("ST-SIP-05", "the municipality without open care", _call(WARD, sender=SOCIAL)),
    fine("ST-SIP-05", "the municipality with open care", _call(HEALTH_CENTRE, sender=SOCIAL)),
    refused("ST-CONS-04", "never asked", _call(consents=[])),
    refused("ST-CONS-04", "refused", _call(consents=[consent("refused", scopes=["sip"])])),
    refused("ST-CONS-04", "another party's consent", _call(consents=_only(SOCIAL))),
    fine("ST-CONS-04", "its own consent", _call(consents=_only(HEALTH_CENTRE))),
    *[
        fine("ST-CONS-04", who, _call(content={"requestedBy": who}))
        for who in ("patient", "relative", "unit")
    ],
    warned("ST-CONS-04", "not informed of the plan", _call(content={"informedOfRight": False})),
    warned("ST-SIP-01", "on the ward for minor needs", _call(content=_ON_THE_WARD)),
    fine("ST-SIP-01", "on the ward for extensive needs", _call(content=_ON_THE_WARD, history=_EXTENSIVE)),
    refused(
        "ST-SIP-01", "nobody does it", of("sip", content={"interventions": [{"id": "i1", "text": "Stöd"}]})
    ),
    refused("ST-SIP-02", "municipal care without open care", _call(HOME_CARE, sender=SOCIAL)),
    refused("ST-SIP-02", "so too outside the discharge", _outside(HOME_CARE, sender=SOCIAL)),
    fine("ST-SIP-02", "with open care", _call(HOME_CARE, HEALTH_CENTRE, sender=SOCIAL)),
    refused("ST-SIP-03", "the municipality coordinates", _coordinated(SOCIAL)),
    refused("ST-SIP-03", "the ward coordinates", _coordinated(WARD)),
    fine("ST-SIP-03", "open care coordinates", _coordinated(HEALTH_CENTRE)),
    refused("ST-SIP-04", "the municipality says no to health care", _answer(attends=False)),
    fine("ST-SIP-04", "the municipality says yes", _answer(attends=True)),
    refused("ST-SIP-04", "the ward says no to open care", _answer(attends=False, sender=WARD)),
    refused(
        "ST-SIP-04",
        "the ward says no to the municipality",
        _answer(attends=False, caller=SOCIAL, sender=WARD),
    ),
    fine(
        "ST-SIP-04",
        "open care says no to the municipality",
        _answer(attends=False, caller=SOCIAL, sender=HEALTH_CENTRE),
    ),
    Case("ST-CONS-01", "a plan nobody was asked about waits", of("sip", consents=[]), "hold"),
    refused("ST-CONS-01", "a plan against a no", of("sip", consents=[consent("refused", scopes=["sip"])])),
    *[fine("ST-CONS-01", kind, of(kind)) for kind in sorted(PLANNING - {"svar-kallelse"})],
    fine("ST-SYS-02", "by video", _call(content={"form": "digitalt", "link": "https://video.example"})),
]


def _act(plain: Json) -> Json:
    """The same scenario under the Act alone."""
    told = [one | {"region": "sverige"} for one in plain["history"]]
    return plain | {"region": "sverige", "history": told, "message": plain["message"] | {"region": "sverige"}}


def _needs(*yes: str) -> list[Json]:
    answers = [{"question": question, "answer": True, "comment": "x"} for question in yes]
    return [
        *admitted(),
        message("planeringsunderlag", number=3, content={"answers": answers}),
        contact(),
        message("utskrivningsklar", number=4),
    ]


_BOTH = ("nya-behov-socialtjanst", "samordningsbehov")
ACT = [
    fine("LAW-SIP-03", "the fixed care contact", _act(_call())),
    refused("LAW-SIP-03", "another health centre", _act(_call(sender=PRIVATE_CENTRE))),
    refused("LAW-SIP-03", "the ward", _act(_call(SOCIAL, HEALTH_CENTRE, sender=WARD))),
    fine("LAW-SIP-03", "the municipality", _act(_call(HEALTH_CENTRE, sender=SOCIAL))),
    refused("LAW-ROLE-02", "no fixed care contact", _act(_call(history=admitted()))),
    fine("LAW-ROLE-02", "one is named", _act(_call())),
    warned(
        "LAW-ROLE-02",
        "the municipality calls without one",
        _act(_call(HEALTH_CENTRE, sender=SOCIAL, history=admitted())),
    ),
    refused("LAW-SIP-02", "municipal care without open care", _act(_call(HOME_CARE, sender=SOCIAL))),
    fine("LAW-SIP-02", "with open care", _act(_call(HOME_CARE, HEALTH_CENTRE, sender=SOCIAL))),
    warned("LAW-SIP-02", "outside the discharge process", _act(_outside(HOME_CARE, sender=SOCIAL))),
    refused("LAW-SIP-05", "the municipality says no to health care", _act(_answer(attends=False))),
    fine(
        "LAW-SIP-05",
        "open care says no to the municipality",
        _act(_answer(attends=False, caller=SOCIAL, sender=HEALTH_CENTRE)),
    ),
    refused("LAW-ROLE-05", "the ward says no", _act(_answer(attends=False, sender=WARD))),
    fine("LAW-ROLE-05", "the ward says yes", _act(_answer(attends=True, sender=WARD))),
    warned("LAW-PSY-01", "open compulsory care", _act(_call(legalForm="opt"))),
    fine("LAW-PSY-01", "voluntary care", _act(_call())),
    warned(
        "LAW-SIP-01", "needs of both and no call", _act(of("utskrivningsmeddelande", history=_needs(*_BOTH)))
    ),
    fine(
        "LAW-SIP-01",
        "needs of one",
        _act(of("utskrivningsmeddelande", history=_needs("nya-behov-socialtjanst"))),
    ),
    fine(
        "LAW-SIP-01",
        "needs of both and a call",
        _act(of("utskrivningsmeddelande", history=[*_needs(*_BOTH), message("kallelse", number=40)])),
    ),
    warned(
        "LAW-SIP-05",
        "in Halland the answer goes, with a word on the duty",
        halland.of("svar-kallelse", relatesTo=mid(40), content={"attends": False}),
    ),
]


@pytest.mark.parametrize("case", [*STOCKHOLM, *ACT], ids=str)
def test_a_rule_speaks_on_one_side_and_not_on_the_other(case: Case) -> None:
    check(case)


def test_the_whole_life_of_a_plan_goes_through() -> None:
    followed = [*locked(), message("uppfoljning", number=43)]
    steps = [
        _call(),
        of("svar-kallelse", relatesTo=mid(40)),
        of("kartlaggning"),
        of("sip"),
        of("sip", "revise", relatesTo=mid(41), history=drawn()),
        of("sip", "approve", relatesTo=mid(41), history=drawn()),
        of("uppfoljning"),
        of("utvardering", history=followed),
        of("sip", content={"version": 2}, history=locked(), relatesTo=mid(42)),
        of("sip", "close", relatesTo=mid(42), history=followed, content={"reason": "mal-uppnadda"}),
        of("kallelse", "cancel", relatesTo=mid(40), history=called(), content={"reason": "Ny tid"}),
    ]
    for step in steps:
        judged = judge(step)
        assert judged.outcomes == {"forward"}, f"{step['message']['kind']} {judged.told()}"


def test_after_a_withdrawal_the_call_is_called_off_and_the_plan_closed_without_a_word_of_content() -> None:
    at = "2018-03-15T11:00:00+01:00"
    own = consent("withdrawn", HEALTH_CENTRE, scopes=["sip"], recordedAt="2018-03-15T10:00:00+01:00")
    told: Json = {"consents": [*_only(HEALTH_CENTRE), own], "sentAt": at}
    off = of("kallelse", "cancel", relatesTo=mid(40), history=called(), content={"reason": "x"}, **told)
    why = {"reason": "samtycke-aterkallat"}
    closed = of("sip", "close", relatesTo=mid(42), history=locked(), content=why, **told)
    for last in (off, closed):
        judged = judge(last)
        assert judged.outcomes == {"reduce"}, judged.told()
        assert not any(judged.disclosed(unit) for unit in judged.verdicts), judged.told()
    written = judge(of("sip", "revise", relatesTo=mid(41), history=drawn(), **told))
    assert written.outcome == "refuse", written.told()
