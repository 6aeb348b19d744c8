"""`settings`: every setting, what it is for and what it is now; secrets only as set or not."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from adapter import settings as all_settings
from adapter.cli.app import app
from adapter.cli.output import say, show
from adapter.model.errors import ConfigurationError


@app.command("settings")
def show_settings(*, json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """List every setting: its variable, its default, what it is set to and what it is for."""
    try:
        now = all_settings.read()
    except ConfigurationError as error:
        say(f"as set now they do not fit:\n{error}")
        now = None
    rows = all_settings.rows(now)
    for name in all_settings.strangers():
        say(f"{name} is set and is no setting; misspelt?")
    if json:
        show({"settings": rows})
        return
    table = Table(box=None, pad_edge=False)
    for column in ("variable", "default", "now", "what it is for"):
        table.add_column(column, overflow="fold")
    for row in rows:
        variable = f"{row['variable']} (or {row['file']})" if row["file"] else str(row["variable"])
        table.add_row(variable, str(row["default"]), str(row["value"]), str(row["text"]))
    Console(soft_wrap=False, highlight=False, width=None if Console().is_terminal else 160).print(table)
