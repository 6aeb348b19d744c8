"""Writes `adapter/r4/element_table.py` anew from R4's own StructureDefinitions: `python -m tests.conformance.element_table`.

They are read in the jar of HAPI's R4 validation resources, which the build of the conformance validator fetches.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring

from adapter.r4.interactions import TABLE
from tests.checkout import ROOT
from tests.conformance import hapi

TARGET = ROOT / "adapter" / "r4" / "element_table.py"
_FILES = ("profiles-resources.xml", "profiles-types.xml")
_FHIR = "{http://hl7.org/fhir}"
_SYSTEM = "http://hl7.org/fhirpath/System."
_BASES = ("Element", "BackboneElement", "Resource", "DomainResource")
_EXCHANGED = (
    *("Bundle", "CapabilityStatement", "MessageHeader", "OperationOutcome", "Parameters"),
    *("Basic", "Location", "MeasureReport", "Practitioner", "RelatedPerson", "Subscription"),
)
"""Types that are sent or taken and not searched."""
_HEAD = '''"""The elements of R4's types as R4 defines them. Made by `python -m tests.conformance.element_table`; never edited by hand.

By type or path of a backbone element: what it builds on, then its own elements in their order, each as
`name:type|type` and marks: `+` at least one, `*` more than one, `~` in the summary, `!` a modifier, `@` an XML
attribute, `#` in the place of a type: the same as at that path. A name in `[x]` has its type appended.
"""

from collections.abc import Mapping

ELEMENTS: Mapping[str, str] = {
'''


def jar() -> Path:
    """The jar, built when it is not there."""
    hapi.build()
    return next((hapi.JAR.parent / "lib").glob("hapi-fhir-validation-resources-r4-*.jar"))


def table(archive: Path) -> Mapping[str, str]:
    """The line of every type."""
    found: dict[str, str] = {}
    kept = {*TABLE, *_EXCHANGED}
    with zipfile.ZipFile(archive) as files:
        for name in _FILES:
            document = fromstring(files.read(f"org/hl7/fhir/r4/model/profile/{name}"))
            for definition in document.iter(f"{_FHIR}StructureDefinition"):
                kind, type_ = _value(definition, "kind"), _value(definition, "type")
                if _value(definition, "derivation") == "constraint" or type_ != _value(definition, "id"):
                    continue
                if type_ in kept or type_ in _BASES or kind == "complex-type":
                    found.update(_lines(definition, type_))
    return dict(sorted(found.items()))


def _lines(definition: Any, type_: str) -> Iterator[tuple[str, str]]:
    elements = definition.findall(f"{_FHIR}snapshot/{_FHIR}element")
    base = _value(definition, "baseDefinition").rpartition("/")[2]
    paths: dict[str, list[str]] = {type_: [base if base in _BASES and type_ not in _BASES else ""]}
    for element in elements[1:]:
        path = _value(element, "path")
        parent, _, name = path.rpartition(".")
        # an element that has elements of its own is of no named type
        types = [_value(one, "code").removeprefix(_SYSTEM) for one in element.findall(f"{_FHIR}type")]
        if types in (["BackboneElement"], ["Element"]):
            paths[path] = types[:1]
            types = [f"#{path}"]
        if reference := _value(element, "contentReference"):
            types = [reference]
        if not (paths[parent][0] and _value(element.find(f"{_FHIR}base"), "path").split(".")[0] in _BASES):
            paths[parent].append(f"{name}:{'|'.join(map(_typed, types))}{_marks(element)}")
    return ((path, " ".join(parts)) for path, parts in paths.items())


def _typed(name: str) -> str:
    return name[:1].lower() + name[1:] if name in {"String", "Boolean", "Integer", "Decimal"} else name


def _marks(element: Any) -> str:
    attribute = any(one.get("value") == "xmlAttr" for one in element.findall(f"{_FHIR}representation"))
    said = {
        "+": _value(element, "min") != "0",
        "*": _value(element, "max") != "1",
        "~": _value(element, "isSummary") == "true",
        "!": _value(element, "isModifier") == "true",
        "@": attribute,
    }
    return "".join(mark for mark, holds in said.items() if holds)


def _value(element: Any, name: str) -> str:
    found = element.find(f"{_FHIR}{name}")
    return "" if found is None else str(found.get("value", ""))


def text(lines: Mapping[str, str]) -> str:
    """The module."""
    made = "".join(f'    "{path}": "{line}",\n' for path, line in lines.items())
    return re.sub(r"[ \t]+\n", "\n", f"{_HEAD}{made}}}\n")


def main() -> int:
    """Write the table; with `--check` only say whether it is the committed one."""
    made = text(table(jar()))
    if "--check" in sys.argv[1:]:
        if made == TARGET.read_text(encoding="utf-8"):
            return 0
        sys.stderr.write(f"{TARGET.name} is not what R4's definitions make: run this without --check\n")
        return 1
    TARGET.write_text(made, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(TARGET)], check=False)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
