"""What the stay's messages tell of the needs of a patient: how much they have changed (ST-TRACK-01), and of whom."""

from collections.abc import Iterable, Mapping

from adapter.model.history import Episode, Event

SOCIAL_ONLY = "socialServicesOnly"
"""The fact that says outright whether the patient needs social services alone."""
_SOCIAL = ("insatser-socialtjanst", "nya-behov-socialtjanst")
_MUNICIPAL_CARE = (
    ("insatser-kommunal-halsovard", "nya-behov-kommunal-halsovard"),
    ("insatser-kommunal-rehab", "nya-behov-kommunal-rehab"),
)
NEW_NEEDS_QUESTIONS = ("nya-behov-socialtjanst", "nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab")
"""Of social services, of municipal health care, of rehabilitation."""
HEALTH_QUESTIONS = ("insatser-kommunal-halsovard", "insatser-kommunal-rehab")
"""Whether the municipality gave health care or rehabilitation before."""
BETWEEN_PRINCIPALS = ("samordningsbehov", "behov-psykiatrisk-oppenvard")
"""What concerns both the region and the municipality."""


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
    none_new = all(said.get(question) is False for question in NEW_NEEDS_QUESTIONS)
    return True if said.get("kand-patient") and none_new else None


def social_services_only(answers: Mapping[str, bool], facts: Mapping[str, object]) -> bool | None:
    """Whether the patient needs social services alone (NB-TRACK-02, NB-LIAB-05); None where nothing says.

    Yes to social services, and neither of each pair of municipal health care, of which at least one was asked about.
    """
    stated = facts.get(SOCIAL_ONLY)
    if isinstance(stated, bool):
        return stated
    if any(answers.get(question) for pair in _MUNICIPAL_CARE for question in pair):
        return False
    if answers.get("behov-psykiatrisk-oppenvard"):
        return False
    asked = all(any(question in answers for question in pair) for pair in _MUNICIPAL_CARE)
    return True if asked and any(answers.get(question) for question in _SOCIAL) else None
