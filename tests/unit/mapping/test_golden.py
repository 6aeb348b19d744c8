"""Golden pairs: each case's Bundle is compared whole with the one on disk (`python -m tests.golden_bundles`)."""

from pathlib import Path

import orjson
import pytest

from adapter.mapping import conform
from adapter.model.kinds import KINDS
from tests import golden_bundles

CASES = list(golden_bundles.cases())


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_case_gives_the_bundle_on_disk(folder: Path) -> None:
    assert golden_bundles.made(folder) == golden_bundles.written(folder)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_golden_bundle_conforms(folder: Path) -> None:
    assert conform.check(golden_bundles.written(folder)) == ()


def test_every_kind_and_action_goes_whole_reduced_and_free_of_content() -> None:
    wanted = {
        f"{kind.name}-{action}-{extent}"
        for kind in KINDS.values()
        for action in kind.actions
        for extent in ("full", "reduced", "content-free")
    }
    assert wanted <= {folder.name for folder in CASES}


@pytest.mark.parametrize(
    "folder", [f for f in CASES if f.name.endswith("content-free")], ids=lambda folder: folder.name
)
def test_a_content_free_notice_has_neither_person_nor_stay_nor_anything_said(folder: Path) -> None:
    bundle = golden_bundles.written(folder)
    types = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert types <= {"MessageHeader", "Communication", "Organization", "Task", "Provenance"}
    text = orjson.dumps(bundle).decode()
    assert "189001019802" not in text
    assert "Tolvansson" not in text
    assert "payload" not in text
