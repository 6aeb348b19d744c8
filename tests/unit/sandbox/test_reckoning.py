"""The demo's judge: it must notice whatever differs from what was told beforehand."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from adapter.r4.systems import COLOUR
from adapter.sandbox.episodes import START
from adapter.sandbox.ledger import Row
from adapter.sandbox.people import CAST
from adapter.sandbox.reckoning import UNDELIVERED, Check, Observed, Played, Reckoning, arrived
from adapter.sandbox.script import Expected, Step
from adapter.sandbox.stay import Stay
from adapter.sandbox.units import HEALTH_CENTRE, HOSPITAL, MUNICIPALITY, PRIMARY_CARE, SOCIAL_SERVICES, WARD

_STAY = Stay("prov", "", CAST.blue, (SOCIAL_SERVICES, HEALTH_CENTRE), START)
NOTICE = _STAY.admission(
    _STAY.at(0, 10),
    expected={
        SOCIAL_SERVICES: Expected("reduce", _STAY.at(0, 10), frozenset({"content.ward"})),
        HEALTH_CENTRE: Expected("refuse", None),
    },
)
BASIS = _STAY.planning_basis(_STAY.at(1, 9), ("kand-patient",), to=(SOCIAL_SERVICES,), colour="bla")
SCENARIO = _STAY.scenario()
PLAYED = (
    Played(NOTICE, 202, {SOCIAL_SERVICES: "reduce", HEALTH_CENTRE: "refuse"}, {SOCIAL_SERVICES: "delivered"}),
    Played(BASIS, 202, {SOCIAL_SERVICES: "forward"}, {SOCIAL_SERVICES: "delivered"}),
)


def row(step: Step, *paths: str, recipient: str = SOCIAL_SERVICES, delivery: str = "") -> Row:
    colour = {"system": COLOUR, "code": step.colour} if step.colour else {}
    return Row(
        bundle=f"b{step.message_id}{delivery}",
        delivery=f"d{step.message_id}{delivery}",
        recipient=recipient,
        kind=str(step.message["kind"]),
        action="new",
        message_id=step.message_id,
        patient=CAST.blue.identifier,
        body={"texts": [step.canaries[path] for path in paths], "colour": [colour]},
        answer={},
    )


RIGHT = (row(NOTICE, "content.ward"), row(BASIS, *BASIS.canaries))


def judged(
    *rows: Row,
    played: tuple[Played, ...] = PLAYED,
    wire: Mapping[str, bytes] | None = None,
    kept: bytes = b"",
) -> Reckoning:
    observed = Observed({MUNICIPALITY: rows}, wire or {}, {"store/file": kept})
    return Reckoning([SCENARIO], played, observed)


def wrong(reckoning: Reckoning) -> dict[str, tuple[str, ...]]:
    return {check.name: check.found for check in reckoning.checks() if not check.ok}


def test_a_run_as_told_has_no_difference_and_the_right_figures() -> None:
    reckoning = judged(*RIGHT)
    assert wrong(reckoning) == {}
    assert reckoning.counters() == {
        "accepted": 2,
        "delivered": 2,
        "reduced": 1,
        "held": 0,
        "refused": 1,
        "acknowledged": 0,
        "deadLettered": 0,
        "lost": 0,
        "reminded": 0,
    }


def test_a_reminder_is_counted_apart_and_held_against_what_its_recipient_had() -> None:
    told = {"kind": "paminnelse", "relatesTo": "of-nobody", "rule": "VB-ACK-04"}
    reminder = replace(
        RIGHT[0], delivery="r", kind="paminnelse", message_id="", patient="", body={"message": told}
    )
    reckoning = judged(*RIGHT, reminder)
    assert (reckoning.counters()["delivered"], reckoning.counters()["reminded"]) == (2, 1)
    assert set(wrong(reckoning)) == {
        "who is late is reminded once, of a message it knows, and of nobody by name"
    }


def test_a_message_that_did_not_come_is_lost_when_its_receipt_says_delivered() -> None:
    reckoning = judged(RIGHT[0])
    assert reckoning.counters()["lost"] == 1
    assert set(wrong(reckoning)) == {
        "what should arrive arrived once, and nothing else did",
        "nothing is lost: what a receipt calls delivered is in a ledger",
    }


def test_a_message_that_came_twice_is_noticed() -> None:
    twice = row(BASIS, *BASIS.canaries, delivery="again")
    assert set(wrong(judged(*RIGHT, twice))) == {"what should arrive arrived once, and nothing else did"}


def test_a_copy_to_somebody_else_is_noticed() -> None:
    stray = row(BASIS, *BASIS.canaries, recipient=WARD)
    assert "nothing arrived that no script sent" in wrong(judged(*RIGHT, stray))


def test_a_withheld_value_in_a_copy_is_noticed() -> None:
    leaking = row(NOTICE, "content.ward", "content.admissionReason")
    found = wrong(judged(leaking, RIGHT[1]))
    (text,) = found["every copy shows what it may and no more"]
    assert text.endswith("content.admissionReason should have been withheld")


def test_a_value_missing_in_a_copy_is_noticed() -> None:
    found = wrong(judged(row(NOTICE), RIGHT[1]))
    (text,) = found["every copy shows what it may and no more"]
    assert text.endswith("content.ward is missing")


def test_a_withheld_value_on_the_wire_is_noticed_though_no_ledger_has_it() -> None:
    token = NOTICE.canaries["content.admissionReason"].encode()
    name = "withheld values are nowhere in what any endpoint was sent"
    assert name in wrong(judged(*RIGHT, wire={PRIMARY_CARE: b"..." + token}))
    shown = NOTICE.canaries["content.ward"].encode()
    assert name not in wrong(judged(*RIGHT, wire={MUNICIPALITY: shown}))
    assert name in wrong(judged(*RIGHT, wire={HOSPITAL: shown}))


def test_an_identity_of_whom_nothing_may_leave_is_noticed_on_the_wire() -> None:
    nowhere = replace(
        SCENARIO, script=(replace(NOTICE, expected={SOCIAL_SERVICES: Expected("refuse", None)}, status=422),)
    )
    observed = Observed({}, {MUNICIPALITY: CAST.blue.identifier.encode()})
    reckoning = Reckoning([nowhere], [Played(nowhere.script[0], 422)], observed)  # type: ignore[arg-type]
    assert wrong(reckoning) == {
        "withheld values are nowhere in what any endpoint was sent": (
            f"prov: the identity reached {MUNICIPALITY}",
        )
    }
    assert reckoning.counters()["refused"] == 1


@pytest.mark.parametrize("secret", [CAST.blue.identifier, NOTICE.canaries["content.ward"]])
def test_anything_in_clear_in_the_adapters_files_is_noticed(secret: str) -> None:
    found = wrong(judged(*RIGHT, kept=b"..." + secret.encode()))
    assert list(found) == ["identities and content stand nowhere in clear in the adapter's files"]


def test_an_answer_that_quotes_the_message_is_noticed() -> None:
    quoting = replace(PLAYED[0], answer=NOTICE.canaries["content.ward"].encode())
    assert len(wrong(judged(*RIGHT, played=(quoting, PLAYED[1])))) == 1


def test_another_answer_or_verdict_than_told_is_noticed() -> None:
    other = (
        replace(PLAYED[0], verdicts={SOCIAL_SERVICES: "forward", HEALTH_CENTRE: "refuse"}),
        replace(PLAYED[1], status=503),
    )
    assert set(wrong(judged(*RIGHT, played=other))) == {
        "every message got its answer",
        "every recipient got its verdict",
    }


def test_a_later_message_that_comes_first_is_noticed() -> None:
    assert set(wrong(judged(*reversed(RIGHT)))) == {"order is kept for every recipient"}


def test_another_colour_is_noticed() -> None:
    other = replace(RIGHT[1], body={**RIGHT[1].body, "colour": [{"system": COLOUR, "code": "rod"}]})
    assert set(wrong(judged(RIGHT[0], other))) == {"the planning colour is right"}


def test_a_sender_is_told_once_of_what_did_not_go() -> None:
    step = replace(NOTICE, expected={HEALTH_CENTRE: Expected("forward", None)})
    scenario = replace(SCENARIO, script=(step,))
    told = replace(row(step), kind=UNDELIVERED, recipient=WARD, message_id="")
    played = [Played(step, 202, {HEALTH_CENTRE: "forward"}, {HEALTH_CENTRE: "stopped"})]

    def found(*rows: Row) -> dict[str, tuple[str, ...]]:
        return wrong(Reckoning([scenario], played, Observed({HOSPITAL: rows}, {})))

    assert found(told) == {}
    assert set(found()) == {"senders are told, once, of what did not go"}
    assert set(found(told, told)) == {"senders are told, once, of what did not go"}


def test_waiting_ends_when_all_that_is_due_has_come_except_where_a_system_is_down() -> None:
    def there(*rows: Row, down: frozenset[str] = frozenset(), day: int = 1) -> bool:
        return arrived([SCENARIO], {MUNICIPALITY: rows}, _STAY.at(day, 23), down)

    assert there(*RIGHT)
    assert not there(RIGHT[0])
    assert there(RIGHT[0], day=0)
    assert there(down=frozenset({MUNICIPALITY}))


def test_a_check_as_json() -> None:
    assert Check("s", "n", ("x",)).to_json() == {"scenario": "s", "check": "n", "ok": False, "found": ["x"]}
