"""Settings: one frozen class, secrets also from files, nothing secret shown."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from adapter import settings
from adapter.model.errors import ConfigurationError
from adapter.settings import SERVE, Settings, read, rows, strangers


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for row in rows():
        for variable in (row["variable"], row["file"]):
            monkeypatch.delenv(str(variable), raising=False)


def test_a_setting_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVU_OWN_URL", "https://adapter.example/fhir/")
    monkeypatch.setenv("SVU_PORT", "9000")
    found = read()
    assert found.own_url == "https://adapter.example/fhir"
    assert found.port == 9000


def test_what_is_stated_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVU_PORT", "9000")
    assert read(port=0).port == 0


def test_a_fact_may_be_a_number_of_each_municipality(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVU_FACTS", '{"averageDays2017": {"0180": 3.4}, "known": true, "year": 2017}')
    assert read().facts == {"averageDays2017": {"0180": 3.4}, "known": True, "year": 2017}


def test_a_fact_may_be_a_list_as_those_who_take_reports_digitally_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SVU_FACTS", '{"digitalDeviations": ["2480", "2482"]}')
    assert read().facts == {"digitalDeviations": ["2480", "2482"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nope", "SVU_FACTS: this is not JSON"),
        ("[1]", "SVU_FACTS: Input should be a valid dictionary"),
        ('{"year": {"2480": "x"}, "ward": [1]}', "SVU_FACTS: year: true or false, a number, a text"),
    ],
)
def test_facts_that_are_none_are_told_once_each(
    monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    monkeypatch.setenv("SVU_FACTS", text)
    with pytest.raises(ConfigurationError) as raised:
        read()
    lines = str(raised.value).splitlines()
    assert lines[0].startswith(words)
    assert len(lines) == len(set(lines)) == (2 if "ward" in text else 1)


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n")
    monkeypatch.setenv("SVU_REGISTER_TOKEN_FILE", str(tmp_path / "token"))
    found = read()
    assert found.register_token is not None
    assert found.register_token.get_secret_value() == "s3cret"


def test_credentials_are_known_by_name_from_variables_and_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("from a file")
    monkeypatch.setenv("SVU_SECRET_KOMMUN", "from the environment")
    monkeypatch.setenv("SVU_SECRET_VC_FILE", str(tmp_path / "token"))
    found = {name: secret.get_secret_value() for name, secret in read().secrets.items()}
    assert found == {"kommun": "from the environment", "vc": "from a file"}


def test_a_file_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVU_SECRET_KOMMUN_FILE", "/nowhere")
    with pytest.raises(ConfigurationError, match="SVU_SECRET_KOMMUN_FILE"):
        read()


def test_no_secret_and_no_address_of_others_has_a_default() -> None:
    for name, field in Settings.model_fields.items():
        if "Secret" in str(field.annotation) or name.endswith(("_url", "_file")):
            assert not field.get_default(call_default_factory=True), name


def test_what_serving_needs_and_lacks_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read().demand(SERVE)
    for variable in ("SVU_OWN_URL", "SVU_DIRECTORY_FILE", "SVU_CLIENTS_FILE", "SVU_REGISTER_URL"):
        assert variable in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"environment": "staging"},
        {"lease": 10.0, "delivery_timeout": 20.0},
        {"sandbox": True, "environment": "production"},
        {"clock_at": "2026-03-02T10:00:00+01:00"},
        {"clock_at": "2026-03-02T10:00:00", "sandbox": True},
        {"register_reuse": 60},
        {"port": "secret-port"},
    ],
)
def test_settings_that_do_not_fit_stop_the_start_without_saying_their_values(
    wrong: dict[str, object],
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(**wrong)
    assert "secret-port" not in str(caught.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        read().port = 1  # type: ignore[misc]


def test_every_setting_is_listed_and_secrets_only_as_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVU_REDIS_URL", "redis://:s3cret@store")
    listed = {str(row["variable"]): row for row in rows(read())}
    assert len(listed) == len(Settings.model_fields)
    assert all(row["text"] for row in listed.values())
    assert listed["SVU_REDIS_URL"]["value"] == "set"
    assert listed["SVU_REGISTER_TOKEN"]["value"] == ""
    assert listed["SVU_REDIS_URL"]["file"] == "SVU_REDIS_URL_FILE"
    assert "s3cret" not in str(listed)


def test_production_lets_real_people_in_and_is_not_the_default() -> None:
    assert not read().production
    assert read(environment="production").production


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVU_ENVIROMENT", "production")
    monkeypatch.setenv("SVU_SECRET_KOMMUN", "x")
    assert strangers() == ("SVU_ENVIROMENT",)
    assert settings.PREFIX == "SVU_"
