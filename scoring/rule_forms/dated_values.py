"""Every dated value of rule files: where it stands, what it is called, in which unit it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from data_contracts.located_yaml import Path
from scoring.catalogue import Catalogue
from scoring.rule_forms.rule_text import RuleText
from scoring.rule_forms.units import Unit, unit_of
from scoring.rules.rule_words import Twin, field_words

# Lists of equal rows, which a form shows as a table of steps: (key of the list, keys of a row).
STEPS = {"bands": ("from", "to", "score"), "points": ("from", "score")}


@dataclass(frozen=True)
class DatedValue:
    """One dated value: its file and path, its names, and what it says from which day.

    `roles` are those of the nearest rule above it that says whom it is about; `metric` is the
    metric that its node reads.
    """

    text: RuleText
    path: Path
    rule: Twin
    where: Twin
    field: Twin
    roles: str
    metric: str | None
    currency: str
    entries: Mapping[date, Mapping[str, Any]]

    @property
    def file(self) -> str:
        return self.text.file

    @property
    def key(self) -> str:
        """The path as the form writes it."""
        return "/".join(map(str, self.path))

    @cached_property
    def steps(self) -> str | None:
        """The key under which the value lists steps; None where it does not."""
        return steps_of(self.latest)

    @property
    def latest(self) -> Any:
        """The newest value that is no end."""
        known = [entry["value"] for entry in self.entries.values() if entry["value"] is not None]
        return known[-1] if known else None

    @property
    def label(self) -> Twin:
        """Rule, node and field in words."""
        return Twin(
            *(
                " › ".join(filter(None, (self.rule[i], self.where[i], self.field[i])))
                for i in (0, 1)
            )
        )

    def place(self, day: date, *within: str | int) -> Path:
        """The path of one entry, or of something within it."""
        return (*self.path, day.isoformat(), *within)

    def is_text(self, leaf: Path) -> bool:
        """Whether the file writes the value at `leaf` between quotes."""
        return any(self.text.is_quoted(self.place(day, "value", *leaf)) for day in self.entries)

    def unit(self, leaf: Path, catalogue: Catalogue) -> Unit:
        """The unit of the value at `leaf` within an entry; a step's by the name of its column."""
        if leaf and leaf[0] == self.steps and len(leaf) == 3:
            name = leaf[2]
            leaf = (STEPS[str(leaf[0])][name] if isinstance(name, int) else name,)
        inside = self.latest.get("metric") if isinstance(self.latest, Mapping) else None
        cases = isinstance(self.latest, Mapping) and self.latest.get("figure") == "numerator"
        metric = catalogue.get(str(inside or self.metric))
        read = "n" if cases else metric.unit if metric else "points"
        return unit_of(self.path, leaf, read, self.currency)


@dataclass(frozen=True)
class _Node:
    rule: Twin
    where: tuple[Twin, ...]
    keys: tuple[str, ...]
    roles: str
    metric: str | None


def dated_values(texts: Sequence[RuleText]) -> list[DatedValue]:
    """The dated values of the files, in their order. A file that is no mapping has none."""
    return [value for text in texts for value in _of_file(text)]


def steps_of(value: Any) -> str | None:
    """`bands` or `points` where the value lists such steps, and nothing that a step is not."""
    if not isinstance(value, Mapping):
        return None
    for key, names in STEPS.items():
        rows = value.get(key)
        if isinstance(rows, list) and rows and all(_is_step(row, names) for row in rows):
            return key
    return None


def _is_step(row: Any, names: Sequence[str]) -> bool:
    if isinstance(row, Mapping):
        return set(row) == set(names)
    return isinstance(row, list) and len(row) == len(names)


def leaves(value: Any) -> Iterator[tuple[Path, Any]]:
    """The scalars within a value, each with its path; steps and codes of functions left out."""
    skipped = steps_of(value)
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in (skipped, "code"):
                yield from (((str(key), *path), leaf) for path, leaf in leaves(part))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from (((index, *path), leaf) for path, leaf in leaves(part))
    else:
        yield (), value


def _of_file(text: RuleText) -> Iterator[DatedValue]:
    data = text.document.data
    if isinstance(data, Mapping):
        stem = text.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        name = str(data.get("id", stem))
        rule = Twin(str(data.get("name_zh", name)), str(data.get("name_en", name)))
        root = _Node(rule, (), (), _roles(data, "everyone"), None)
        yield from _within(text, data, (), root, str(data.get("currency", "")))


def _within(
    text: RuleText, data: Any, path: Path, node: _Node, currency: str
) -> Iterator[DatedValue]:
    if _is_dated(data):
        if _is_plain(data):
            yield _value(text, data, path, node, currency)
    elif isinstance(data, Mapping):
        for key, part in data.items():
            below = _named(part, replace(node, keys=(*node.keys, str(key))))
            yield from _within(text, part, (*path, str(key)), below, currency)
    elif isinstance(data, list):
        for index, part in enumerate(data):
            yield from _within(text, part, (*path, index), _named(part, node), currency)


def _value(text: RuleText, data: Any, path: Path, node: _Node, currency: str) -> DatedValue:
    words = [field_words(key) for key in node.keys]
    return DatedValue(
        text=text,
        path=path,
        rule=node.rule,
        where=Twin(*(" › ".join(part[i] for part in node.where) for i in (0, 1))),
        field=Twin(*(" · ".join(part[i] for part in words) for i in (0, 1))),
        roles=node.roles,
        metric=node.metric,
        currency=currency,
        entries=dict(sorted(data.items())),
    )


def _named(data: Any, node: _Node) -> _Node:
    """The node that `data` opens where it has a name or an id, else the same."""
    if not isinstance(data, Mapping):
        return node
    metric = str(data["metric"]) if "metric" in data else node.metric
    roles = _roles(data, node.roles)
    if not {"id", "name_zh"} & set(data):
        return replace(node, metric=metric, roles=roles)
    name = str(data.get("id", node.keys[-1] if node.keys else ""))
    words = Twin(str(data.get("name_zh", name)), str(data.get("name_en", name)))
    return replace(node, where=(*node.where, words), keys=(), metric=metric, roles=roles)


def _roles(data: Mapping[Any, Any], above: str) -> str:
    found = data.get("applies_to", data.get("population"))
    if isinstance(found, Mapping) and "role" in found:
        roles = found["role"]
        return ", ".join(roles) if isinstance(roles, list) else str(roles)
    return str(found) if isinstance(found, str) else above


def _is_dated(data: Any) -> bool:
    return isinstance(data, Mapping) and bool(data) and all(isinstance(key, date) for key in data)


def _is_plain(data: Mapping[Any, Any]) -> bool:
    """Whether entries have a value and a source and nothing else, such as a note of counsel."""
    return all(
        isinstance(entry, Mapping) and set(entry) == {"value", "source"} for entry in data.values()
    )
