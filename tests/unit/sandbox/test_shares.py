"""Shares: what is given stands, the defaults beside it give way."""

import pytest

from adapter.model.errors import UsageError
from adapter.sandbox import shares


def test_without_any_they_are_the_documented() -> None:
    assert shares.read([]) == pytest.approx({name: share.value for name, share in shares.ALL.items()})


def test_the_defaults_leave_room_for_what_is_given() -> None:
    found = shares.read(["planning=1"])
    assert found["planning"] == 1
    assert [found[name] for name in ("outside", "short", "long")] == [0, 0, 0]
    half = shares.read(["planning=0.86"])
    assert half["short"] == pytest.approx(0.06)
    assert half["refused"] == shares.CONSENT["refused"].value


@pytest.mark.parametrize("given", [["planning=0.6", "outside=0.7"], ["plan=1"], ["planning=2"], ["planning"]])
def test_what_cannot_be_is_refused(given: list[str]) -> None:
    with pytest.raises(UsageError):
        shares.read(given)
