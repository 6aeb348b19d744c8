"""The identity table of `semantics.md` 40, row by row, death by kind (16), guardians, and the VB-IDENT rules."""

from typing import Any

import pytest

from tests.contract.builder import PERSON, Json, mid
from tests.contract.case import judge
from tests.contract.scenes import SOCIAL, admitted, consent, discharged, message, person, scene

SAM = "196109732393"
NRID = "98240301AA06"
REGISTER: dict[str, Json | None] = {
    "silent": None,
    "protection not told": {"protection": "unknown"},
    "no hit": {"registerHit": False},
    "sekretessmarkering": {"protection": "sekretessmarkering"},
    "skyddad folkbokföring": {"protection": "skyddad-folkbokforing"},
    "hit": {},
}
ANSWERS = {
    "silent": ("hold", None, {"VB-IDENT-07", "PRODUKT-IDENT-06"}),
    "protection not told": ("hold", None, set()),
    "no hit": ("refuse", "telefon", {"VB-IDENT-04"}),
    "sekretessmarkering": ("refuse", "telefon", {"VB-IDENT-01"}),
    "skyddad folkbokföring": ("refuse", "telefon", {"VB-IDENT-01"}),
    "hit": ("forward", None, set()),
}


def asked(kind: str, number: Json, answer: str | Json, **changes: Any) -> Any:
    """A message of that kind about that number, and what the register says of it."""
    said = REGISTER[answer] if isinstance(answer, str) else answer
    before = changes.pop("history", None)
    written = message(kind, patient=number, **changes)
    giver = "guardian" if number["value"] == NRID else "patient"
    plain = scene(written, consents=[consent(givenBy=giver)])
    plain["history"] = [one | {"patient": number} for one in (plain["history"] if before is None else before)]
    if said is None:
        del plain["person"]
    else:
        plain["person"] = person(identifier=number["value"], **said)
    return judge(plain)


@pytest.mark.parametrize("kind", ["inskrivningsmeddelande", "planeringsunderlag", "utskrivningsklar"])
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize(
    "number",
    [
        {"type": "personnummer", "value": PERSON},
        {"type": "personnummer", "value": "18900101-9802"},
        {"type": "samordningsnummer", "value": SAM},
        {"type": "nationellt-reservnummer", "value": NRID},
    ],
    ids=lambda number: str(number["value"]),
)
def test_a_number_of_the_register_goes_as_the_register_says(kind: str, answer: str, number: Json) -> None:
    outcome, handling, rules = ANSWERS[answer]
    judged = asked(kind, number, answer)
    assert judged.outcome == outcome, judged.told()
    assert judged.handlings == {handling}, judged.told()
    assert judged.refusing & rules or not rules, judged.told()
    if outcome != "forward":
        assert all(verdict["disclosed"] == [] for verdict in judged.verdicts.values())


@pytest.mark.parametrize(
    ("kind_of_number", "value", "rule"),
    [
        ("r-nummer", "R1234567", "VB-IDENT-02"),
        ("lma-nummer", "50-123456", None),
        ("reservnummer", "20210325K069", None),
    ],
)
@pytest.mark.parametrize("answer", ["hit", "no hit", "silent", "sekretessmarkering"])
def test_other_numbers_are_for_the_telephone_whatever_the_register_says(
    kind_of_number: str, value: str, rule: str | None, answer: str
) -> None:
    judged = asked("inskrivningsmeddelande", {"type": kind_of_number, "value": value}, answer)
    assert judged.outcome == "refuse", judged.told()
    assert judged.handlings == {"telefon"}, judged.told()
    if rule:
        assert rule in judged.refusing, judged.told()
    else:
        assert any("-IDENT-" in one for one in judged.refusing), judged.told()


@pytest.mark.parametrize(
    ("kind_of_number", "value"),
    [
        ("personnummer", "189001019803"),
        ("personnummer", "9001019802"),
        ("personnummer", "900101-9802"),
        ("personnummer", "900101+9802"),
        ("personnummer", "18900101"),
        ("personnummer", "189013019802"),
        ("personnummer", "Test Testsson"),
        ("personnummer", SAM),
        ("samordningsnummer", "196109732394"),
        ("samordningsnummer", PERSON),
        ("nationellt-reservnummer", "98240301AA07"),
    ],
)
@pytest.mark.parametrize("answer", ["hit", "no hit", "silent"])
def test_a_wrongly_formed_number_is_refused_and_can_be_corrected(
    kind_of_number: str, value: str, answer: str
) -> None:
    judged = asked("inskrivningsmeddelande", {"type": kind_of_number, "value": value}, answer)
    assert judged.outcome == "refuse", judged.told()
    assert judged.handlings == {None}, judged.told()
    assert any("-IDENT-" in one for one in judged.refusing), judged.told()
    assert value not in str(judged.printed)


def test_ten_digits_are_refused_by_the_regions_own_rule() -> None:
    judged = asked("inskrivningsmeddelande", {"type": "personnummer", "value": "900101-9802"}, "hit")
    assert "VB-IDENT-03" in judged.refusing, judged.told()


@pytest.mark.parametrize("value", ["202412312387", "191001019809", PERSON])
def test_no_age_is_refused(value: str) -> None:
    number = {"type": "personnummer", "value": value}
    giver = "guardian" if value.startswith("2024") else "patient"
    plain = scene(
        message("inskrivningsmeddelande", patient=number),
        person=person(identifier=value),
        consents=[consent(givenBy=giver)],
    )
    assert judge(plain).outcome == "forward"


@pytest.mark.parametrize(
    ("value", "giver", "outcome"),
    [
        ("22790814AA01", "patient", "forward"),
        ("98240301AA06", "guardian", "forward"),
        ("98240301AA06", "patient", "reduce"),
        ("00342145BZ31", "patient", "reduce"),
        ("00342145BZ31", "legal-representative", "forward"),
    ],
)
def test_a_national_reserve_number_tells_who_may_consent(value: str, giver: str, outcome: str) -> None:
    number = {"type": "nationellt-reservnummer", "value": value}
    plain = scene(
        message("inskrivningsmeddelande", patient=number),
        person=person(identifier=value),
        consents=[consent(givenBy=giver)],
    )
    assert judge(plain).outcome == outcome


def test_the_register_has_another_person() -> None:
    plain = scene(message("inskrivningsmeddelande"), person=person(identifier="189001029819"))
    judged = judge(plain)
    assert judged.outcome == "refuse"
    assert judged.handlings == {"telefon"}
    assert "VB-IDENT-04" in judged.refusing


def test_a_number_that_the_register_links_is_the_same_person() -> None:
    new = "189001029819"
    plain = scene(message("inskrivningsmeddelande"), person=person(identifier=new, linked=[PERSON]))
    assert judge(plain).outcome == "forward"
    protected = person(identifier=new, linked=[PERSON], protection="sekretessmarkering")
    assert judge(plain | {"person": protected}).outcome == "refuse"


# Death is decided by kind


@pytest.mark.parametrize(
    ("kind", "changes", "before"),
    [
        ("inskrivningsmeddelande", {}, []),
        ("planeringsunderlag", {}, admitted()),
        ("utskrivningsklar", {}, admitted()),
        ("generellt-meddelande", {}, admitted()),
        ("fast-vardkontakt", {}, admitted()),
    ],
)
def test_a_dead_persons_planning_does_not_go_on(kind: str, changes: Json, before: list[Json]) -> None:
    judged = judge(scene(message(kind, **changes), history=before, person=person(deceased="2026-03-01")))
    assert judged.outcome == "refuse", judged.told()
    assert any("-IDENT-" in rule for rule in judged.refusing), judged.told()


def test_the_end_by_death_goes_and_so_does_taking_back() -> None:
    dead = person(deceased="2026-03-04")
    ended = message("avbruten-planering", content={"reason": "avliden"})
    assert judge(scene(ended, history=admitted(), person=dead)).outcome in {"forward", "reduce"}
    annul = message(
        "inskrivningsmeddelande",
        "annul",
        relatesTo=mid(1),
        content={"reason": "fel-person"},
        sentAt="2026-03-04T13:00:00+01:00",
    )
    judged = judge(scene(annul, history=admitted(), person=dead))
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()


# Guardians


@pytest.mark.parametrize(
    ("guardians", "outcome", "handling"),
    [
        (["189001039800"], "forward", None),
        ([{"identifier": "189001039800", "protection": "sekretessmarkering"}], "refuse", "telefon"),
        ([{"identifier": "189001039800", "protection": "skyddad-folkbokforing"}], "refuse", "telefon"),
        ([{"identifier": "189001039800", "protection": "unknown"}], "hold", None),
        (
            ["189001039800", {"identifier": "189001049817", "protection": "sekretessmarkering"}],
            "refuse",
            "telefon",
        ),
    ],
)
def test_a_guardians_protection_counts(guardians: list[Any], outcome: str, handling: str | None) -> None:
    number = {"type": "personnummer", "value": "202412312387"}
    child = person(identifier=number["value"], guardians=guardians)
    judged = judge(
        scene(
            message("inskrivningsmeddelande", patient=number),
            person=child,
            consents=[consent(givenBy="guardian")],
        )
    )
    assert judged.outcome == outcome, judged.told()
    assert judged.handlings == {handling}, judged.told()


# The guard before everything else


@pytest.mark.parametrize(
    "kind",
    [
        "inskrivningsmeddelande",
        "svar-inskrivningsmeddelande",
        "planeringsunderlag",
        "fast-vardkontakt",
        "utskrivningsklar",
        "patientinformation",
        "utskrivningsmeddelande",
        "avbruten-planering",
        "generellt-meddelande",
        "meddelande-utanfor-vardtillfalle",
        "samtycke",
    ],
)
@pytest.mark.parametrize("protection", ["sekretessmarkering", "skyddad-folkbokforing"])
def test_nothing_about_a_protected_person_leaves(kind: str, protection: str) -> None:
    judged = judge(scene(message(kind), person=person(protection=protection)))
    assert judged.outcome == "refuse", judged.told()
    assert judged.handlings == {"telefon"}
    assert judged.grounds == {"VB-IDENT-01", "PRODUKT-IDENT-01"}, judged.told()
    assert all(verdict["disclosed"] == [] for verdict in judged.verdicts.values())


@pytest.mark.parametrize("answer", ["sekretessmarkering", "skyddad folkbokföring", "no hit", "silent"])
def test_a_kvittens_carries_ids_only_and_goes_even_then(answer: str) -> None:
    judged = asked("kvittens", {"type": "personnummer", "value": PERSON}, answer)
    assert judged.outcomes <= {"forward", "reduce"}, judged.told()
    for verdict in judged.verdicts.values():
        assert not {"patient.identifier", "patient.name", "patient.address"} & set(verdict["disclosed"])


def test_a_discharge_that_is_taken_back_for_a_protected_person_is_for_the_telephone() -> None:
    cancel = message(
        "utskrivningsmeddelande",
        "cancel",
        relatesTo=mid(3),
        without=["dischargedAt"],
        content={"reason": "Stannar"},
        sentAt="2026-03-05T13:00:00+01:00",
    )
    judged = judge(scene(cancel, history=discharged(), person=person(protection="sekretessmarkering")))
    assert judged.outcome == "refuse"
    assert judged.handlings == {"telefon"}
    assert judge(scene(cancel, history=discharged())).outcome == "forward"


@pytest.mark.parametrize("member", ["name", "address", "given", "municipality"])
def test_a_message_never_states_who_the_person_is(member: str) -> None:
    patient = {"type": "personnummer", "value": PERSON, member: "Test"}
    judged = judge(scene(message("inskrivningsmeddelande", patient=patient)))
    assert judged.verdicts == {}
    assert {issue["path"] for issue in judged.printed["issues"]} == {f"message.patient.{member}"}


def test_name_and_address_come_from_the_register() -> None:
    judged = judge(scene(message("inskrivningsmeddelande"), person=person(address=None)))
    assert judged.outcome == "forward"
    assert "patient.address" not in judged.disclosed(SOCIAL)
