"""Profiles of what a unit wants to be told of, and of how it is told: never anything of a person."""

from adapter.r4 import backport
from adapter.r4.profile import NEVER, ONCE, Profile, Rule, law

_CONTENT = f"channel.payload.extension.where(url = '{backport.PAYLOAD_CONTENT}')"
_BY_TOPIC = f"criteria.where($this = '{backport.TOPIC}').exists()"


def _laws(*laws: Rule) -> Rule:
    """Several invariants of one element."""
    return {"constraint": [one for each in laws for one in each["constraint"]]}  # type: ignore[attr-defined]


SUBSCRIPTION = Profile(
    "svu-subscription",
    "What a unit wants to be told of, and at which endpoint of its own",
    "Subscription",
    {
        "": _laws(
            law(
                "svu-sub-1",
                "It is to a unit's messages: a search for Communication, or our topic",
                f"{_BY_TOPIC} or criteria.where(hasValue()).startsWith('Communication?')",
            ),
            law(
                "svu-sub-2",
                "No resource goes out with a notification",
                f"{_CONTENT}.where(value = 'full-resource').empty()",
            ),
            law(
                "svu-sub-3",
                "By topic, it says what a notification is to hold",
                f"{_BY_TOPIC} implies {_CONTENT}.exists()",
            ),
        ),
        "contained": NEVER,
        "channel.type": {"fixedCode": "rest-hook"},
        "channel.endpoint": ONCE,
        "channel.payload": {"patternCode": "application/fhir+json"},
        "channel.header": NEVER,
    },
    words={
        "criteria": "Communication?recipient={HSA-id}&category={kind},{kind}; or our topic, its filters as extensions",
        "channel.endpoint": "The address, or the id, of an endpoint that the directory gives the unit",
        "channel.payload": "Left out: a notification without a body",
        "channel.header": "Credentials are the directory's",
        "status": "A client writes requested or off",
        "end": "From then on it is off",
    },
)
NOTIFICATION = Profile(
    "svu-notification",
    "That something is there to read: its id, and no resource",
    "Bundle",
    {
        "": law(
            "svu-sub-4",
            "It holds how the subscription stands, and nothing else",
            "entry.count() = 1 and entry.resource.ofType(Parameters).exists()",
        ),
        "type": {"fixedCode": "history"},
        "timestamp": ONCE,
        "total": NEVER,
        "link": NEVER,
        "entry": ONCE,
        "entry.fullUrl": ONCE,
        "entry.resource": ONCE,
        "entry.search": NEVER,
        "entry.request": ONCE,
        "entry.response": ONCE,
    },
)
ALL = (SUBSCRIPTION, NOTIFICATION)
