"""Read a consent: the block in a message, the content of a samtycke, an entry of a scenario."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from adapter.intake.faults import Faults, under
from adapter.intake.members import table
from adapter.model.consent import (
    Assessor,
    ChildAsked,
    Consent,
    HarmAssessment,
    Information,
    Period,
    RecordedBy,
)
from adapter.model.kinds import CONSENT

_read = table(CONSENT.members)


def read_consent(document: object, path: str, faults: Faults) -> Consent | None:
    """A consent as in `contract.md` §3, its faults collected; without a status it cannot be read."""
    before = len(faults)
    given = cast("dict[str, object] | None", _read(document, path, faults))
    if len(faults) > before:
        return None
    if given is None or "status" not in given:
        faults.missing(under(path, "status"))
        return None
    return from_content(given)


def from_content(content: Mapping[str, object]) -> Consent:
    """The consent that a read samtycke's content states; without a status (which a rule refuses) nobody was asked."""
    return Consent(
        status=_text(content, "status") or "not-asked",
        form=_text(content, "form"),
        scopes=_texts(content, "scopes"),
        given_by=_text(content, "givenBy"),
        recorded_at=_instant(content, "recordedAt"),
        recorded_by=_recorded_by(_object(content, "recordedBy")),
        parties=_texts(content, "parties"),
        purpose=_text(content, "purpose"),
        period=_period(_object(content, "period")),
        harm_assessment=_harm_assessment(_object(content, "harmAssessment")),
        episode=_text(content, "episode"),
        child_asked=_child_asked(_object(content, "childAsked")),
        refusal_information_given=_flag(content, "refusalInformationGiven"),
        asked_anew=_flag(content, "askedAnew"),
        documented_in=_texts(content, "documentedIn"),
        information=_information(_object(content, "information")),
        guardians_agree=_flag(content, "guardiansAgree"),
    )


def _recorded_by(given: Mapping[str, object]) -> RecordedBy | None:
    return RecordedBy(str(given["unit"]), _text(given, "name"), _text(given, "title")) if given else None


def _period(given: Mapping[str, object]) -> Period | None:
    return Period(_date(given, "start"), _date(given, "end")) if given else None


def _harm_assessment(given: Mapping[str, object]) -> HarmAssessment | None:
    if not given:
        return None
    assessor = _object(given, "assessor")
    return HarmAssessment(
        outcome=str(given["outcome"]),
        assessor=Assessor(_text(assessor, "name"), _text(assessor, "title")) if assessor else None,
        at=_instant(given, "at"),
    )


def _child_asked(given: Mapping[str, object]) -> ChildAsked | None:
    return ChildAsked(given["asked"] is True, _text(given, "view")) if given else None


def _information(given: Mapping[str, object]) -> Information | None:
    if not given:
        return None
    return Information(_flag(given, "oral"), _flag(given, "written"), _texts(given, "topics"))


# The readers have checked every type; these only say so to mypy.


def _text(given: Mapping[str, object], name: str) -> str | None:
    return cast("str | None", given.get(name))


def _flag(given: Mapping[str, object], name: str) -> bool | None:
    return cast("bool | None", given.get(name))


def _texts(given: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", given.get(name, [])))


def _object(given: Mapping[str, object], name: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", given.get(name, {}))


def _instant(given: Mapping[str, object], name: str) -> datetime | None:
    value = _text(given, name)
    return datetime.fromisoformat(value) if value else None


def _date(given: Mapping[str, object], name: str) -> date | None:
    value = _text(given, name)
    return date.fromisoformat(value) if value else None
