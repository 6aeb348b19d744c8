"""Facts that no message carries: settings of the service or a scenario's `facts`, else the pack's own settings."""

from adapter.policy.view import UNKNOWN, Question, View

_PREFIX = "setting."


def named(name: str) -> Question | None:
    """The question for `setting.<name>`; None for any other name."""
    if not name.startswith(_PREFIX):
        return None
    key = name.removeprefix(_PREFIX)

    def ask(view: View) -> object:
        if key in view.facts.settings:
            return view.facts.settings[key]
        return view.settings.get(key, UNKNOWN)

    return ask
