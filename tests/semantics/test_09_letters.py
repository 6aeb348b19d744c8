"""Letters: owed to whom no electronic message reaches, decided again at each printing, on record before they leave."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest
from pypdf import PdfReader

from adapter.acknowledgement import receipt as receipts
from adapter.gateways import audit_records
from adapter.gateways.printer import TypstPrinter
from adapter.model.consent import Consent, RecordedBy
from adapter.model.errors import Stale, Unavailable, Withheld
from adapter.model.message import Message, Sender, Staff
from adapter.pipeline.correspondence import Correspondence
from tests import builders
from tests.builders import HEALTH_CENTRE, HOME_CARE, PERSON, SENT, SOCIAL
from tests.whole import LETTERS, PROTECTED, Whole, answering, notice, silent
from tests.whole import PERSON as REGISTERED

pytestmark = pytest.mark.anyio
NURSE = Sender(HEALTH_CENTRE, Staff("Test Vårdkontakt", "sjuksköterska", "fast-vardkontakt"))
OWN = frozenset({HEALTH_CENTRE})
GIVEN = Consent(
    "given",
    form="oral",
    scopes=("sip", "informationsoverforing"),
    given_by="patient",
    recorded_at=SENT - timedelta(hours=1),
    recorded_by=RecordedBy(HEALTH_CENTRE, "Test Testsson", "sjuksköterska"),
)
MEETING = {
    "purpose": "sip-fristaende",
    "start": "2026-03-16T13:00:00+01:00",
    "end": "2026-03-16T14:00:00+01:00",
    "form": "fysiskt",
    "place": "Hälsocentralen, rum 2",
    "agenda": "Hemtjänst och hemsjukvård behöver samordnas",
    "requestedBy": "patient",
    "participants": ["patient", "Karin Exempel", SOCIAL, "Hemsjukvården"],
}
PLAN = {
    "planId": "plan-1",
    "version": 1,
    "mainGoal": "Kunna bo kvar hemma",
    "subGoals": [{"id": "d1", "text": "Gå till parken", "responsible": HOME_CARE}],
    "interventions": [
        {"id": "i1", "text": "Gångträning", "responsible": HOME_CARE, "subGoal": "d1"},
        {"id": "i2", "text": "Omläggning av sår", "responsible": HEALTH_CENTRE},
        {"id": "i3", "text": "Mäter blodtrycket själv", "responsible": HEALTH_CENTRE, "selfCare": True},
    ],
    "coordinator": {"unit": HEALTH_CENTRE, "name": "Test Vårdkontakt", "phone": "090-100 00"},
    "followUpAt": "2026-05-04T10:00:00+02:00",
    "evaluationAt": "2026-09-07T10:00:00+02:00",
}


def kallelse(**changes: object) -> Message:
    """An invitation from the health centre, outside any stay."""
    plain = {
        "kind": "kallelse",
        "sender": NURSE,
        "episode": None,
        "consent": GIVEN,
        "content": MEETING,
    }
    return notice(SOCIAL, HOME_CARE, **{**plain, **changes})


def follows(original: Message, action: str, **content: object) -> Message:
    """A change of the invitation, or its withdrawal."""
    kept = {**MEETING, **content} if action == "revise" else content
    return kallelse(action=action, relates_to=original.message_id, content=kept, consent=None)


def correspondence(whole: Whole) -> Correspondence:
    return Correspondence(whole.parts, TypstPrinter())


async def letters(whole: Whole, message: Message) -> dict[str, Mapping[str, object]]:
    """The letters of a message by whom they are for; two for the same party are numbered."""
    found = await correspondence(whole).letters(message.message_id, OWN)
    assert found is not None
    told: dict[str, Mapping[str, object]] = {}
    for one in receipts.letters(found):
        told[str(one["to"]) + "+" * (str(one["to"]) in told)] = one
    return told


async def states(whole: Whole, message: Message) -> dict[str, object]:
    return {to: one["state"] for to, one in (await letters(whole, message)).items()}


async def printed(whole: Whole, message: Message, to: str) -> str:
    """The text of a letter, printed now."""
    name = str((await letters(whole, message))[to]["letter"])
    body = await correspondence(whole).letter(message.message_id, name, OWN, "request-1")
    assert body is not None
    return text_of(body)


async def send(whole: Whole, message: Message, to: str) -> None:
    name = str((await letters(whole, message))[to]["letter"])
    done = await correspondence(whole).sent(message.message_id, name, OWN, at=whole.clock.at, channel="post")
    assert done is not None


async def refusal(whole: Whole, message: Message, to: str) -> str:
    with pytest.raises(Withheld) as refused:
        await printed(whole, message, to)
    return refused.value.issues[0].rule


def text_of(body: bytes) -> str:
    """The text as a reader extracts it, lines put together."""
    pages = PdfReader(io.BytesIO(body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


async def audited(whole: Whole, what: str) -> list[dict[str, object]]:
    connection = whole.store.shelf.connection
    return [
        record.content
        for number in range(256)
        async for record in audit_records.read(connection, f"{{p{number:02x}}}")
        if record.content.get("what") == what
    ]


async def test_an_invitation_owes_a_letter_to_everybody_who_is_no_unit(whole: Whole) -> None:
    message = kallelse()
    receipt = await whole.send(message)
    told = receipts.letters(receipt)
    assert [(one["to"], one["state"]) for one in told] == [("patient", "owed"), ("annan", "owed")]
    assert "Karin" not in orjson.dumps(receipts.to_json(receipt)).decode()
    assert all(one["due"] == "2026-03-02T23:59:59+01:00" for one in told)
    assert await states(whole, message) == {"patient": "owed", "annan": "owed"}


async def test_the_letter_says_when_where_and_what_of_and_who_comes(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    text = await printed(whole, message, "patient")
    for said in (
        "måndag den 16 mars 2026 klockan 13.00–14.00",
        "Hälsocentralen, rum 2",
        "Hemtjänst och hemsjukvård behöver samordnas",
        "Exempelgatan 1 903 25 Umeå",
        "Karin Exempel",
        "Socialtjänsten",
        "frivilligt",
        "ta tillbaka ditt samtycke",
    ):
        assert said in text
    assert PERSON not in text
    assert await states(whole, message) == {"patient": "printed", "annan": "owed"}
    other = await printed(whole, message, "annan")
    assert "möte om planeringen för Test Testsson" in other
    assert "Exempelgatan" not in other
    assert PERSON not in other


async def test_a_printing_is_on_record_and_the_same_letter_has_the_same_bytes(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    name = str((await letters(whole, message))["annan"]["letter"])
    first = await correspondence(whole).letter(message.message_id, name, OWN, "request-1")
    again = await correspondence(whole).letter(message.message_id, name, OWN, "request-2")
    assert first == again
    records = await audited(whole, "printed")
    assert [(one["letter"], one["party"], one["request"]) for one in records] == [
        (name, "annan", "request-1"),
        (name, "annan", "request-2"),
    ]
    assert "content.agenda" in str(records[0]["disclosed"])
    assert "Karin" not in str(records)


async def test_a_letter_is_settled_by_whoever_sent_it(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    await send(whole, message, "patient")
    await send(whole, message, "patient")
    told = (await letters(whole, message))["patient"]
    assert (told["state"], told["channel"]) == ("sent", "post")
    assert len(await audited(whole, "letter-sent")) == 1


async def test_a_letter_is_not_sent_in_the_future(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    name = str((await letters(whole, message))["patient"]["letter"])
    with pytest.raises(Withheld):
        await correspondence(whole).sent(
            message.message_id, name, OWN, at=whole.clock.at + timedelta(hours=1), channel="post"
        )


async def test_a_changed_time_replaces_what_was_not_sent_and_is_told_everybody(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    await send(whole, message, "patient")
    later = follows(message, "revise", start="2026-03-17T09:00:00+01:00", end="2026-03-17T10:00:00+01:00")
    await whole.send(later)
    assert await states(whole, message) == {"patient": "sent", "annan": "superseded"}
    assert await states(whole, later) == {"patient": "owed", "annan": "owed"}
    text = await printed(whole, later, "patient")
    assert "Ändrad inbjudan" in text
    assert "tisdag den 17 mars 2026 klockan 09.00–10.00" in text
    assert await refusal(whole, message, "annan") == "PRODUKT-LETTER-02"


async def test_whoever_is_invited_no_more_is_told_if_the_letter_may_have_gone(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    await printed(whole, message, "annan")
    later = follows(message, "revise", participants=["patient", "Omar Exempel"])
    await whole.send(later)
    assert await states(whole, later) == {"patient": "owed", "annan": "owed", "annan+": "owed"}
    text = await printed(whole, later, "annan+")
    assert "Karin Exempel" in text
    assert "är inställt" in text
    assert "Omar" not in text


async def test_a_meeting_called_off_is_told_whom_a_letter_may_have_reached(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    await send(whole, message, "patient")
    await whole.work()
    off = follows(message, "cancel")
    await whole.send(off)
    assert await states(whole, message) == {"patient": "sent", "annan": "superseded"}
    assert await states(whole, off) == {"patient": "owed"}
    text = await printed(whole, off, "patient")
    assert "är inställt" in text
    assert "måndag den 16 mars 2026" in text


async def test_consent_withdrawn_stops_the_letters_to_others_not_the_persons_own(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    withdrawn = {
        "status": "withdrawn",
        "form": "oral",
        "scopes": ["sip"],
        "givenBy": "patient",
        "recordedAt": SENT.isoformat(),
        "recordedBy": {"unit": HEALTH_CENTRE, "name": "Test Testsson", "title": "sjuksköterska"},
    }
    await whole.send(kallelse(kind="samtycke", content=withdrawn, consent=None, recipients=(SOCIAL,)))
    with pytest.raises(Withheld):
        await printed(whole, message, "annan")
    assert "Inbjudan" in await printed(whole, message, "patient")
    (record,) = await audited(whole, "print-refused")
    assert record["rules"]


@pytest.mark.parametrize("to", ["patient", "annan"])
async def test_nothing_is_printed_of_whoever_is_protected_or_may_be(whole: Whole, to: str) -> None:
    message = kallelse()
    await whole.send(message)
    answering(whole, PROTECTED)
    protected = await refusal(whole, message, to)
    silent(whole)
    unknown = await refusal(whole, message, to)
    assert protected == unknown == "PRODUKT-IDENT"


async def test_the_dead_get_no_letter(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    answering(whole, replace(REGISTERED, deceased=date(2026, 3, 2)))
    assert await refusal(whole, message, "patient") == "PRODUKT-IDENT"


async def test_an_annulled_invitation_is_not_printed(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    await send(whole, message, "patient")
    await whole.send(follows(message, "annul", reason="fel-person"))
    assert await refusal(whole, message, "patient") == "PRODUKT-LETTER-01"


async def test_a_unit_without_a_system_gets_a_letter_of_any_kind(whole: Whole) -> None:
    message = notice(SOCIAL, LETTERS)
    receipt = await whole.send(message)
    (told,) = receipts.letters(receipt)
    assert (told["to"], told["state"]) == (LETTERS, "owed")
    body = await correspondence(whole).letter(
        message.message_id, str(told["letter"]), frozenset({builders.WARD}), "r"
    )
    assert body is not None
    text = text_of(body)
    assert "Inskrivningsmeddelande" in text
    assert "Kassan" in text
    person = await whole.store.person((PERSON,))
    assert [one.delivery for one in person.history.disclosures] == [told["letter"]]


async def test_nobody_reads_the_letters_of_others(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    name = str((await letters(whole, message))["patient"]["letter"])
    ours, theirs = correspondence(whole), frozenset({SOCIAL})
    assert await ours.letters(message.message_id, theirs) is None
    assert await ours.letter(message.message_id, name, theirs, "r") is None
    assert await ours.letter(message.message_id, "no-such-letter", OWN, "r") is None
    assert await ours.plan(message.message_id, theirs, "r") is None
    assert await ours.sent(message.message_id, "no-such", OWN, at=SENT, channel="post") is None


async def test_the_printed_plan_shows_every_intervention_and_that_it_is_a_draft(whole: Whole) -> None:
    await whole.send(kallelse())
    draft = kallelse(kind="sip", content=PLAN)
    await whole.send(draft)
    body = await correspondence(whole).plan(draft.message_id, OWN, "r")
    assert body is not None
    text = text_of(body)
    assert "UTKAST" in text
    for said in ("Kunna bo kvar hemma", "Gångträning", "Omläggning av sår", "Mäter blodtrycket själv"):
        assert said in text
    assert "090-100 00" in text
    assert "måndag den 4 maj 2026 klockan 10.00" in text
    (record,) = await audited(whole, "printed")
    assert record["party"] == "patient"


async def test_what_is_no_plan_is_not_printed_as_one(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    with pytest.raises(Withheld) as refused:
        await correspondence(whole).plan(message.message_id, OWN, "r")
    assert refused.value.issues[0].rule == "PRODUKT-LETTER-04"


async def test_whatever_comes_while_a_letter_is_printed_makes_it_decided_anew(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    before = await whole.store.kept(message.message_id, (HEALTH_CENTRE,))
    assert before is not None
    await printed(whole, message, "patient")
    with pytest.raises(Stale):
        await whole.store.inscribe(before.person, (), None, {"what": "printed"})


async def test_a_case_that_never_rests_is_not_printed(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    message = kallelse()
    await whole.send(message)

    async def moved(*_: object) -> None:
        raise Stale("moved")

    monkeypatch.setattr(whole.store, "inscribe", moved)
    with pytest.raises(Unavailable):
        await printed(whole, message, "patient")


async def test_a_person_who_may_not_be_told_of_leaves_no_letter_at_all(whole: Whole) -> None:
    answering(whole, PROTECTED)
    receipt = await whole.refused(kallelse())
    assert receipts.letters(receipt) == []


async def test_what_waits_for_the_register_is_not_printed(whole: Whole) -> None:
    silent(whole)
    message = kallelse()
    await whole.send(message)
    assert await refusal(whole, message, "patient") == "PRODUKT-LETTER-03"
    with pytest.raises(Withheld):
        await correspondence(whole).plan(message.message_id, OWN, "r")
    answering(whole)


async def test_what_has_been_erased_is_not_printed(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    kept = await whole.store.kept(message.message_id, (HEALTH_CENTRE,))
    assert kept is not None
    key = whole.store.shelf.records.message_key(HEALTH_CENTRE, message.message_id)
    send_ = whole.store.shelf.connection.send
    await send_("HDEL", f"{kept.person.partition}:message:{key}", "wrapped")
    assert await refusal(whole, message, "patient") == "PRODUKT-LETTER-03"


async def test_a_letter_that_was_replaced_is_not_told_as_sent(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    await whole.send(follows(message, "revise", place="Sal 3"))
    with pytest.raises(Withheld) as refused:
        await send(whole, message, "patient")
    assert refused.value.issues[0].rule == "PRODUKT-LETTER-02"


async def test_an_annulled_plan_is_not_printed_and_an_earlier_one_says_so(whole: Whole) -> None:
    await whole.send(kallelse())
    draft = kallelse(kind="sip", content=PLAN)
    await whole.send(draft)
    approved = kallelse(kind="sip", action="approve", content=PLAN, relates_to=draft.message_id)
    await whole.send(approved)
    newest = await correspondence(whole).plan(approved.message_id, OWN, "r")
    older = await correspondence(whole).plan(draft.message_id, OWN, "r")
    assert newest is not None
    assert older is not None
    assert "Läge Godkänd" in text_of(newest)
    assert "ÄLDRE VERSION" in text_of(older)
    assert "Läge Äldre version" in text_of(older)
    await whole.send(
        kallelse(
            kind="sip",
            action="annul",
            content={"reason": "fel-person"},
            relates_to=approved.message_id,
            consent=None,
        )
    )
    with pytest.raises(Withheld) as refused:
        await correspondence(whole).plan(approved.message_id, OWN, "r")
    assert refused.value.issues[0].rule == "PRODUKT-LETTER-01"


async def test_a_closed_plan_says_that_it_no_longer_holds(whole: Whole) -> None:
    await whole.send(kallelse())
    draft = kallelse(kind="sip", content=PLAN)
    await whole.send(draft)
    approved = kallelse(kind="sip", action="approve", content=PLAN, relates_to=draft.message_id)
    await whole.send(approved)
    end = {"planId": PLAN["planId"], "reason": "mal-uppnadda"}
    await whole.send(kallelse(kind="sip", action="close", content=end, relates_to=approved.message_id))
    body = await correspondence(whole).plan(approved.message_id, OWN, "r")
    assert body is not None
    assert "AVSLUTAD" in text_of(body)
    assert "ÄLDRE VERSION" not in text_of(body)


async def test_a_protected_person_gets_no_plan(whole: Whole) -> None:
    await whole.send(kallelse())
    draft = kallelse(kind="sip", content=PLAN)
    await whole.send(draft)
    answering(whole, PROTECTED)
    with pytest.raises(Withheld) as refused:
        await correspondence(whole).plan(draft.message_id, OWN, "r")
    assert refused.value.issues[0].rule == "PRODUKT-IDENT"
    (record,) = await audited(whole, "print-refused")
    assert "PRODUKT-IDENT-01" in str(record["rules"])


async def test_a_state_of_another_store_is_not_written(whole: Whole) -> None:
    message = kallelse()
    await whole.send(message)
    kept = await whole.store.kept(message.message_id, (HEALTH_CENTRE,))
    assert kept is not None
    with pytest.raises(TypeError):
        await whole.store.inscribe(replace(kept.person, handle=None), (), None, {})
