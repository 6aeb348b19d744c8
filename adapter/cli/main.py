"""All commands, gathered: importing a command's module adds it to the app."""

from adapter.cli import configuration, send
from adapter.cli.app import run

__all__ = ["COMMANDS", "run"]

COMMANDS = (configuration, send)
