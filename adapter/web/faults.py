"""What can be wrong with a request before it is a message: each fault a class with its status and words."""

from collections.abc import Mapping

from adapter.model.issue import Issue, Severity


class RequestFault(Exception):
    """Base: `status` of HTTP, `rule` and `code` of the issue it becomes, its `text` and `remedy`."""

    status = 400
    rule = "HTTP-REQUEST"
    code = "invalid"
    text = "This request cannot be understood."
    remedy = "See /svu/openapi.json."

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(self.text)
        self.headers = dict(headers or {})

    @property
    def issue(self) -> Issue:
        """The fault as the sender reads it."""
        return Issue(Severity.ERROR, self.rule, "$", self.text, self.remedy, self.code)


class BadParameter(RequestFault):
    """A parameter of the query that is missing or wrong."""

    rule, code = "HTTP-PARAMETER", "required"
    text = "The parameter `unit` is missing or no HSA-id."
    remedy = "Give it once, as ?unit=SE…"


class BadPrecondition(RequestFault):
    """An If-Match that is no list of ETags, or that stands with a message that makes no version of a plan."""

    rule = "HTTP-IF-MATCH"
    text = "If-Match is a list of ETags or *; with a message it goes only if that writes a coordinated individual plan."
    remedy = "Give the ETag of the version that this builds on, or leave the header out."


class BadCondition(RequestFault):
    """An If-None-Exist that is not about a message id of ours, or says another one than the resource."""

    rule = "HTTP-IF-NONE-EXIST"
    text = "A create is conditional on the message's own id, and on nothing else."
    remedy = (
        "Send If-None-Exist: identifier=https://svu-adapter.example/fhir/NamingSystem/message-id|<UUID>, the UUID that "
        "the resource has as its identifier, if it has one."
    )


class IdentityInCondition(BadCondition):
    """A condition that holds somebody's number."""

    rule, code = "HTTP-IDENTITY", "security"
    text = "A person's number does not belong in a header: headers are kept in logs."


class ConditionMissing(RequestFault):
    """A plan written without saying which version it builds on."""

    status, rule, code = 428, "HTTP-IF-MATCH-MISSING", "required"
    text = "A plan is changed by whoever says which version the change builds on."
    remedy = "Read the plan, and send its ETag as If-Match."


class NotNewest(RequestFault):
    """An If-Match that is not the newest version."""

    status, rule, code = 412, "HTTP-IF-MATCH-STALE", "conflict"
    text = "This does not build on the newest version."
    remedy = (
        "Read the resource again, make the change to what it says now, and send the new ETag as If-Match."
    )


class WrongAddress(RequestFault):
    """A resource of another type or id than the address says."""

    rule = "HTTP-RESOURCE-ADDRESS"
    text = "The resource's type or id is not the one in the address."
    remedy = "POST a resource to its own type; PUT it with its id to /fhir/{type}/{id}."


class NotValidated(RequestFault):
    """A resource given to `$validate` under another type."""

    rule = "HTTP-RESOURCE-ADDRESS"
    text = "The body is no FHIR resource, or of another type than the address says."
    remedy = "POST a resource, alone or as the parameter `resource`, to /fhir/{its type}/$validate."


class NothingToValidate(RequestFault):
    """Parameters for `$validate` that hold no resource, or a mode that there is none of."""

    rule = "HTTP-VALIDATE"
    text = "There is no resource to validate, more than one, or a mode that is not known here."
    remedy = "Send one parameter `resource`; mode is create, update or profile: nothing is deleted here."


class UnknownProfile(RequestFault):
    """A profile for `$validate` that is none of ours."""

    rule, code = "HTTP-PROFILE", "not-found"
    text = "There is no such profile here to validate against."
    remedy = "Name one of supportedProfile in /fhir/metadata by its canonical, or leave it out."


class BadReport(RequestFault):
    """A report asked for in another way than it can be."""

    rule, code = "HTTP-REPORT", "value"
    text = "A report is asked for as /svu/reports/YYYY-MM?region=&municipality=&format=, each at most once."
    remedy = "municipality is four digits, format one of json, csv, xlsx, fhir."


class MonthNotOver(RequestFault):
    """A month that has not ended."""

    status, rule, code = 409, "HTTP-REPORT-MONTH", "business-rule"
    text = "A month is reported when it is over."
    remedy = "Ask again from the first day of the next month."


class BadResource(RequestFault):
    """A FHIR resource that this interaction does not take."""

    status, rule, code = 422, "HTTP-RESOURCE", "business-rule"
    text = "Only a Task whose id is the one in the address and whose status is completed is taken."
    remedy = "Send the Task you got, with status completed."


class BadSent(RequestFault):
    """What is told of a letter that was sent cannot be read."""

    status, rule, code = 422, "HTTP-LETTER", "value"
    text = "A letter that has been sent is told as {at, channel}: an instant with an offset, and a known channel."
    remedy = "channel is one of post, overlamnat, telefon, annat."


class NoKey(RequestFault):
    """No bearer key, or one that nobody has."""

    status, rule, code = 401, "HTTP-KEY", "login"
    text = "A bearer key is needed."
    remedy = "Send `Authorization: Bearer …` with the key that the operator gave you."

    def __init__(self) -> None:
        super().__init__({"WWW-Authenticate": 'Bearer realm="svu-adapter"'})


class NoRight(RequestFault):
    """A client that lacks the right or the unit."""

    status, rule, code = 403, "HTTP-RIGHT", "forbidden"
    text = "This client has no right to do that, or not for that unit."
    remedy = "Ask the operator which units and rights your client has."


class NotFound(RequestFault):
    """Nothing there that this client may see."""

    status, rule, code = 404, "HTTP-NOT-FOUND", "not-found"
    text = "There is nothing here that this client may see."
    remedy = "Check the address and the id."


class NoType(RequestFault):
    """A resource type that is not served."""

    status, rule, code = 404, "HTTP-TYPE", "not-supported"
    text = "Resources of this type are not served here."
    remedy = "GET /fhir/metadata lists the types and what each is for."


class NotAcceptable(RequestFault):
    """An answer wanted in a format that is not written."""

    status, rule, code = 406, "HTTP-ACCEPT", "not-supported"
    text = "The answer is wanted in a format that is not written here."
    remedy = "Accept, or _format, is application/fhir+json or application/fhir+xml, of R4."


class BadAddress(RequestFault):
    """Parameters that a read does not take."""

    rule = "HTTP-PARAMETER"
    text = "The address has a parameter that this interaction does not take, or one that stands twice."
    remedy = (
        "Reading takes _format, _pretty, _summary and _elements; a history and metadata only the first two."
    )


class BadMode(RequestFault):
    """A mode of metadata other than the CapabilityStatement."""

    rule, code = "HTTP-PARAMETER", "not-supported"
    text = "The parameter mode is full or normative: there are no TerminologyCapabilities here."
    remedy = "Leave it out."


class NoSystem(RequestFault):
    """A source system that no mapping is for."""

    status, rule, code = 404, "HTTP-SYSTEM", "not-found"
    text = "There is no mapping for a system of this name."
    remedy = "`svu-adapter systems` lists them; docs/integrate-a-source-system.md tells how to add one."


class WrongMethod(RequestFault):
    """A method that the route does not have."""

    status, rule, code = 405, "HTTP-METHOD", "not-supported"
    text = "This method is not for this address."
    remedy = "The header Allow says which are."


class TooLarge(RequestFault):
    """A body above the limit."""

    status, rule, code = 413, "HTTP-TOO-LARGE", "too-long"
    text = "The body is too large."
    remedy = "Send one message at a time."


class WrongMedia(RequestFault):
    """A body in a format that the route does not read."""

    status, rule, code = 415, "HTTP-MEDIA", "not-supported"
    text = "The body is in a format that is not read here."
    remedy = "Send application/json to /svu, application/fhir+json to /fhir, also text/csv or application/xml to /svu/import, in UTF-8."


class TooMany(RequestFault):
    """A client that asks faster than it may."""

    status, rule, code = 429, "HTTP-RATE", "throttled"
    text = "This client asks faster than it may."
    remedy = "Wait as long as Retry-After says, then send again."

    def __init__(self, seconds: int) -> None:
        super().__init__({"Retry-After": str(seconds)})
