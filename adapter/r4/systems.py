"""Canonicals, code systems and identifier systems: ours under one base, others exactly as their owners write them."""

BASE = "https://svu-adapter.example/fhir"

KIND = f"{BASE}/CodeSystem/svu-kind"
ACTION = f"{BASE}/CodeSystem/svu-action"
MEMBER = f"{BASE}/CodeSystem/svu-member"
ROLE = f"{BASE}/CodeSystem/svu-role"
FUNCTION = f"{BASE}/CodeSystem/svu-function"
COLOUR = f"{BASE}/CodeSystem/svu-planning-colour"
SCOPE = f"{BASE}/CodeSystem/svu-consent-scope"
CONSENT_CATEGORY = f"{BASE}/CodeSystem/svu-consent-category"
HANDLING = f"{BASE}/CodeSystem/svu-handling"
RULE = f"{BASE}/CodeSystem/svu-rule"
VALUE = f"{BASE}/CodeSystem/svu-value"
ACTIVITY = f"{BASE}/CodeSystem/svu-activity"
QUESTION = f"{BASE}/CodeSystem/svu-question"
DUE = f"{BASE}/CodeSystem/svu-due"
DUE_STATE = f"{BASE}/CodeSystem/svu-due-state"
INDICATOR = f"{BASE}/CodeSystem/svu-indicator"
SETTLEMENT = f"{BASE}/CodeSystem/svu-settlement"
AUDIT_STEP = f"{BASE}/CodeSystem/svu-audit-step"
LIABILITY_REASON = f"{BASE}/CodeSystem/svu-liability-reason"

MESSAGE_ID = f"{BASE}/NamingSystem/message-id"
EPISODE_ID = f"{BASE}/NamingSystem/episode-id"
PLAN_ID = f"{BASE}/NamingSystem/plan-id"
PLAN_VERSION = f"{BASE}/NamingSystem/plan-version"
PLAN_PART = f"{BASE}/NamingSystem/plan-part"
DUE_ID = f"{BASE}/NamingSystem/due-id"
REPORT_ID = f"{BASE}/NamingSystem/report-id"
RESOURCE_ID = f"{BASE}/NamingSystem/resource-id"
RESOURCE_VERSION = f"{BASE}/NamingSystem/resource-version"

RESERVNUMMER = f"{BASE}/NamingSystem/reservnummer"
R_NUMMER = f"{BASE}/NamingSystem/r-nummer"

EXTENSION = f"{BASE}/StructureDefinition"
QUESTIONNAIRE = f"{BASE}/Questionnaire"
MEASURE = f"{BASE}/Measure"
MESSAGE_DEFINITION = f"{BASE}/MessageDefinition"
CONSENT_POLICY = f"{BASE}/policy/consent"
HARM_POLICY = f"{BASE}/policy/harm-assessment"

HSA_ID = "urn:oid:1.2.752.29.4.19"
HSA_ID_RIV = "urn:oid:1.2.752.129.2.1.4.1"
ORGANISATION_NUMBER = "urn:oid:2.5.4.97"
MUNICIPALITY = "urn:oid:1.2.752.129.2.2.1.17"
PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"
SAMORDNINGSNUMMER = "http://electronichealth.se/identifier/samordningsnummer"
NATIONELLT_RESERVNUMMER = "http://electronichealth.se/identifier/nationelltReservnummer"
LMA_NUMMER = "http://electronichealth.se/identifier/LMA-nummer"
SE_PATIENT = "http://hl7.se/fhir/ig/base/StructureDefinition/SEBasePatient"
SE_ORGANIZATION = "http://hl7.se/fhir/ig/base/StructureDefinition/SEBaseOrganization"
SE_PRACTITIONER_ROLE = "http://hl7.se/fhir/ig/base/StructureDefinition/SEBasePractitionerRole"
SE_ADDRESS_TYPE = "http://hl7.se/fhir/ig/base/StructureDefinition/SEBaseAddressPersonExtension"
SE_SECURITY_LABEL = "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel"

CARE_PLAN_TYPE = "https://fhir.inera.se/CodeSystem/typeofcareplan-cs"
DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
PROVENANCE_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
URI = "urn:ietf:rfc:3986"
CURRENCY = "urn:iso:std:iso:4217"
UCUM = "http://unitsofmeasure.org"
MEASURE_POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population"
MEASURE_SCORING = "http://terminology.hl7.org/CodeSystem/measure-scoring"
MEASURE_TYPE = "http://terminology.hl7.org/CodeSystem/measure-type"
MEASURE_IMPROVEMENT = "http://terminology.hl7.org/CodeSystem/measure-improvement-notation"
RESOURCE_TYPES = "http://hl7.org/fhir/resource-types"
GOAL_ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
GOAL_RELATIONSHIP_TYPE = "http://terminology.hl7.org/CodeSystem/goal-relationship-type"
GOAL_RELATIONSHIP = "http://hl7.org/fhir/StructureDefinition/goal-relationship"
PERTAINS_TO_GOAL = "http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal"
PLANNED_END = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.plannedEndDate"

# What the national profiles have no system for: numbers of a region's own, by the region's identifier system.
LOCAL_RESERVNUMMER = (
    RESERVNUMMER,
    "https://uid.regionstockholm.se/reservnummer",
    "urn:oid:1.2.752.97.3.1.3",
    "urn:oid:1.2.752.113.11.0.2.1.1.1",
    "urn:oid:1.2.752.74.9.2",
    "urn:oid:1.2.752.74.9.3",
    "urn:oid:1.2.752.74.9.5",
    "urn:oid:1.2.752.74.9.6",
    "urn:oid:1.2.752.74.9.7",
    "urn:oid:1.2.752.74.9.8",
    "urn:oid:1.2.752.74.9.9",
)
