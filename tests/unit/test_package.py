"""The FHIR package: what is in it is what is in `profiles/fhir/`, its index says so, and it is the same each time."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from adapter import __version__
from adapter.r4 import systems
from tests.conformance import package
from tests.conformance.guide import FOLDER


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of a package that was written, by its path in it."""
    written = package.write(tmp_path_factory.mktemp("dist"))
    found = {}
    with tarfile.open(written, "r:gz") as archive:
        for entry in archive:
            held = archive.extractfile(entry)
            assert held is not None, f"{entry.name} is no plain file"
            found[entry.name] = held.read()
    return found


def _in(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    """Files that stand in the folder itself, without its index and the manifest."""
    paths = {Path(path): text for path, text in files.items()}
    return {
        path.name: text
        for path, text in paths.items()
        if path.parent == Path(folder) and path.name not in {"package.json", ".index.json"}
    }


def test_it_holds_what_stands_in_the_folder_and_nothing_else(files: dict[str, bytes]) -> None:
    assert _in(files, "package") == {file.name: file.read_bytes() for file in FOLDER.glob("*.json")}
    examples = {file.name: file.read_bytes() for file in (FOLDER / "examples").glob("*.json")}
    assert _in(files, "package/example") == examples
    assert len(files) == len(_in(files, "package")) + len(examples) + 3


def test_the_manifest_names_it_and_what_it_needs(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["package/package.json"])
    assert manifest["name"] == "svu-adapter.fhir"
    assert manifest["version"] == __version__
    assert manifest["canonical"] == systems.BASE
    assert manifest["fhirVersions"] == ["4.0.1"]
    assert manifest["dependencies"] == {"hl7.fhir.r4.core": "4.0.1", "hl7se.fhir.base": "1.1.0"}
    guide = json.loads(files[f"package/ImplementationGuide-{manifest['name']}.json"])
    assert (guide["packageId"], guide["version"]) == (manifest["name"], manifest["version"])
    assert {one["packageId"]: one["version"] for one in guide["dependsOn"]} == {"hl7se.fhir.base": "1.1.0"}


@pytest.mark.parametrize("folder", ["package", "package/example"])
def test_each_folders_index_tells_of_every_file_in_it(files: dict[str, bytes], folder: str) -> None:
    index = json.loads(files[f"{folder}/.index.json"])
    assert index["index-version"] == 2
    rows: dict[str, dict[str, Any]] = {row.pop("filename"): row for row in index["files"]}
    assert rows.keys() == _in(files, folder).keys()
    for name, row in rows.items():
        resource = json.loads(files[f"{folder}/{name}"])
        assert name == f"{resource['resourceType']}-{resource['id']}.json"
        assert {"resourceType", "id"} <= row.keys()
        assert row == {member: resource[member] for member in row}
        if folder == "package":
            assert row["url"] == resource["url"]
            assert row["version"] == __version__


def test_the_guide_lists_everything_that_is_in_the_package(files: dict[str, bytes]) -> None:
    guide = json.loads(files["package/ImplementationGuide-svu-adapter.fhir.json"])
    listed = {one["reference"]["reference"] for one in guide["definition"]["resource"]}
    held = {*_in(files, "package"), *_in(files, "package/example")}
    assert {f"{reference.replace('/', '-', 1)}.json" for reference in listed} == held - {
        "ImplementationGuide-svu-adapter.fhir.json"
    }


def test_no_two_definitions_have_one_canonical(files: dict[str, bytes]) -> None:
    urls = [json.loads(text)["url"] for text in _in(files, "package").values()]
    assert len(set(urls)) == len(urls)
    assert all(url.startswith(f"{systems.BASE}/") for url in urls)


def test_the_same_folder_gives_the_same_bytes() -> None:
    assert package.packed() == package.packed()
    with tarfile.open(fileobj=io.BytesIO(package.packed()), mode="r:gz") as archive:
        entries = archive.getmembers()
    assert {(one.mtime, one.uid, one.gid, one.uname, one.gname) for one in entries} == {
        (499_162_500, 0, 0, "", "")
    }


def test_a_resources_own_type_is_told_only_where_it_is_a_code() -> None:
    row = {"resourceType": "Consent", "id": "1", "type": [{"text": "prov"}]}
    ((said),) = package.index({"Consent-1.json": json.dumps(row).encode()})["files"]
    assert said == {"filename": "Consent-1.json", "resourceType": "Consent", "id": "1"}
