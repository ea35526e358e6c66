"""A rule file as text: values are put in where they belong, everything else stays byte for byte.

PyYAML says where each node stands; a round trip through a YAML writer would move the comments
that stand between two keys and lay out every line anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import yaml

from data_contracts.located_yaml import LocatedYaml, Path, read_yaml
from data_contracts.refusal import Refusal

LINE = 100


class Quoted(str):
    """A text that the file writes between quotes, whatever it looks like."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: yaml.SafeDumper, text: Quoted) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


# As in data_contracts.located_yaml: a number with a decimal point is text, and written plainly.
_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:float"]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Dumper.add_representer(Quoted, _quoted)


@dataclass(frozen=True)
class Added:
    """A new entry of the dated value at `path`."""

    path: Path
    day: date
    value: Any
    source: str


@dataclass(frozen=True)
class Replaced:
    """Another scalar in the place of the one at `path`, such as (…, '2026-01-01', 'value')."""

    path: Path
    value: Any


@dataclass(frozen=True)
class RuleText:
    """One rule file with its name and its text."""

    file: str
    text: str

    @cached_property
    def document(self) -> LocatedYaml:
        """The file as data with lines. Raises Refusal for what is no YAML."""
        return read_yaml(self.text, self.file)

    @cached_property
    def root(self) -> yaml.Node | None:
        """The file as nodes with their places in the text."""
        return yaml.compose(self.text, yaml.CSafeLoader)

    def is_quoted(self, path: Path) -> bool:
        """Whether the scalar at `path` stands between quotes: then it is a text, not a number."""
        node = self._node(path)
        return isinstance(node, yaml.ScalarNode) and node.style in ("'", '"')

    def edited(self, edits: Sequence[Added | Replaced]) -> str:
        """The text with the edits made. Raises Refusal where the file's layout prevents it."""
        splices = sorted(
            (splice for edit in edits for splice in self._splices(edit)), key=lambda s: s[:2]
        )
        parts, at = list[str](), 0
        for start, end, new in splices:
            parts += [self.text[at:start], new]
            at = end
        text = "".join([*parts, self.text[at:]])
        self._refuse_other(text, edits)
        return text

    def _splices(self, edit: Added | Replaced) -> Iterator[tuple[int, int, str]]:
        node = self._node(edit.path)
        if isinstance(edit, Replaced):
            text = _flow(Quoted(edit.value) if self.is_quoted(edit.path) else edit.value)
            yield node.start_mark.index, node.end_mark.index, text
        elif isinstance(node, yaml.MappingNode):
            yield self._insertion(node, edit)

    def _insertion(self, node: yaml.MappingNode, added: Added) -> tuple[int, int, str]:
        """Behind the entry that it follows in time; before the first where it follows none."""
        entry = {"value": added.value, "source": Quoted(added.source)}
        indent = node.start_mark.column
        day = added.day.isoformat()
        written = f"{day}: {_flow(entry)}" if node.flow_style else _entry(day, entry, indent)
        earlier = [(k, v) for k, v in node.value if str(k.value) < day]
        if not earlier:
            first = node.value[0][0].start_mark.index
            gap = ", " if node.flow_style else "\n" + " " * indent
            return first, first, written + gap
        end = _end(max(earlier, key=lambda entry: str(entry[0].value))[1])
        if node.flow_style:
            return end, end, f", {written}"
        line_end = self.text.find("\n", end)
        at = len(self.text) if line_end < 0 else line_end
        return at, at, "\n" + " " * indent + written

    def _node(self, path: Path) -> Any:
        """The node at `path`; None where there is none."""
        node: Any = self.root
        for part in path:
            if isinstance(node, yaml.MappingNode):
                node = next((v for k, v in node.value if str(k.value) == str(part)), None)
            elif isinstance(node, yaml.SequenceNode):
                node = node.value[int(part)] if int(part) < len(node.value) else None
        return node

    def _refuse_other(self, text: str, edits: Sequence[Added | Replaced]) -> None:
        """The new text must say the old data with the edits, and nothing else."""
        wanted = self.document.data
        for edit in edits:
            wanted = _with(wanted, edit.path, edit)
        try:
            same = read_yaml(text, self.file).data == wanted
        except Refusal:
            same = False
        if not same:
            raise Refusal(
                "this file is laid out so that it cannot be edited by machine",
                place=self.document.place(edits[0].path),
                next_step="write this change into the file by hand",
            )


def _with(data: Any, path: Path, edit: Added | Replaced) -> Any:
    """A copy of `data` with the edit made at `path` inside it."""
    if path:
        if isinstance(data, list):
            return [
                _with(v, path[1:], edit) if i == path[0] else v for i, v in enumerate(data)
            ]  # fmt: skip
        return {
            key: _with(value, path[1:], edit) if str(key) == str(path[0]) else value
            for key, value in data.items()
        }
    if isinstance(edit, Replaced):
        return edit.value
    return {**data, edit.day: {"value": edit.value, "source": edit.source}}


def _end(node: yaml.Node) -> int:
    """Where the last thing of a node ends; a block's own mark lies beyond its comments."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1])
    return node.end_mark.index


def _entry(day: str, entry: Mapping[str, Any], indent: int) -> str:
    """`2026-07-01: {value: …, source: …}` on one line where it fits, else as a block."""
    line = f"{day}: {_flow(entry)}"
    if not isinstance(entry["value"], dict | list) or indent + len(line) <= LINE:
        return line
    lead = " " * (indent + 2)
    value = _flow(entry["value"])
    if indent + len("  value: ") + len(value) <= LINE:
        block = f"value: {value}"
    else:
        block = "value:\n" + _indented(as_yaml(entry["value"]), "  ")
    return f"{day}:\n{_indented(block, lead)}\n{lead}source: {_flow(entry['source'])}"


def _indented(text: str, lead: str) -> str:
    return "\n".join(lead + line for line in text.splitlines())


def _flow(value: Any) -> str:
    """A value on one line."""
    return _dumped([value], True)[1:-1]


def as_yaml(value: Any) -> str:
    """A value over lines, its innermost collections on one line each; read_yaml reads it back."""
    return _dumped(value, None)


def _dumped(value: Any, flow: bool | None) -> str:
    text = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=flow, width=10**6, allow_unicode=True,
        sort_keys=False,
    )  # fmt: skip
    return text.rstrip("\n")
