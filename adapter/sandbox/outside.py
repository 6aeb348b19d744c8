"""Courses outside an inpatient stay, and those that the identity guard stops."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from adapter.sandbox import contents
from adapter.sandbox.chains import consent_block
from adapter.sandbox.course import Course, Sent
from adapter.sandbox.expectation import GIVEN
from adapter.sandbox.places import units

WITH_MESSAGES_OUTSIDE = {"vasterbotten", "halland"}
"""Regions whose routine has a message outside the stay."""
SCOPES = ["informationsoverforing", "utanfor-vardtillfalle", "hembesok"]


def single_home_visits(course: Course) -> None:
    """Enstaka hembesök: ordered by the ward in Västerbotten, by the health centre in Halland, where it is approved."""
    home_care = _role(course, "kommun-halsovard")
    orderer = course.ward if course.region.name == "vasterbotten" else _role(course, "primarvard")
    at = course.at(0, 13)
    order = _send(course, at, contents.home_visits(), orderer, home_care, says="enstaka hembesök")
    course.acknowledge(at + timedelta(hours=1), home_care, order)


def emergency(course: Course) -> None:
    """The emergency department asks primary care about somebody who is not admitted."""
    asker = course.region.unit("AKM1")
    other = _role(course, "primarvard")
    at = course.at(0, 20)
    says = "a question from the emergency department"
    asked = _send(course, at, contents.outside("akutmottagning"), asker, other, says=says)
    course.acknowledge(at + timedelta(hours=1), other, asked)


def home_care_ends(course: Course) -> None:
    """Home care is no longer needed: from the municipality to the health centre."""
    sender, other, function = _role(course, "kommun-halsovard"), _role(course, "primarvard"), None
    if course.region.name == "vasterbotten":
        # there only a primary care physician discharges from home care (VB-ROLE-07)
        sender, other, function = other, sender, "primarvardslakare"
    content = contents.outside("hemsjukvard-avslut")
    _send(course, course.at(0, 14), content, sender, other, function=function, says="home care ends")


OUTSIDE = (single_home_visits, emergency, home_care_ends)


def stopped(course: Course) -> None:
    """Somebody for whom nothing electronic may leave: the ward tries, is told to telephone, and tries once more."""
    at = course.at(0, 10)
    block = consent_block(course, "given", at, course.ward)
    content = contents.admission(course, 4)
    course.send(at, "inskrivningsmeddelande", content, consent=block)
    at = course.at(0, 12)
    course.send(at, "inskrivningsmeddelande", content, consent=block, says="inskrivningsmeddelande once more")


def _send(
    course: Course,
    at: datetime,
    content: Mapping[str, object],
    sender: str,
    to: str,
    *,
    says: str,
    function: str | None = None,
) -> Sent:
    """A message outside the stay, on the consent that the person gave its sender just before."""
    course.said(sender, GIVEN)
    return course.send(
        at,
        "meddelande-utanfor-vardtillfalle",
        content,
        sender=sender,
        to=(to,),
        in_stay=False,
        function=function,
        consent=course.consent("given", at - timedelta(minutes=20), sender, scopes=SCOPES),
        says=says,
    )


def _role(course: Course, role: str) -> str:
    return next(unit for unit in course.to if units()[unit].role == role)
