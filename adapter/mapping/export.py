"""A native delivery in the names of the receiver's own system; what it has no name for goes along under ours."""

from collections.abc import Mapping
from typing import Any

from adapter.exports import forms
from adapter.exports.system import REST, System
from adapter.exports.translate import write
from adapter.model.kinds import KINDS

Json = dict[str, Any]


def body(native: Mapping[str, Any], system: System, form: str) -> bytes:
    """The native body of `contract.md` §7 as an export of one message.

    Its message in the system's names; in the part called `svu-adapter` the rest of the message, and `deliveryId`,
    `withheld` and `verdict` as they are.
    """
    message = native["message"]
    # a notice of our own is no message of the routine's
    row = write(system, message) if message["kind"] in KINDS else {REST: {"message": message}}
    beside = {name: value for name, value in native.items() if name != "message"}
    row = {**row, REST: {**beside, **row.get(REST, {})}}
    return forms.write([row], form, rows=system.rows, delimiter=system.delimiter)
