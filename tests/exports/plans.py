"""What the invitations, assessments and plans of the worked exports say, by system."""

from typing import Any

READ: dict[str, list[dict[str, Any]]] = {
    "lifecare-sp": [
        {
            "kind": "kallelse",
            "action": "new",
            "content": {
                "purpose": "sip-svu",
                "start": "2026-03-12T13:00:00+01:00",
                "end": "2026-03-12T14:00:00+01:00",
                "form": "fysiskt",
                "place": "Hemma hos patienten",
                "agenda": "Samordning behövs av morgonhjälp och sårvård.",
                "participants": ["Patienten", "Dottern"],
                "placeType": "hem",
                "leader": {
                    "name": "Elva Elvasson",
                    "title": "distriktssköterska",
                    "unit": "SE2321000222-HC01",
                },
            },
        },
        {
            "kind": "kartlaggning",
            "action": "new",
            "content": {
                "sbar": {
                    "situation": "Nyopererad höft",
                    "background": "Bor ensam",
                    "assessment": "Går med rollator",
                    "recommendation": "Hjälp på morgonen",
                },
                "planId": "sip-17",
                "agreedWithIndividual": True,
            },
        },
        {
            "kind": "sip",
            "action": "new",
            "content": {
                "planId": "sip-17",
                "version": 1,
                "mainGoal": "Bo kvar hemma",
                "subGoals": [{"id": "d1", "text": "Gå till brevlådan", "responsible": "SE2321000222-HC01"}],
                "interventions": [
                    {
                        "id": "i1",
                        "text": "Sårvård två gånger i veckan",
                        "responsible": "SE2321000222-HC01",
                        "subGoal": "d1",
                    },
                    {
                        "id": "i2",
                        "text": "Morgonhjälp",
                        "responsible": "SE2120002627-SOC1",
                        "selfCare": False,
                    },
                ],
                "coordinator": {"unit": "SE2321000222-HC01", "name": "Elva Elvasson", "phone": "090-000000"},
                "followUpAt": "2026-04-16T10:00:00+02:00",
                "evaluationAt": "2026-06-16T10:00:00+02:00",
            },
        },
        {
            "kind": "uppfoljning",
            "action": "new",
            "content": {
                "planId": "sip-17",
                "comments": [{"target": "i2", "text": "Fungerar väl", "status": "ongoing"}],
            },
        },
        {
            "kind": "utvardering",
            "action": "new",
            "content": {
                "planId": "sip-17",
                "mainGoalMet": True,
                "comments": [{"target": "d1", "status": "done"}],
                "individualConsulted": True,
            },
        },
        {"kind": "sip", "action": "close", "content": {"planId": "sip-17", "reason": "mal-uppnadda"}},
    ],
    "lifecare": [
        {
            "kind": "kallelse",
            "action": "new",
            "content": {
                "purpose": "sip-fristaende",
                "start": "2026-03-20T13:00:00+01:00",
                "end": "2026-03-20T14:00:00+01:00",
                "form": "telefon",
                "place": "Hälsocentralen",
                "participants": ["Den enskilde"],
                "needKnownAt": "2026-03-06T15:00:00+01:00",
                "phoneCode": "4711",
                "invitees": [{"party": "forsakringskassan", "name": "Handläggaren"}],
                "placeType": "vardcentral",
                "registrationChecked": {"address": True, "municipality": True, "listedUnit": True},
                "patientPhone": "070-0000000",
            },
        },
        {
            "kind": "kartlaggning",
            "action": "new",
            "content": {
                "needs": "Hjälp med medicin",
                "abilities": "Lagar mat själv",
                "obstacles": "Trappor",
                "agreedWithIndividual": True,
            },
        },
        {
            "kind": "sip",
            "action": "new",
            "content": {
                "planId": "sip-9",
                "mainGoal": "Klara vardagen",
                "interventions": [
                    {
                        "id": "i1",
                        "text": "Dosett varje vecka",
                        "responsible": "SE2321000230-HC01",
                        "decision": "accepted",
                    },
                    {
                        "id": "i2",
                        "text": "Städning",
                        "responsible": "SE2120002742-SOC1",
                        "decision": "declined",
                    },
                ],
                "resources": "Stöd av grannen",
                "coordinator": {"unit": "SE2321000230-HC01", "name": "Elva Elvasson", "phone": "0920-000000"},
                "careContacts": [
                    {
                        "name": "Elva Elvasson",
                        "workplace": "Hälsocentralen",
                        "phone": "0920-000000",
                        "coordinates": True,
                    },
                    {"name": "Test Testsson", "workplace": "Hälsocentralen", "physician": True},
                ],
                "followUpAt": "2026-06-20T10:00:00+02:00",
                "shareWith1177": True,
                "ownGoals": "Kunna fiska i sommar",
                "otherProviders": "Frivilligorganisation",
            },
        },
        {"kind": "sip", "action": "close", "content": {"planId": "sip-9", "reason": "samtycke-aterkallat"}},
    ],
    "lifecare-sip": [
        {
            "kind": "kallelse",
            "action": "new",
            "content": {
                "purpose": "sip-svu",
                "start": "2026-03-06T10:00:00+01:00",
                "form": "digitalt",
                "place": "Avdelning 1",
                "participants": ["Patienten"],
                "timeAgreed": True,
            },
        },
        {"kind": "svar-kallelse", "action": "new", "content": {"attends": True, "text": "Vi kommer."}},
        {
            "kind": "sip",
            "action": "new",
            "content": {
                "planId": "sip-35",
                "mainGoal": "Trygg hemma",
                "interventions": [
                    {"text": "Hemsjukvård", "responsible": "SE2120001234-HSV1"},
                    {
                        "text": "Ögondroppar",
                        "responsible": "SE2321000115-VC01",
                        "performer": "Patienten",
                        "selfCare": True,
                    },
                ],
                "coordinator": {"unit": "SE2321000115-VC01", "name": "Elva Elvasson", "phone": "035-000000"},
                "followUpAt": "2026-04-06T10:00:00+02:00",
                "onBehalfOf": ["SE2120001234-HSV1"],
            },
        },
    ],
    "cosmic-link": [
        {
            "kind": "kallelse",
            "action": "new",
            "content": {
                "purpose": "sip-fristaende",
                "start": "2026-04-20T13:00:00+02:00",
                "form": "digitalt",
                "place": "Vårdcentralen",
                "agenda": "Vad ska hända i höst?",
                "participants": ["Försäkringskassan", "Skolans rektor"],
                "interpreter": {"needed": True, "arranged": True},
            },
        },
        {
            "kind": "svar-kallelse",
            "action": "new",
            "content": {
                "attends": True,
                "attendee": {"name": "Tjugo Tjugosson", "title": "socialsekreterare"},
                "attendees": [{"name": "Tjugo Tjugosson", "form": "lank", "part": "hela"}],
            },
        },
        {
            "kind": "sip",
            "action": "new",
            "content": {
                "planId": "sip-1",
                "version": 1,
                "mainGoal": "Delta i daglig verksamhet",
                "subGoals": [
                    {"id": "d1", "text": "Provdag", "responsible": "SE2120002080-SOC1", "term": "kort"}
                ],
                "interventions": [
                    {"id": "a1", "text": "Ordna provdag", "responsible": "SE2120002080-SOC1", "subGoal": "d1"}
                ],
                "coordinator": {"unit": "SE2321000172-VC01", "name": "Test Testsson", "phone": "021-000000"},
                "followUpAt": "2026-10-20T13:00:00+02:00",
                "signed": True,
                "template": "SIP vuxen",
                "outline": {"want": "Komma hemifrån"},
                "leader": {
                    "name": "Test Testsson",
                    "title": "distriktssköterska",
                    "unit": "SE2321000172-VC01",
                    "wholeMeeting": True,
                },
            },
        },
        {
            "kind": "sip",
            "action": "approve",
            "content": {
                "planId": "sip-1",
                "version": 1,
                "mainGoal": "Delta i daglig verksamhet",
                "interventions": [
                    {"id": "a1", "text": "Ordna provdag", "responsible": "SE2120002080-SOC1", "subGoal": "d1"}
                ],
                "coordinator": {"unit": "SE2321000172-VC01", "name": "Test Testsson", "phone": "021-000000"},
                "followUpAt": "2026-10-20T13:00:00+02:00",
                "individualConsulted": True,
            },
        },
        {
            "kind": "sip",
            "action": "new",
            "content": {
                "planId": "sip-1",
                "version": 2,
                "mainGoal": "Delta i daglig verksamhet",
                "interventions": [
                    {"id": "a1", "text": "Följa med första veckan", "responsible": "SE2120002080-SOC1"}
                ],
                "coordinator": {"unit": "SE2321000172-VC01", "name": "Test Testsson", "phone": "021-000000"},
                "followUpAt": "2027-04-20T13:00:00+02:00",
            },
        },
        {"kind": "sip", "action": "annul", "content": {"planId": "sip-1", "reason": "samtycke-aterkallat"}},
    ],
}
