"""Our own YAML definition files, closed: an unknown, doubled or missing key is an error with file and line."""

from collections.abc import Collection
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from adapter.model.errors import PackError


@dataclass(frozen=True, slots=True)
class Part:
    """A value of a definition file, knowing where it stands."""

    file: str
    node: Node

    def error(self, text: str) -> PackError:
        """The error to raise about this value."""
        return PackError(self.file, self.node.start_mark.line + 1, text)

    def mapping(self) -> dict[str, "Part"]:
        """The members of an object, whatever their names."""
        if not isinstance(self.node, MappingNode):
            raise self.error("an object is wanted here")
        found: dict[str, Part] = {}
        for key, value in self.node.value:
            name = Part(self.file, key).text()
            if name in found:
                raise Part(self.file, key).error(f"the key {name!r} stands twice")
            found[name] = Part(self.file, value)
        return found

    def items(self) -> list["Part"]:
        """The items of a list."""
        if not isinstance(self.node, SequenceNode):
            raise self.error("a list is wanted here")
        return [Part(self.file, item) for item in self.node.value]

    def members(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Part"]:
        """The members of a closed object."""
        found = self.mapping()
        for name, part in found.items():
            if name not in required and name not in optional:
                known = ", ".join((*required, *optional))
                raise part.error(f"the key {name!r} is not known here; known: {known}")
        for name in required:
            if name not in found:
                raise self.error(f"the key {name!r} is missing")
        return found

    def text(self) -> str:
        """A text; a number or a boolean must be quoted."""
        if not isinstance(self.node, ScalarNode) or not str(self.node.tag).endswith(":str"):
            raise self.error("a text is wanted here; quote numbers, dates and yes or no")
        return str(self.node.value)

    def one_of(self, values: Collection[str]) -> str:
        """A text out of a closed list."""
        text = self.text()
        if text not in values:
            raise self.error(f"{text!r} is not one of: {', '.join(values)}")
        return text

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.node, ScalarNode) or not str(self.node.tag).endswith(":bool"):
            raise self.error("true or false is wanted here")
        return str(self.node.value).lower() == "true"


def parse(file: str, text: str) -> Part:
    """The document in a file's text; raises PackError with the line."""
    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PackError(file, mark.line + 1 if mark else 1, f"this is not YAML: {error.problem}") from None
    if node is None:
        raise PackError(file, 1, "the file is empty")
    return Part(file, node)
