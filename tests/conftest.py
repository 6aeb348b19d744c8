"""For every test: what one says of logging is forgotten before the next."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

# What is right does not depend on the machine's speed; two slow cores run several tests at a time.
settings.register_profile("svu", deadline=None)
settings.load_profile("svu")


@pytest.fixture(autouse=True)
def logging_of_its_own() -> Iterator[None]:
    """A command configures logging for its process, onto a stream that pytest closes when its test is over."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level
