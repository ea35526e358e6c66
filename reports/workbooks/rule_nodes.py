"""Rule values gathered by node: a section, an item, a component with all it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from reports.book import Book
from reports.rows import Row, grouped
from reports.table import Cell
from reports.workbooks.listing import twin
from reports.workbooks.spans import month_rows


@dataclass(frozen=True)
class Node:
    """One node of a rule file; `said` maps its keys to their rows."""

    kind: str
    rule_id: str
    path: str
    depth: int
    name: str
    above: str
    said: dict[str, Row]

    def words(self, book: Book, key: str) -> str | None:
        """The value of a key in words, metrics by their names."""
        row = self.said.get(key)
        return in_words(book, row) if row else None

    def number(self, key: str) -> Decimal | None:
        """The value of a key where it is a number."""
        try:
            return Decimal(self.said[key]["value"]) if key in self.said else None
        except (InvalidOperation, TypeError):
            return None

    @property
    def since(self) -> date | None:
        """The latest day on which one of its values began."""
        return max((row["since"] for row in self.said.values() if row["since"]), default=None)

    def sources(self, book: Book) -> str | None:
        """On whose authority, each once."""
        found = dict.fromkeys(row["source"] for row in self.said.values() if row["source"])
        return book.language.choose("；", "; ").join(found) or None


def nodes(book: Book, kind: str) -> list[Node]:
    """The nodes of all rules of one kind in the period, in the order of their files."""
    rows = [r for r in month_rows(book, "rule_values", "file", "position") if r["kind"] == kind]
    return [_node(book, members) for members in grouped(rows, "file", "path").values()]


def _node(book: Book, rows: Sequence[Row]) -> Node:
    first = rows[0]
    name = twin(book, first, "name") or first["rule_id"]
    return Node(
        kind=first["node_kind"],
        rule_id=first["rule_id"],
        path=first["path"],
        depth=first["depth"],
        name=book.context.names.get(name, (name, name))[0 if _chinese(book) else 1],
        above=twin(book, first, "above") or "",
        said={row["field"]: row for row in rows},
    )


def _chinese(book: Book) -> bool:
    return book.language.locale.startswith("zh")


def in_words(book: Book, row: Row, stem: str = "value") -> str | None:
    """A value in the reader's words; codes of metrics and of the centre by their names."""
    words = twin(book, row, stem)
    return words and re.sub(r"[A-Za-z_]\w*", lambda found: _called(book, found.group()), words)


def _called(book: Book, code: str) -> str:
    metric = book.context.metrics.get(code)
    if metric:
        return book.language.choose(metric.name_zh, metric.name_en)
    known = book.context.names.get(code) if "_" in code else None
    return book.language.choose(*known) if known else code


def indented(node: Node) -> str:
    """The node's name, set in by its depth."""
    return "\u3000" * node.depth + node.name


def headed(row: dict[str, Any], node: Node) -> dict[str, Any]:
    """The row, standing out where it is a rule's own."""
    if node.depth:
        return row
    return {key: Cell("" if value is None else value, "total") for key, value in row.items()}
