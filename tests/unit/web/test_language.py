"""Which language a caller wants."""

import pytest

from adapter.web.language import language_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("sv", "sv"),
        ("sv-SE, en;q=0.5", "sv"),
        ("SV-se", "sv"),
        ("en, sv", "en"),
        ("sv, en", "sv"),
        ("en;q=0.3, sv;q=0.8", "sv"),
        ("de, sv;q=0.1", "sv"),
        ("de", "en"),
        ("*", "en"),
        ("sv;q=0", "en"),
        ("sv;q=much", "en"),
        ("sv;level=1", "sv"),
        ("fi;q=1, sv;q=7", "sv"),
        (",".join(["de"] * 30 + ["sv"]), "en"),
    ],
)
def test_the_language_that_is_wanted_most(header: str | None, language: str) -> None:
    headers = [] if header is None else [(b"accept-language", header.encode())]
    assert language_of({"headers": [(b"host", b"x"), *headers]}) == language


def test_two_headers_are_one_list() -> None:
    assert language_of({"headers": [(b"accept-language", b"de"), (b"accept-language", b"sv")]}) == "sv"
