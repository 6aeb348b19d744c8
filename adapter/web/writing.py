"""Writing over REST: a posted resource is read as the message it is, and goes through the same pipeline."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from adapter.acknowledgement import outcome
from adapter.acknowledgement import receipt as receipts
from adapter.acknowledgement import response as responses
from adapter.intake import rest
from adapter.intake.rest_posted import Posted
from adapter.model.client import Client
from adapter.model.errors import InputError, Unavailable
from adapter.model.ids import plan_version
from adapter.model.issue import Issue, Severity
from adapter.model.kept import StoredReceipt
from adapter.model.message import Message
from adapter.r4.primitives import instant
from adapter.reading.resources import Shown, Version
from adapter.web import conditional, precondition, prefer, representation
from adapter.web.envelope import request_id_of
from adapter.web.errors import Refused
from adapter.web.faults import BadCondition
from adapter.web.known import Known
from adapter.web.language import language_of
from adapter.web.parts import Parts
from adapter.web.submitting import Call, submit

UNMAPPED = "READ-UNMAPPED"


@dataclass(frozen=True, slots=True)
class Step:
    """What a write does beside what the resource says: the action, the message it follows, the versions it builds on."""

    action: str | None = None
    relates_to: str | None = None
    expected: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A message that was taken: its receipt, what was left out of it, and what may be read of the person now."""

    receipt: StoredReceipt
    repeated: bool
    warnings: tuple[Issue, ...]
    seen: tuple[Shown, ...]

    def made(self, type_: str) -> tuple[Shown, ...]:
        """The resources of a type that this message made a version of."""
        wanted = plan_version(self.receipt.message_id)
        return tuple(
            one
            for one in self.seen
            if one.type == type_ and any(version.id == wanted for version in one.versions)
        )

    def version(self, shown: Shown) -> Version:
        """The version that this message made of a resource."""
        wanted = plan_version(self.receipt.message_id)
        return next((one for one in shown.versions if one.id == wanted), shown.newest)


class Writer:
    """One caller's write."""

    def __init__(self, parts: Parts, client: Client, request: Request) -> None:
        self._parts, self._client, self._request = parts, client, request
        self.known = Known(parts.reading, client.units, request_id_of(request.scope), parts.own_url)

    def message_id(self, posted: Posted, condition: str | None) -> str:
        """The id that the posting gives itself, or that its create is conditional on; else a new one."""
        wanted = prefer.condition(condition)
        stated = posted.message_id
        if wanted is not None and stated not in {wanted, None}:
            raise BadCondition
        return stated or wanted or self._parts.chance.uuid()

    @property
    def unit(self) -> str | None:
        """The unit that sends where nobody is named: the caller's only one."""
        units = self._client.units
        return next(iter(units)) if len(units) == 1 else None

    def region(self, unit: str) -> str | None:
        """The region of a unit in the directory."""
        found = self._parts.directory.unit(unit)
        return found.region if found else None

    async def write(self, posted: Posted, message_id: str, step: Step | None = None) -> Written:
        """Take it. Raises what the pipeline does; `InputError` and `Refused` are located in what was posted."""
        parts, client = self._parts, self._client
        posted = await self.known.complete(posted)
        # what does not say when it was sent was sent when it came: a repeat came when the first one did
        earlier = await parts.adapter.receipt(message_id, client.units)
        at = earlier.received_at if earlier else parts.clock.now()
        done = step or Step()
        terms = rest.Terms(
            message_id,
            instant(at),
            self.region,
            self.unit,
            done.action,
            done.relates_to,
        )
        found = rest.read(posted, terms, parts.mappings)
        message, warnings = found.submission.message, found.submission.warnings
        if prefer.strict(self._request):
            _refuse_unmapped(warnings)
        expected = done.expected if step else precondition.expected(self._request, message)
        call = Call(parts.clock.now() if earlier else at, expected)
        try:
            accepted = await submit(parts, message, client, self._request, found.submission.stated, call=call)
        except InputError as error:
            raise InputError(found.paths.translated(error.issues)) from None
        if accepted.receipt.refused:
            raise Refused(found.paths.translated(receipts.issues(accepted.receipt)))
        return Written(accepted.receipt, accepted.repeated, warnings, await self._seen(message))

    async def _seen(self, message: Message) -> tuple[Shown, ...]:
        """What the caller may read of the person now: what was taken stays taken if that cannot be told."""
        try:
            return await self._parts.reading.of_person(
                message.patient, self._client.units, request_id_of(self._request.scope)
            )
        except Unavailable:
            return ()


def answered(parts: Parts, request: Request, written: Written, type_: str, *, created: bool) -> Response:
    """201 or 200 with where it is; 202 where it was taken and cannot be read now, as after an annulment."""
    receipt = written.receipt
    headers = _headers(parts, receipt)
    shown = next(iter(written.made(type_)), None)
    wanted = prefer.returned(request)
    if shown is None:
        status = 200 if written.repeated or not created else 202
        headers |= precondition.etag(receipt)
        body = None
    else:
        version = written.version(shown)
        status = 201 if created and not written.repeated else 200
        headers |= {
            **conditional.headers(version.id, version.at),
            "Location": location(parts, shown, version),
        }
        body = version.resource
    if wanted is prefer.Return.MINIMAL:
        return Response(status_code=status, headers=headers)
    if wanted is prefer.Return.OUTCOME or body is None:
        language = language_of(request.scope)
        body = outcome.operation_outcome(told(written, language), language)
        headers["Content-Language"] = language
    return representation.rendered(body, request, status, headers)


def location(parts: Parts, shown: Shown, version: Version) -> str:
    """Where a version is read."""
    return f"{parts.own_url}/{shown.reference}/_history/{version.id}"


def told(written: Written, language: str) -> tuple[Issue, ...]:
    """A verdict per recipient, then what was left out."""
    return (*responses.verdicts(written.receipt, language), *written.warnings)


def _headers(parts: Parts, receipt: StoredReceipt) -> dict[str, str]:
    """Where the receipt is, and how many recipients it goes to, goes to in part, waits for or is refused."""
    base = parts.own_url.removesuffix("/fhir")
    counts: dict[str, int] = {}
    verdicts = receipt.decision.get("verdicts")
    for verdict in verdicts if isinstance(verdicts, list | tuple) else ():
        counts[str(verdict["outcome"])] = counts.get(str(verdict["outcome"]), 0) + 1
    return {
        "Link": f'<{base}/svu/messages/{receipt.message_id}>; rel="describedby"',
        "Svu-Verdicts": ", ".join(f"{name}={count}" for name, count in sorted(counts.items())),
    }


def _refuse_unmapped(warnings: tuple[Issue, ...]) -> None:
    """`Prefer: handling=strict`: nothing may be left out."""
    found = tuple(issue for issue in warnings if issue.rule == UNMAPPED)
    if found:
        raise InputError(
            tuple(replace(one, severity=Severity.ERROR, remedy="Leave it out.") for one in found)
        )
