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
class Node:
    """Where a value stands: its rule, the named nodes above it, and the keys below the last."""

    rule: Twin
    where: tuple[Twin, ...]
    keys: tuple[str, ...]
    roles: str
    metric: str | None

    @property
    def where_words(self) -> Twin:
        """The named nodes in words."""
        return Twin(*(" › ".join(part[i] for part in self.where) for i in (0, 1)))

    @property
    def field_words(self) -> Twin:
        """The keys in words."""
        words = [field_words(key) for key in self.keys]
        return Twin(*(" · ".join(part[i] for part in words) for i in (0, 1)))


@dataclass(frozen=True)
class Leaf:
    """A dated value, or a scalar or list of scalars without dates, with its path and node."""

    data: Any
    path: Path
    node: Node

    @property
    def is_dated(self) -> bool:
        """Whether it says from which days it holds."""
        return _is_dated(self.data)

    @property
    def is_plain(self) -> bool:
        """Whether its entries have a value and a source and nothing else, as a note of counsel."""
        return _is_dated(self.data) and all(
            isinstance(entry, Mapping) and set(entry) == {"value", "source"}
            for entry in self.data.values()
        )


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


def leaves_of(text: RuleText) -> Iterator[Leaf]:
    """Everything that a rule file says, in its order."""
    data = text.document.data
    if isinstance(data, Mapping):
        stem = text.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        name = str(data.get("id", stem))
        rule = Twin(str(data.get("name_zh", name)), str(data.get("name_en", name)))
        yield from _within(data, (), Node(rule, (), (), _roles(data, "everyone"), None))


def _of_file(text: RuleText) -> Iterator[DatedValue]:
    data = text.document.data
    currency = str(data.get("currency", "")) if isinstance(data, Mapping) else ""
    for leaf in leaves_of(text):
        if leaf.is_plain:
            yield _value(text, leaf, currency)


def _within(data: Any, path: Path, node: Node) -> Iterator[Leaf]:
    if isinstance(data, Mapping) and not _is_dated(data):
        for key, part in data.items():
            below = _named(part, replace(node, keys=(*node.keys, str(key))))
            yield from _within(part, (*path, str(key)), below)
    elif isinstance(data, list) and any(isinstance(part, Mapping | list) for part in data):
        for index, part in enumerate(data):
            yield from _within(part, (*path, index), _named(part, node))
    else:
        yield Leaf(data, path, node)


def _value(text: RuleText, leaf: Leaf, currency: str) -> DatedValue:
    return DatedValue(
        text=text,
        path=leaf.path,
        rule=leaf.node.rule,
        where=leaf.node.where_words,
        field=leaf.node.field_words,
        roles=leaf.node.roles,
        metric=leaf.node.metric,
        currency=currency,
        entries=dict(sorted(leaf.data.items())),
    )


def _named(data: Any, node: Node) -> Node:
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
