"""Packs that have passed their cases are not tried again by the same code; by any other, and any other packs, they are."""

from pathlib import Path

import pytest

from adapter import bootstrap
from adapter.gateways import store_tried
from adapter.gateways.store import RedisStore
from adapter.gateways.store_tried import TriedPacks
from adapter.model.errors import PackError

pytestmark = pytest.mark.anyio
DIGEST = "0" * 64


async def test_what_has_passed_is_remembered_and_nothing_else(store: RedisStore) -> None:
    tried = TriedPacks(store.shelf)
    assert not await tried.have_passed(DIGEST)
    await tried.passed(DIGEST)
    assert await TriedPacks(store.shelf).have_passed(DIGEST)
    assert not await tried.have_passed("1" * 64)


async def test_another_code_tries_them_again(
    store: RedisStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rule.py").write_text("ONE = 1\n")
    monkeypatch.setattr(store_tried, "_CODE", tmp_path)
    tried = TriedPacks(store.shelf)
    await tried.passed(DIGEST)
    assert await tried.have_passed(DIGEST)
    (tmp_path / "rule.py").write_text("ONE = 2\n")
    assert not await tried.have_passed(DIGEST)


async def test_a_start_tries_the_cases_once_and_never_what_it_knows(
    store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []

    def counting(loaded: bootstrap.LoadedPacks) -> int:
        runs.append(loaded.digest)
        return 7

    monkeypatch.setattr(bootstrap, "demand_cases", counting)
    loaded, tried = bootstrap.loaded_packs(), TriedPacks(store.shelf)
    for _ in range(3):
        assert await bootstrap._checked(loaded, tried) is loaded.packs
    assert runs == [loaded.digest]


async def test_what_fails_is_not_remembered(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: bootstrap.LoadedPacks) -> int:
        raise PackError("profiles/regions", 1, "1 of the packs' own cases fail")

    monkeypatch.setattr(bootstrap, "demand_cases", failing)
    loaded, tried = bootstrap.loaded_packs(), TriedPacks(store.shelf)
    for _ in range(2):
        with pytest.raises(PackError):
            await bootstrap._checked(loaded, tried)
    assert not await tried.have_passed(loaded.digest)
