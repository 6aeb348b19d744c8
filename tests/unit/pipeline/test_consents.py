"""Which consent records a message makes, and which have never been."""

from adapter.episode.event import event
from adapter.model.consent import Consent, RecordedBy
from adapter.model.history import History
from adapter.pipeline.consents import records, standing, stated
from tests.builders import HEALTH_CENTRE, SENT, WARD, message, units

GIVEN = {"status": "given", "form": "oral", "recordedBy": {"unit": HEALTH_CENTRE}}
OTHER = "8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e22"


def test_a_samtycke_makes_a_record_held_by_the_recorders_provider() -> None:
    (record,) = records(message(kind="samtycke", content=GIVEN), units(), SENT)
    assert (record.consent.status, record.holder, record.asserted) == ("given", "SE2321000222", False)


def test_what_a_message_asserts_is_marked_as_an_assertion() -> None:
    carried = Consent("given", recorded_by=RecordedBy("SE5560000000-X1"))
    (record,) = records(message(consent=carried), units(), SENT)
    assert (record.holder, record.asserted) == ("SE5560000000", True)
    (record,) = records(message(consent=Consent("refused")), units(), SENT)
    assert record.holder == "SE2321000222"


def test_an_annulling_samtycke_states_nothing_whatever_it_repeats() -> None:
    assert stated(message(kind="samtycke", action="annul", content={**GIVEN, "reason": "fel-person"})) is None
    assert stated(message()) is None


def test_a_consent_that_was_annulled_has_never_been() -> None:
    wrong = message(kind="samtycke", episode=None, content=GIVEN)
    annul = message(
        message_id=OTHER,
        kind="samtycke",
        action="annul",
        episode=None,
        relates_to=wrong.message_id,
        content={"reason": "fel-person"},
        sender=wrong.sender,
    )
    history = History(events=(event(wrong, SENT),), consents=records(wrong, units(), SENT))
    assert len(standing(history).consents) == 1
    assert standing(History((*history.events, event(annul, SENT)), history.consents)).consents == ()
    assert annul.sender.unit == WARD
