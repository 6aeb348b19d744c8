"""Every error the adapter raises on purpose.

AdapterError
├── InputError             the input cannot be read as a message: its issues say where and why (422, exit 1)
├── UsageError             wrong usage or an unreadable file (exit 2)
├── PackError              a rule pack or mapping does not load: file, line and remedy
├── ConfigurationError     the service must not start like this
├── Withheld               a letter or plan that may not be printed now: its issues say why (422, exit 1)
├── NotAllowed             the caller may not do this for that unit (403)
├── IdentityConflict       the same message id with another body (409)
├── Unavailable            something outside did not answer; nothing was stored, send again (503, exit 3)
│   ├── StoreUnavailable   the store
│   └── StoreFull          the store is at its limit for intake
├── Unprintable            a document has a character that no font here can print
├── Stale                  the person's state moved while deciding: gather and decide again
└── LeaseLost              another worker holds the lane now
"""

from adapter.model.issue import Issue


class AdapterError(Exception):
    """Base of all; its text is safe to show: it never carries identity, name or body."""


class InputError(AdapterError):
    """Input that cannot be read; carries every fault found."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(f"{len(issues)} fault(s) in the input")
        self.issues = issues


class Withheld(AdapterError):
    """A letter or a plan that may not be printed as things are; `alike` when the identity guard says so (semantics 15)."""

    def __init__(self, issues: tuple[Issue, ...], *, alike: bool = False) -> None:
        super().__init__("this may not be printed")
        self.issues = issues
        self.alike = alike


class UsageError(AdapterError):
    """The user asked for something that cannot be done as written."""


class PackError(AdapterError):
    """A rule pack, mapping or definition file that does not load."""

    def __init__(self, file: str, line: int, text: str) -> None:
        super().__init__(f"{file}:{line}: {text}")
        self.file, self.line, self.text = file, line, text


class ConfigurationError(AdapterError):
    """A setting that is missing, contradictory or unsafe."""


class NotAllowed(AdapterError):
    """The caller's client is not bound to the unit it acts for."""


class IdentityConflict(AdapterError):
    """The message id was used before with another body."""

    def __init__(self) -> None:
        super().__init__("this sender has used the messageId for another body; choose a new messageId")


class Unavailable(AdapterError):
    """Something outside did not answer."""


class StoreUnavailable(Unavailable):
    """The store did not answer or did not make the write durable."""


class StoreFull(Unavailable):
    """The store has reached its limit for new messages."""


class Unprintable(AdapterError):
    """A document with characters that no font here has; `characters` are their code points, never the text around."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        super().__init__(f"cannot be printed: {', '.join(characters) or 'a character that no font here has'}")
        self.characters = characters


class Stale(AdapterError):
    """The person's state changed between gathering and writing."""


class LeaseLost(AdapterError):
    """The lane's lease passed to another worker; this result must not be written."""
