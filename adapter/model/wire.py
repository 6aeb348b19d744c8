"""Write the native JSON of `contract.md` §1 and §3: the inverse of reading. What is not given is left out."""

from datetime import date, datetime

from adapter.model.consent import Consent, HarmAssessment
from adapter.model.message import EpisodeRef, Message, Staff

Json = dict[str, object]


def to_json(message: Message) -> Json:
    """The native message, members in the contract's order."""
    return _given(
        messageId=message.message_id,
        kind=message.kind,
        action=message.action,
        region=message.region,
        sentAt=message.sent_at,
        sender=_given(unit=message.sender.unit, person=_staff(message.sender.person)),
        recipients=list(message.recipients),
        patient={"type": message.patient.type.value, "value": message.patient.value},
        episode=_episode(message.episode),
        relatesTo=message.relates_to,
        withhold=[{"unit": decision.unit, "reason": decision.reason} for decision in message.withhold]
        or None,
        outage=message.outage and _given(reason=message.outage.reason, originalAt=message.outage.original_at),
        consent=message.consent and consent_json(message.consent),
        content=dict(message.content),
    )


def consent_json(consent: Consent) -> Json:
    """A consent as in `contract.md` §3; also the content of a samtycke."""
    by, period, child = consent.recorded_by, consent.period, consent.child_asked
    told = consent.information
    return _given(
        status=consent.status,
        form=consent.form,
        scopes=list(consent.scopes) or None,
        givenBy=consent.given_by,
        recordedAt=consent.recorded_at,
        recordedBy=by and _given(unit=by.unit, name=by.name, title=by.title),
        parties=list(consent.parties) or None,
        purpose=consent.purpose,
        period=period and (_given(start=period.start, end=period.end) or None),
        harmAssessment=_harm_assessment(consent.harm_assessment),
        episode=consent.episode,
        childAsked=child and _given(asked=child.asked, view=child.view),
        refusalInformationGiven=consent.refusal_information_given,
        askedAnew=consent.asked_anew,
        guardiansAgree=consent.guardians_agree,
        documentedIn=list(consent.documented_in) or None,
        information=told
        and (_given(oral=told.oral, written=told.written, topics=list(told.topics) or None) or None),
    )


def _harm_assessment(assessment: HarmAssessment | None) -> Json | None:
    if assessment is None:
        return None
    assessor = assessment.assessor
    return _given(
        outcome=assessment.outcome,
        assessor=assessor and (_given(name=assessor.name, title=assessor.title) or None),
        at=assessment.at,
    )


def _staff(person: Staff | None) -> Json | None:
    if person is None:
        return None
    return _given(name=person.name, title=person.title, function=person.function) or None


def _episode(episode: EpisodeRef | None) -> Json | None:
    if episode is None:
        return None
    return _given(id=episode.id, admittedAt=episode.admitted_at, legalForm=episode.legal_form)


def _given(**members: object) -> Json:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in members.items()
        if value is not None
    }
