"""Every step of a SIP, in every region, gives the Bundle that is kept of it; the validator judges those."""

from tests.golden_sips import FOLDER, steps, written

KINDS = {"kallelse", "svar-kallelse", "kartlaggning", "sip", "uppfoljning", "utvardering", "samtycke"}


def test_every_step_gives_the_bundle_that_is_kept() -> None:
    made = dict(steps())
    kept = {str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.json")}
    assert set(made) == kept, "python -m tests.golden_sips"
    different = [place for place, resource in made.items() if resource != written(place)]
    assert not different, "python -m tests.golden_sips"


def test_every_region_has_every_kind() -> None:
    for region in FOLDER.iterdir():
        names = {file.stem for file in region.rglob("*.json")}
        assert {kind for kind in KINDS if any(kind in name for name in names)} == KINDS, region.name
