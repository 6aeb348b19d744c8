"""Facts about the person: the number as stated, and what the population register answers."""

import re
from collections.abc import Callable, Mapping

from adapter.model.person import Person, Protection, Silent
from adapter.model.swedish_time import swedish_day
from adapter.policy.view import UNKNOWN, Question, View

ADULT = 18
_TEN_DIGITS = re.compile(r"\d{6}[-+]?\d{4}")


def number_type(view: View) -> object:
    """The stated type of number (`patient.type`)."""
    return view.message.patient.type.value


def number_form(view: View) -> object:
    """right, wrong-form or wrong-check-digit."""
    return view.message.patient.form.value


def ten_digits(view: View) -> object:
    """Whether the number has ten digits where twelve are required (VB-IDENT-03)."""
    return _TEN_DIGITS.fullmatch(view.message.patient.value) is not None


def answer(view: View) -> object:
    """hit or no-hit; unknown while the register is silent."""
    if isinstance(view.facts.person, Silent):
        return UNKNOWN
    return "hit" if isinstance(view.facts.person, Person) else "no-hit"


def silent(view: View) -> object:
    """Whether the register did not answer, on the person or on protection; never unknown itself."""
    person = view.facts.person
    if isinstance(person, Person):
        return person.protection is Protection.UNKNOWN
    return isinstance(person, Silent)


def _hit(of: Callable[[Person], object]) -> Question:
    """A question about a register hit: unknown on silence, None when the register knows nobody."""

    def ask(view: View) -> object:
        person = view.facts.person
        if isinstance(person, Silent):
            return UNKNOWN
        return of(person) if isinstance(person, Person) else None

    return ask


def _protected(person: Person) -> object:
    if person.protection is Protection.UNKNOWN:
        return UNKNOWN
    return person.protection is not Protection.NONE


def guardians_protected(view: View) -> object:
    """Whether any guardian is protected; unknown when one is and the register is silent on another."""
    person = view.facts.person
    if isinstance(person, Silent):
        return UNKNOWN
    answers = [
        _protected(guardian)
        if isinstance(guardian, Person)
        else UNKNOWN
        if isinstance(guardian, Silent)
        else False
        for guardian in view.facts.guardians
    ]
    if any(found is True for found in answers):
        return True
    unanswered = isinstance(person, Person) and len(person.guardians) > len(answers)
    return UNKNOWN if unanswered or UNKNOWN in answers else False


def home_addressed(view: View) -> object:
    """Whether any recipient is a unit of the municipality where the person is registered."""
    person = view.facts.person
    if isinstance(person, Silent):
        return UNKNOWN
    home = person.municipality if isinstance(person, Person) else None
    units = (view.facts.units.get(recipient) for recipient in view.message.recipients)
    return None if home is None else any(unit is not None and unit.municipality == home for unit in units)


def age(view: View) -> object:
    """Whole years today, or None where the number states no date of birth."""
    return view.message.patient.age(swedish_day(view.facts.at))


def minor(view: View) -> object:
    """Whether the person is under 18 today; unknown where the number states no date of birth."""
    years = view.message.patient.age(swedish_day(view.facts.at))
    return UNKNOWN if years is None else years < ADULT


QUESTIONS: Mapping[str, Question] = {
    "number.type": number_type,
    "number.form": number_form,
    "number.digits10": ten_digits,
    "person.answer": answer,
    "person.silent": silent,
    "person.protected": _hit(_protected),
    "person.deceased": _hit(lambda person: person.deceased is not None),
    "person.municipality": _hit(lambda person: person.municipality),
    "person.hasAddress": _hit(lambda person: person.address is not None),
    "person.test": _hit(lambda person: person.test),
    "person.placed": _hit(lambda person: person.placed_by is not None),
    "person.homeAddressed": home_addressed,
    "person.age": age,
    "person.minor": minor,
    "guardians.protected": guardians_protected,
}
