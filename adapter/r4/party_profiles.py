"""Profiles of who a message is about, from and to: on HL7 Sweden's base profiles, and nothing beyond what is told."""

from adapter.r4 import systems
from adapter.r4.profile import NEVER, ONCE, Profile

PATIENT = Profile(
    "svu-patient",
    "The person: number, name, address and municipality, never more",
    "Patient",
    {
        "identifier": ONCE,
        "identifier.system": ONCE,
        "identifier.value": ONCE,
        **dict.fromkeys(
            (
                "telecom",
                "gender",
                "birthDate",
                "maritalStatus",
                "multipleBirth[x]",
                "photo",
                "contact",
                "communication",
                "generalPractitioner",
                "managingOrganization",
                "link",
            ),
            NEVER,
        ),
    },
    base=systems.SE_PATIENT,
    must=("name", "address", "deceased[x]"),
    words={
        "identifier": "The number in the register, and no other",
        "name": "The name in the population register, where it may be told",
        "address": "The registered address, where it may be told",
    },
)
ORGANIZATION = Profile(
    "svu-organization",
    "A unit, or the organisation in its stead",
    "Organization",
    {"identifier": ONCE, "identifier.value": ONCE, **dict.fromkeys(("telecom", "address", "contact"), NEVER)},
    base=systems.SE_ORGANIZATION,
    must=("name",),
    words={
        "identifier": "HSA-id of the unit; the organisation number where only the organisation is shown",
    },
)
STAFF = Profile(
    "svu-practitioner-role",
    "A member of staff as far as a message tells: name, title, function, and how to reach a fixed contact",
    "PractitionerRole",
    {
        "practitioner.reference": NEVER,  # names only: a message carries no register of staff
        "code": {"max": "1"},
        # SEBasePractitionerRole slices by a system that it does not say, which no validator can tell apart (standards 1.5)
        "code.coding:sosnyk": {"sliceName": "sosnyk"},
        "code.coding:sosnyk.system": {"min": 1, "patternUri": "urn:oid:1.2.752.116.1.3.6"},
        "code.coding:skr-yrke": {"sliceName": "skr-yrke"},
        "code.coding:skr-yrke.system": {"min": 1, "patternUri": systems.SNOMED},
        "code.coding:hsa-befattning": {"sliceName": "hsa-befattning"},
        "code.coding:hsa-befattning.system": {"min": 1, "patternUri": "urn:oid:1.2.752.129.2.2.1.4"},
        "specialty": NEVER,
        **dict.fromkeys(("period", "location", "healthcareService", "availableTime", "notAvailable"), NEVER),
        **dict.fromkeys(("availabilityExceptions", "endpoint"), NEVER),
    },
    base=systems.SE_PRACTITIONER_ROLE,
    must=("practitioner", "practitioner.display", "organization", "code", "telecom"),
    words={
        "practitioner.display": "The name; masked or left out where it may not be shown",
        "organization": "The unit, or in words where a fixed contact works",
        "code": "Function (a code of ours) and title (words)",
    },
)
