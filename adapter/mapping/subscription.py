"""A unit's subscription as R4's Subscription, and what it is told: R4's rest-hook, or the R5 backport's notification.

No notification names a person, a stay or a sender: it says that there is something to read, and what it is called here.
"""

from datetime import datetime

from adapter.model.subscription import Content, Status, Subscription
from adapter.r4 import backport, primitives
from adapter.r4.models import Resource

HANDSHAKE, EVENT, QUERY = "handshake", "event-notification", "query-status"


def resource(subscription: Subscription, now: datetime) -> Resource:
    """As it is read: what was asked for, and how it goes."""
    asked = subscription.asked
    made: Resource = {
        "resourceType": "Subscription",
        "id": subscription.id,
        "meta": {
            "versionId": str(subscription.version),
            "lastUpdated": primitives.instant(subscription.changed_at),
            "profile": [backport.PROFILE, *([backport.SUBSCRIPTION] if asked.topic else [])],
        },
        "status": subscription.standing(now).value,
        **({"contact": [dict(one) for one in asked.contact]} if asked.contact else {}),
        **({"end": primitives.instant(asked.end)} if asked.end else {}),
        "reason": asked.reason,
        "criteria": asked.criteria,
        **({"error": subscription.error} if subscription.error else {}),
        "channel": _channel(subscription),
    }
    if asked.filters:
        made["_criteria"] = {
            "extension": [{"url": backport.FILTER, "valueString": one} for one in asked.filters]
        }
    return made


def handshake(subscription: Subscription, *, bundle_id: str, now: datetime, own_url: str) -> Resource:
    """The first that an endpoint hears: its 2xx makes the subscription active."""
    status = _status(subscription, HANDSHAKE, Status.REQUESTED, 0, own_url)
    return _notification(status, subscription, bundle_id=bundle_id, now=now, own_url=own_url)


def event(
    subscription: Subscription,
    *,
    number: int,
    focus: str,
    at: datetime,
    bundle_id: str,
    now: datetime,
    own_url: str,
) -> Resource:
    """That something is there to read; `focus` is the id of its Communication, `at` when that was found."""
    part: list[Resource] = [
        {"name": "event-number", "valueString": str(number)},
        {"name": "timestamp", "valueInstant": primitives.instant(at)},
    ]
    if subscription.asked.content is Content.ID_ONLY:
        reference = f"{own_url}/Communication/{focus}"
        part.append({"name": "focus", "valueReference": {"reference": reference}})
    status = _status(subscription, EVENT, Status.ACTIVE, number, own_url)
    status["parameter"].append({"name": "notification-event", "part": part})
    return _notification(status, subscription, bundle_id=bundle_id, now=now, own_url=own_url)


def status(subscription: Subscription, *, events: int, now: datetime, own_url: str) -> Resource:
    """What `$status` answers of it."""
    found = _status(subscription, QUERY, subscription.standing(now), events, own_url)
    if subscription.error:
        error = {"name": "error", "valueCodeableConcept": {"text": subscription.error}}
        found["parameter"].append(error)
    return found


def _channel(subscription: Subscription) -> Resource:
    asked = subscription.asked
    channel: Resource = {"type": "rest-hook", "endpoint": asked.address}
    if asked.payload is not None:
        channel["payload"] = asked.payload
    if asked.topic:
        said = {"url": backport.PAYLOAD_CONTENT, "valueCode": asked.content.value}
        channel["_payload"] = {"extension": [said]}
    if asked.max_count is not None:
        channel["extension"] = [{"url": backport.MAX_COUNT, "valuePositiveInt": asked.max_count}]
    return channel


def _status(subscription: Subscription, type_: str, status: Status, events: int, own_url: str) -> Resource:
    """Parameters by the backport's profile; an empty notification does not say the topic."""
    named = subscription.asked.content is not Content.EMPTY
    return {
        "resourceType": "Parameters",
        "meta": {"profile": [backport.STATUS]},
        "parameter": [
            {
                "name": "subscription",
                "valueReference": {"reference": f"{own_url}/Subscription/{subscription.id}"},
            },
            *([{"name": "topic", "valueCanonical": backport.TOPIC}] if named else []),
            {"name": "status", "valueCode": status.value},
            {"name": "type", "valueCode": type_},
            {"name": "events-since-subscription-start", "valueString": str(events)},
        ],
    }


def _notification(
    status: Resource, subscription: Subscription, *, bundle_id: str, now: datetime, own_url: str
) -> Resource:
    return {
        "resourceType": "Bundle",
        "id": bundle_id,
        "meta": {"profile": [backport.NOTIFICATION_PROFILE, backport.NOTIFICATION]},
        "type": "history",
        "timestamp": primitives.instant(now),
        "entry": [
            {
                "fullUrl": f"urn:uuid:{bundle_id}",
                "resource": {**status, "id": bundle_id},
                "request": {"method": "GET", "url": f"{own_url}/Subscription/{subscription.id}/$status"},
                "response": {"status": "200"},
            }
        ],
    }
