"""`docs/follow-up.md` says of the indicators what the packs and the table say."""

from pathlib import Path

from adapter.model.figures import INDICATORS
from tests.packs import packs

TEXT = (Path(__file__).parents[3] / "docs" / "follow-up.md").read_text(encoding="utf-8")
REGIONS = ("vasterbotten", "norrbotten", "halland", "stockholm", "vastmanland")


def test_the_table_of_indicators_is_current() -> None:
    written = [line for line in TEXT.splitlines() if line.startswith("| `")]
    assert written == [_row(code) for code in INDICATORS]


def _row(code: str) -> str:
    definition = INDICATORS[code]
    followed = {
        region: one for region in REGIONS for one in packs().of(region).indicators if one.code == code
    }
    rules = sorted({rule for one in followed.values() for rule in (*one.rules, *one.goal_rules)})
    regions = "all" if len(followed) == len(REGIONS) else ", ".join(followed)
    return (
        f"| `{code}` | {definition.form} | {definition.counts} | {definition.of} | "
        f"{', '.join(rules)} | {regions} |"
    )
