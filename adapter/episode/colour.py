"""The planning colour (spårfärg) from the answers of the planning basis: VB-TRACK-01, 03, 04, 06, 08, 12."""

from collections.abc import Iterable

from adapter.model.needs import BETWEEN_PRINCIPALS, HEALTH_QUESTIONS, NEW_NEEDS_QUESTIONS
from adapter.model.stay_kinds import PLANNING_QUESTIONS


def colour(answers: Iterable[tuple[str, bool]]) -> str | None:
    """`bla`, `gron`, `gul` or `rod` from answers by question; None (undetermined) until all are answered.

    The definitions are tried in the order red, yellow, green, blue. A complete set gives exactly one colour
    (VB-TRACK-01): where none of the definitions fits, for example a coordination need without new needs, it is
    yellow, the mildest colour that makes somebody consider coordination.
    """
    said = dict(answers)
    if any(question not in said for question in PLANNING_QUESTIONS):
        return None
    health_or_rehab = any(said[question] for question in HEALTH_QUESTIONS)
    if said["omfattande-behov"]:
        return "rod"
    if said["beslut-korttidsvistelse"] or any(said[question] for question in NEW_NEEDS_QUESTIONS):
        return "gul"
    if said["kand-patient"] and health_or_rehab:
        return "gron"
    excluded = any(said[question] for question in BETWEEN_PRINCIPALS)
    if said["kand-patient"] and said["insatser-socialtjanst"] and not excluded:
        return "bla"
    return "gul"
