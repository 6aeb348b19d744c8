"""Who a letter is for, and the lines of its envelope."""

from dataclasses import dataclass

from adapter.letters.words import PARTIES, capital, joined
from adapter.model.copy import Copy
from adapter.model.history import PATIENT
from adapter.model.person import Person


@dataclass(frozen=True, slots=True, repr=False)
class Addressee:
    """A party in words of the message, or a unit; `name` is None where only the party is known."""

    party: str
    name: str | None = None

    @property
    def is_patient(self) -> bool:
        """Whether it is the person whom it is all about."""
        return self.party == PATIENT

    @property
    def shown(self) -> str:
        """Name and party, as others read who is invited."""
        party = PARTIES.get(self.party, "")
        if not self.name or self.name.casefold() == party.casefold():
            return capital(party)
        name = self.name if " " in self.name else capital(self.name)
        return f"{name} ({party})" if party and self.party != "annan" else name


def envelope(to: Addressee, person: Person) -> tuple[str, ...]:
    """The address: the person's own as registered; of others only the name, for the sender to add where they live."""
    if not to.is_patient:
        return (to.name or capital(PARTIES.get(to.party, "")),)
    lines = [full_name(person)] if full_name(person) else []
    if person.address is not None:
        city = f"{_postal_code(person.address.postal_code)} {person.address.city}".strip()
        lines += [*person.address.line, city]
    return tuple(lines)


def full_name(person: Person) -> str:
    """The person's name as the register has it; empty where it may not be told."""
    return " ".join((*person.name.given, person.name.family)) if person.name else ""


def sender(copy: Copy) -> tuple[str, ...]:
    """The unit's name, who at it sends, and its telephone number where the directory has one."""
    staff = copy.message.sender.person
    who = joined(staff.name or "", staff.title or "") if staff else ""
    phone = f"Telefon {copy.sender.phone}" if copy.sender.phone else ""
    return tuple(line for line in (copy.sender.name, who, phone) if line)


def _postal_code(code: str) -> str:
    """Five digits as they are written on an envelope: 903 25."""
    digits = code.replace(" ", "")
    return f"{digits[:3]} {digits[3:]}" if len(digits) == 5 and digits.isdigit() else code  # noqa: PLR2004
