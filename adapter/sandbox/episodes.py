"""Västerbotten's episodes: one through each planning colour, and beside them what must be stopped, reduced or repeated.

The routine: `Samverkan vid utskrivning, länsrutin (SVU)`, Region Västerbotten, in force 2025-05-07.
"""

from dataclasses import replace
from datetime import datetime

from adapter.model.person import Protection
from adapter.sandbox.people import CAST, Cast
from adapter.sandbox.script import MARK, Expected, Scenario
from adapter.sandbox.stay import Stay
from adapter.sandbox.tracks import TRACKS, whole_stay
from adapter.sandbox.units import (
    HEALTH_CENTRE,
    PRIMARY_CARE,
    SOCIAL_SERVICES,
)

START = datetime.fromisoformat("2026-03-02T08:10:00+01:00")
"""A Monday within the pack's time in force, on which every stay of the demo begins."""
_LOCAL = (SOCIAL_SERVICES, HEALTH_CENTRE)
_WARD_SHOWN = frozenset({"content.ward"})
_ADMISSION_SHOWN = frozenset({"content.ward", "content.admissionReason", "sender.person"})
_BASIS_SHOWN = frozenset({"content.answers", "sender.person"})
_NOTHING_SHOWN: frozenset[str] = frozenset()


def vasterbotten(people: Cast = CAST) -> tuple[Scenario, ...]:
    """Every scenario of the demo."""
    return (
        *(
            whole_stay(track, f"spar-{track.colour}", person, START)
            for track, person in zip(
                TRACKS, (people.blue, people.green, people.yellow, people.red), strict=True
            )
        ),
        _consent_refused(people),
        _consent_withdrawn(people),
        _consent_awaited(people),
        _harm_assessed(people),
        _harm_unclear(people),
        _protected(people),
        _protected_guardian(people),
        _endpoint_down(people),
        _becomes_protected(people),
        _retracted(people),
        _duplicated(people),
        _submitted(people),
    )


def _consent_refused(people: Cast) -> Scenario:
    stay = Stay(
        "samtycke-nej",
        "consent is refused: the legal minimum leaves, nothing else",
        people.refuses,
        _LOCAL,
        START,
    )
    at = stay.at(0, 10)
    reduced = dict.fromkeys(_LOCAL, Expected("reduce", at, _WARD_SHOWN))
    stay.admission(
        at, consent=stay.consent("refused", form=None, scopes=["informationsoverforing"]), expected=reduced
    )
    stay.planning_basis(
        stay.at(1, 9),
        ("kand-patient", "insatser-socialtjanst"),
        says="planeringsunderlag against a refusal",
        expected=dict.fromkeys(_LOCAL, Expected("refuse", None)),
    )
    ready = stay.at(2, 9)
    stay.ready(ready, expected=dict.fromkeys(_LOCAL, Expected("reduce", ready, _NOTHING_SHOWN)))
    left = stay.at(3, 11)
    stay.discharge(left, expected=dict.fromkeys(_LOCAL, Expected("reduce", left, _NOTHING_SHOWN)))
    return stay.scenario()


def _consent_withdrawn(people: Cast) -> Scenario:
    stay = Stay(
        "samtycke-ater",
        "consent is withdrawn while a message waits: it never leaves",
        people.withdraws,
        _LOCAL,
        START,
    )
    stay.admission(stay.at(0, 10))
    stay.happens(stay.at(1, 11), "primary care's system goes down", owner=PRIMARY_CARE, up=False)
    waiting = stay.at(1, 12)
    stay.planning_basis(
        waiting,
        ("kand-patient", "insatser-socialtjanst"),
        says="planeringsunderlag; primary care's copy waits",
        expected={
            SOCIAL_SERVICES: Expected("forward", waiting, _BASIS_SHOWN),
            HEALTH_CENTRE: Expected("forward", None),
        },
    )
    said = stay.at(1, 13)
    up = stay.at(1, 14)
    withdrawal = stay.consent("withdrawn", scopes=["informationsoverforing"], recordedAt=said.isoformat())
    stay.send(
        said,
        "samtycke",
        withdrawal,
        says="the consent is withdrawn",
        to=_LOCAL,
        expected={
            SOCIAL_SERVICES: Expected("reduce", said),
            HEALTH_CENTRE: Expected("reduce", up),
        },
    )
    stay.happens(up, "primary care's system is up again", owner=PRIMARY_CARE)
    ready = stay.at(2, 9)
    stay.ready(ready, expected=dict.fromkeys(_LOCAL, Expected("reduce", ready, _NOTHING_SHOWN)))
    return stay.scenario()


def _consent_awaited(people: Cast) -> Scenario:
    stay = Stay(
        "samtycke-senare",
        "nobody has asked yet: held, and released by the consent",
        people.waits,
        _LOCAL,
        START,
    )
    at = stay.at(0, 10)
    stay.admission(at, consent=None, expected=dict.fromkeys(_LOCAL, Expected("reduce", at, _WARD_SHOWN)))
    said = stay.at(1, 13)
    stay.planning_basis(
        stay.at(1, 9),
        ("kand-patient", "insatser-socialtjanst"),
        says="planeringsunderlag before anybody asked",
        expected=dict.fromkeys(_LOCAL, Expected("hold", said, _BASIS_SHOWN)),
    )
    stay.send(
        said,
        "samtycke",
        stay.consent(recordedAt=said.isoformat()),
        says="the consent is given",
        to=_LOCAL,
        expected=dict.fromkeys(_LOCAL, Expected("reduce", said)),
    )
    return stay.scenario()


def _harm_assessed(people: Cast) -> Scenario:
    stay = Stay(
        "menprovning",
        "the person cannot consent; a harm assessment is clear and signed",
        people.unable,
        _LOCAL,
        START,
    )
    consent = stay.consent(
        "unable",
        form=None,
        givenBy=None,
        harmAssessment={
            "outcome": "no-harm",
            "assessor": {"name": "Sara Provläkare", "title": "överläkare"},
            "at": START.isoformat(),
        },
    )
    stay.admission(stay.at(0, 10), consent=consent)
    stay.planning_basis(stay.at(1, 9), ("kand-patient", "insatser-socialtjanst"))
    return stay.scenario()


def _harm_unclear(people: Cast) -> Scenario:
    stay = Stay(
        "menprovning-oklar",
        "a harm assessment without the assessor's title is no ground",
        people.unclear,
        _LOCAL,
        START,
    )
    at = stay.at(0, 10)
    consent = stay.consent(
        "unable",
        form=None,
        givenBy=None,
        harmAssessment={
            "outcome": "no-harm",
            "assessor": {"name": "Sara Provläkare"},
            "at": START.isoformat(),
        },
    )
    stay.admission(at, consent=consent, expected=dict.fromkeys(_LOCAL, Expected("reduce", at, _WARD_SHOWN)))
    stay.planning_basis(
        stay.at(1, 9),
        ("kand-patient", "insatser-socialtjanst"),
        says="planeringsunderlag without a clear assessment",
        expected=dict.fromkeys(_LOCAL, Expected("refuse", None)),
    )
    return stay.scenario()


def _protected(people: Cast) -> Scenario:
    stay = Stay("skyddad", "protected identity: nothing electronic leaves", people.protected, _LOCAL, START)
    refused = dict.fromkeys(_LOCAL, Expected("refuse", None))
    stay.admission(stay.at(0, 10), expected=refused, status=422)
    stay.admission(
        stay.at(0, 11), expected=refused, status=422, way="fhir", says="the same, submitted as FHIR"
    )
    return stay.scenario()


def _protected_guardian(people: Cast) -> Scenario:
    stay = Stay("skyddad-vardnadshavare", "a child whose guardian is protected", people.child, _LOCAL, START)
    stay.admission(
        stay.at(0, 10),
        consent=stay.consent(givenBy="guardian"),
        expected=dict.fromkeys(_LOCAL, Expected("refuse", None)),
        status=422,
    )
    return stay.scenario()


def _endpoint_down(people: Cast) -> Scenario:
    stay = Stay(
        "mottagare-nere", "an endpoint is down for a while: late, but once", people.late, _LOCAL, START
    )
    at, up = stay.at(1, 12), stay.at(1, 14)
    stay.admission(
        at,
        says="inskrivningsmeddelande while primary care is down",
        expected={
            SOCIAL_SERVICES: Expected("forward", at, _ADMISSION_SHOWN),
            HEALTH_CENTRE: Expected("forward", up, _ADMISSION_SHOWN),
        },
    )
    return stay.scenario()


def _becomes_protected(people: Cast) -> Scenario:
    stay = Stay(
        "blir-skyddad", "an identity becomes protected while a message waits", people.becomes, _LOCAL, START
    )
    at = stay.at(1, 12)
    stay.admission(
        at,
        says="inskrivningsmeddelande; primary care's copy waits",
        expected={
            SOCIAL_SERVICES: Expected("forward", at, _ADMISSION_SHOWN),
            HEALTH_CENTRE: Expected("forward", None),
        },
    )
    secret = replace(people.becomes, protection=Protection.SEKRETESSMARKERING)
    stay.happens(stay.at(1, 13), "the identity becomes protected", person=secret)
    return stay.scenario()


def _retracted(people: Cast) -> Scenario:
    stay = Stay("atertag", "utskrivningsklar is retracted, and said anew", people.returns, _LOCAL, START)
    stay.admission(stay.at(0, 10))
    stay.planning_basis(stay.at(1, 9), ("kand-patient", "insatser-socialtjanst"))
    ready = stay.ready(stay.at(2, 9))
    retraction = {
        "reason": f"Feber {MARK}",
        "newEstimatedDischarge": stay.at(7, 0).date().isoformat(),
    }
    stay.send(
        stay.at(2, 13),
        "utskrivningsklar",
        retraction,
        says="utskrivningsklar retracted",
        action="cancel",
        relates_to=ready.message_id,
    )
    stay.ready(stay.at(3, 9), says="utskrivningsklar anew")
    stay.discharge(stay.at(3, 11))
    return stay.scenario()


def _duplicated(people: Cast) -> Scenario:
    stay = Stay(
        "dubblett", "the same message twice, and the same id with another body", people.doubles, _LOCAL, START
    )
    notice = stay.admission(stay.at(0, 10))
    stay.again(stay.at(0, 11), notice, says="the same message again", status=200)
    stay.again(
        stay.at(0, 12),
        notice,
        says="the same id with another body",
        status=409,
        changed={"ward": "Medicinavdelning 2"},
    )
    return stay.scenario()


def _submitted(people: Cast) -> Scenario:
    stay = Stay("som-fhir", "messages submitted as FHIR, $process-message", people.submitted, _LOCAL, START)
    stay.admission(stay.at(0, 10), way="fhir")
    stay.planning_basis(stay.at(1, 9), ("kand-patient", "insatser-socialtjanst"), way="fhir")
    return stay.scenario()
