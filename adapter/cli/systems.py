"""`systems` and `import`: the source systems whose exports are read, and what one export would be read as."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from adapter import bootstrap
from adapter import settings as all_settings
from adapter.cli.app import app
from adapter.cli.files import read_bytes
from adapter.cli.output import Exit, show, show_text
from adapter.exports import forms
from adapter.exports.system import Field, System, inexpressible
from adapter.intake.export import Exported, read_export
from adapter.model.errors import UsageError
from adapter.model.issue import Severity
from adapter.model.wire import to_json
from adapter.validation.check import check

JSON = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


@app.command()
def systems(
    *,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print as Markdown: docs/systems.md.")] = False,
    json: JSON = False,
) -> None:
    """List the source systems whose exports are read, and what each has no name for."""
    found = _systems()
    if json:
        show({"systems": [_told(system) for system in found]})
    elif markdown:
        show_text("\n".join(_page(found)))
    else:
        for system in found:
            missing = len(list(inexpressible(system)))
            names = ", ".join((system.name, *system.former))
            show_text(
                f"{names}: {system.title}; {len(system.messages)} names of messages, {missing} things it has no name for"
            )


@app.command("import")
def import_(
    system: Annotated[str, typer.Argument(help="The source system; `svu-adapter systems` lists them.")],
    file: Annotated[Path, typer.Argument(help="An export; - for standard input.")],
    *,
    form: Annotated[
        str | None, typer.Option("--format", help="json, csv or xml; else by the file's name.")
    ] = None,
    json: JSON = False,
) -> None:
    """Show what an export would be read as; nothing is stored, sent or looked up. Exit 1 when a message cannot be read."""
    known = bootstrap.systems(all_settings.read().mappings_dir)
    if system not in known:
        raise UsageError(f"there is no mapping for {system!r}; known: {', '.join(known)}")
    chosen = form or file.suffix.removeprefix(".").lower()
    if chosen not in forms.MEDIA:
        raise UsageError(f"--format: one of {', '.join(forms.MEDIA)}")
    export = read_export(read_bytes(file), known[system], chosen)
    read = [_read(exported) for exported in export.messages]
    outside = [issue.to_json() for issue in export.issues]
    if json:
        show({"system": known[system].name, "messages": read, "issues": outside})
    else:
        for line in _lines(export.messages):
            show_text(line)
        for issue in export.issues:
            show_text(f"  {issue.severity.value}: {issue.path}: {issue.text}")
    wrong = any(not one["readable"] for one in read)
    raise typer.Exit(Exit.NOT_IN_ORDER if wrong else Exit.FINE)


def _systems() -> list[System]:
    found = bootstrap.systems(all_settings.read().mappings_dir)
    return [system for name, system in found.items() if name == system.name]


def _read(exported: Exported) -> dict[str, object]:
    message = exported.message
    # nobody receives it here, so its own time stands for the receipt's
    judged = check(message, message.sent_at) if message else ()
    issues = (*exported.issues, *judged)
    return {
        "number": exported.number,
        "readable": not any(issue.severity is Severity.ERROR for issue in issues),
        "message": to_json(message) if message else None,
        "issues": [issue.to_json() for issue in issues],
    }


def _lines(messages: Iterable[Exported]) -> Iterator[str]:
    for exported in messages:
        message = exported.message
        what = f"{message.kind} {message.action} {message.message_id}" if message else "cannot be read"
        yield f"{exported.number}: {what}"
        issues = (*exported.issues, *(check(message, message.sent_at) if message else ()))
        yield from (
            f"  {issue.severity.value}: {issue.rule} at {issue.path}: {issue.text}" for issue in issues
        )


def _told(system: System) -> dict[str, object]:
    return {
        "system": system.name,
        "title": system.title,
        "former": dict(system.former),
        "messages": [
            {"name": called.names[0], "kind": called.kind, "action": called.action, "source": called.source}
            for called in system.messages
        ],
        "inexpressible": list(inexpressible(system)),
    }


def _page(found: list[System]) -> Iterator[str]:
    yield "# Source systems"
    yield ""
    yield "Made by `svu-adapter systems --markdown` from `mappings/systems/`. Sources are file:lines of the routines; where a"
    yield "routine has a verb (*kvitteras*) the noun stands, and *product* marks a name that no routine gives. The wire formats of"
    yield "these systems are not public: the names are the routines', their place in an export is ours, and a region fits them to"
    yield "its own export by a file of its own ([integrate-a-source-system.md](integrate-a-source-system.md)). What a system has no"
    yield "name for goes along under our own names, in the part `svu-adapter`, when a message is delivered in the system's names."
    first = found[0].envelope if found else {}
    shared = {
        name: field
        for name, field in first.items()
        if all(system.envelope.get(name) == field for system in found)
    }
    yield from ("", "## Shared by all", "", "| field | ours | source |", "|---|---|---|")
    yield from _fields(shared, "")
    for system in found:
        yield from _section(system, shared)


def _section(system: System, shared: Mapping[str, Field]) -> Iterator[str]:
    yield from ("", f"## {system.name}", "", f"{system.title}. {system.note}")
    for name, title in system.former.items():
        yield from ("", f"Read by the same names: `{name}` ({title}).")
    yield from ("", "| message | ours | source |", "|---|---|---|")
    for called in system.messages:
        names = " / ".join(called.names)
        sets = "".join(f", {member}={value}" for member, value in called.sets.items())
        action = f" {called.action}" if called.action else ""
        yield f"| {names} | {called.kind}{action}{sets} | {called.source} |"
    yield from ("", "| field | ours | source |", "|---|---|---|")
    yield from _fields({name: field for name, field in system.envelope.items() if name not in shared}, "")
    for kind, fields in system.kinds.items():
        yield from _fields(fields, f"{kind}: ")
    for words, terms in (("role", system.roles), ("state", system.states)):
        if terms:
            yield from ("", f"| {words} | ours | source |", "|---|---|---|")
            yield from (f"| {term.name} | {term.ours} | {term.source} |" for term in terms)
    yield from ("", "| no name for | |", "|---|---|")
    yield from _without(system)


def _without(system: System) -> Iterator[str]:
    """What the system has no name for: whole kinds in one row, then actions and members kind by kind."""
    whole: list[str] = []
    parts: dict[str, list[str]] = {}
    for missing in inexpressible(system):
        kind, _, rest = missing.replace(": content.", ": ").partition(" ")
        if rest:
            parts.setdefault(kind.removesuffix(":"), []).append(rest)
        else:
            whole.append(kind)
    if whole:
        yield f"| the kinds | {', '.join(whole)} |"
    yield from (f"| {kind} | {', '.join(names)} |" for kind, names in parts.items())


def _fields(fields: Mapping[str, Field], prefix: str, above: str = "") -> Iterator[str]:
    for name, field in fields.items():
        paths = [above + ".".join(path) for path in field.names]
        if paths:
            way = "" if field.both_ways else " (read only)"
            joined = (" + " if field.joint else " / ").join(paths)
            yield f"| {joined} | {prefix}{name}{way} | {field.source} |"
        inside = f"{paths[0]}." if paths else above
        yield from _fields(field.fields, f"{prefix}{name}.", inside)
