"""The fact vocabulary: every name a rule may ask for, and the function that answers it.

A new fact is a function in `vocabulary/<source>.py`, its name in that module's table, and its declaration in
`profiles/regions/produkt/facts.yaml`. Two kinds are answered by pattern: any content
member (`message.content.…`), and any setting that is declared (`setting.…`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from adapter.policy.view import Question
from adapter.policy.vocabulary import (
    consent,
    contacts,
    departure,
    directory,
    flow,
    history,
    invitation,
    meeting,
    message,
    needs,
    notes,
    pace,
    participation,
    parties,
    plan_form,
    plans,
    readiness,
    register,
    setting,
    sip,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A function of the vocabulary, and whether its answer differs between recipients."""

    ask: Question
    per_recipient: bool


QUESTIONS: Mapping[str, Asked] = {
    **{
        name: Asked(ask, per_recipient=False)
        for table in (
            message.QUESTIONS,
            register.QUESTIONS,
            directory.SENDER,
            history.QUESTIONS,
            plans.QUESTIONS,
            readiness.QUESTIONS,
            parties.QUESTIONS,
            participation.QUESTIONS,
            flow.QUESTIONS,
            needs.QUESTIONS,
            departure.QUESTIONS,
            pace.QUESTIONS,
            invitation.QUESTIONS,
            sip.QUESTIONS,
            plan_form.QUESTIONS,
            notes.QUESTIONS,
            meeting.QUESTIONS,
            contacts.QUESTIONS,
        )
        for name, ask in table.items()
    },
    **{
        name: Asked(ask, per_recipient=True)
        for table in (
            directory.RECIPIENT,
            flow.RECIPIENT,
            history.RECIPIENT,
            participation.RECIPIENT,
            parties.RECIPIENT,
            consent.QUESTIONS,
            sip.RECIPIENT,
            notes.RECIPIENT,
            invitation.RECIPIENT,
            meeting.RECIPIENT,
        )
        for name, ask in table.items()
    },
}
FAMILIES = ("message.content.",)
"""Prefixes under which every member is a fact without a declaration of its own."""


def question(name: str) -> Asked | None:
    """The function behind a name, or None when there is none; a content member must be one of some kind."""
    if name in QUESTIONS:
        return QUESTIONS[name]
    ask = message.content(name) or setting.named(name)
    return Asked(ask, per_recipient=False) if ask else None
