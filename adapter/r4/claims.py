"""Which profile of ours a resource is made by, and meta.profile that says so: receivers choose by it what to validate."""

from collections.abc import Collection, Mapping
from enum import Enum

from adapter.r4 import bundle_profiles, minimal_profiles, profiles, shape, systems
from adapter.r4.answer_profiles import OUTCOME, RESPONSE_HEADER, SUBMISSION_HEADER
from adapter.r4.models import Resource
from adapter.r4.party_profiles import ORGANIZATION
from adapter.r4.plan_profiles import SIP_CARE_PLAN
from adapter.r4.profile import Profile

_ALTERNATIVES = (profiles.HARM_ASSESSMENT, profiles.REMINDER, SIP_CARE_PLAN)
"""Profiles of a type that has another, plainer one."""


class Extent(Enum):
    """What sort of Bundle it is, by how much may stand in it."""

    MESSAGE = "message"
    MINIMAL = "minimal"
    CONTENT_FREE = "content-free"
    SUBMISSION = "submission"
    RESPONSE = "response"


BUNDLES: Mapping[Extent, Profile] = {
    Extent.MESSAGE: bundle_profiles.MESSAGE,
    Extent.MINIMAL: bundle_profiles.MINIMAL_MESSAGE,
    Extent.CONTENT_FREE: bundle_profiles.CONTENT_FREE_MESSAGE,
    Extent.SUBMISSION: bundle_profiles.SUBMISSION,
    Extent.RESPONSE: bundle_profiles.RESPONSE,
}
_INSTEAD: Mapping[Extent, Mapping[str, Profile]] = {
    Extent.MESSAGE: {},
    Extent.MINIMAL: minimal_profiles.MINIMAL,
    Extent.CONTENT_FREE: minimal_profiles.CONTENT_FREE,
    Extent.SUBMISSION: {"MessageHeader": SUBMISSION_HEADER},
    Extent.RESPONSE: {"MessageHeader": RESPONSE_HEADER, "OperationOutcome": OUTCOME},
}
"""The profile of a resource type where it is another than a message's."""


_PLAIN: Mapping[str, Profile] = {
    one.type: one for one in profiles.ALL if one not in _ALTERNATIVES and one.base != profiles.CONSENT.url
}


def profile_of(resource: Resource, extent: Extent = Extent.MESSAGE) -> Profile | None:
    """The profile that a resource of ours meets in such a Bundle; None for a type that has none."""
    if found := _INSTEAD[extent].get(resource["resourceType"]):
        return found
    if extent is Extent.SUBMISSION:
        return None  # a sender's own words: what has no place in a message is reported, not refused
    match resource["resourceType"]:
        case "Consent" if any(one.get("uri") == systems.HARM_POLICY for one in resource.get("policy", ())):
            return profiles.HARM_ASSESSMENT
        case "Task" if "businessStatus" in resource:
            return profiles.REMINDER
        case "CarePlan" if "sip" in {
            shape.code_of(systems.KIND, concept) for concept in resource.get("category", ())
        }:
            return SIP_CARE_PLAN
        case other:
            return _PLAIN.get(other)


def claimed(bundle: Resource, extent: Extent) -> Resource:
    """The Bundle with its profile and that of every resource in meta.profile, before those of others that they name."""
    entries = [
        {**entry, "resource": _claiming(entry["resource"], profile_of(entry["resource"], extent))}
        for entry in bundle["entry"]
    ]
    return {**_claiming(bundle, BUNDLES[extent]), "entry": entries}


def extent_of(bundle: Resource) -> Extent | None:
    """The extent that a Bundle claims."""
    named = bundle.get("meta", {}).get("profile", ())
    return next((extent for extent, profile in BUNDLES.items() if profile.url in named), None)


def is_minimal(disclosed: Collection[str], types: Collection[str]) -> bool:
    """Whether what is disclosed, and the resources that it came to, are what may leave without consent."""
    allowed = {*minimal_profiles.MINIMAL, ORGANIZATION.type}
    return minimal_profiles.PATHS.issuperset(disclosed) and allowed.issuperset(types)


def _claiming(resource: Resource, profile: Profile | None) -> Resource:
    if profile is None:
        return resource
    named = (name for name in resource.get("meta", {}).get("profile", ()) if name != profile.url)
    meta = {**resource.get("meta", {}), "profile": [profile.url, *named]}
    head: Resource = {name: resource[name] for name in ("resourceType", "id") if name in resource}
    return {
        **head,
        "meta": meta,
        **{name: value for name, value in resource.items() if name not in (*head, "meta")},
    }
