"""directory.yaml: units and endpoints."""

import json
from pathlib import Path

import jsonschema
import pytest

from adapter.gateways.directory_file import FileDirectory, may_call, read
from adapter.model.directory import Endpoint, EndpointAuth, notified_at
from adapter.model.errors import ConfigurationError
from tests.builders import HOME_CARE, SOCIAL, WARD

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/schema/directory.schema.json").read_text())
ENDPOINT = {
    "id": "kommun",
    "url": "https://kommun.example/fhir",
    "mode": "message",
    "answers": "bundle",
    "auth": {"type": "bearer", "secret": "kommun"},
    "maxInFlight": 2,
}


def unit(hsa_id: str = SOCIAL, **changes: object) -> dict[str, object]:
    return {"unit": hsa_id, "role": "kommun-socialtjanst", "name": "Socialtjänsten", **changes}


def directory(*units: object, sandbox: bool = False) -> FileDirectory:
    return read(json.dumps(units), "directory.yaml", region="vasterbotten", sandbox=sandbox)


def endpoint(**changes: object) -> dict[str, object]:
    return {name: value for name, value in {**ENDPOINT, **changes}.items() if value is not ...}


def test_a_unit_gets_its_endpoint_and_the_defaults_of_its_id() -> None:
    found = directory(unit(endpoint=endpoint())).unit(SOCIAL)
    assert found is not None
    assert found.endpoint == Endpoint(
        "kommun", "https://kommun.example/fhir", "message", "bundle", EndpointAuth("bearer", "kommun"), 2
    )
    assert (found.region, found.provider, found.principal) == ("vasterbotten", "SE2120002627", "SE2120002627")
    assert found.electronic


def test_units_share_an_endpoint_by_its_id() -> None:
    both = directory(unit(endpoint=endpoint()), unit(HOME_CARE, endpoint={"id": "kommun"}))
    assert both.unit(SOCIAL).endpoint == both.unit(HOME_CARE).endpoint == both.endpoint("kommun")  # type: ignore[union-attr]
    assert len(both.endpoints()) == 1


def test_whom_the_file_does_not_have_is_none() -> None:
    assert directory().unit(WARD) is None
    assert directory().endpoint("kommun") is None


def test_a_unit_outside_region_and_municipality_has_no_system_of_its_own() -> None:
    found = directory(unit(organisation="extern", electronic=True)).unit(SOCIAL)
    assert found is not None
    assert not found.electronic


def test_a_native_receiver_answers_by_status_unless_it_says_otherwise() -> None:
    plain = directory(unit(endpoint=endpoint(mode="native", answers=...))).endpoint("kommun")
    stated = directory(unit(endpoint=endpoint(mode="native"))).endpoint("kommun")
    assert plain is not None
    assert stated is not None
    assert (plain.answers, stated.answers) == ("status", "bundle")


@pytest.mark.parametrize(
    "well",
    [
        unit(),
        unit(endpoint=endpoint()),
        unit(endpoint={"id": "box", "mode": "mailbox"}),
        unit(endpoint={"id": "box", "mode": "mailbox", "hook": "https://kommun.example/hook"}),
        unit(endpoint=endpoint(hook="https://kommun.example/hook")),
        unit(endpoint=endpoint(auth={"type": "none"}, maxInFlight=...)),
        unit(endpoint=endpoint(mode="native", system="webcare")),
        unit(endpoint=endpoint(mode="native", system="webcare", format="csv")),
    ],
)
def test_the_schema_accepts_what_the_reader_accepts(well: dict[str, object]) -> None:
    directory(well)
    jsonschema.validate([well], SCHEMA)


@pytest.mark.parametrize(
    "wrong",
    [
        7,
        unit(role="ward"),
        unit("ward"),
        unit(colour="blue"),
        unit(endpoint="kommun"),
        unit(endpoint=endpoint(id="Kommun!")),
        unit(endpoint=endpoint(id=...)),
        unit(endpoint=endpoint(mode="pigeon")),
        unit(endpoint=endpoint(mode="transaction", answers="async")),
        unit(endpoint=endpoint(mode="mailbox")),
        unit(endpoint=endpoint(url=...)),
        unit(endpoint=endpoint(url="ftp://kommun.example")),
        unit(endpoint=endpoint(maxInFlight=0)),
        unit(endpoint=endpoint(maxInFlight="many")),
        unit(endpoint=endpoint(retries=4)),
        unit(endpoint=endpoint(auth={"type": "bearer"})),
        unit(endpoint=endpoint(auth={"type": "none", "secret": "kommun"})),
        unit(endpoint=endpoint(auth={"type": "basic"})),
        unit(endpoint=endpoint(auth="bearer")),
        unit(endpoint=endpoint(system="webcare")),
        unit(endpoint=endpoint(mode="native", system=7)),
        unit(endpoint=endpoint(mode="native", system="webcare", format="pdf")),
        unit(endpoint=endpoint(mode="native", format="csv")),
        unit(endpoint=endpoint(hook="ftp://kommun.example/hook")),
        unit(endpoint=endpoint(hook=7)),
        unit(endpoint={"id": "box", "hook": "https://kommun.example/hook"}),
    ],
)
def test_a_wrong_unit_is_refused_by_reader_and_schema_alike(wrong: object) -> None:
    with pytest.raises(ConfigurationError, match=r"directory.yaml: \[0\]"):
        directory(wrong)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([wrong], SCHEMA)


def test_a_unit_is_notified_at_its_own_addresses_by_address_or_by_id() -> None:
    url, hook = "https://kommun.example/fhir", "https://kommun.example/hook"
    both = directory(unit(endpoint=endpoint(url=url, hook=hook))).unit(SOCIAL)
    assert [notified_at(both, said) for said in (url, hook, "kommun")] == [url, hook, hook]
    assert notified_at(both, f"{hook}/more") is None
    plain = directory(unit(endpoint=endpoint(url=url))).unit(SOCIAL)
    assert [notified_at(plain, said) for said in (url, hook, "kommun")] == [url, None, url]
    box = directory(unit(endpoint={"id": "box", "mode": "mailbox"})).unit(SOCIAL)
    assert notified_at(box, "box") is None
    assert notified_at(directory(unit()).unit(SOCIAL), "kommun") is None
    assert notified_at(None, "kommun") is None


def test_an_endpoint_is_described_once_and_first() -> None:
    with pytest.raises(ConfigurationError, match="describes it"):
        directory(unit(endpoint={"id": "kommun"}))
    with pytest.raises(ConfigurationError, match="differently"):
        directory(unit(endpoint=endpoint()), unit(HOME_CARE, endpoint=endpoint(maxInFlight=3)))


def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="a list of units"):
        read("{}", "directory.yaml", region="sverige")


@pytest.mark.parametrize(
    ("url", "sandbox", "may"),
    [
        ("https://kommun.example/fhir", False, True),
        ("https://kommun.example:8443/fhir", False, True),
        ("http://kommun.example/fhir", True, False),
        ("http://127.0.0.1:9000/fhir", False, False),
        ("http://127.0.0.1:9000/fhir", True, True),
        ("http://[::1]:9000/fhir", True, True),
        ("http://localhost:9000/fhir", True, True),
        ("http://127.0.0.1.kommun.example/fhir", True, False),
        ("https://somebody:secret@kommun.example/fhir", False, False),
        ("https://kommun.example:port/fhir", False, False),
        ("https://kommun.example/fhir#here", False, False),
        ("https:///fhir", False, False),
        ("file:///etc/passwd", True, False),
        ("", False, False),
    ],
)
def test_only_https_may_be_called_and_in_the_sandbox_the_machine_itself(
    url: str,
    sandbox: bool,  # noqa: FBT001 - a column of the table
    may: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert may_call(url, sandbox=sandbox) is may
