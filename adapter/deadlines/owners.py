"""Who owes what is due: units by their part in the stay or plan; None stands for one that nobody has named yet."""

from collections.abc import Callable, Mapping

from adapter.deadlines.instance import Instance
from adapter.model.course import Course
from adapter.model.directory import INPATIENT, MUNICIPAL, OPEN_CARE

Owner = Callable[[Course, Instance], tuple[str | None, ...]]


def _ward(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """The inpatient unit of the stay; before there is a notice, the first that writes in the stay or is written to."""
    stay = instance.stay
    if stay is None or stay.inpatient_unit is not None:
        return (stay.inpatient_unit if stay else None,)
    named = (unit for event in course.of_stay(stay) for unit in (event.sender, *event.recipients))
    return (next((unit for unit in named if course.role(unit) in INPATIENT), None),)


def _addressed(roles: frozenset[str]) -> Owner:
    def owner(course: Course, instance: Instance) -> tuple[str | None, ...]:
        addressed = instance.stay.addressed if instance.stay else frozenset()
        return tuple(sorted(unit for unit in addressed if course.role(unit) in roles)) or (None,)

    return owner


_open_care = _addressed(OPEN_CARE)
_primary_care = _addressed(frozenset({"primarvard"}))


def _coordinator(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """Who calls and coordinates: the fixed care contact's unit, before one is named primary care, else open care."""
    if instance.sip is not None and instance.sip.leads is not None:
        return (instance.sip.leads,)
    contact = instance.stay.fixed_contact if instance.stay else None
    if contact is not None and contact.coordinates is not False:
        return (contact.unit,)
    named = _primary_care(course, instance)
    return named if named != (None,) else _open_care(course, instance)


def _open_care_contact(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """The fixed care contact's unit in open care, whoever else has named one; before that primary care, else open care."""
    stay = instance.stay.id if instance.stay else None
    named = [
        event.sender
        for event in course.events
        if event.kind == "fast-vardkontakt"
        and event.episode in {None, stay}
        and course.role(event.sender) not in MUNICIPAL
    ]
    if named:
        return (named[-1],)
    primary = _primary_care(course, instance)
    return primary if primary != (None,) else _open_care(course, instance)


def _caller(_: Course, instance: Instance) -> tuple[str | None, ...]:
    """Whoever sent the message that began it."""
    return (instance.about.sender if instance.about else None,)


def _participants(_: Course, instance: Instance) -> tuple[str | None, ...]:
    """Whoever takes part in the meeting: the units called that have not said no, and the one that calls."""
    invitation = instance.invitation
    if invitation is None:
        return (None,)
    absent = {unit for unit, attends in invitation.answers if not attends}
    return tuple(sorted({*invitation.units.difference(absent), invitation.sender}))


def _called(_: Course, instance: Instance) -> tuple[str | None, ...]:
    """The units that an invitation calls."""
    return tuple(sorted(instance.invitation.units)) if instance.invitation else (None,)


def _responsible(_: Course, instance: Instance) -> tuple[str | None, ...]:
    """The units that the plan makes responsible for a part of it."""
    items = instance.sip.items if instance.sip else ()
    return tuple(sorted({item.unit for item in items if item.unit})) or (None,)


def _concerned(_: Course, instance: Instance) -> tuple[str | None, ...]:
    """The units that the moment itself is about; none where it is about none."""
    return instance.units


def _asked(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """Those of them that answer questions about a stay: the municipality's units and open care."""
    return tuple(unit for unit in instance.units if course.role(unit) in MUNICIPAL | OPEN_CARE)


_LOCAL_CARE = frozenset({"primarvard", "psykiatrisk-oppenvard"})


def _local_care_concerned(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """Those of them that are local care or psychiatric open care."""
    return tuple(unit for unit in instance.units if course.role(unit) in _LOCAL_CARE)


OWNERS: Mapping[str, Owner] = {
    "concerned": _concerned,
    "asked": _asked,
    "local-care-concerned": _local_care_concerned,
    "ward": _ward,
    "open-care": _open_care,
    "primary-care": _primary_care,
    "municipality": _addressed(MUNICIPAL),
    "coordinator": _coordinator,
    "open-care-contact": _open_care_contact,
    "caller": _caller,
    "participants": _participants,
    "called": _called,
    "responsible": _responsible,
}
