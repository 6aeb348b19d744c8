"""Coordinated planning under the Act alone, from the catalogue's words, in the contract's own members."""

import pytest

from tests.contract.case import Case, check, fine, refused
from tests.contract.scenes import HEALTH_CENTRE, HOME_CARE, SOCIAL, WARD
from tests.contract.sip import (
    OTHER_CENTRE,
    answer,
    in_stay,
    invitation,
    invitation_in_stay,
    scene,
    under_the_act,
)

ACT = [
    fine("LAW-SIP-03", "the fixed care contact calls", in_stay(invitation_in_stay())),
    refused("LAW-SIP-03", "the ward", in_stay(invitation_in_stay(sender=WARD))),
    refused("LAW-SIP-03", "another health centre", in_stay(invitation_in_stay(sender=OTHER_CENTRE))),
    fine("LAW-SIP-05", "the municipality calls", in_stay(invitation_in_stay(sender=SOCIAL))),
    refused("LAW-SIP-02", "home care and no open care", in_stay(invitation_in_stay(sender=SOCIAL, to=(HOME_CARE,)))),
    refused(
        "LAW-SIP-02",
        "home care is needed by the planning basis",
        in_stay(invitation_in_stay(sender=SOCIAL, to=(WARD,))),
    ),
    fine(
        "LAW-SIP-02",
        "home care is not needed",
        in_stay(invitation_in_stay(sender=SOCIAL, to=(WARD,)), "bla"),
    ),
    refused("LAW-SIP-05", "the municipality declines", scene(answer(attends=False), [invitation()])),
    fine(
        "LAW-SIP-05",
        "open care declines",
        scene(
            answer(attends=False, sender=HEALTH_CENTRE, to=(SOCIAL,)),
            [invitation(sender=SOCIAL, to=(HEALTH_CENTRE, HOME_CARE))],
        ),
    ),
    refused(
        "LAW-ROLE-05",
        "the ward declines",
        in_stay(answer(sender=WARD, attends=False), more=(invitation_in_stay(to=(SOCIAL, WARD)),)),
    ),
    fine("LAW-ROLE-05", "the ward attends", in_stay(answer(sender=WARD), more=(invitation_in_stay(to=(SOCIAL, WARD)),))),
]  # fmt: skip


@pytest.mark.parametrize("case", ACT, ids=str)
def test_the_act_alone(case: Case) -> None:
    check(case._replace(scenario=under_the_act(case.scenario)))
