"""Faults of a readable message that no region judges: numbers hidden in ids, times to come, doubled recipients."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from adapter.model.identifiers import NumberForm, NumberType, PatientId, holds_identity_number
from adapter.model.issue import Issue, Severity
from adapter.model.kinds import KINDS
from adapter.model.message import Message

TOLERANCE = timedelta(minutes=5)
"""How far a sender's clock may be ahead of ours (semantics 12)."""

_IDS = ("planId", "caseId", "careRequestReference")
_DAYS = ("start", "end")
_BREAK_GLASS = re.compile(r"BTG|break[ -]?(the[ -]?)?glass", re.IGNORECASE)
_GROUP = re.compile(r"[0-9]{8}-?[0-9]{4}")
_CENTURIES = ("18", "19", "20")


def check(message: Message, received_at: datetime) -> tuple[Issue, ...]:
    """Every such fault of a message received at an instant."""
    return tuple(issue for checked in _CHECKS for issue in checked(message, received_at))


def _ids(message: Message, _: datetime) -> Iterator[Issue]:
    """No id may contain an identity number (semantics 4)."""
    ids: list[tuple[str, object]] = [(f"content.{name}", message.content.get(name)) for name in _IDS]
    ids.extend(_parts(message.content))
    if message.episode:
        ids.append(("episode.id", message.episode.id))
    if message.consent:
        ids.append(("consent.episode", message.consent.episode))
    if message.kind == "samtycke":
        ids.append(("content.episode", message.content.get("episode")))
    found = [path for path, value in ids if isinstance(value, str) and holds_identity_number(value)]
    uuids = (("messageId", message.message_id), ("relatesTo", message.relates_to))
    found += [path for path, value in uuids if value and _number_in_uuid(value)]
    for path in found:
        yield _issue(
            "CHECK-ID",
            path,
            "An id contains an identity number.",
            "Choose an id that says nothing of a person.",
        )


def _parts(content: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The ids of a plan's parts, and of the plan that it takes the place of."""
    for name in ("subGoals", "interventions"):
        for position, part in enumerate(content.get(name, ())):
            yield f"content.{name}[{position}].id", part.get("id")
    yield "content.replaces.planId", content.get("replaces", {}).get("planId")


def _number_in_uuid(value: str) -> bool:
    """Whether twelve digits of a UUID are a person's number; by chance that happens once in millions."""
    return any(
        group.startswith(_CENTURIES)
        and any(
            PatientId(kind, group).form is NumberForm.RIGHT
            for kind in (NumberType.PERSONNUMMER, NumberType.SAMORDNINGSNUMMER)
        )
        for group in (found.group().replace("-", "") for found in _GROUP.finditer(value))
    )


def _recipients(message: Message, _: datetime) -> Iterator[Issue]:
    for position, unit in enumerate(message.recipients):
        if unit in message.recipients[:position]:
            yield _issue(
                "CHECK-TWICE", f"recipients[{position}]", "This unit is already listed.", "List it once."
            )


def _times(message: Message, received_at: datetime) -> Iterator[Issue]:
    """What says that it has happened has not yet (semantics 11, 12)."""
    times: list[tuple[str, datetime | None]] = [("sentAt", message.sent_at)]
    if message.outage:
        times.append(("outage.originalAt", message.outage.original_at))
    if message.consent:
        times.append(("consent.recordedAt", message.consent.recorded_at))
    recorded_at = message.content.get("recordedAt")
    if message.kind == "samtycke" and isinstance(recorded_at, str):
        times.append(("content.recordedAt", datetime.fromisoformat(recorded_at)))
    for path, at in times:
        if at is not None and at > received_at + TOLERANCE:
            yield _issue(
                "CHECK-TIME", path, "This instant is still to come.", "Correct it, or set the clock."
            )


def _order(message: Message, _: datetime) -> Iterator[Issue]:
    """What begins ends no earlier: R4 cannot say such a period (per-1), so it could never be delivered."""
    stated = message.content.get("period")
    periods: list[tuple[str, date | None, date | None]] = []
    if message.consent and message.consent.period:
        periods.append(("consent.period", message.consent.period.start, message.consent.period.end))
    if message.kind == "samtycke" and isinstance(stated, Mapping):
        first, last = (date.fromisoformat(str(stated[day])) if day in stated else None for day in _DAYS)
        periods.append(("content.period", first, last))
    discharged_at = message.content.get("dischargedAt")
    if message.episode and isinstance(discharged_at, str):
        left = datetime.fromisoformat(discharged_at)
        periods.append(("content.dischargedAt", message.episode.admitted_at, left))
    for path, start, end in periods:
        if start and end and end < start:
            yield _issue("CHECK-ORDER", path, "This ends before it begins.", "Correct one of the two times.")


def _purpose(message: Message, _: datetime) -> Iterator[Issue]:
    """There is no break-glass on push (semantics 14)."""
    stated: list[tuple[str, object]] = [("consent.purpose", message.consent and message.consent.purpose)]
    if message.kind == "samtycke":
        stated.append(("content.purpose", message.content.get("purpose")))
    for path, purpose in stated:
        if isinstance(purpose, str) and _BREAK_GLASS.fullmatch(purpose.strip()):
            yield _issue(
                "CHECK-BTG",
                path,
                "Break the glass (BTG) is no ground for sending.",
                "Use a harm assessment for a person who cannot consent, or the telephone.",
            )


def _stay(message: Message, _: datetime) -> Iterator[Issue]:
    if KINDS[message.kind].episode and message.episode is None:
        yield _issue(
            "CHECK-EPISODE", "episode", f"A {message.kind} belongs to an inpatient stay.", "Name the stay."
        )


def _issue(rule: str, path: str, text: str, remedy: str) -> Issue:
    return Issue(Severity.ERROR, rule, path, text, remedy, "business-rule")


_CHECKS: tuple[Callable[[Message, datetime], Iterator[Issue]], ...] = (
    _ids,
    _recipients,
    _times,
    _order,
    _purpose,
    _stay,
)
