"""Valid values with one thing changed: what the tests build from."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from adapter.model.directory import Unit
from adapter.model.identifiers import NumberType, PatientId
from adapter.model.message import EpisodeRef, Message, Sender, Staff

WARD = "SE2321000222-AVD1"
SOCIAL = "SE2120002627-SOC1"
HOME_CARE = "SE2120002627-HSV1"
HEALTH_CENTRE = "SE2321000222-HC01"
PERSON = "189001019802"
SENT = datetime.fromisoformat("2026-03-02T10:00:00+01:00")


def message(**changes: object) -> Message:
    """A full admission notice from the ward to social services and the health centre."""
    plain = Message(
        message_id="8b1f0a52-5b0e-4a36-9b8e-5c8f3d0a1e11",
        kind="inskrivningsmeddelande",
        action="new",
        region="vasterbotten",
        sent_at=SENT,
        sender=Sender(WARD, Staff("Test Testsson", "överläkare", "behandlande-lakare")),
        recipients=(SOCIAL, HEALTH_CENTRE),
        patient=PatientId(NumberType.PERSONNUMMER, PERSON),
        episode=EpisodeRef("vtf-2026-000123", datetime.fromisoformat("2026-03-02T08:10:00+01:00")),
        content={"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1"},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def units() -> dict[str, Unit]:
    """The directory's four units, as Västerbotten and Umeå would have them."""
    region: dict[str, Any] = {"region": "vasterbotten", "organisation": "region"}
    municipal: dict[str, Any] = {"region": "vasterbotten", "organisation": "kommun", "municipality": "2480"}
    return {
        unit.unit: unit
        for unit in (
            Unit(
                WARD, "slutenvard", "Avdelning 1", provider="SE2321000222", principal="SE2321000222", **region
            ),
            Unit(
                HEALTH_CENTRE,
                "primarvard",
                "Hälsocentralen",
                provider="SE2321000222",
                principal="SE2321000222",
                **region,
            ),
            Unit(
                SOCIAL,
                "kommun-socialtjanst",
                "Socialtjänsten",
                provider="SE2120002627",
                principal="SE2120002627",
                **municipal,
            ),
            Unit(
                HOME_CARE,
                "kommun-halsovard",
                "Hemsjukvården",
                provider="SE2120002627",
                principal="SE2120002627",
                **municipal,
            ),
        )
    }
