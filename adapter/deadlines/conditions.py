"""When a deadline applies: named questions about an instance; None where nothing says."""

from collections.abc import Callable, Mapping

from adapter.deadlines.instance import Instance
from adapter.deadlines.moments import assessed_at
from adapter.model.course import Course
from adapter.model.history import Episode

Condition = Callable[[Course, Instance], bool | None]
_NEEDS_HEALTH_CARE = (
    "insatser-kommunal-halsovard",
    "insatser-kommunal-rehab",
    "nya-behov-kommunal-halsovard",
    "nya-behov-kommunal-rehab",
    "samordningsbehov",
    "behov-psykiatrisk-oppenvard",
)
_SOCIAL = ("insatser-socialtjanst", "nya-behov-socialtjanst")


def _stay(of: Callable[[Episode], bool | None]) -> Condition:
    def condition(_: Course, instance: Instance) -> bool | None:
        return of(instance.stay) if instance.stay else None

    return condition


def _colour(*colours: str) -> Condition:
    return _stay(lambda stay: stay.colour in colours if stay.colour else None)


def _later_assessment(course: Course, instance: Instance) -> bool | None:
    """Whether the need was judged only after the admission."""
    stay = instance.stay
    at = assessed_at(course, stay) if stay else None
    return at is not None and stay is not None and stay.admitted_at is not None and at > stay.admitted_at


def needs_coordination(course: Course, instance: Instance) -> bool | None:
    """Whether interventions of several must be coordinated: as the planning basis answers it, or `sipRequired` says."""
    stated = course.facts.get("sipRequired")
    if isinstance(stated, bool):
        return stated
    said = dict(instance.stay.answers) if instance.stay else {}
    return said.get("samordningsbehov")


def only_social_services(_: Course, instance: Instance) -> bool | None:
    """Whether only social services are needed: said yes, and all health care and coordination answered no."""
    said = dict(instance.stay.answers) if instance.stay else {}
    if any(said.get(question) for question in _NEEDS_HEALTH_CARE):
        return False
    if any(said.get(question) for question in _SOCIAL):
        asked = all(question in said for question in _NEEDS_HEALTH_CARE)
        return True if asked else None
    return None


def _consent(status: str) -> Condition:
    """Whether the newest record on coordinated planning or on information transfer has that status."""

    def condition(course: Course, _: Instance) -> bool | None:
        scopes = {"sip", "informationsoverforing"}
        records = [r.consent for r in course.history.consents if scopes & set(r.consent.scopes)]
        return records[-1].status == status if records else None

    return condition


CONDITIONS: Mapping[str, Condition] = {
    "short-stay": _stay(lambda stay: stay.short_stay),
    "later-assessment": _later_assessment,
    "needs-coordination": needs_coordination,
    "only-social-services": only_social_services,
    "colour-blue-or-green": _colour("bla", "gron"),
    "colour-green": _colour("gron"),
    "colour-blue": _colour("bla"),
    "colour-yellow": _colour("gul"),
    "colour-red": _colour("rod"),
    "colour-yellow-or-red": _colour("gul", "rod"),
    "discharged": _stay(lambda stay: stay.discharge is not None),
    "ready": _stay(lambda stay: stay.ready is not None),
    "has-plan": lambda course, _: any(sip.active and sip.newest for sip in course.sips),
    "plan-active": lambda _, instance: instance.sip.active if instance.sip else None,
    "in-stay": lambda _, instance: (
        (instance.sip.episode is not None) if instance.sip else instance.stay is not None
    ),
    "consent-given": _consent("given"),
    "consent-refused": _consent("refused"),
}
