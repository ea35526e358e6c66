"""Daily atoms of metrics, and the exact figure that any set of them adds up to.

An atom is what one person did on one local date: numerator, denominator and number of cases.
A metric that is a plain sum has no denominator. Figures are Σ numerator ÷ Σ denominator and
stay fractions; nothing is a mean of ratios (metrics.md; scoring.md 4.8 "from atoms").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, TypeVar

import pyarrow as pa

from data_contracts.refusal import Place, Refusal

POINTS = "points"
NUMBER = pa.decimal128(18, 6)
Key = TypeVar("Key")

ATOMS = pa.schema(
    [
        ("agent_id", pa.string()),
        ("team_id", pa.string()),
        ("business_date", pa.date32()),
        ("metric", pa.string()),
        ("variant", pa.string()),
        ("segment", pa.string()),
        ("n", pa.int64()),
        ("numerator", NUMBER),
        ("denominator", NUMBER),
    ]
)


@dataclass(frozen=True)
class Atom:
    """One person's part of one metric on one date; `denominator` None is a plain sum."""

    agent_id: str
    team_id: str | None
    business_date: date
    metric: str
    variant: str
    segment: str | None
    n: int
    numerator: Fraction
    denominator: Fraction | None


@dataclass(frozen=True)
class Figure:
    """What a set of atoms adds up to; `value` is None where there is nothing to divide by."""

    n: int
    numerator: Fraction
    denominator: Fraction | None

    @property
    def value(self) -> Fraction | None:
        """Σ numerator ÷ Σ denominator, or Σ numerator of a plain sum."""
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


def read_atoms(table: pa.Table) -> list[Atom]:
    """Rows of `ATOMS` (`team_id`, `segment` and `denominator` may be missing columns).

    Raises Refusal for a missing column, a binary float, and a metric that is a plain sum on
    one row and a ratio on another.
    """
    atoms = [_atom(row) for row in rows_of(table, "atoms", ATOMS_NEEDED)]
    _refuse_mixed(atoms)
    return atoms


ATOMS_NEEDED = ("agent_id", "business_date", "metric", "n", "numerator")


def _atom(row: dict[str, Any]) -> Atom:
    denominator = row.get("denominator")
    return Atom(
        agent_id=row["agent_id"],
        team_id=row.get("team_id"),
        business_date=row["business_date"],
        metric=row["metric"],
        variant=row.get("variant") or "-",
        segment=row.get("segment"),
        n=int(row["n"] or 0),
        numerator=exact_fraction(row["numerator"] or 0, "atoms", "numerator"),
        denominator=None
        if denominator is None
        else exact_fraction(denominator, "atoms", "denominator"),
    )


def _refuse_mixed(atoms: Iterable[Atom]) -> None:
    plain: dict[tuple[str, str], bool] = {}
    for atom in atoms:
        is_plain = atom.denominator is None
        if plain.setdefault((atom.metric, atom.variant), is_plain) != is_plain:
            raise Refusal(
                f"'{atom.metric}' has a denominator on some rows and none on others",
                place=Place("atoms", key="denominator"),
                next_step="write 0 where a ratio has nothing to divide by, and none for a sum",
            )


def exact_fraction(value: object, table: str, column: str) -> Fraction:
    """An integer, decimal or fraction as Fraction. Raises Refusal for a binary float."""
    if isinstance(value, int | Decimal | Fraction):
        return Fraction(value)
    raise Refusal(
        "awards take decimals and integers, not binary floats or gaps",
        place=Place(table, key=column),
        value=value,
        next_step="cast the column to a decimal in the model that makes it",
    )


def rows_of(table: pa.Table, name: str, needed: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of `table`. Raises Refusal naming the first of `needed` that it lacks."""
    for column in needed:
        if column not in table.column_names:
            raise Refusal(
                f"the table has no column '{column}'",
                place=Place(name, key=column),
                next_step="hand over the table as docs/scoring/awards.md describes it",
            )
    return table.to_pylist()


def figure(atoms: Iterable[Atom]) -> Figure | None:
    """What `atoms` of one metric add up to; None where there are none."""
    some = list(atoms)
    if not some:
        return None
    return Figure(
        n=sum(atom.n for atom in some),
        numerator=sum((atom.numerator for atom in some), Fraction(0)),
        denominator=_total([atom.denominator for atom in some]),
    )


def _total(denominators: Sequence[Fraction | None]) -> Fraction | None:
    known = [part for part in denominators if part is not None]
    return sum(known, Fraction(0)) if known else None


def figures_by(atoms: Iterable[Atom], key: Callable[[Atom], Key]) -> dict[Key, Figure]:
    """The figure of each group of `atoms` of one metric."""
    groups: dict[Key, list[Atom]] = defaultdict(list)
    for atom in atoms:
        groups[key(atom)].append(atom)
    return {name: found for name, group in groups.items() if (found := figure(group))}


def achieved_on(atoms: Iterable[Atom], *, higher_is_better: bool) -> date | None:
    """The first date from which the running figure never again fell short of the final one.

    For a count that is the day the last unit came in. None without a final figure.
    """
    reached: date | None = None
    final = figure(some := sorted(atoms, key=lambda atom: atom.business_date))
    if final is None or final.value is None:
        return None
    so_far: list[Atom] = []
    for day, group in groupby(some, key=lambda atom: atom.business_date):
        so_far.extend(group)
        running = figure(so_far)
        value = running.value if running else None
        short = value is None or (value < final.value if higher_is_better else value > final.value)
        reached = None if short else (reached or day)
    return reached


def point_atoms(point_lines: pa.Table) -> pa.Table:
    """The points ledger (contract point_lines) as atoms of the plain sum 'points'."""
    rows = [
        {
            "agent_id": line["agent_id"],
            "team_id": None,
            "business_date": line["work_date"],
            "metric": POINTS,
            "variant": "-",
            "segment": line["work_type"],
            "n": 1,
            "numerator": line["points"],
            "denominator": None,
        }
        for line in rows_of(point_lines, "point_lines", ("agent_id", "work_date", "points"))
    ]
    return pa.Table.from_pylist(rows, schema=ATOMS)
