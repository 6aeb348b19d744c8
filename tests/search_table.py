"""The table of search parameters in `docs/fhir.md`, made of the table of interactions: `python -m tests.search_table`."""

from adapter.r4.interactions import TABLE
from tests.checkout import ROOT

DOCUMENT = ROOT / "docs" / "fhir.md"
_BEGIN = "<!-- search parameters: python -m tests.search_table -->\n"
_END = "<!-- end -->"


def table() -> str:
    """A row per type."""
    rows = [
        f"| {one.type} | {' '.join(f'`{parameter.name}`' for parameter in one.parameters)} "
        f"| {' '.join(f'`{include}`' for include in one.includes) or '–'} |"
        for one in TABLE.values()
    ]
    return (
        "\n".join(["| type | by, besides `_id` and `_lastUpdated` | `_include` |", "|---|---|---|", *rows])
        + "\n"
    )


def written(text: str) -> str:
    """The document with the table anew."""
    before, _, rest = text.partition(_BEGIN)
    return f"{before}{_BEGIN}{table()}{_END}{rest.partition(_END)[2]}"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
