"""How often what happens in a synthetic region: shares with documented defaults, each to be set by an option."""

from collections.abc import Mapping
from typing import NamedTuple

from adapter.model.errors import UsageError


class Share(NamedTuple):
    """A default share and what it is a share of."""

    value: float
    about: str


IDENTITY: Mapping[str, Share] = {
    "protected": Share(0.02, "protected identity, sekretessmarkering and skyddad folkbokföring in halves"),
    "protected-guardian": Share(0.004, "a child whose guardian is protected"),
    "asylum": Share(0.01, "asylum seekers, LMA-numbers and R-numbers in halves"),
    "unregistered": Share(0.005, "a number that the register does not know"),
    "deceased": Share(0.005, "the register says that the person is dead"),
    "wrong-number": Share(0.005, "a personnummer with a wrong check digit"),
}
CONSENT: Mapping[str, Share] = {
    "refused": Share(0.05, "consent refused at admission"),
    "withdrawn": Share(0.03, "consent given and withdrawn the day after"),
    "not-asked": Share(0.04, "nobody has asked at admission; consent the day after"),
    "unable": Share(0.04, "cannot consent; a clear harm assessment"),
    "unclear": Share(0.01, "cannot consent; an unclear harm assessment"),
}
SHAPE: Mapping[str, Share] = {
    "outside": Share(0.06, "no stay: messages outside one, where the region has them"),
    "short": Share(0.12, "discharged within 24 hours"),
    "long": Share(0.10, "two to six weeks"),
    "planning": Share(0.08, "no stay: a coordinated individual plan from its invitation to its end"),
}
BESIDES: Mapping[str, Share] = {
    "minor": Share(0.03, "a child with guardians"),
    "other-region": Share(0.03, "a patient who lives in another region"),
    "psychiatric": Share(0.07, "psychiatric inpatient care under LPT, discharged to ÖPT"),
    "readmission": Share(0.06, "a second stay of the same person"),
    "moved": Share(0.12, "the estimated date of discharge moves"),
    "retracted": Share(0.05, "utskrivningsklar is taken back"),
    "annulled": Share(0.02, "a message to the wrong recipient is annulled"),
    "death": Share(0.03, "the patient dies during the stay"),
    "external": Share(0.02, "an external actor without a system among the recipients"),
    "mistake": Share(0.03, "utskrivningsklar from somebody who may not say so"),
    "self-care": Share(0.05, "a self-care plan"),
    "deviation": Share(0.03, "a deviation report after discharge"),
    "care-request": Share(0.25, "a care request before admission, where the region has them"),
    "late-ack": Share(0.08, "a unit that acknowledges late"),
    "missing-ack": Share(0.04, "a unit that never acknowledges"),
}
_ROUNDING = 1e-9
ALL: Mapping[str, Share] = {**IDENTITY, **CONSENT, **SHAPE, **BESIDES}


def read(given: list[str]) -> Mapping[str, float]:
    """`name=0.1` for each; the others as they are by default, less where what is given leaves them no room."""
    found: dict[str, float] = {}
    for text in given:
        name, _, value = text.partition("=")
        if name not in ALL:
            raise UsageError(f"--share: {name!r} is none of {', '.join(ALL)}")
        try:
            share = float(value)
        except ValueError:
            share = -1
        if not 0 <= share <= 1:
            raise UsageError(f"--share {name}: a number from 0 to 1 is wanted")
        found[name] = share
    for group in (IDENTITY, CONSENT, SHAPE):
        left = 1 - sum(found[name] for name in group if name in found)
        if left < -_ROUNDING:
            raise UsageError(f"--share: {', '.join(group)} exclude each other and may not exceed 1 together")
        others = {name: share.value for name, share in group.items() if name not in found}
        part = max(0.0, min(1.0, left / sum(others.values()))) if others else 1.0
        found |= {name: value * part for name, value in others.items()}
    return {name: found.get(name, share.value) for name, share in ALL.items()}
