"""What the adapter is measured beside: the register and three receivers, in a process of their own.

Prints their addresses as one JSON line; answers `count` on standard input with how many deliveries were taken.
"""

import json
import sys
from contextlib import ExitStack
from pathlib import Path

from adapter.model.person import Address, HumanName, Person
from adapter.sandbox import units
from adapter.sandbox.endpoint_server import EndpointServer
from adapter.sandbox.loopback import Loopback
from adapter.sandbox.register_server import RegisterServer

NUMBERS = (Path(__file__).parent / "test-numbers.txt").read_text(encoding="utf-8").split()


def person(number: str) -> Person:
    """A synthetic person with an official test number."""
    return Person(
        identifier=number,
        municipality="2480",
        name=HumanName(("Test",), "Testsson"),
        address=Address(("Exempelgatan 1",), "90325", "Umeå"),
        test=True,
    )


def main() -> None:
    """Serve until standard input ends."""
    directory = Path(sys.argv[1])
    with ExitStack() as stack:
        servers = {owner: EndpointServer(owner, directory) for owner in units.OWNERS}
        urls = {name: stack.enter_context(Loopback(server.app())).url for name, server in servers.items()}
        people = RegisterServer(person(number) for number in NUMBERS)
        urls["register"] = stack.enter_context(Loopback(people.app())).url
        print(json.dumps(urls), flush=True)
        for _ in sys.stdin:
            print(sum(len(server.rows) for server in servers.values()), flush=True)


if __name__ == "__main__":
    main()
