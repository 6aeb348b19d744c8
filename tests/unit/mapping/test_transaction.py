"""A delivery as a transaction: what each entry is known by, what it writes, and what it only refers to."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapter.mapping import conform_transaction, taken_back
from adapter.mapping.bundle import compose
from adapter.mapping.transaction import transaction
from adapter.model.copies import Copies, Original, Thing
from adapter.model.ids import digest
from adapter.model.person import Person
from adapter.r4 import systems
from tests import golden_bundles, golden_transactions
from tests.builders import PERSON, SOCIAL
from tests.checkout import mappings

CASES = list(golden_bundles.cases())
NAMES = {Thing.PERSON: "", Thing.STAY: "vtf-1", Thing.PLAN: "plan-1", Thing.THREAD: "m-1"}
COPIES = Copies(SOCIAL, "b7d5a8d4-7f3e-4c69-8d5c-3a3a0d0f6a01", "e-1", names=NAMES)
Bundle = dict[str, Any]


def written(name: str, copies: Copies = COPIES, **changes: object) -> Bundle:
    """The transaction of a golden case, whose copy may be changed."""
    copy = golden_bundles.copy_of(golden_bundles.document(golden_bundles.FOLDER / name))
    copy = replace(copy, **changes)  # type: ignore[arg-type]
    copies = replace(copies, content_free=copy.content_free)
    made = compose(
        copy,
        bundle_id=golden_bundles.BUNDLE_ID,
        timestamp=copy.received_at + timedelta(seconds=20),
        own_url=golden_bundles.OWN_URL,
        mappings=mappings(),
    )
    return transaction(made.bundle, made.labels, copies, mappings())


def entries(bundle: Bundle, name: str) -> list[Bundle]:
    return [entry for entry in bundle["entry"] if entry["resource"]["resourceType"] == name]


def key(entry: Bundle) -> str:
    """What an entry is found by."""
    request = entry["request"]
    search = request.get("ifNoneExist") or request["url"]
    return str(search.rpartition("|")[2])


def keys(bundle: Bundle, name: str) -> set[str]:
    return {key(entry) for entry in entries(bundle, name)}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_every_kind_and_action_conforms_and_names_nobody_in_a_request(folder: Path) -> None:
    made = written(folder.name)
    assert conform_transaction.check(made) == ()
    for entry in made["entry"]:
        request = str(entry["request"])
        assert "plan-1" not in request
        assert "vtf-" not in request
        assert not any(number in request for number in (PERSON, "1890", "personnummer"))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_same_resources_as_in_the_message_and_no_more(folder: Path) -> None:
    message = golden_bundles.made(folder)
    told = [entry["resource"]["resourceType"] for entry in message["entry"]]
    assert [entry["resource"]["resourceType"] for entry in written(folder.name)["entry"]] == told


def test_a_later_message_about_a_plan_writes_what_the_earlier_one_wrote() -> None:
    first = written("sip-new-full")
    later = written(
        "sip-revise-full", replace(COPIES, entry="e-2"), delivery="9b9d2f63-0a5e-5c55-8a76-52d3b1a7f001"
    )
    for name in ("CarePlan", "Goal", "ServiceRequest", "CareTeam"):
        assert keys(first, name)
        assert keys(first, name) == keys(later, name)
    assert keys(first, "Patient") == keys(later, "Patient")
    assert not keys(first, "Communication") & keys(later, "Communication")
    assert all("versionId" not in entry["resource"].get("meta", {}) for entry in first["entry"])


def test_a_part_of_a_plan_keeps_its_own_whatever_place_it_has() -> None:
    goals = entries(written("sip-new-full"), "Goal")
    own = {
        entry["resource"]["identifier"][0]["value"]: key(entry)
        for entry in goals
        if entry["resource"]["identifier"][0]["system"] == systems.PLAN_PART
    }
    assert own
    for value, found in own.items():
        part = value.rpartition("/")[2]
        assert found == COPIES.of(Thing.PLAN, f"subGoals/{digest(part)}")


@pytest.mark.parametrize(
    "other",
    [
        replace(COPIES, recipient="SE2120002627-HSV1"),
        replace(COPIES, person="5f35c6c0-66a9-4a4e-8e0c-5ec7d2f0a002"),
    ],
)
def test_another_recipient_and_another_person_share_nothing_but_the_units(other: Copies) -> None:
    own, others = written("sip-new-full"), written("sip-new-full", other)
    for name in ("CarePlan", "Goal", "ServiceRequest", "CareTeam", "Patient", "Communication"):
        assert not keys(own, name) & keys(others, name)
    assert keys(own, "Organization") == keys(others, "Organization")


def test_a_new_revision_writes_the_same_communication_under_its_own_header() -> None:
    first = written("inskrivningsmeddelande-new-full")
    second = written("inskrivningsmeddelande-new-full", delivery="9b9d2f63-0a5e-5c55-8a76-52d3b1a7f001")
    assert keys(first, "Communication") == keys(second, "Communication")
    ids = [entries(made, "MessageHeader")[0]["request"]["url"] for made in (first, second)]
    assert ids[1] == "MessageHeader/9b9d2f63-0a5e-5c55-8a76-52d3b1a7f001"
    assert ids[0] != ids[1]


def test_what_is_only_referred_to_is_made_where_it_is_missing_and_else_left_alone() -> None:
    made = written("generellt-meddelande-new-full")
    stay = entries(made, "Encounter")[0]["request"]
    assert stay["method"] == "POST"
    assert stay["ifNoneExist"].startswith(f"identifier={systems.RESOURCE_ID}|")
    notice = written("inskrivningsmeddelande-new-full")
    assert entries(notice, "Encounter")[0]["request"]["method"] == "PUT"
    assert keys(notice, "Encounter") == keys(made, "Encounter")
    assert entries(notice, "Patient")[0]["request"]["method"] == "PUT"


def test_a_copy_without_the_name_takes_no_name_away() -> None:
    (unnamed,) = entries(written("sip-new-full", person=Person(PERSON)), "Patient")
    assert unnamed["request"]["method"] == "POST"
    assert {key(unnamed)} == keys(written("sip-new-full"), "Patient")


@pytest.mark.parametrize(
    ("name", "thing", "case"),
    [
        ("CarePlan", Thing.PLAN, "sip-new-full"),
        ("Goal", Thing.PLAN, "sip-new-full"),
        ("Encounter", Thing.STAY, "inskrivningsmeddelande-new-full"),
        ("Patient", Thing.PERSON, "inskrivningsmeddelande-new-full"),
        ("Appointment", Thing.THREAD, "kallelse-new-full"),
    ],
)
def test_a_message_older_than_what_the_recipient_has_does_not_undo_it(
    name: str, thing: Thing, case: str
) -> None:
    late = written(case, replace(COPIES, newer=frozenset({thing})))
    assert {entry["request"]["method"] for entry in entries(late, name)} == {"POST"}
    assert {entry["request"]["method"] for entry in entries(written(case), name)} == {"PUT"}


def test_the_receivers_work_on_a_kvittens_is_not_undone_by_a_resend() -> None:
    case = next(folder.name for folder in CASES if entries(golden_bundles.made(folder), "Task"))
    owed = [
        entry
        for folder in CASES
        for entry in entries(written(folder.name), "Task")
        if entry["resource"]["status"] == "requested"
    ]
    assert case
    assert owed
    assert {entry["request"]["method"] for entry in owed} == {"POST"}


def original(kind: str, *paths: str, **changes: Any) -> Copies:
    taken = Original("m-0", kind, "e-0", "1d2e3f40-0000-4000-8000-000000000001", frozenset(paths), **changes)
    return replace(COPIES, original=taken)


def test_annulling_leaves_nothing_of_the_original_and_its_kvittens() -> None:
    made = written("inskrivningsmeddelande-annul-full", original("inskrivningsmeddelande", "x", owed=True))
    wrong = [entry for entry in made["entry"] if key(entry) == COPIES.key("message", "e-0", "Communication")]
    assert [entry["resource"]["status"] for entry in wrong] == ["entered-in-error"]
    assert "payload" not in wrong[0]["resource"]
    task = COPIES.key("Task", "1d2e3f40-0000-4000-8000-000000000001")
    assert [entry["resource"]["status"] for entry in made["entry"] if key(entry) == task] == [
        "entered-in-error"
    ]
    assert conform_transaction.check(made) == ()


def test_an_annulled_admission_is_no_stay() -> None:
    made = written(
        "inskrivningsmeddelande-annul-full", replace(original("inskrivningsmeddelande", "x"), gone=True)
    )
    (stay,) = entries(made, "Encounter")
    assert (stay["request"]["method"], stay["resource"]["status"]) == ("PUT", "entered-in-error")
    free = written(
        "inskrivningsmeddelande-annul-content-free",
        replace(original("inskrivningsmeddelande", "x"), gone=True),
    )
    assert keys(free, "Encounter") == keys(made, "Encounter")
    assert entries(free, "Encounter")[0]["resource"]["status"] == "entered-in-error"
    assert conform_transaction.check(free) == ()


def test_a_plan_annulled_without_content_is_emptied_with_all_its_parts() -> None:
    parts = (("subGoals", digest("m1")), ("interventions", digest("i1")))
    paths = ("content.mainGoal", "content.subGoals", "content.interventions", "content.coordinator")
    made = written("sip-annul-content-free", original("sip", *paths, parts=parts))
    statuses = {
        entry["resource"]["resourceType"]: entry["resource"].get("status")
        or entry["resource"].get("lifecycleStatus")
        for entry in made["entry"]
    }
    assert {statuses[name] for name in ("CarePlan", "Goal", "ServiceRequest", "CareTeam")} == {
        "entered-in-error"
    }
    assert keys(made, "Goal") == {
        COPIES.of(Thing.PLAN, "Goal/mainGoal"),
        COPIES.of(Thing.PLAN, f"subGoals/{digest('m1')}"),
    }
    assert conform_transaction.check(made) == ()


def test_a_plan_that_ends_without_content_is_completed_and_says_nothing_more() -> None:
    made = written("sip-close-content-free", original("sip", "content.mainGoal"))
    (plan,) = entries(made, "CarePlan")
    assert plan["resource"]["status"] == "completed"
    assert "goal" not in plan["resource"]
    assert not [
        entry for entry in entries(made, "Communication") if entry["resource"]["status"] != "completed"
    ]
    assert conform_transaction.check(made) == ()


@pytest.mark.parametrize(("action", "status"), [("cancel", "cancelled"), ("annul", "entered-in-error")])
def test_a_meeting_called_off_without_content_is_called_off(action: str, status: str) -> None:
    made = written(f"kallelse-{action}-content-free", original("kallelse", "content.start"))
    (meeting,) = entries(made, "Appointment")
    assert meeting["resource"]["status"] == status
    assert key(meeting) == COPIES.of(Thing.THREAD, "Appointment")
    assert keys(written("kallelse-new-full"), "Appointment") == {key(meeting)}
    assert conform_transaction.check(made) == ()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("planeringsunderlag", "QuestionnaireResponse"),
        ("svar-inskrivningsmeddelande", "QuestionnaireResponse"),
        ("kartlaggning", "QuestionnaireResponse"),
        ("samtycke", "Consent"),
        ("samordnad-vardplan", "CarePlan"),
        ("egenvardsplanering", "CarePlan"),
    ],
)
def test_what_was_annulled_without_content_is_entered_in_error_where_it_was_written(
    kind: str, name: str
) -> None:
    made = written(f"{kind}-annul-content-free", original(kind, "content.answers"))
    (one,) = entries(made, name)
    assert one["resource"]["status"] == "entered-in-error"
    assert key(one) in keys(written(f"{kind}-new-full"), name)
    assert conform_transaction.check(made) == ()


def test_of_what_was_got_without_content_nothing_is_made() -> None:
    made = written("sip-annul-content-free", original("sip"))
    assert not entries(made, "CarePlan")


@pytest.mark.parametrize("name", golden_transactions.CASES)
def test_the_case_gives_the_transaction_on_disk(name: str) -> None:
    made = golden_transactions.made(name)
    assert made == orjson.loads(golden_transactions.file(name).read_bytes())
    assert conform_transaction.check(made) == ()


def test_a_cancel_that_says_what_holds_now_leaves_the_original_as_it_was() -> None:
    made = written("utskrivningsklar-cancel-full", original("utskrivningsklar", "content.readyAt"))
    plain = written("utskrivningsklar-cancel-full")
    assert made == plain


def test_a_part_that_the_recipient_never_got_is_not_made() -> None:
    copies = original("sip", "content.mainGoal", parts=(("subGoals", digest("m1")),))
    assert keys(written("sip-annul-content-free", copies), "Goal") == {COPIES.of(Thing.PLAN, "Goal/mainGoal")}


def test_an_action_that_no_plan_has_makes_nothing_of_a_plan() -> None:
    header = {"reason": {"coding": [{"system": systems.ACTION, "code": "cancel"}]}}
    copies = replace(original("sip", "content.mainGoal"), content_free=True)
    assert list(taken_back.resources(header, copies, mappings())) == []
