"""What the tests read of the checkout itself: its mappings, loaded once."""

from functools import cache
from pathlib import Path

from adapter.r4.mappings import Mappings, load

ROOT = Path(__file__).parent.parent


def mapping_texts() -> dict[str, str]:
    """Every file of `mappings/` that `Mappings` is made of, by its name below `mappings/`."""
    folder = ROOT / "mappings"
    files = (
        file for part in ("messages", "codes", "questionnaires") for file in (folder / part).glob("*.yaml")
    )
    return {str(file.relative_to(folder)): file.read_text(encoding="utf-8") for file in files}


@cache
def mappings() -> Mappings:
    """The mappings of the checkout."""
    return load(mapping_texts())
