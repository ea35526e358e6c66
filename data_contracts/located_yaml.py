"""YAML that remembers the line of every key, and pydantic errors told in those lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from data_contracts.refusal import Place, Refusal

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class LocatedYaml:
    """Plain data from a YAML text, with the line on which each key or list entry stands."""

    file: str
    data: Any
    lines: dict[Path, int] = field(repr=False)

    def place(self, path: Path) -> Place:
        """The place of `path`, or of its nearest ancestor that stands in the file."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return Place(self.file, self.lines.get(known), ".".join(map(str, path)) or None)


class _Loader(yaml.CSafeLoader):
    pass


# Decimal points in rules must not become binary floats: numbers with a point stay text.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:float"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str, file: str) -> LocatedYaml:
    """Parse `text`; refuse broken syntax and repeated keys by line.

    A number with a decimal point is read as text, so that a model may take it as an
    exact Decimal; integers, dates and booleans keep their types.
    """
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        lines: dict[Path, int] = {}
        data = None if root is None else _build(loader, root, (), file, lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Refusal(
            f"this is not valid YAML: {error.problem}",
            place=Place(file, mark.line + 1 if mark else None),
            next_step="correct the line; indent by two spaces, put a space after each colon",
        ) from None
    return LocatedYaml(file, data, lines)


def _build(loader: _Loader, node: yaml.Node, path: Path, file: str, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        built: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            here = (*path, str(key))
            if key in built:
                raise Refusal(
                    f"the key '{key}' is written twice",
                    place=Place(file, key_node.start_mark.line + 1),
                    next_step="keep one of the two",
                )
            lines[here] = key_node.start_mark.line + 1
            built[key] = _build(loader, value_node, here, file, lines)
        return built
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(loader, child, (*path, index), file, lines)
            for index, child in enumerate(node.value)
        ]
    return loader.construct_object(node, deep=True)


def validated(model: type[Model], document: LocatedYaml) -> Model:
    """The document as `model`; its first fault is told with file, line, key and value."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = _in_file(document, [_written(part) for part in first["loc"] if part != "[key]"])
        more = error.error_count() - 1
        others = f" ({more} more after this one)" if more else ""
        value = first["input"] if isinstance(first["input"], str | int | float | None) else None
        raise Refusal(
            f"{_told(first)}{others}",
            place=document.place(path),
            value=value,
            next_step="correct this key; docs/ lists the keys of every rule file",
        ) from None


def _in_file(document: LocatedYaml, parts: list[str | int]) -> Path:
    """pydantic's path without the tags of unions ('P5', 'F1'), which the file does not write."""
    path: Path = ()
    for place, part in enumerate(parts):
        if (*path, part) in document.lines or place == len(parts) - 1:
            path = (*path, part)
    return path


def _written(part: str | int) -> str | int:
    """A part of pydantic's path as the file writes it: a date key is not `datetime.date(…)`."""
    day = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", str(part))
    return date(*map(int, day.groups())).isoformat() if day else part


def _told(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return f"unknown key '{error['loc'][-1]}'"
    if error["type"] == "missing":
        return f"the key '{error['loc'][-1]}' is missing"
    return str(error["msg"]).removeprefix("Value error, ")
