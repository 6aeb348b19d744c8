"""Messages to FHIR: what one recipient gets, and the submission shape that a sender posts."""
