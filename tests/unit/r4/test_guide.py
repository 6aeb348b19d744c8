"""The implementation guide in `profiles/fhir/`: made from the tables, and nothing in it by hand."""

import dataclasses
import json
import re

import pytest

from adapter import bootstrap
from adapter.model.delivery import NOTICES
from adapter.model.kinds import KINDS
from adapter.model.sip_kinds import RISK_AREAS
from adapter.model.stay_kinds import PLANNING_QUESTIONS
from adapter.policy import catalogue, loader
from adapter.r4 import extensions, guide, interactions, profiles, systems
from tests.checkout import ROOT, mappings
from tests.conformance import guide as files
from tests.conformance.guide import FOLDER, texts

DEFINITIONS = files.definitions()
_RULE = re.compile(r"\"((?:PRODUKT|CHECK|READ|HTTP|FHIR)(?:-[A-Z0-9]+)+)\"")


def test_the_files_are_what_the_tables_make() -> None:
    # Stale? `python -m tests.conformance.guide` writes them anew, `python -m tests.conformance.snapshots` snapshots too.
    assert {file.name: file.read_text() for file in FOLDER.glob("*.json")} == texts(files.snapshots())


def test_every_definition_has_a_canonical_of_ours_and_no_other_has_it() -> None:
    urls = [definition["url"] for definition in DEFINITIONS.values()]
    assert all(url.startswith(f"{systems.BASE}/") for url in urls)
    assert len(set(urls)) == len(urls)


def test_every_code_table_is_a_complete_code_system_with_a_value_set() -> None:
    for table in mappings().tables.values():
        system = DEFINITIONS[f"CodeSystem-{table.name}.json"]
        codes = [concept["code"] for concept in system["concept"]]
        assert codes == list(table.concepts) or {*codes} > {*table.concepts} == {
            *mappings().tables["svu-rule"].concepts
        }
        assert system["content"] == "complete"
        assert DEFINITIONS[f"ValueSet-{table.name}.json"]["url"] == system["valueSet"]


def test_every_kind_has_the_message_definition_that_its_header_names() -> None:
    for kind in KINDS:
        definition = DEFINITIONS[f"MessageDefinition-{kind}.json"]
        assert definition["url"] == f"{systems.MESSAGE_DEFINITION}/{kind}"
        assert definition["eventCoding"]["code"] == kind


def test_every_extension_is_defined_where_it_may_stand() -> None:
    for extension in (*extensions.ALL, *extensions.REGISTER):
        definition = DEFINITIONS[f"StructureDefinition-{extension.name}.json"]
        assert tuple(context["expression"] for context in definition["context"]) == extension.contexts


def test_the_planning_questionnaire_asks_every_question_and_leaves_room_for_others() -> None:
    items = DEFINITIONS["Questionnaire-planeringsunderlag.json"]["item"]
    assert [item["linkId"] for item in items] == [*PLANNING_QUESTIONS, "ovrig"]
    assert all(item["code"][0]["display"] != item["linkId"] for item in items[:-1])


def test_a_bundle_holds_only_what_a_profile_speaks_of() -> None:
    elements = {
        element["id"]: element
        for element in DEFINITIONS["StructureDefinition-svu-message.json"]["differential"]["element"]
    }
    assert elements["Bundle.entry"]["slicing"]["rules"] == "closed"
    profiled = {
        element["type"][0]["code"] for path, element in elements.items() if path.endswith(".resource")
    }
    assert profiled == {profile.type for profile in profiles.ALL}


def test_two_definitions_of_one_name_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    doubled = dataclasses.replace(extensions.READY, name=profiles.CONSENT.name)
    monkeypatch.setattr(extensions, "ALL", (doubled,))
    with pytest.raises(ValueError, match="two definitions"):
        guide.definitions(mappings())


def test_definitions_are_written_as_json_that_reads_back() -> None:
    assert {name: json.loads(text) for name, text in texts({}).items()} == DEFINITIONS


def test_a_snapshot_is_written_into_its_definition_and_nothing_else_changes() -> None:
    name, element = "StructureDefinition-svu-ready.json", {"id": "Extension", "path": "Extension"}
    written = json.loads(texts({name: [element]})[name])
    assert written == {**DEFINITIONS[name], "snapshot": {"element": [element]}}


STRUCTURES = sorted(name for name in DEFINITIONS if name.startswith("StructureDefinition-"))


@pytest.mark.parametrize("name", STRUCTURES)
def test_every_snapshot_holds_what_the_differential_says(name: str) -> None:
    # That the rest of it is what HAPI's generator makes is for `make conformance` to see.
    snapshot = {element["id"]: element for element in files.snapshots()[name]}
    for element in DEFINITIONS[name]["differential"]["element"]:
        for part, said in element.items():
            whole = snapshot[element["id"]][part]
            if part == "constraint":
                assert {one["key"] for one in said} <= {one["key"] for one in whole}
            elif part in {"min", "max", "short", "definition", "mustSupport"} or part.startswith(
                ("fixed", "pattern")
            ):
                assert whole == said, (name, element["id"], part)


def test_an_assessments_questionnaire_asks_for_every_member_by_its_name() -> None:
    items = DEFINITIONS["Questionnaire-kartlaggning.json"]["item"]
    asked = {item["linkId"] for item in items}
    assert asked == {
        row.member.name
        for row in mappings().rows["kartlaggning"]
        if row.to.startswith("QuestionnaireResponse")
    } - {"planId"}
    (risks,) = (item for item in items if item["linkId"] == "riskAreas")
    assert risks["repeats"] is True
    assert [option["valueCoding"]["code"] for option in risks["answerOption"]] == list(RISK_AREAS)
    (sbar,) = (item for item in items if item["linkId"] == "sbar")
    assert next(part["linkId"] for part in sbar["item"]) == "sbar.situation"
    assert all(part["text"] != part["linkId"] for item in items for part in (item, *item.get("item", ())))


def test_every_rule_that_the_code_names_is_in_the_code_system() -> None:
    known = {one["code"]: one for one in DEFINITIONS["CodeSystem-svu-rule.json"]["concept"]}
    named = {
        id_
        for file in (ROOT / "adapter").rglob("*.py")
        for id_ in _RULE.findall(file.read_text(encoding="utf-8"))
        if not any(code.startswith(f"{id_}-") for code in known)  # the beginning of several
    }
    assert len(named) > 80
    assert named <= known.keys()


def test_every_rule_of_the_catalogues_is_in_the_code_system_with_its_source() -> None:
    concepts = DEFINITIONS["CodeSystem-svu-rule.json"]["concept"]
    said = {
        one["code"]: {part["code"]: part.get("valueString") or part["valueCode"] for part in one["property"]}
        for one in concepts
    }
    assert len(said) == len(concepts) == DEFINITIONS["CodeSystem-svu-rule.json"]["count"]
    pack_files = bootstrap.pack_files(ROOT / "profiles")
    packs = loader.load(pack_files)
    catalogued = [
        held
        for region in catalogue.regions(pack_files)
        for held in catalogue.held(pack_files, packs, {}, region)
    ]
    assert len(catalogued) == 726
    for held in catalogued:
        assert said[held.id] == {"region": held.region, "source": held.source}
    for region in {held.region for held in catalogued}:
        (taken,) = DEFINITIONS[f"ValueSet-svu-rule-{region}.json"]["compose"]["include"]
        assert taken["filter"] == [{"property": "region", "op": "=", "value": region}]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_a_message_is_about_is_a_profile_of_its_type(kind: str) -> None:
    definition = DEFINITIONS[f"MessageDefinition-{kind}.json"]
    assert definition["base"] == DEFINITIONS["MessageDefinition-svu-message.json"]["url"]
    assert definition["focus"][0]["code"] == "Communication"
    for focus in definition["focus"]:
        profile = DEFINITIONS[f"StructureDefinition-{focus['profile'].rpartition('/')[2]}.json"]
        assert profile["type"] == focus["code"]
    for answer in definition.get("allowedResponse", ()):
        assert answer["message"].removeprefix(f"{systems.MESSAGE_DEFINITION}/") in KINDS


def test_an_admission_notice_is_answered_and_an_acknowledgement_is_not() -> None:
    def answers(kind: str) -> set[str]:
        allowed = DEFINITIONS[f"MessageDefinition-{kind}.json"].get("allowedResponse", ())
        return {answer["message"].rpartition("/")[2] for answer in allowed}

    assert answers("inskrivningsmeddelande") == {"svar-inskrivningsmeddelande", "kvittens"}
    assert answers("kallelse") == {"svar-kallelse", "kvittens"}
    assert answers("kvittens") == answers("paminnelse") == answers("samtycke") == set()


def test_each_actor_says_what_it_sends_and_takes() -> None:
    def of(actor: str, mode: str) -> set[str]:
        (messaging,) = DEFINITIONS[f"CapabilityStatement-{actor}.json"]["messaging"]
        supported = [one for one in messaging["supportedMessage"] if one["mode"] == mode]
        return {one["definition"].rpartition("/")[2] for one in supported}

    kinds, notices = set(KINDS), set(NOTICES)
    assert (of("svu-sender", "sender"), of("svu-sender", "receiver")) == (kinds, notices)
    assert (of("svu-adapter-actor", "sender"), of("svu-adapter-actor", "receiver")) == (
        kinds | notices,
        kinds,
    )
    assert (of("svu-receiver", "sender"), of("svu-receiver", "receiver")) == ({"kvittens"}, kinds | notices)


def test_the_adapter_requires_of_itself_what_the_table_of_interactions_says() -> None:
    (rest,) = DEFINITIONS["CapabilityStatement-svu-adapter-actor.json"]["rest"]
    assert {one["type"] for one in rest["resource"]} >= set(interactions.TABLE)
    (sender,) = DEFINITIONS["CapabilityStatement-svu-sender.json"]["rest"]
    written = {
        name: [code.value for code in one.writes] for name, one in interactions.TABLE.items() if one.writes
    }
    assert {
        one["type"]: [said["code"] for said in one["interaction"]] for one in sender["resource"]
    } == written
    (receiver,) = DEFINITIONS["CapabilityStatement-svu-receiver.json"]["rest"]
    assert [one["type"] for one in receiver["resource"]] == ["Task"]
