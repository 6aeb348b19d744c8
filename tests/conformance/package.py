"""Packs `profiles/fhir/` as one FHIR package: `python -m tests.conformance.package [FOLDER]`, by `make package` into `dist/`.

What stands in the package is what stands in the folder, byte for byte; the same folder gives the same package.
"""

import gzip
import io
import json
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from adapter.r4 import guide, systems
from adapter.r4 import implementation_guide as ig
from adapter.r4.models import Resource
from tests.checkout import ROOT
from tests.conformance.guide import EXAMPLES, FOLDER

NAME = f"{ig.PACKAGE}-{guide.VERSION}.tgz"
"""The file's name, with the version, which is the adapter's (`adapter/__init__.py`)."""
_PACKED = 499_162_500
"""npm's own constant for the time of a file in a package, so that no clock is in it."""
_INDEXED = ("resourceType", "id", "url", "version", "kind", "type", "supplements", "content")


def manifest() -> Resource:
    """`package.json`."""
    return {
        "name": ig.PACKAGE,
        "version": guide.VERSION,
        "canonical": systems.BASE,
        "url": systems.BASE,
        "title": ig.TITLE,
        "description": ig.DESCRIPTION,
        "fhirVersions": [guide.FHIR_VERSION],
        "type": "fhir.ig",
        "dependencies": {"hl7.fhir.r4.core": guide.FHIR_VERSION, ig.BASE_PACKAGE: ig.BASE_VERSION},
        "author": guide.PUBLISHER,
        "license": ig.LICENSE,
        "directories": {"lib": "package", "example": "example"},
    }


def index(files: Mapping[str, bytes]) -> Resource:
    """`.index.json` of a folder: what each file holds, so that nobody need open them all."""
    return {"index-version": 2, "files": [_indexed(name, text) for name, text in sorted(files.items())]}


def _indexed(name: str, text: bytes) -> Resource:
    """A row; R4's `type` of a resource that is an object, as of a Consent, is not the index's."""
    resource = json.loads(text)
    said = {member: resource[member] for member in _INDEXED if isinstance(resource.get(member), str)}
    return {"filename": name, **said}


def contents() -> dict[str, bytes]:
    """Every file of the package by its path in it."""
    definitions = {file.name: file.read_bytes() for file in FOLDER.glob("*.json")}
    examples = {file.name: file.read_bytes() for file in EXAMPLES.glob("*.json")}
    return {
        "package/package.json": _text(manifest()),
        **dict(_folder("package", definitions)),
        **dict(_folder("package/example", examples)),
    }


def _folder(path: str, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    yield f"{path}/.index.json", _text(index(files))
    for name in sorted(files):
        yield f"{path}/{name}", files[name]


def _text(document: Resource) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def packed() -> bytes:
    """The package: a gzipped tar of plain files, without owner, clock or name of its own."""
    bare = io.BytesIO()
    with tarfile.open(fileobj=bare, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, text in contents().items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime, entry.mode = len(text), _PACKED, 0o644
            archive.addfile(entry, io.BytesIO(text))
    return gzip.compress(bare.getvalue(), mtime=0)


def write(folder: Path) -> Path:
    """Writes the package into a folder; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    file.write_bytes(packed())
    return file


if __name__ == "__main__":
    written = write(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "dist")
    sys.stdout.write(f"{written} ({written.stat().st_size / 1024:.0f} kB, {len(contents())} files)\n")
