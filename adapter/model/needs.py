"""How much the needs of a patient have changed, as far as the stay's messages tell it (ST-TRACK-01)."""

from collections.abc import Iterable

from adapter.model.history import Episode, Event

_NEW = ("nya-behov-socialtjanst", "nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab")


def much_as_before(episode: Episode, events: Iterable[Event]) -> bool | None:
    """Whether a person who is known goes home with the same interventions or minor new ones; None where nothing says.

    The level of need that the newest admission notice states counts; without one, the planning basis's answers: that
    the person is known, and no new needs. Which new needs are minor no answer tells.
    """
    said = dict(episode.answers)
    if said.get("kand-patient") is False or said.get("omfattande-behov"):
        return False
    level = None
    for event in events:
        if event.kind == "inskrivningsmeddelande":
            level = event.noted.get("needLevel", level)
    if level is not None:
        return level != "omfattande"
    none_new = all(said.get(question) is False for question in _NEW)
    return True if said.get("kand-patient") and none_new else None
