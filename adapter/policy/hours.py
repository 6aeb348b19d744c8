"""Reading hours of the day out of a pack."""

from datetime import time

from adapter.model.deadline import Cutoff
from adapter.policy.source import Node


def read_time(node: Node) -> time:
    """An hour of the day."""
    try:
        return time.fromisoformat(node.text())
    except ValueError:
        raise node.fault('a time of the day is expected here, as "12:00"') from None


def read_cutoff(node: Node) -> Cutoff:
    """The hour after which something counts as of the next day, and on which side of it the hour itself is."""
    fields = node.closed(("at", "exactly"))
    return Cutoff(read_time(fields["at"]), fields["exactly"].one_of("after", "before"))
