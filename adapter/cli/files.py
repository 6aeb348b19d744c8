"""The files that a user names; `-` is standard input. Whatever is wrong with one is a `UsageError`."""

import sys
from pathlib import Path

from adapter.intake.document import parse
from adapter.model.errors import UsageError

LARGEST = 16 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """A file's bytes, at most 16 MiB."""
    if str(path) == "-":
        content = sys.stdin.buffer.read(LARGEST + 1)
    else:
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or 'cannot be read'}") from None
    if len(content) > LARGEST:
        raise UsageError(f"{path}: larger than {LARGEST // 1024 // 1024} MiB")
    return content


def read_text(path: Path) -> str:
    """A file's text, UTF-8 with or without a byte order mark."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8 text") from None


def read_document(path: Path) -> object:
    """A file's YAML or JSON."""
    return parse(read_text(path), str(path))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a result to a file that the user names; one that is there is replaced."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be written'}") from None
