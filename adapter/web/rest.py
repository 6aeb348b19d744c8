"""The routes of FHIR's reading interactions: one each for all types that are served."""

from adapter.r4.interactions import RESULTS, TABLE
from adapter.web import reading, search
from adapter.web.parts import Parts
from adapter.web.representation import FORMATS
from adapter.web.route import Route

_TYPE = "/fhir/{type}"
_ONE = f"{_TYPE}/{{id}}"


def routes(parts: Parts) -> list[Route]:
    """Whatever is more special, as a route of one type, stands before them."""
    types = tuple(TABLE)
    own = dict.fromkeys(name for served in TABLE.values() for name in served.searched)
    return [
        Route(
            *("POST", f"{_TYPE}/_search", search.post(parts), "A search, which may name a person"),
            takes=search.FORM,
            gives=FORMATS,
            types=types,
        ),
        Route(
            *("GET", f"{_ONE}/_history/{{version}}", reading.vread(parts), "A resource as a version was"),
            gives=FORMATS,
            statuses=(200, 304),
            query=reading.SHAPE,
            types=types,
        ),
        Route(
            *("GET", f"{_ONE}/_history", reading.history(parts), "All versions of a resource"),
            gives=FORMATS,
            query=reading.FORMAT,
            types=types,
        ),
        Route(
            *("GET", _ONE, reading.read(parts), "A resource"),
            gives=FORMATS,
            statuses=(200, 304),
            query=reading.SHAPE,
            types=types,
        ),
        Route(
            *("GET", _TYPE, search.get(parts), "A search that names nobody"),
            gives=FORMATS,
            query=(*own, *RESULTS, search.PAGE),
            types=types,
        ),
    ]
