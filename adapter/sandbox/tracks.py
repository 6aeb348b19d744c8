"""A whole stay through each planning colour (spårfärg), from admission to discharge.

Source: länsrutin SVU, Region Västerbotten, the four colours after ViSam (VB-TRACK-03 to VB-TRACK-15).
"""

from dataclasses import dataclass
from datetime import datetime

from adapter.model.person import Person
from adapter.sandbox.script import MARK, Scenario
from adapter.sandbox.stay import Stay
from adapter.sandbox.units import HEALTH_CENTRE, HOME_CARE, HOME_REHAB, SOCIAL_SERVICES, WARD


@dataclass(frozen=True, slots=True)
class Track:
    """A colour, the questions answered yes that make it, and the units such a stay concerns."""

    colour: str
    english: str
    yes: tuple[str, ...]
    to: tuple[str, ...]


TRACKS = (
    Track("bla", "blue", ("kand-patient", "insatser-socialtjanst"), (SOCIAL_SERVICES, HEALTH_CENTRE)),
    Track("gron", "green", ("kand-patient", "insatser-kommunal-halsovard"), (HOME_CARE, HEALTH_CENTRE)),
    Track(
        "gul",
        "yellow",
        ("nya-behov-kommunal-halsovard", "samordningsbehov"),
        (SOCIAL_SERVICES, HOME_CARE, HEALTH_CENTRE),
    ),
    Track(
        "rod",
        "red",
        ("nya-behov-kommunal-halsovard", "nya-behov-kommunal-rehab", "samordningsbehov", "omfattande-behov"),
        (SOCIAL_SERVICES, HOME_CARE, HOME_REHAB, HEALTH_CENTRE),
    ),
)


def whole_stay(
    track: Track, name: str, person: Person, admitted: datetime, *, canaries: bool = True
) -> Scenario:
    """Admission, answers, kvittens, planning basis, fixed care contact, ready, patient information, discharge."""
    about = f"a stay on the {track.english} track, from admission to discharge"
    stay = Stay(name, about, person, track.to, admitted, canaries=canaries)
    notice = stay.admission(stay.at(0, 10))
    for unit in track.to:
        stay.answer(stay.at(0, 11), unit, notice)
        stay.acknowledge(stay.at(0, 11), unit, notice)
    stay.planning_basis(stay.at(1, 9), track.yes, colour=track.colour)
    stay.fixed_contact(stay.at(1, 10), (WARD, *(unit for unit in track.to if unit != HEALTH_CENTRE)))
    ready = stay.ready(stay.at(2, 9))
    for unit in track.to:
        stay.acknowledge(stay.at(2, 10), unit, ready)
    for unit in track.to:
        stay.patient_information(stay.at(2, 13), unit)
    stay.discharge(stay.at(3, 11))
    if track.colour == "gron":
        _home_visits(stay)
    return stay.scenario()


def _home_visits(stay: Stay) -> None:
    sbar = {
        "situation": f"Behöver stöd med ögondroppar {MARK}",
        "background": "Opererad",
        "assessment": "Klarar inte själv",
        "recommendation": "Dagligen i två veckor",
    }
    content = {
        "text": f"Enstaka hembesök {MARK}",
        "template": "enstaka-hembesok",
        "sbar": sbar,
        "measures": ["ogondroppar"],
        "periodWeeks": 2,
        "physicianFollowUp": False,
        "selfCare": False,
        "inEpikris": True,
    }
    stay.send(
        stay.at(3, 13),
        "meddelande-utanfor-vardtillfalle",
        content,
        says="enstaka hembesök, with its own consent",
        to=(HOME_CARE,),
        consent=stay.consent(
            scopes=["informationsoverforing", "utanfor-vardtillfalle", "hembesok"],
            recordedAt=stay.at(3, 12).isoformat(),
        ),
        in_stay=False,
    )
