"""An invitation's versions: the kallelse that began it and every one that revised it."""

from collections.abc import Iterable

from adapter.model.history import Event, annulled


def thread(events: Iterable[Event], message_id: str | None) -> tuple[Event, ...]:
    """Every version of the invitation that a kallelse is of, oldest first, and its calling-off last; no annulled one."""
    every = tuple(event for event in events if event.kind == "kallelse")
    gone = annulled(every)
    roots: dict[str, str] = {}
    found: dict[str, list[Event]] = {}
    for event in every:
        if event.action == "annul":
            continue
        related = roots.get(event.relates_to or "") if event.action != "new" else None
        root = roots[event.message_id] = related or event.message_id
        if event.message_id not in gone:
            found.setdefault(root, []).append(event)
    return tuple(found.get(roots.get(message_id or "", ""), ()))


def versions(events: Iterable[Event], message_id: str | None) -> tuple[Event, ...]:
    """Its versions as long as it stands; none once it is called off."""
    known = thread(events, message_id)
    return () if any(event.action == "cancel" for event in known) else known
