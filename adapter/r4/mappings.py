"""Everything in `mappings/` that both ways between messages and FHIR share; loaded once, from texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapter.model.errors import PackError
from adapter.model.kinds import KINDS
from adapter.r4 import codes, forms, rows, shape, systems
from adapter.r4.codes import CodeTable
from adapter.r4.definition_file import Part, parse
from adapter.r4.forms import Form, Forms
from adapter.r4.models import Resource
from adapter.r4.rows import Rows

REQUIRED_TABLES = tuple(
    system.rpartition("/")[2]
    for system in (
        systems.KIND,
        systems.ACTION,
        systems.MEMBER,
        systems.ROLE,
        systems.FUNCTION,
        systems.COLOUR,
        systems.SCOPE,
        systems.CONSENT_CATEGORY,
        systems.HANDLING,
        systems.VALUE,
        systems.ACTIVITY,
        systems.DUE,
        systems.DUE_STATE,
        systems.INDICATOR,
        systems.SETTLEMENT,
        systems.LIABILITY_REASON,
        systems.RULE,
    )
)


@dataclass(frozen=True, slots=True)
class Mappings:
    """`rows` by kind, `tables` by the name of their code system.

    `approved_in`: by kind, the regions that approve a plan before it is in force, where not all do.
    `asked`: by kind, the questions that it answers; `forms`: what of them each region asks.
    """

    rows: Rows
    tables: Mapping[str, CodeTable]
    approved_in: Mapping[str, frozenset[str]]
    asked: Mapping[str, Form]
    forms: Forms

    def questionnaire(self, kind: str, region: str, items: Sequence[Resource]) -> str:
        """The Questionnaire that a response of these items answers: the region's where it is one to that, else the common one."""
        form = self.forms.get(kind, {}).get(region)
        named = f"{kind}-{region}" if form and forms.fits(form.questions, items) else kind
        return f"{systems.QUESTIONNAIRE}/{named}"

    def plan_status(self, kind: str, action: str, region: str | None) -> str | None:
        """CarePlan.status of a plan of this kind after this action; None for an action that no plan has."""
        status = shape.CARE_PLAN_STATUSES[kind].get(action)
        regions = self.approved_in.get(kind)
        return "active" if status == "draft" and regions and region not in regions else status

    def coding(self, system: str, code: str) -> dict[str, str]:
        """A Coding of one of our systems, with its display."""
        return self.tables[system.rpartition("/")[2]].coding(code)

    def words(self, system: str, code: str) -> str:
        """The Swedish words for a code, or the code."""
        concept = self.tables[system.rpartition("/")[2]].concepts.get(code)
        return concept.sv if concept else code


def load(files: Mapping[str, str]) -> Mappings:
    """The mappings in these files (`messages/….yaml`, `codes/….yaml` to text); raises PackError with file and line."""
    found_rows: dict[str, tuple[rows.Row, ...]] = {}
    approved: dict[str, frozenset[str]] = {}
    tables: dict[str, CodeTable] = {}
    regional: list[Part] = []
    for file, text in sorted(files.items()):
        document = parse(file, text)
        match file.rpartition("/")[0].rpartition("/")[2]:
            case "messages":
                kind, kind_rows = rows.read(document)
                if kind in found_rows:
                    raise document.error(f"the kind {kind!r} has rows in another file already")
                found_rows[kind] = kind_rows
                approved[kind] = rows.approved_in(document)
            case "codes":
                table = codes.read(document)
                tables[table.name] = table
            case "questionnaires":
                regional.append(document)
            case folder:
                raise document.error(f"no mappings are kept in a folder called {folder!r}")
    _complete(found_rows, tables)
    asked = forms.asked(found_rows)
    return Mappings(found_rows, tables, approved, asked, _forms(regional, asked))


def _forms(documents: Sequence[Part], asked: Mapping[str, Form]) -> Forms:
    found: dict[str, dict[str, forms.RegionForm]] = {kind: {} for kind in asked}
    for document in documents:
        for kind, form in forms.read(document, asked):
            if form.region in found[kind]:
                raise document.error(f"what {form.region!r} asks stands in another file already")
            found[kind][form.region] = form
    return found


def _complete(found_rows: Rows, tables: Mapping[str, CodeTable]) -> None:
    for kind in KINDS:
        if kind not in found_rows:
            raise PackError(f"messages/{kind}.yaml", 1, "this kind has no rows")
    for name in REQUIRED_TABLES:
        if name not in tables:
            raise PackError("codes", 1, f"the code system {name!r} has no table")
