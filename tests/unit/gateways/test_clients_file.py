"""clients.yaml: who may call."""

import hashlib
import json
from pathlib import Path

import jsonschema
import pytest

from adapter.gateways.clients_file import read
from adapter.model.client import Client, Right
from adapter.model.errors import ConfigurationError
from tests.builders import WARD

KEY = "a-key-of-the-tests"
DIGEST = hashlib.sha256(KEY.encode()).hexdigest()
SCHEMA = json.loads((Path(__file__).parents[3] / "docs/schema/clients.schema.json").read_text())


def row(**changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": "ward",
        "keySha256": DIGEST,
        "units": [WARD],
        "rights": ["send", "read"],
    }
    return {name: value for name, value in {**plain, **changes}.items() if value is not ...}


def text(*rows: object) -> str:
    return json.dumps(rows)


def test_a_client_is_found_by_its_key_and_by_nothing_else() -> None:
    clients = read(text(row()), "clients.yaml")
    assert clients.by_key(KEY) == Client("ward", frozenset({WARD}), frozenset({Right.SEND, Right.READ}))
    assert clients.by_key(DIGEST) is None
    assert clients.by_key("") is None


def test_the_schema_accepts_what_the_reader_accepts() -> None:
    jsonschema.validate([row()], SCHEMA)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "x"}, "unknown member name"),
        ({"units": ...}, "member units is missing"),
        ({"id": "Ward One"}, "id:"),
        ({"keySha256": KEY}, "keySha256:"),
        ({"units": ["ward"]}, "units:"),
        ({"units": WARD}, "units:"),
        ({"rights": ["everything"]}, "rights:"),
    ],
)
def test_a_wrong_client_is_refused_by_reader_and_schema_alike(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        read(text(row(**wrong)), "clients.yaml")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([row(**wrong)], SCHEMA)


@pytest.mark.parametrize("again", [{"keySha256": "0" * 64}, {"id": "other"}])
def test_ids_and_keys_stand_once(again: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match="of its own"):
        read(text(row(), row(**again)), "clients.yaml")


@pytest.mark.parametrize("document", ["{}", "[1]"])
def test_what_is_no_list_of_clients_is_refused(document: str) -> None:
    with pytest.raises(ConfigurationError):
        read(document, "clients.yaml")


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(text(row(id="A"), row(rights=["x"])), "clients.yaml")
    assert "[0] id" in str(caught.value)
    assert "[1] rights" in str(caught.value)
