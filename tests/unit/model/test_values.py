"""The small values of the domain: history's lookup, the kinds' table, ids that are computed."""

from adapter.episode.event import event
from adapter.model.errors import InputError, PackError
from adapter.model.history import Disclosure, History
from adapter.model.ids import alias, delivery_id, entry_id, message_key
from adapter.model.issue import Issue, Severity
from adapter.model.kinds import KINDS, paths
from adapter.model.verdict import Outcome, Verdict
from tests.builders import SENT, SOCIAL, WARD, message


def test_a_recipient_may_name_a_message_by_the_id_it_got() -> None:
    sent = event(message(), SENT)
    history = History(
        events=(sent,), disclosures=(Disclosure(sent.message_id, SOCIAL, "delivery", (), SENT),)
    )
    assert history.event("delivery") == history.event(sent.message_id) == sent
    assert history.event("another") is None


def test_an_action_that_takes_back_needs_only_its_reason() -> None:
    kind = KINDS["utskrivningsklar"]
    assert (kind.required("new"), kind.required("cancel"), kind.required("annul")) == (
        ("readyAt",),
        (),
        ("reason",),
    )


def test_every_kind_may_be_annulled_and_give_its_reason_and_who_decided() -> None:
    for kind in KINDS.values():
        assert "annul" in kind.actions
        assert kind.member("reason") is not None
        assert kind.member("decidedBy") is not None
        assert kind.member("address") is None
        assert list(paths(kind)) == [f"content.{member.name}" for member in kind.members]


def test_ids_are_computed_and_differ_by_everything_they_stand_for() -> None:
    ids = {
        message_key(WARD, "m"),
        entry_id(WARD, "m", SOCIAL),
        entry_id(WARD, "m", SOCIAL, "oleverat"),
        delivery_id(WARD, "m", SOCIAL, 0, "oleverat"),
        delivery_id(WARD, "m", SOCIAL, 0),
        delivery_id(WARD, "m", SOCIAL, 1),
        alias("vtf", SOCIAL),
    }
    assert len(ids) == 7
    assert delivery_id(WARD, "m", SOCIAL, 1) in ids


def test_only_what_is_forwarded_or_reduced_leaves() -> None:
    leaving = {outcome for outcome in Outcome if Verdict(SOCIAL, outcome, ()).leaves}
    assert leaving == {Outcome.FORWARD, Outcome.REDUCE}


def test_errors_say_how_many_and_where_never_what() -> None:
    fault = Issue(Severity.ERROR, "READ-TYPE", "patient.value", "x")
    assert str(InputError((fault,))) == "1 fault(s) in the input"
    assert str(PackError("pack.yaml", 3, "unknown key")) == "pack.yaml:3: unknown key"
