"""Who goes home much as before (ST-TRACK-01), and who needs social services alone (NB-TRACK-02)."""

from datetime import datetime

import pytest

from adapter.model.history import Episode, Event
from adapter.model.needs import much_as_before, social_services_only

AT = datetime.fromisoformat("2018-03-05T10:00:00+01:00")
KNOWN = {"kand-patient": True}
NONE_NEW = dict.fromkeys(
    ("nya-behov-socialtjanst", "nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab"), False
)


def notice(level: str | None = None, kind: str = "inskrivningsmeddelande") -> Event:
    noted: dict[str, object] = {"needLevel": level} if level else {}
    return Event("m", kind, "new", "ward", ("soc",), AT, AT, noted=noted)


@pytest.mark.parametrize(
    ("answers", "levels", "found"),
    [
        ({}, (), None),
        ({}, (None,), None),
        ({}, ("oforandrat",), True),
        ({}, ("mindre",), True),
        ({}, ("omfattande",), False),
        ({}, ("omfattande", "mindre"), True),
        ({}, ("mindre", None), True),
        ({"kand-patient": False}, ("mindre",), False),
        ({**KNOWN, "omfattande-behov": True}, ("mindre",), False),
        (KNOWN, (), None),
        (NONE_NEW, (), None),
        ({**KNOWN, **NONE_NEW}, (), True),
        ({**KNOWN, **NONE_NEW, "nya-behov-socialtjanst": True}, (), None),
        ({**KNOWN, **NONE_NEW, "nya-behov-socialtjanst": True}, ("mindre",), True),
    ],
)
def test_much_as_before(
    answers: dict[str, bool], levels: tuple[str | None, ...], *, found: bool | None
) -> None:
    stay = Episode("stay", answers=tuple(answers.items()))
    assert much_as_before(stay, [notice(level) for level in levels]) is found


def test_only_admission_notices_state_the_level() -> None:
    assert much_as_before(Episode("stay"), [notice("mindre", "generellt-meddelande")]) is None


SOCIAL = {
    "insatser-socialtjanst": True,
    "insatser-kommunal-halsovard": False,
    "nya-behov-kommunal-rehab": False,
}


@pytest.mark.parametrize(
    ("answers", "facts", "found"),
    [
        ({}, {}, None),
        (SOCIAL, {}, True),
        (SOCIAL | {"insatser-socialtjanst": False, "nya-behov-socialtjanst": True}, {}, True),
        (SOCIAL | {"insatser-socialtjanst": False}, {}, None),
        ({"insatser-socialtjanst": True, "insatser-kommunal-halsovard": False}, {}, None),
        (SOCIAL | {"nya-behov-kommunal-halsovard": True}, {}, False),
        (SOCIAL | {"behov-psykiatrisk-oppenvard": True}, {}, False),
        (SOCIAL, {"socialServicesOnly": False}, False),
        ({}, {"socialServicesOnly": True}, True),
        (SOCIAL, {"socialServicesOnly": "ja"}, True),
    ],
)
def test_social_services_alone(
    answers: dict[str, bool], facts: dict[str, object], *, found: bool | None
) -> None:
    assert social_services_only(answers, facts) is found
