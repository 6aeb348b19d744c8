"""What is asked for in GetCarePlans 2: a person's plans, narrowed by unit, day, source and care contact."""

from dataclasses import dataclass
from datetime import date

from adapter.model.identifiers import PatientId


@dataclass(frozen=True, slots=True)
class AskedPlans:
    """The request of the contract; an empty filter lets everything through. `root` is the OID that `patient` was named by."""

    patient: PatientId
    root: str
    units: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    source: str | None = None
    contacts: frozenset[str] = frozenset()
