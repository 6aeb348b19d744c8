"""Halland 5.8: sender and recipient in different regions, the stricter of both with grounds from both; and a pack past its time."""

from typing import Any

import pytest

from tests.contract.builder import Json
from tests.contract.case import Judged, judge
from tests.contract.halland import (
    HEALTH_CENTRE,
    HOME_CARE,
    SOCIAL,
    admitted,
    consent,
    directory,
    of,
    person,
)

STOCKHOLM = "SE2120000142-SOC1"
STOCKHOLM_WARD = "SE2321000016-AVD1"
STOCKHOLM_CARE = "SE2321000016-VC01"
SKANE = "SE2120001124-SOC1"


def _abroad(unit: str, region: str, role: str, organisation: str, place: str | None = None) -> Json:
    plain = {"unit": unit, "role": role, "name": unit[-4:], "organisation": organisation, "region": region}
    return plain | ({"municipality": place} if place else {})


FAR = directory(
    _abroad(STOCKHOLM, "stockholm", "kommun-socialtjanst", "kommun", "0180"),
    _abroad(STOCKHOLM_WARD, "stockholm", "slutenvard", "region"),
    _abroad(STOCKHOLM_CARE, "stockholm", "primarvard", "region"),
    _abroad(SKANE, "sverige", "kommun-socialtjanst", "kommun", "1280"),
)
GUEST = person(municipality="0180")


def _outcomes(judged: Judged) -> dict[str, str]:
    return {unit: one["outcome"] for unit, one in judged.verdicts.items()}


def _guest(kind: str, to: list[str], **changes: Any) -> Json:
    around = {"directory": FAR, "person": GUEST} | changes
    return of(kind, recipients=to, **around)


def test_the_municipality_of_registration_is_told_and_ours_is_not_made_responsible() -> None:
    theirs = judge(_guest("inskrivningsmeddelande", [STOCKHOLM, HEALTH_CENTRE]))
    assert set(_outcomes(theirs).values()) <= {"forward", "reduce"}, theirs.told()
    assert "HA-IDENT-01" not in theirs.refusing
    ours = judge(_guest("inskrivningsmeddelande", [SOCIAL, HEALTH_CENTRE]))
    assert ours.verdicts[SOCIAL]["outcome"] == "refuse", ours.told()
    assert "HA-IDENT-01" in ours.refusing


@pytest.mark.parametrize("consents", [[], [consent()], [consent("refused")], [consent(unit=SOCIAL)]])
@pytest.mark.parametrize("kind", ["inskrivningsmeddelande", "utskrivningsklar", "planeringsunderlag"])
def test_across_the_border_nobody_gets_more_than_at_home(kind: str, consents: list[Json]) -> None:
    history = admitted(recipients=[STOCKHOLM, HEALTH_CENTRE]) if kind != "inskrivningsmeddelande" else []
    abroad = judge(_guest(kind, [STOCKHOLM, HEALTH_CENTRE], consents=consents, history=history))
    home = judge(
        of(
            kind,
            recipients=[SOCIAL, HEALTH_CENTRE],
            consents=consents,
            history=admitted(recipients=[SOCIAL, HEALTH_CENTRE]) if history else [],
        )
    )
    order = ("refuse", "hold", "reduce", "forward")
    here, there = _outcomes(home)[SOCIAL], _outcomes(abroad)[STOCKHOLM]
    assert order.index(there) <= order.index(here), (home.told(), abroad.told())
    assert abroad.disclosed(STOCKHOLM) <= home.disclosed(SOCIAL), (home.told(), abroad.told())


def test_the_grounds_across_the_border_are_of_both_regions() -> None:
    judged = judge(
        _guest("inskrivningsmeddelande", [STOCKHOLM, HEALTH_CENTRE], consents=[consent("refused")])
    )
    rules = {row["rule"][:3] for row in judged.verdicts[STOCKHOLM]["grounds"]}
    assert {"HA-", "ST-"} <= rules, judged.told()
    assert "ST-" not in {row["rule"][:3] for row in judged.verdicts[HEALTH_CENTRE]["grounds"]}


def test_each_partys_own_consent_is_asked_of_stockholms_unit() -> None:
    # Halland takes the municipality's consent for the ward's message too; Stockholm wants the sender's own.
    history = admitted(recipients=[STOCKHOLM, HEALTH_CENTRE])
    theirs = [consent(unit=HOME_CARE)]
    judged = judge(_guest("planeringsunderlag", [STOCKHOLM, HEALTH_CENTRE], history=history, consents=theirs))
    assert judged.verdicts[HEALTH_CENTRE]["outcome"] == "forward", judged.told()
    assert judged.verdicts[STOCKHOLM]["outcome"] in {"hold", "refuse"}, judged.told()
    assert any(row["rule"].startswith("ST-CONS") for row in judged.verdicts[STOCKHOLM]["grounds"])


def test_a_region_without_a_pack_is_met_with_our_own_rules() -> None:
    judged = judge(
        _guest("inskrivningsmeddelande", [SKANE, HEALTH_CENTRE], person=person(municipality="1280"))
    )
    assert _outcomes(judged)[SKANE] in {"forward", "reduce"}, judged.told()
    denied = judge(
        _guest(
            "inskrivningsmeddelande",
            [SKANE, HEALTH_CENTRE],
            person=person(municipality="1280"),
            consents=[consent("refused")],
        )
    )
    assert _outcomes(denied)[SKANE] == "reduce", denied.told()
    assert denied.disclosed(SKANE) <= judged.disclosed(SKANE)


def test_a_unit_of_another_region_does_not_send_under_this_pack() -> None:
    judged = judge(_guest("planeringsunderlag", [HEALTH_CENTRE], sender=STOCKHOLM, history=admitted()))
    assert judged.outcome == "refuse", judged.told()
    assert "PRODUKT-FORM-04" in judged.refusing


def _from_stockholm(kind: str, consents: list[Json]) -> Json:
    """Someone of Halland's in Stockholm's ward."""
    to = [SOCIAL, STOCKHOLM_CARE]
    own: Json = {"region": "stockholm", "sender": STOCKHOLM_WARD, "recipients": to}
    units = [{"region": "halland"} | unit for unit in FAR]
    history = [one | {"region": "stockholm"} for one in admitted(sender=STOCKHOLM_WARD, recipients=to)]
    plain = of(kind, directory=units, consents=consents, history=history, **own)
    return plain | {"region": "stockholm"}


def test_what_comes_from_elsewhere_is_held_against_our_rules_too() -> None:
    refused = judge(_from_stockholm("planeringsunderlag", [consent("refused", STOCKHOLM_WARD)]))
    rules = {row["rule"] for row in refused.verdicts[SOCIAL]["grounds"]}
    assert refused.verdicts[SOCIAL]["outcome"] == "refuse", refused.told()
    assert {"ST-CONS-01", "HA-CONS-02"} <= rules, refused.told()
    theirs = {row["rule"] for row in refused.verdicts[STOCKHOLM_CARE]["grounds"]}
    assert not any(rule.startswith("HA-") for rule in theirs), refused.told()


def test_and_goes_where_both_let_it() -> None:
    judged = judge(_from_stockholm("planeringsunderlag", [consent(unit=STOCKHOLM_WARD)]))
    assert _outcomes(judged) == {SOCIAL: "forward", STOCKHOLM_CARE: "forward"}, judged.told()


def test_a_consent_of_another_stay_is_none_across_the_border() -> None:
    # Stockholm takes the sender's own consent; Halland's ends with its stay.
    theirs = [consent(unit=STOCKHOLM_WARD, episode="ha-2018-000111")]
    judged = judge(_from_stockholm("planeringsunderlag", theirs))
    assert judged.verdicts[SOCIAL]["outcome"] in {"hold", "refuse"}, judged.told()
    assert any(row["rule"] == "HA-CONS-04" for row in judged.verdicts[SOCIAL]["grounds"]), judged.told()


def _in_2026(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {name: _in_2026(value) for name, value in plain.items()}
    if isinstance(plain, list):
        return [_in_2026(value) for value in plain]
    return f"2026{plain[4:]}" if isinstance(plain, str) and plain.startswith("2018-") else plain


@pytest.mark.parametrize("consents", [[], [consent()], [consent("refused")]])
@pytest.mark.parametrize("kind", ["inskrivningsmeddelande", "utskrivningsklar", "planeringsunderlag"])
def test_the_pack_goes_on_past_its_time_with_a_warning_and_no_more_than_the_act(
    kind: str, consents: list[Json]
) -> None:
    then, now = judge(of(kind, consents=consents)), judge(_in_2026(of(kind, consents=consents)))
    assert "PRODUKT-PACK-01" in now.issues, now.told()
    assert "PRODUKT-PACK-01" not in then.issues | then.grounds
    order = ("refuse", "hold", "reduce", "forward")
    for unit, verdict in now.verdicts.items():
        assert order.index(verdict["outcome"]) <= order.index(_outcomes(then)[unit]), now.told()
        assert set(verdict["disclosed"]) <= then.disclosed(unit)
        if verdict["outcome"] in {"forward", "reduce"}:
            assert "PRODUKT-PACK-01" in {row["rule"] for row in verdict["grounds"]}, now.told()
