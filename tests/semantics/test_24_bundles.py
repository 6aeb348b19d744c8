"""Semantics 24 and 25: what a Bundle that leaves looks like, whatever kind it is of."""

from typing import Any

import pytest

from tests.whole import (
    HEALTH_CENTRE,
    HOME_CARE,
    SOCIAL,
    WARD,
    Sent,
    Whole,
    basis,
    consent,
    kvittens,
    notice,
    taking_back,
)

pytestmark = pytest.mark.anyio


def references(value: Any) -> set[str]:
    """Every reference in a resource."""
    if isinstance(value, dict):
        own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
        return own.union(*(references(item) for item in value.values()))
    return set().union(*(references(item) for item in value)) if isinstance(value, list) else set()


def reachable(sent: Sent) -> set[str]:
    """Full urls that can be reached from the focus of the MessageHeader."""
    by_url = {entry["fullUrl"]: entry["resource"] for entry in sent.body["entry"]}
    found: set[str] = set()
    waiting = {focus["reference"] for focus in sent.header["focus"]}
    while waiting:
        url = waiting.pop()
        if url in by_url and url not in found:
            found.add(url)
            waiting |= references(by_url[url])
    return found


async def test_everything_but_provenance_is_reached_from_the_focus_and_has_its_url(whole: Whole) -> None:
    first = notice(SOCIAL, HEALTH_CENTRE)
    await whole.send(first)
    await whole.send(basis())
    await whole.work()
    await whole.send(kvittens(first))
    await whole.send(consent("withdrawn", SOCIAL))
    await whole.send(taking_back(first, "annul"))
    await whole.work()
    assert {sent.kind for sent in whole.recipients.sent} == {
        "inskrivningsmeddelande",
        "planeringsunderlag",
        "kvittens",
        "samtycke",
    }
    for sent in whole.recipients.sent:
        assert sent.header["definition"]
        for entry in sent.body["entry"]:
            assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        unreached = {
            entry["fullUrl"]
            for entry in sent.body["entry"]
            if entry["fullUrl"] not in reachable(sent)
            and entry["resource"]["resourceType"] not in {"MessageHeader", "Provenance"}
        }
        assert unreached == set(), sent.kind


async def test_a_mailbox_units_destination_is_the_adapter(whole: Whole) -> None:
    await whole.send(notice(HOME_CARE, HEALTH_CENTRE))
    await whole.work()
    pulled: Any = await whole.mailbox.pull(HOME_CARE, most=1)
    (header,) = [one["bundle"]["entry"][0]["resource"] for one in pulled]
    assert header["destination"][0]["endpoint"].startswith("https://adapter.example/svu/mailbox")
    (pushed,) = whole.recipients.to(HEALTH_CENTRE)
    assert pushed.header["destination"][0]["endpoint"] == "https://unit.example/fhir"


async def test_a_consent_goes_out_only_where_its_status_is_disclosed_and_names_its_recipient_alone(
    whole: Whole,
) -> None:
    await whole.send(notice(SOCIAL, HEALTH_CENTRE))
    await whole.work()
    for sent in whole.recipients.sent:
        (given,) = sent.all("Consent")
        assert given["status"] == "active"
        assert given["provision"]["type"] == "permit"
        others = {SOCIAL, HEALTH_CENTRE} - {sent.unit}
        assert not any(other in str(given) for other in others)
    await whole.send(consent("withdrawn", SOCIAL))
    await whole.work()
    withdrawn = whole.recipients.to(SOCIAL, "samtycke")[0].all("Consent")
    assert [one["status"] for one in withdrawn] == ["inactive"]
    reduced = notice(consent=None)
    await whole.send(reduced)
    await whole.work()
    assert whole.recipients.to(SOCIAL, "inskrivningsmeddelande")[-1].all("Consent") == []
    assert whole.recipients.to(WARD) == []
