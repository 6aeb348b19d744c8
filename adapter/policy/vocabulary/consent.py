"""Facts about the consent that counts for one recipient, over the scopes that the message's kind takes."""

from collections.abc import Mapping
from dataclasses import replace

from adapter.model.consent import SCOPES, Consent
from adapter.policy.consents import Standing, own_basis, standing
from adapter.policy.view import Question, View

_KEPT = "consent.standing"


def _standing(view: View) -> Standing:
    kept = view.own.get(_KEPT)
    if isinstance(kept, Standing):
        return kept
    scopes = view.process.of(view.message.kind).scopes
    found = standing(view.message, view.facts, view.process, view.recipient or "", scopes)
    view.own[_KEPT] = found
    return found


def _of(view: View) -> Consent | None:
    return _standing(view).consent


def status(view: View) -> object:
    """given, refused, withdrawn, unable, not-asked, or none: the record's own word, ground or not."""
    return _standing(view).status


def basis(view: View) -> object:
    """consent, harm-assessment or none: what the record permits by."""
    return _standing(view).basis


def block_basis(view: View) -> object:
    """What the message's own consent block permits by, looked at alone."""
    return own_basis(view.message, view.facts, view.process, view.recipient or "")


def flaws(view: View) -> object:
    """What keeps the record from being a ground; empty for a ground, a refusal or no record."""
    return _standing(view).flaws


def form(view: View) -> object:
    """oral, written or presumed."""
    consent = _of(view)
    return consent.form if consent else None


def given_by(view: View) -> object:
    """patient, guardian, legal-representative or relative."""
    consent = _of(view)
    return consent.given_by if consent else None


def documented(view: View) -> object:
    """Whether the record says when and by whom it was written down."""
    consent = _of(view)
    return consent is not None and consent.recorded_at is not None and consent.recorded_by is not None


def recorded_at(view: View) -> object:
    """When the record says that it was written down."""
    consent = _of(view)
    return consent.recorded_at if consent else None


def harm(view: View) -> object:
    """The harm assessment's outcome, or none."""
    consent = _of(view)
    return consent.harm_assessment.outcome if consent and consent.harm_assessment else "none"


def assessor_named(view: View) -> object:
    """Whether the harm assessment names its assessor with title."""
    consent = _of(view)
    assessor = consent.harm_assessment.assessor if consent and consent.harm_assessment else None
    return assessor is not None and bool(assessor.name) and bool(assessor.title)


def party_listed(view: View) -> object:
    """Whether the record reaches this recipient; a record that names nobody reaches the addressed units."""
    return "party-not-listed" not in _standing(view).flaws


def in_period(view: View) -> object:
    """Whether the record's period holds today."""
    return "out-of-period" not in _standing(view).flaws


def asserted(view: View) -> object:
    """Whether the record came with a message rather than as a samtycke of its own."""
    record = _standing(view).record
    return record is not None and record.asserted


def _over(view: View, scopes: tuple[str, ...]) -> Standing:
    return standing(view.message, view.facts, view.process, view.recipient or "", scopes)


def scopes(view: View) -> object:
    """Every scope for which this recipient has a valid consent or harm assessment."""
    return tuple(scope for scope in SCOPES if _over(view, (scope,)).basis != "none")


def exempt(view: View) -> object:
    """Whether the kind needs no consent: it takes no scope."""
    return not view.process.of(view.message.kind).scopes


def not_asked(view: View) -> object:
    """What the pack does with this kind while consent is not asked for: hold, reduce or refuse."""
    return view.process.of(view.message.kind).not_asked


def child_asked(view: View) -> object:
    """Whether the record says if the child was asked; None without a word on it."""
    consent = _of(view)
    return consent.child_asked.asked if consent and consent.child_asked else None


def refusal_information_given(view: View) -> object:
    """Whether the record says that the person was told what refusing means."""
    consent = _of(view)
    return consent.refusal_information_given if consent else None


def unlimited_in(view: View) -> object:
    """Which of purpose, parties, period and the period's end the record does not state (VM-CONS-03)."""
    consent = _of(view)
    if consent is None:
        return ()
    stated = {
        "purpose": bool(consent.purpose),
        "parties": bool(consent.parties),
        "period": consent.period is not None,
        "period-end": consent.period is not None and consent.period.end is not None,
    }
    return tuple(name for name, there in stated.items() if not there)


def not_entitled(view: View) -> object:
    """Whether whoever gave it may not: a minor without guardian, an adult by guardian or relative."""
    return "not-entitled" in _standing(view).flaws


def harm_assessment_wanting(view: View) -> object:
    """Whether the person is unable and no clear, signed harm assessment permits."""
    found = _standing(view)
    return found.status == "unable" and found.basis == "none"


def only_others(view: View) -> object:
    """Whether another provider than the sender's has what would permit, and the sender's own has not."""
    scopes = view.process.of(view.message.kind).scopes
    found = [
        standing(
            view.message,
            view.facts,
            replace(view.process, consent_holder=holder),
            view.recipient or "",
            scopes,
        ).basis
        for holder in ("sender", "any")
    ]
    return found[0] == "none" and found[1] != "none"


def sip_status(view: View) -> object:
    """The status of the record that counts for a coordinated individual plan (scope sip); none without one."""
    return standing(view.message, view.facts, view.process, view.recipient or "", ("sip",)).status


def publication_status(view: View) -> object:
    """The status of the record that counts for showing the plan at 1177 (scope sip-1177); none without one."""
    return standing(view.message, view.facts, view.process, view.recipient or "", ("sip-1177",)).status


QUESTIONS: Mapping[str, Question] = {
    "consent.status": status,
    "consent.basis": basis,
    "consent.blockBasis": block_basis,
    "consent.flaws": flaws,
    "consent.form": form,
    "consent.givenBy": given_by,
    "consent.documented": documented,
    "consent.recordedAt": recorded_at,
    "consent.harm": harm,
    "consent.assessorNamed": assessor_named,
    "consent.partyListed": party_listed,
    "consent.inPeriod": in_period,
    "consent.asserted": asserted,
    "consent.scopes": scopes,
    "consent.exempt": exempt,
    "consent.notAsked": not_asked,
    "consent.childAsked": child_asked,
    "consent.refusalInformationGiven": refusal_information_given,
    "consent.unlimitedIn": unlimited_in,
    "consent.notEntitled": not_entitled,
    "consent.harmAssessmentWanting": harm_assessment_wanting,
    "consent.onlyOthers": only_others,
    "consent.sipStatus": sip_status,
    "consent.publicationStatus": publication_status,
}
