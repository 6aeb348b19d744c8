"""Who owes what is due: units by their part in the stay or plan; None stands for one that nobody has named yet."""

from collections.abc import Callable, Mapping

from adapter.deadlines.instance import Instance, invitations
from adapter.model.course import Course
from adapter.model.directory import INPATIENT, MUNICIPAL, OPEN_CARE

Owner = Callable[[Course, Instance], tuple[str | None, ...]]


def _ward(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """The inpatient unit of the stay; before there is a notice, the first that writes in the stay or is written to.

    None owes where the stay names none: what is known of it then is what others have called to.
    """
    stay = instance.stay
    if stay is None or stay.inpatient_unit is not None:
        return (stay.inpatient_unit if stay else None,)
    events = course.of_stay(stay)
    named = [unit for event in events for unit in (event.sender, *event.recipients)]
    wards = [unit for unit in named if course.role(unit) in INPATIENT]
    wards += [event.sender for event in events if event.kind in _OF_THE_WARD]
    return tuple(wards[:1])


_OF_THE_WARD = frozenset({"utskrivningsklar", "utskrivningsmeddelande"})
"""What nobody but the ward writes, whatever the directory says of the sender."""


def _addressed(roles: frozenset[str]) -> Owner:
    def owner(course: Course, instance: Instance) -> tuple[str | None, ...]:
        stay = instance.stay
        addressed = stay.addressed if stay else frozenset()
        if stay and not addressed:  # told of without its notice: whoever its messages go to
            addressed = frozenset(unit for event in course.of_stay(stay) for unit in event.recipients)
        return tuple(sorted(unit for unit in addressed if course.role(unit) in roles)) or (None,)

    return owner


_open_care = _addressed(OPEN_CARE)
_primary_care = _addressed(frozenset({"primarvard"}))
_psychiatric_open_care = _addressed(frozenset({"psykiatrisk-oppenvard"}))


def _coordinator(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """Who calls and coordinates: the fixed care contact's unit, before one is named primary care, else open care."""
    if instance.sip is not None and instance.sip.leads is not None:
        return (instance.sip.leads,)
    contact = instance.stay.fixed_contact if instance.stay else None
    if contact is not None and contact.coordinates is not False:
        return (contact.unit,)
    return _open_care_of(course, instance)


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
    return _open_care_of(course, instance)


def _caller_by_ward(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """Psychiatric open care of who lies in psychiatric care and is followed up there (HA-TRACK-05), else the contact."""
    ward = next(iter(_ward(course, instance)), None)
    followed = _psychiatric_open_care(course, instance)
    if course.role(ward) != "psykiatrisk-slutenvard" or followed == (None,) or _needs_no_psychiatry(instance):
        return _open_care_contact(course, instance)
    return followed


def _needs_no_psychiatry(instance: Instance) -> bool:
    answers = dict(instance.stay.answers) if instance.stay else {}
    return answers.get("behov-psykiatrisk-oppenvard") is False


def _open_care_of(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """Primary care that the stay addresses, else open care, else whoever called, else the only one that is known."""
    for addressed in (_primary_care, _open_care):
        if (found := addressed(course, instance)) != (None,):
            return found
    callers = [event.sender for _, event in invitations(course, instance)]
    return tuple(callers[:1]) or _only_known(course)


def _open_care_addressed(course: Course, instance: Instance) -> tuple[str | None, ...]:
    """Open care that the stay addresses; where it addresses none, whoever has named the contact or called."""
    addressed = _open_care(course, instance)
    return addressed if addressed != (None,) else _open_care_contact(course, instance)


def _only_known(course: Course) -> tuple[str | None, ...]:
    for roles in ({"primarvard"}, OPEN_CARE):
        known = [name for name, unit in course.units.items() if unit.role in roles]
        if len(known) == 1:
            return (known[0],)
    return (None,)


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
    "open-care": _open_care_addressed,
    "coordinator": _coordinator,
    "open-care-contact": _open_care_contact,
    "caller-by-ward": _caller_by_ward,
    "caller": _caller,
    "participants": _participants,
    "called": _called,
    "responsible": _responsible,
}
