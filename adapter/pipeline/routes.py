"""Where a deviation report goes that is being accepted: for its receipt."""

from collections.abc import Mapping

from adapter.model.deviation import SIDES, Case
from adapter.model.directory import Unit
from adapter.model.facts import Facts
from adapter.model.message import Message
from adapter.policy.pack import Pack

Json = dict[str, object]
KIND = "avvikelse"
_DIGITAL = "digitalDeviations"


def route_of(message: Message, facts: Facts, pack: Pack) -> Json | None:
    """Where a report that is being accepted goes; None for anything else."""
    if message.kind != KIND or message.action not in {"new", "revise"}:
        return None
    stated, content = message.content.get("unit"), message.content
    about = facts.units.get(stated) if isinstance(stated, str) else None
    if about is None:
        about = next((facts.units[one] for one in message.recipients if one in facts.units), None)
    category = content.get("category")
    case = Case(
        side(facts.sender),
        side(about),
        category if isinstance(category, str) else None,
        recurring=content.get("recurring") is True,
        digital=announced(about, pack, facts.settings),
    )
    return pack.deviations.told(case)


def side(unit: Unit | None) -> str | None:
    """Which of the two parties a unit belongs to."""
    return unit.organisation if unit is not None and unit.organisation in SIDES else None


def announced(unit: Unit | None, pack: Pack, settings: Mapping[str, object]) -> bool:
    """Whether the unit's municipality has said that it takes reports digitally (VB-DEV-07)."""
    said = settings.get(_DIGITAL, pack.settings.get(_DIGITAL, ()))
    return unit is not None and isinstance(said, list | tuple) and unit.municipality in said
