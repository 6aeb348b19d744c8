"""A reminder as its recipient's endpoint wants it."""

from collections.abc import Mapping
from datetime import datetime

from adapter.mapping.reminder import reminder as fhir
from adapter.mapping.reminder import reminder_native as native
from adapter.model.directory import Unit
from adapter.model.struck import Reminder
from adapter.model.swedish_time import STOCKHOLM
from adapter.pipeline.parts import Parts


def body(said: Reminder, unit: Unit, delivery: str, now: datetime, parts: Parts) -> Mapping[str, object]:
    """A FHIR message Bundle, or native JSON; of the person nothing but ids that the unit has."""
    due = said.due.astimezone(STOCKHOLM)
    if unit.endpoint is not None and unit.endpoint.mode == "native":
        return native(
            delivery=delivery,
            about_message=said.about,
            rule=said.rule,
            what=said.what,
            due=due,
            owner=said.owner,
        )
    return fhir(
        delivery=delivery,
        bundle_id=parts.chance.uuid(),
        timestamp=now,
        own_url=parts.own_url,
        recipient=unit,
        about_message=said.about,
        rule=said.rule,
        what=said.what,
        due=due,
        owner=said.owner,
        mappings=parts.mappings,
    )
