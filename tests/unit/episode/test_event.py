"""An event holds what order and roles depend on, and nothing that somebody wrote freely."""

import json
from datetime import datetime

import orjson
import pytest
from hypothesis import given
from pydantic import TypeAdapter

from adapter.episode.event import event
from adapter.model.history import Event
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.kinds import KINDS
from adapter.model.member import Member, Type
from adapter.model.message import Message, Outage
from adapter.model.person import NoHit, Person, RegisterAnswer, Silent
from tests import strategies
from tests.builders import SENT, message


@pytest.mark.parametrize(
    ("kind", "content", "noted"),
    [
        (
            "inskrivningsmeddelande",
            {"estimatedDischarge": "2026-03-06", "ward": "x", "contactReason": "kort-vardtid-24h"},
            {"estimatedDischarge": "2026-03-06", "contactReason": "kort-vardtid-24h"},
        ),
        (
            "planeringsunderlag",
            {
                "answers": [
                    {"question": "kand-patient", "answer": True, "comment": "x", "name": "x"},
                    {"question": "Vad heter grannen?", "answer": True},
                    {"question": "samordningsbehov"},
                ],
                "colour": "rod",
            },
            {"answers": [["kand-patient", True]], "colour": "rod"},
        ),
        ("planeringsunderlag", {}, {}),
        (
            "svar-inskrivningsmeddelande",
            {"answers": [{"question": "insatser-socialtjanst", "answer": True}, {"question": "diabetes", "answer": True}]},
            {"answers": [["insatser-socialtjanst", True]]},
        ),
        ("svar-inskrivningsmeddelande", {"answers": [{"question": "Hemtjänst?", "answer": True}]}, {}),
        (
            "generellt-meddelande",
            {"text": "x", "subject": "x", "topic": "samordnad-planering", "newNeeds": True, "neededFrom": ["socialtjanst"]},
            {"topic": "samordnad-planering", "newNeeds": True, "neededFrom": ["socialtjanst"]},
        ),
        (
            "fast-vardkontakt",
            {"contact": {"name": "x", "phone": "x", "coordinates": True}},
            {"name": "x", "coordinates": True},
        ),
        ("fast-vardkontakt", {}, {}),
        ("patientinformation", {"sections": [{"unit": "SE2120002627-SOC1", "text": "x"}, {"text": "x"}]},
         {"units": ["SE2120002627-SOC1"]}),
        ("patientinformation", {"careContact": "x"}, {"careContact": True}),
        (
            "utskrivningsmeddelande",
            {"dischargedAt": "2026-03-06T10:00:00+01:00", "text": "x", "contactRecord": {"at": "2026-03-06T09:00:00+01:00", "with": "x"}},
            {"dischargedAt": "2026-03-06T10:00:00+01:00", "contactRecordAt": "2026-03-06T09:00:00+01:00"},
        ),
        ("utskrivningsmeddelande", {"contactRecord": {"with": "x"}}, {}),
        ("kvittens", {"acknowledgedAt": "2026-03-06T10:00:00+01:00"}, {}),
        ("kallelse", {"timing": {"value": "after", "reason": "Dottern är hemma då"}}, {"adaptedTime": True}),
        ("kallelse", {"timing": {"value": "after"}}, {}),
        ("svar-kallelse", {"attends": True, "attendees": [{"name": "x", "prepared": True}]}, {"attends": True, "prepared": True}),
        ("svar-kallelse", {"attendees": [{"name": "x", "prepared": True}, {"name": "x"}]}, {}),
        ("svar-kallelse", {"attendees": []}, {}),
    ],
)  # fmt: skip
def test_only_codes_dates_and_flags_are_noted(
    kind: str, content: dict[str, object], noted: dict[str, object]
) -> None:
    assert event(message(kind=kind, content=content), SENT).noted == noted


def test_an_annulments_reason_is_noted_only_when_it_is_one_of_the_codes() -> None:
    annulled = message(action="annul", content={"reason": "fel-person"})
    assert event(annulled, SENT).noted == {"reason": "fel-person"}
    freely = message(action="annul", content={"reason": "Fel Anna"})
    assert event(freely, SENT).noted == {}


def test_late_entry_notes_when_it_was_done_on_paper() -> None:
    at = datetime.fromisoformat("2026-03-01T10:00:00+01:00")
    noted = event(message(content={}, outage=Outage("strömavbrott", at)), SENT).noted
    assert noted == {"originalAt": "2026-03-01T10:00:00+01:00"}


def test_what_is_outside_a_stay_has_none() -> None:
    found = event(message(episode=None), SENT)
    assert (found.episode, found.admitted_at, found.legal_form) == (None, None, "frivillig")


def _free(value: object, members: tuple[Member, ...]) -> list[str]:
    """Every freely written text of a content."""
    if not isinstance(value, dict):
        return []
    by_name = {member.name: member for member in members}
    texts: list[str] = []
    for name, item in value.items():
        member = by_name[name]
        for one in item if isinstance(item, list) else [item]:
            if member.type in {Type.TEXT, Type.SCALAR} and isinstance(one, str):
                texts.append(one)
            texts.extend(_free(one, member.members))
    return texts


@given(strategies.messages())
def test_no_freely_written_text_is_noted_and_an_event_is_plain_json(sent: Message) -> None:
    noted = event(sent, SENT).noted
    contact = noted.get(
        "name"
    )  # the one name that stays: what the ward writes is compared with it (VB-MSG-15)
    noted_but_name = {name: value for name, value in noted.items() if name != "name"}
    kept = {leaf for leaf in _leaves(noted_but_name) if isinstance(leaf, str)}
    assert contact is None or sent.kind == "fast-vardkontakt"
    written = {text for text in _free(sent.content, KINDS[sent.kind].members) if len(text) > 1}
    # the registered contact's name is kept, to be compared with what the ward writes (VB-MSG-15)
    contact = sent.content.get("contact")
    named = {contact.get("name")} if sent.kind == "fast-vardkontakt" and isinstance(contact, dict) else set()
    assert not kept & (written - {"fel-person", "fel-mottagare"} - named)
    assert json.loads(orjson.dumps(noted)) == noted


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def test_it_notes_where_the_person_is_registered_and_whether_the_person_has_turned_65() -> None:
    on_the_day = datetime.fromisoformat("1955-01-01T00:00:00+01:00")
    before = datetime.fromisoformat("1954-12-31T23:30:00+01:00")
    person = Person("189001019802", municipality="2482", placed_by="2480")
    born_1890 = event(message(), on_the_day, person)
    assert (born_1890.municipality, born_1890.placed_by, born_1890.over65) == ("2482", "2480", True)
    assert event(message(), before, person).over65 is False


@pytest.mark.parametrize("silent", [NoHit(), Silent()])
def test_of_a_person_whom_the_register_did_not_tell_of_it_notes_nothing(silent: RegisterAnswer) -> None:
    told = event(message(patient=PatientId(NumberType.LMA_NUMMER, "12-345678")), SENT, silent)
    assert (told.municipality, told.placed_by, told.over65) == (None, None, None)


def test_an_event_kept_before_these_were_noted_is_still_read() -> None:
    kept = orjson.loads(orjson.dumps(event(message(), SENT)))
    for name in ("municipality", "placed_by", "over65"):
        del kept[name]
    read = TypeAdapter(Event).validate_python(kept)
    assert (read.municipality, read.placed_by, read.over65) == (None, None, None)
