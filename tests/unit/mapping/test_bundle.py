"""What a delivery says, and what it can never say: only what its copy holds, under the ids its recipient knows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from adapter.mapping import conform
from adapter.mapping.bundle import bundle
from adapter.model.consent import Assessor, Consent, HarmAssessment, Period
from adapter.model.copy import Copy
from adapter.model.directory import Endpoint
from adapter.model.history import Episode
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.message import Outage
from adapter.model.person import Address, HumanName, Person
from tests.builders import HEALTH_CENTRE, SENT, SOCIAL, WARD, message, units
from tests.checkout import mappings

OWN_URL = "https://adapter.example/fhir"
DELIVERY = "0d9a5c3e-3a52-5a6e-9e2f-6a1d0f6b7c01"
PERSON = Person(
    "189001019802",
    municipality="2480",
    name=HumanName(("Tolvan",), "Tolvansson"),
    address=Address(("Storgatan 1",), "90325", "UMEÅ"),
)
EVERYTHING = ("patient.identifier", "patient.name", "sender.unit", "episode.id", "episode.admittedAt")


def _copy(**changes: Any) -> Copy:
    plain = Copy(
        message=message(),
        recipient=units()[SOCIAL],
        sender=units()[WARD],
        person=PERSON,
        delivery=DELIVERY,
        revision=0,
        disclosed=EVERYTHING,
        withheld=(),
        received_at=SENT + timedelta(seconds=2),
        episode_id="vtf-2026-000123",
    )
    return replace(plain, **changes)


def _made(**changes: Any) -> dict[str, Any]:
    made = bundle(_copy(**changes), bundle_id="b-1", timestamp=SENT, own_url=OWN_URL, mappings=mappings())
    assert conform.check(made) == ()
    return made


def _all(made: dict[str, Any], resource_type: str) -> Iterator[dict[str, Any]]:
    resources = (entry["resource"] for entry in made["entry"])
    return (resource for resource in resources if resource["resourceType"] == resource_type)


def _one(made: dict[str, Any], resource_type: str) -> dict[str, Any]:
    (found,) = _all(made, resource_type)
    return found


def _extension(resource: dict[str, Any], name: str) -> dict[str, Any] | None:
    extensions = resource.get("extension", ())
    return next((e for e in extensions if e["url"].rpartition("/")[2] == name), None)


def test_the_header_carries_the_delivery_and_the_communication_the_senders_id() -> None:
    made = _made()
    assert _one(made, "MessageHeader")["id"] == DELIVERY
    assert _one(made, "Communication")["identifier"][0]["value"] == message().message_id
    assert made["id"] == "b-1"


def test_the_same_copy_gives_the_same_bundle() -> None:
    assert _made() == _made()


def test_another_delivery_shares_no_resource_id() -> None:
    other = "7c9a5c3e-3a52-5a6e-9e2f-6a1d0f6b7c02"
    first, second = _made(), _made(delivery=other)
    ids = [{entry["resource"]["id"] for entry in made["entry"]} for made in (first, second)]
    assert ids[0].isdisjoint(ids[1])
    assert all(UUID(one) for one in ids[0] | ids[1])


@pytest.mark.parametrize(
    ("endpoint", "wanted"),
    [
        (None, f"https://adapter.example/svu/mailbox?unit={SOCIAL}"),
        (Endpoint("e", None, mode="mailbox"), f"https://adapter.example/svu/mailbox?unit={SOCIAL}"),
        (Endpoint("e", "https://kommun.example/fhir"), "https://kommun.example/fhir"),
    ],
)
def test_the_destination_is_the_endpoint_or_our_own_url_for_a_mailbox(
    endpoint: Endpoint | None, wanted: str
) -> None:
    made = _made(recipient=replace(units()[SOCIAL], endpoint=endpoint))
    (destination,) = _one(made, "MessageHeader")["destination"]
    assert destination["endpoint"] == wanted


def test_a_copy_lists_its_own_recipient_alone_unless_recipients_are_disclosed() -> None:
    assert len(_one(_made(), "Communication")["recipient"]) == 1
    both = (units()[SOCIAL], units()[HEALTH_CENTRE])
    assert len(_one(_made(recipients=both), "Communication")["recipient"]) == 2


def test_a_sender_that_may_not_be_named_is_its_organisation_everywhere() -> None:
    organisation = replace(units()[WARD], unit="SE2321000222", name="SE2321000222")
    made = _made(sender=organisation, message=message(sender=replace(message().sender, person=None)))
    text = orjson.dumps(made).decode()
    assert WARD not in text
    numbers = [
        identifier
        for resource in _all(made, "Organization")
        for identifier in resource["identifier"]
        if identifier["system"] == "urn:oid:2.5.4.97"
    ]
    assert [number["value"] for number in numbers] == ["2321000222"]


def test_without_the_number_there_is_no_patient_at_all() -> None:
    made = _made(disclosed=("sender.unit", "sender.person"), withheld=("patient.identifier",))
    assert list(_all(made, "Patient")) == []
    assert "189001019802" not in orjson.dumps(made).decode()
    assert _one(made, "Communication")["meta"]["security"][0]["code"] == "REDACTED"


def test_admission_is_told_only_where_it_is_disclosed() -> None:
    made = _made(disclosed=("patient.identifier", "episode.id"))
    assert "period" not in _one(made, "Encounter")


def test_the_legal_form_is_told_only_where_it_is_disclosed() -> None:
    assert _extension(_one(_made(), "Encounter"), "svu-legal-form") is None
    made = _made(disclosed=(*EVERYTHING, "episode.legalForm"))
    stated = _extension(_one(made, "Encounter"), "svu-legal-form")
    assert stated is not None
    assert stated["valueCoding"]["code"] == "frivillig"


def test_what_is_withheld_marks_its_resource() -> None:
    withheld = ("patient.address", "content.admissionReason", "content.questions", "sender.person")
    made = _made(withheld=withheld)
    for marked in ("Patient", "Encounter", "Communication", "MessageHeader"):
        assert _one(made, marked)["meta"]["security"][0]["code"] == "REDACTED"
    for resource in (*_all(made, "Organization"), *_all(made, "Provenance")):
        assert "security" not in resource.get("meta", {})


def test_a_message_outside_a_stay_has_no_encounter() -> None:
    outside = message(kind="meddelande-utanfor-vardtillfalle", episode=None, content={"text": "Hej"})
    assert list(_all(_made(message=outside, episode_id=None), "Encounter")) == []


def test_a_stay_is_made_for_what_a_message_says_of_one_without_naming_it() -> None:
    odd = message(episode=None, content={"ward": "Avdelning 1"})
    made = bundle(
        _copy(message=odd, episode_id=None),
        bundle_id="b-1",
        timestamp=SENT,
        own_url=OWN_URL,
        mappings=mappings(),
    )
    assert _one(made, "Encounter")["location"][0]["location"]["display"] == "Avdelning 1"


@pytest.mark.parametrize(
    ("kind", "action", "content", "episode", "wanted"),
    [
        ("inskrivningsmeddelande", "new", {}, None, "in-progress"),
        ("inskrivningsmeddelande", "new", {}, Episode("e"), "in-progress"),
        ("utskrivningsklar", "new", {}, Episode("e", "ready"), "in-progress"),
        ("utskrivningsklar", "cancel", {}, Episode("e", "planning"), "in-progress"),
        ("utskrivningsmeddelande", "new", {}, Episode("e", "discharged"), "finished"),
        ("utskrivningsmeddelande", "new", {}, None, "finished"),
        ("utskrivningsmeddelande", "cancel", {}, Episode("e", "ready"), "in-progress"),
        ("utskrivningsmeddelande", "cancel", {}, None, "in-progress"),
        ("avbruten-planering", "new", {"reason": "annan"}, Episode("e", "ended"), "in-progress"),
        (
            "avbruten-planering",
            "new",
            {"reason": "avliden"},
            Episode("e", "ended", deceased=True),
            "finished",
        ),
        ("avbruten-planering", "new", {"reason": "avliden"}, None, "finished"),
    ],
)
def test_the_stays_status_is_what_it_is_after_the_message(
    kind: str, action: str, content: dict[str, object], episode: Episode | None, wanted: str
) -> None:
    made = _made(message=message(kind=kind, action=action, content=content), episode=episode)
    assert _one(made, "Encounter")["status"] == wanted


def test_the_stays_dates_and_colour_come_from_its_state_where_the_message_is_silent() -> None:
    at = datetime.fromisoformat("2026-03-05T11:00:00+01:00")
    stay = Episode(
        "e", "ready", estimated_discharge="2026-03-06", ready_at=at, discharged_at=at, colours=("bla", "gul")
    )
    made = _made(message=message(kind="generellt-meddelande", content={"text": "Hej"}), episode=stay)
    encounter = _one(made, "Encounter")
    assert {e["url"].rpartition("/")[2]: e for e in encounter["extension"]}.keys() == {
        "extension-Encounter.plannedEndDate",
        "svu-ready",
        "svu-planning-colour",
    }
    assert encounter["period"]["end"] == at.isoformat()


def test_a_ready_day_that_was_taken_back_is_gone() -> None:
    back = message(kind="utskrivningsklar", action="cancel", content={"newEstimatedDischarge": "2026-03-09"})
    encounter = _one(_made(message=back, episode=Episode("e", "planning")), "Encounter")
    (planned,) = encounter["extension"]
    assert planned["valueDateTime"] == "2026-03-09"


def test_death_is_told_with_its_day_or_as_a_fact() -> None:
    dead = message(kind="avbruten-planering", content={"reason": "avliden"})
    assert _one(_made(message=dead), "Patient")["deceasedBoolean"] is True
    told = replace(PERSON, deceased=datetime(2026, 3, 4, tzinfo=SENT.tzinfo).date())
    patient = _one(_made(message=dead, person=told), "Patient")
    assert patient["deceasedDateTime"] == "2026-03-04"
    assert "deceasedBoolean" not in patient


def test_a_test_person_is_tagged_on_the_patient_and_the_bundle() -> None:
    made = _made(person=replace(PERSON, test=True))
    for tagged in (made, _one(made, "Patient")):
        assert tagged["meta"]["tag"][0]["code"] == "HTEST"
    assert "tag" not in _made()["meta"]


@pytest.mark.parametrize(
    ("number", "system"),
    [
        (PatientId(NumberType.SAMORDNINGSNUMMER, "196109732393"), "samordningsnummer"),
        (PatientId(NumberType.NATIONELLT_RESERVNUMMER, "98240301AA06"), "nationelltReservnummer"),
    ],
)
def test_the_identifier_system_follows_the_type_of_number(number: PatientId, system: str) -> None:
    made = _made(message=message(patient=number), person=Person(number.value))
    (identifier,) = _one(made, "Patient")["identifier"]
    assert identifier["system"].rpartition("/")[2] == system


def test_only_annul_is_entered_in_error_and_a_removal() -> None:
    for action, status, role in (
        ("revise", "completed", "revision"),
        ("annul", "entered-in-error", "removal"),
        ("forward", "completed", "source"),
    ):
        made = _made(message=message(action=action, relates_to="x"), relates_to="earlier")
        assert _one(made, "Communication")["status"] == status
        assert _one(made, "Provenance")["entity"][0]["role"] == role


def test_a_kvittens_owed_is_a_task_with_its_last_moment() -> None:
    due = SENT + timedelta(hours=13, minutes=59)
    task = _one(_made(kvittens_due=due), "Task")
    assert task["restriction"]["period"]["end"] == due.isoformat()
    assert task["status"] == "requested"


def test_a_kvittens_given_is_the_task_completed() -> None:
    given = message(kind="kvittens", content={"acknowledgedAt": "2026-03-02T11:15:30.250+01:00"})
    task = _one(_made(message=given, relates_to="earlier"), "Task")
    assert task["status"] == "completed"
    assert task["executionPeriod"]["end"] == "2026-03-02T11:15:30.250+01:00"


def test_a_consent_goes_only_where_its_status_is_disclosed() -> None:
    asked = message(consent=Consent("given", scopes=("informationsoverforing",), parties=(WARD, SOCIAL)))
    assert list(_all(_made(message=asked), "Consent")) == []
    consent = _one(_made(message=asked, disclosed=(*EVERYTHING, "consent.status")), "Consent")
    assert len(consent["provision"]["actor"]) == 1
    assert consent["provision"]["type"] == "permit"


@pytest.mark.parametrize(
    ("status", "wanted"),
    [("given", "active"), ("refused", "active"), ("withdrawn", "inactive")],
)
def test_a_consents_status(status: str, wanted: str) -> None:
    made = _made(message=message(consent=Consent(status)), disclosed=(*EVERYTHING, "consent.status"))
    assert _one(made, "Consent")["status"] == wanted


def test_where_nobody_was_asked_there_is_no_consent() -> None:
    asked = message(consent=Consent("not-asked"))
    assert list(_all(_made(message=asked, disclosed=(*EVERYTHING, "consent.status")), "Consent")) == []


def test_a_consent_that_is_over_before_it_starts_is_not_in_force() -> None:
    period = Period(SENT.date(), SENT.date() - timedelta(days=1))
    made = _made(
        message=message(consent=Consent("given", period=period)), disclosed=(*EVERYTHING, "consent.status")
    )
    consent = _one(made, "Consent")
    assert consent["status"] == "inactive"
    assert "period" not in consent["provision"]


@pytest.mark.parametrize(
    ("assessor", "who"),
    [(Assessor("Test Testsson", "överläkare"), "Test Testsson, överläkare"), (None, None)],
)
def test_a_harm_assessment_has_its_assessor_in_a_provenance_and_no_performer(
    assessor: Assessor | None, who: str | None
) -> None:
    harm = HarmAssessment("no-harm", assessor, SENT)
    stated = Consent("unable", given_by="relative", harm_assessment=harm)
    made = _made(message=message(consent=stated), disclosed=(*EVERYTHING, "consent.status"))
    consent = _one(made, "Consent")
    assert "performer" not in consent
    assert consent["provision"]["type"] == "permit"
    assert consent["policy"][0]["uri"].endswith("harm-assessment")
    (about,) = [p for p in _all(made, "Provenance") if consent["id"] in p["target"][0]["reference"]]
    assert about["agent"][0]["who"].get("display") == who
    if who:
        assert "Testsson" not in orjson.dumps(consent).decode()


def test_narrative_says_kind_action_and_sender_and_nothing_else() -> None:
    sender = replace(units()[WARD], name="<Avdelning & Co>")
    text = _one(_made(sender=sender), "MessageHeader")["text"]["div"]
    assert "Inskrivningsmeddelande (ny) från &lt;Avdelning &amp; Co&gt;" in text
    others = [r for r in _made()["entry"] if r["resource"]["resourceType"] != "MessageHeader"]
    assert all("text" not in entry["resource"] for entry in others)


def test_late_entry_says_when_it_happened() -> None:
    late = message(outage=Outage("Strömavbrott", SENT - timedelta(hours=8)))
    made = _made(message=late)
    assert _one(made, "Provenance")["occurredDateTime"] == (SENT - timedelta(hours=8)).isoformat()
    assert "Strömavbrott" not in orjson.dumps(made).decode()


def test_only_the_parts_of_a_report_that_were_written_are_told() -> None:
    said = message(
        kind="meddelande-utanfor-vardtillfalle",
        content={"sbar": {"situation": "Feber", "recommendation": "Hembesök"}},
        episode=None,
    )
    made = _made(message=said, disclosed=(*EVERYTHING, "content.sbar"))
    (communication,) = _all(made, "Communication")
    assert [payload["contentString"] for payload in communication["payload"]] == ["Feber", "Hembesök"]
