"""Randomness from the operating system."""

import random
import uuid


class SystemChance:
    """Random ids that cannot be guessed, and jitter that need not be."""

    def __init__(self) -> None:
        self._random = random.SystemRandom()

    def uuid(self) -> str:
        """A new random UUID (version 4)."""
        return str(uuid.uuid4())

    def jitter(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()
