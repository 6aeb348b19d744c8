"""All commands, gathered: importing a command's module adds it to the app."""

from adapter.cli import (
    care_plans,
    configuration,
    deadlines,
    demo,
    desk,
    deviations,
    letters,
    liability,
    operate,
    outage,
    report,
    rules,
    sandbox,
    send,
    service,
    synth,
    systems,
)
from adapter.cli.app import run

__all__ = ["COMMANDS", "run"]

COMMANDS = (
    demo,
    service,
    desk,
    deadlines,
    deviations,
    letters,
    care_plans,
    liability,
    outage,
    report,
    rules,
    synth,
    sandbox,
    send,
    systems,
    operate,
    configuration,
)
