"""A FHIR resource in a request's body: JSON or XML, by its Content-Type."""

from starlette.requests import Request

from adapter.intake.document import resource_document
from adapter.intake.faults import Faults
from adapter.model.errors import InputError
from adapter.r4 import xml
from adapter.web.bodies import FHIR, body

XML = ("application/fhir+xml", "application/xml", "text/xml")
MEDIA = (*FHIR, *XML)


async def document(request: Request) -> object:
    """The decoded resource; raises `InputError` for what is neither."""
    raw = await body(request, MEDIA)
    if request.headers["content-type"].partition(";")[0].strip().lower() not in XML:
        return resource_document(raw)
    try:
        return xml.read(raw)
    except xml.NotFhirXml as error:
        faults = Faults()
        faults.add("READ-XML", "", str(error), "Send one FHIR resource as XML in UTF-8.")
        raise InputError(tuple(faults)) from None
