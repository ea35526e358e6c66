"""A scorecard file as a tree: its branches and leaves with their places in the file."""

from __future__ import annotations

from collections.abc import Iterator

from data_contracts.located_yaml import Path
from scoring.rules.scorecard import Item, Scorecard, Section

Branch = Scorecard | Section


def branches(branch: Branch, path: Path = ()) -> Iterator[tuple[Branch, Path]]:
    """The branch and every section under it, each with its place in the file."""
    yield branch, path
    for index, section in enumerate(branch.sections):
        yield from branches(section, (*path, "sections", index))


def leaves(card: Scorecard) -> Iterator[tuple[Item, Path]]:
    """Every item of the card with its place in the file."""
    for branch, path in branches(card):
        for index, item in enumerate(branch.items):
            yield item, (*path, "items", index)
