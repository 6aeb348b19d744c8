"""A month reported by a running service: stays told over HTTP in March, read in May in every form and at the desk."""

import io
import json
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

import httpx

from adapter.sandbox import units
from adapter.web.reports import MEDIA
from tests.chaos.plant import BEGAN, Plant, plant
from tests.chaos.traffic import PEOPLE, consent

LEFT = 9


def stay(number: str) -> list[dict[str, object]]:
    """Told late, all of it at once: admitted that morning, ready and gone on the same day."""
    at = BEGAN.isoformat()
    plain = {
        "action": "new",
        "region": "vasterbotten",
        "sentAt": at,
        "sender": {
            "unit": units.WARD,
            "person": {"name": "Test Testsson", "title": "överläkare", "function": "behandlande-lakare"},
        },
        "recipients": [units.SOCIAL_SERVICES, units.HEALTH_CENTRE],
        "patient": {"type": "personnummer", "value": number},
        "episode": {"id": f"vtf-{uuid.uuid4()}", "admittedAt": "2026-03-02T08:10:00+01:00"},
    }
    steps = (
        ("inskrivningsmeddelande", {"estimatedDischarge": "2026-03-06", "ward": "Avdelning 1"}),
        ("utskrivningsklar", {"readyAt": "2026-03-02T09:00:00+01:00"}),
        ("utskrivningsmeddelande", {"dischargedAt": "2026-03-02T09:30:00+01:00"}),
    )
    return [
        {
            **plain,
            "messageId": str(uuid.uuid4()),
            "kind": kind,
            "content": content,
            "consent": consent() if kind == "inskrivningsmeddelande" else None,
        }
        for kind, content in steps
    ]


def told(it: Plant, path: str, **headers: str) -> httpx.Response:
    return httpx.get(
        f"{it.url}{path}",
        headers={"Authorization": f"Bearer {it.key}", **headers},
        timeout=30,
        trust_env=False,
    )


def test_a_month_is_reported_when_it_is_over(tmp_path: Path) -> None:
    with plant(tmp_path, processes=("store", "web")) as it:
        accepted = [
            httpx.post(
                f"{it.url}/svu/messages",
                json=message,
                headers={"Authorization": f"Bearer {it.key}"},
                timeout=30,
                trust_env=False,
            ).status_code
            for number in PEOPLE[:LEFT]
            for message in stay(number)
        ]
        assert set(accepted) == {202}
        path = "/svu/reports/2026-03?region=vasterbotten"
        assert told(it, path).status_code == 409
        it.kill("web")
        it.ahead = timedelta(days=70)
        it.start("web")
        report = told(it, path).json()
        text = json.dumps(report)
        assert not any(number in text for number in PEOPLE)
        patients = [
            (place["municipality"], one["value"])
            for place in report["municipalities"]
            for one in place["indicators"]
            if one["code"] == "patients" and not one["suppressed"]
        ]
        assert patients == [("2480", LEFT)], report["municipalities"]
        for form, media in MEDIA.items():
            response = told(it, path, Accept=media)
            assert (response.status_code, response.headers["content-type"]) == (200, media)
            if form == "xlsx":
                assert zipfile.ZipFile(io.BytesIO(response.content)).testzip() is None
        desk = it.command("report", "2026-03", "--region", "vasterbotten", "--json")
        assert json.loads(desk.stdout)["municipalities"] == report["municipalities"]
        assert it.command("audit", "verify").returncode == 0
