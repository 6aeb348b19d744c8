"""What the adapter says while it runs: a closed list of events with declared fields, one JSON line each.

An undeclared field is dropped, so a body, a name or a number has no way into a line; a text that holds a valid
identity number is masked all the same.
"""

import logging
import sys
from enum import Enum
from typing import TextIO

import structlog

from adapter.model.identifiers import holds_identity_number

LONGEST = 200
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_least = [logging.DEBUG]


class Event(Enum):
    """Every event there is: its name, its level and the fields it may carry."""

    SERVICE_STARTED = ("service.started", "info", ("version", "environment", "role"))
    SERVICE_STOPPED = ("service.stopped", "info", ("role",))
    SETTING_UNKNOWN = ("setting.unknown", "warning", ("setting",))
    PACKS_CHECKED = ("packs.checked", "info", ("packs", "cases", "digest"))
    KEY_FILE_MADE = ("keys.made", "warning", ("file",))
    REQUEST_FAILED = ("request.failed", "error", ("method", "route", "request", "client", "error", "where"))
    # every message at info would cost intake a twentieth of its time, and the audit has it anyway
    MESSAGE_ACCEPTED = ("message.accepted", "debug", ("message", "kind", "action", "outcomes", "request"))
    MESSAGE_REFUSED = ("message.refused", "info", ("message", "kind", "action", "request"))
    DELIVERY_FAILED = ("delivery.failed", "error", ("entry", "endpoint", "error", "where"))
    DELIVERY_BURIED = ("delivery.buried", "warning", ("entry", "endpoint", "kind", "reason"))
    ANSWER_MISSING = ("delivery.answer-missing", "warning", ("entry", "endpoint", "kind"))
    ENDPOINT_UNUSABLE = ("endpoint.unusable", "error", ("endpoint", "reason", "status"))
    REGISTER_SILENT = ("register.silent", "warning", ("reason", "status", "asked"))
    REGISTER_CIRCUIT = ("register.circuit", "warning", ("open", "seconds"))
    STORE_SILENT = ("store.silent", "error", ("error", "during"))
    RECORD_UNREADABLE = ("store.unreadable", "error", ("entry", "partition"))
    SEALING_FAILED = ("audit.sealing-failed", "error", ("error", "where"))
    DEADLINE_PASSED = ("deadline.passed", "info", ("rule", "owner", "told"))
    CLOCK_FAILED = ("clock.failed", "error", ("error", "where", "entry", "partition"))
    PURGING_FAILED = ("store.purging-failed", "error", ("error", "where"))
    TELLING_FAILED = ("delivery.telling-failed", "error", ("error", "where"))
    DELIVERY_LATE = ("delivery.late", "warning", ("entry", "endpoint", "kind"))
    SUBSCRIPTION_CHANGED = ("subscription.changed", "info", ("subscription", "unit", "status", "reason"))
    WORKER_STARTED = ("worker.started", "info", ("worker", "concurrency"))
    WORKER_STOPPED = ("worker.stopped", "info", ("worker", "unfinished"))
    LIBRARY = ("library", "info", ("logger", "error", "where"))

    def __init__(self, label: str, level: str, fields: tuple[str, ...]) -> None:
        self.label = label
        self.level = level
        self.fields = fields


def emit(event: Event, **fields: object) -> None:
    """Write one event; fields that it does not declare are dropped."""
    level = _LEVELS[event.level]
    if level < _least[0]:
        return
    structlog.get_logger().log(
        level,
        event.label,
        **{name: _safe(value) for name, value in fields.items() if name in event.fields},
    )


def where(error: BaseException) -> str:
    """The file and line that raised, innermost of our own; never the text, which may quote a value."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not found or "/adapter/" in code.co_filename:
            found = f"{code.co_filename.rpartition('/adapter/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return found


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """JSON lines on `stream` (standard error unless told), from `level` up; libraries' records reduced to their origin."""
    output = stream or sys.stderr
    least = _LEVELS[level]
    _least[0] = least
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(output),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Libraries()]
    root.setLevel(max(least, logging.WARNING))


class _Libraries(logging.Handler):
    """A library's record says who and where: its text may quote what it choked on."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        emit(
            Event.LIBRARY,
            logger=record.name,
            error=type(error).__name__ if error else record.levelname.lower(),
            where=f"{record.module}:{record.lineno}",
        )


def _safe(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)[:LONGEST]
    return "***" if holds_identity_number(text) else text
