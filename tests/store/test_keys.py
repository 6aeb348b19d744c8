"""Key files, seals bound to their place, wrapped data keys."""

import base64
import json
from pathlib import Path

import pytest

from adapter.gateways.keys import (
    KeyRing,
    Unsealable,
    create_key_file,
    data_key,
    key_file_beside,
    read_key_file,
    read_keys,
    seal,
    sealed_with,
    unseal,
)
from adapter.model.errors import ConfigurationError


def test_a_created_key_file_is_ours_alone_and_is_never_written_over(tmp_path: Path) -> None:
    path = key_file_beside(tmp_path / "data")
    assert tmp_path / "data" not in path.parents
    ring = create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path).index("191212121212") == ring.index("191212121212")
    with pytest.raises(FileExistsError):
        create_key_file(path)


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    create_key_file(path)
    path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_key_file(path)


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_key_file(tmp_path / "none")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("not json", id="no JSON"),
        pytest.param("[]", id="no object"),
        pytest.param('{"a": "???"}', id="no base64"),
        pytest.param('{"a": 1}', id="no text"),
        pytest.param("{}", id="no key"),
        pytest.param(json.dumps({"a": base64.b64encode(b"short").decode()}), id="too short"),
    ],
)
def test_a_key_file_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        read_keys(text)


def test_a_seal_opens_only_at_its_place_with_its_key() -> None:
    key = data_key()
    sealed = seal(key, "k1", "{p00}:entry:1|doc", b"clear")
    assert sealed_with(sealed) == "k1"
    assert unseal(key, "{p00}:entry:1|doc", sealed) == b"clear"
    for place, other, text in (
        ("{p00}:entry:2|doc", key, sealed),
        ("{p00}:entry:1|doc", data_key(), sealed),
        ("{p00}:entry:1|doc", key, sealed.replace(b"k1", b"k2")),
        ("{p00}:entry:1|doc", key, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        ("{p00}:entry:1|doc", key, sealed[:8]),
        ("{p00}:entry:1|doc", key, b"\x01\x02\xff\xff" + sealed),
        ("{p00}:entry:1|doc", key, b""),
    ):
        with pytest.raises(Unsealable):
            unseal(other, place, text)


def test_a_rotated_ring_opens_the_old_and_closes_with_the_new() -> None:
    old = KeyRing({"k1": b"1" * 32})
    new = KeyRing({"k2": b"2" * 32, "k1": b"1" * 32})
    key = data_key()
    wrapped = old.wrap("place", key)
    assert new.unwrap("place", wrapped) == key
    assert sealed_with(new.wrap("place", key)) == "k2"
    with pytest.raises(Unsealable, match="k2"):
        old.unwrap("place", new.wrap("place", key))
    assert new.index("1")[1:] == old.index("1")


def test_what_is_derived_is_never_the_secret_itself() -> None:
    key = KeyRing({"k1": b"1" * 32}).current
    assert len({key.index, key.audit, key.wrap, b"1" * 32}) == 4
    assert "1" * 32 not in repr(key)
