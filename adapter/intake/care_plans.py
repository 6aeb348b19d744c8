"""Reads a request for GetCarePlans 2: the contract's field names, as JSON."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from adapter.intake.faults import Faults
from adapter.model.care_plans import AskedPlans
from adapter.model.errors import InputError
from adapter.model.identifiers import NumberForm, PatientId, normalised
from adapter.r4 import shape

_KNOWN = ("careUnitHSAId", "patientId", "datePeriod", "sourceSystemHSAId", "careContactId")
_OID = "urn:oid:"
_DAY = re.compile(r"[0-9]{8}")
_LONGEST, _MOST = 256, 500


def read(document: object) -> AskedPlans:
    """The request; raises InputError with every fault."""
    faults = Faults()
    given = _object(document, "", _KNOWN, faults)
    if "patientId" not in given:
        faults.missing("patientId")
    patient = _object(given.get("patientId", {}), "patientId", ("id", "type"), faults)
    period = _object(given.get("datePeriod", {}), "datePeriod", ("start", "end"), faults)
    number, root = _patient(patient, faults) if patient else (None, "")
    units, contacts = (_texts(given, name, faults) for name in ("careUnitHSAId", "careContactId"))
    source = _text(given["sourceSystemHSAId"], "sourceSystemHSAId", faults) if _KNOWN[3] in given else None
    since, until = (_day(period, name, faults) for name in ("start", "end"))
    if len(faults) or number is None:
        raise InputError(tuple(faults))
    return AskedPlans(number, root, units, since, until, source, contacts)


def _patient(given: Mapping[str, object], faults: Faults) -> tuple[PatientId | None, str]:
    for name in ("id", "type"):
        if name not in given:
            faults.missing(f"patientId.{name}")
    id_, root = (_text(given.get(name, ""), f"patientId.{name}", faults) for name in ("id", "type"))
    if not id_ or not root:
        return None, ""
    kind = shape.NUMBER_TYPES.get(_OID + root)
    if kind is None:
        faults.add(
            "READ-CODE",
            "patientId.type",
            "This is no OID of an identity number that is known here.",
            "Give the OID: 1.2.752.129.2.1.3.1 for a personnummer, 1.2.752.129.2.1.3.3 for a samordningsnummer.",
        )
        return None, ""
    found = PatientId(kind, normalised(id_))
    if found.form is not NumberForm.RIGHT:
        text = "The number has not the form or the check digit of its type."
        faults.add("READ-NUMBER", "patientId.id", text, "Send the number as registered, twelve digits.")
    return found, root


def _day(period: Mapping[str, object], name: str, faults: Faults) -> date | None:
    """A day as RIV-TA writes it, YYYYMMDD."""
    if name not in period:
        return None
    text, path = _text(period[name], f"datePeriod.{name}", faults), f"datePeriod.{name}"
    try:
        if text and _DAY.fullmatch(text):
            return datetime.strptime(f"{text}+0000", "%Y%m%d%z").date()
    except ValueError:
        pass
    faults.add("READ-DATE", path, "This is no day as YYYYMMDD.", "Write it as 20260302.")
    return None


def _object(value: object, path: str, known: tuple[str, ...], faults: Faults) -> Mapping[str, object]:
    if not isinstance(value, dict):
        faults.wrong_type(path, "an object")
        return {}
    for name in value:
        if name not in known:
            faults.unknown(path, name, known)
    return value


def _texts(given: Mapping[str, object], name: str, faults: Faults) -> frozenset[str]:
    value = given.get(name, [])
    if not isinstance(value, list) or len(value) > _MOST:
        faults.wrong_type(name, f"a list of at most {_MOST} texts")
        return frozenset()
    return frozenset(_text(one, f"{name}[{position}]", faults) for position, one in enumerate(value))


def _text(value: object, path: str, faults: Faults) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        faults.wrong_type(path, f"a text of at most {_LONGEST} characters")
        return ""
    return value
