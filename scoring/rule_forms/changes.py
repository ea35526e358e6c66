"""What an edited form changes: new dated values, and corrections of values not yet settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_contracts.located_yaml import Path
from scoring.rule_forms.dated_values import DatedValue
from scoring.rule_forms.rule_text import Added, Replaced, RuleText


@dataclass(frozen=True)
class Change:
    """A new entry of a dated value, or an entry that is corrected.

    `old` is the value in force before, of a correction the entry's own. `cells` maps paths
    within the new value, () for the whole, to the addresses of the cells that say it.
    """

    of: DatedValue
    day: date
    old: Any
    new: Any
    source: str
    corrects: bool
    cells: Mapping[Path, str]

    @property
    def address(self) -> str:
        """The first of its cells."""
        return next(iter(self.cells.values()))

    def edits(self) -> Iterator[Added | Replaced]:
        """What happens to the rule file."""
        if not self.corrects:
            yield Added(self.of.path, self.day, self.new, self.source)
            return
        place = self.of.place(self.day, "value")
        for within, new in _scalars(self.new, ()):
            if within_value(self.old, within) != new:
                yield Replaced((*place, *within), new)
        if self.source != str(self.of.entries[self.day]["source"]):
            yield Replaced(self.of.place(self.day, "source"), self.source)


def edited_texts(texts: Sequence[RuleText], changes: Iterable[Change]) -> dict[str, str]:
    """The texts of the files that change, by file. Raises Refusal as RuleText.edited does."""
    edits: dict[str, list[Added | Replaced]] = {}
    for change in changes:
        edits.setdefault(change.of.file, []).extend(change.edits())
    return {text.file: text.edited(edits[text.file]) for text in texts if edits.get(text.file)}


def within_value(value: Any, path: Path) -> Any:
    """What stands at `path` within a value; None where nothing does."""
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return None
    return value


def with_leaf(value: Any, path: Path, leaf: Any) -> Any:
    """A copy of `value` with another scalar at `path`."""
    if not path:
        return leaf
    if isinstance(value, list):
        return [
            with_leaf(part, path[1:], leaf) if index == path[0] else part
            for index, part in enumerate(value)
        ]
    return {
        key: with_leaf(part, path[1:], leaf) if str(key) == str(path[0]) else part
        for key, part in value.items()
    }


def _scalars(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _scalars(part, (*path, str(key)))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _scalars(part, (*path, index))
    else:
        yield path, value
