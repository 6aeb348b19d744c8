"""The option `--lang` of the commands that tell rules."""

from typing import Annotated

import typer

from adapter.model.basis import LANGUAGES
from adapter.model.errors import UsageError

LANGUAGE = Annotated[
    str,
    typer.Option(
        "--lang", "--language", metavar="|".join(LANGUAGES), help="The language of the rules' words."
    ),
]


def known(language: str) -> str:
    """The language as given; `UsageError` for one that rules are not written in."""
    if language not in LANGUAGES:
        raise UsageError(f"--lang: one of {', '.join(LANGUAGES)}")
    return language
