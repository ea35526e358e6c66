"""What is known of everybody: monthly scores, metric sums, certificates, service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from data_contracts.refusal import Place, Refusal


@dataclass(frozen=True)
class Sums:
    """A metric of one person over several months; `ratio` False for a plain sum."""

    n: int
    numerator: Fraction
    denominator: Fraction
    ratio: bool

    @property
    def value(self) -> Fraction | None:
        """Σ numerator ÷ Σ denominator, or Σ numerator of a plain sum."""
        if not self.ratio:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Candidate:
    """One person; `scores` by period."""

    agent_id: str
    role: str | None
    team_id: str | None
    employed_from: date | None
    scores: Mapping[str, Fraction]
    certificates: tuple[tuple[str, date, date | None], ...]
    assessment: Fraction | None


@dataclass(frozen=True)
class Facts:
    """Everybody by agent_id, and metric rows by (agent, metric, variant, period)."""

    candidates: tuple[Candidate, ...]
    metrics: Mapping[tuple[str, str, str], Mapping[str, Sums]]

    def sums(self, agent: str, metric: str, variant: str, periods: Iterable[str]) -> Sums | None:
        """A person's metric over `periods`; None where there is no row."""
        found = self.metrics.get((agent, metric, variant), {})
        rows = [found[period] for period in periods if period in found]
        if not rows:
            return None
        return Sums(
            sum(row.n for row in rows),
            sum((row.numerator for row in rows), Fraction(0)),
            sum((row.denominator for row in rows), Fraction(0)),
            any(row.ratio for row in rows),
        )


def read_facts(
    people: pa.Table,
    score_lines: pa.Table,
    metric_values: pa.Table,
    certificates: pa.Table | None = None,
    assessments: pa.Table | None = None,
) -> Facts:
    """Facts from tables of any span of months.

    `people`: agent_id, role, team_id, employed_from. `score_lines` and `metric_values`: the
    contracts; the totals are the monthly scores. `certificates`: agent_id, certificate_id,
    valid_from, valid_to (its last day, empty: no end). `assessments`: agent_id, score.
    Raises Refusal for a missing column, binary floats, and two scores of a person in a month.
    """
    scores = _scores(score_lines)
    held: dict[str, list[tuple[str, date, date | None]]] = defaultdict(list)
    for row in rows_of(certificates, "certificates", ("agent_id", "certificate_id", "valid_from")):
        held[row["agent_id"]].append(
            (row["certificate_id"], row["valid_from"], row.get("valid_to"))
        )
    judged = {
        row["agent_id"]: exact(row["score"], "assessments", "score")
        for row in rows_of(assessments, "assessments", ("agent_id", "score"))
    }
    candidates = [
        Candidate(
            row["agent_id"],
            row["role"],
            row.get("team_id"),
            row.get("employed_from"),
            scores.get(row["agent_id"], {}),
            tuple(held.get(row["agent_id"], ())),
            judged.get(row["agent_id"]),
        )
        for row in rows_of(people, "people", ("agent_id", "role"))
    ]
    return Facts(tuple(sorted(candidates, key=lambda one: one.agent_id)), _metrics(metric_values))


def _scores(score_lines: pa.Table) -> dict[str, dict[str, Fraction]]:
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for row in rows_of(score_lines, "score_lines", ("period", "agent_id", "kind", "score")):
        if row["kind"] != "total" or row["score"] is None:
            continue
        if row["period"] in found[row["agent_id"]]:
            raise Refusal(
                "a person has two total scores in one month",
                place=Place("score_lines", key="score"),
                value=f"{row['agent_id']}, {row['period']}",
                next_step="hand over one version of each month",
            )
        found[row["agent_id"]][row["period"]] = exact(row["score"], "score_lines", "score")
    return found


def _metrics(table: pa.Table) -> dict[tuple[str, str, str], dict[str, Sums]]:
    found: dict[tuple[str, str, str], dict[str, Sums]] = defaultdict(dict)
    needed = ("period", "subject_kind", "subject_id", "metric", "variant", "n", "numerator")
    plain: dict[tuple[str, str], bool] = {}
    rows = [
        row for row in rows_of(table, "metric_values", needed) if row["subject_kind"] == "agent"
    ]
    for row in rows:
        key = (row["metric"], row["variant"])
        plain[key] = plain.get(key, True) and row["denominator"] in (None, 1)
    for row in rows:
        numerator, denominator = (
            exact(row[name] or 0, "metric_values", name) for name in ("numerator", "denominator")
        )
        ratio = not plain[row["metric"], row["variant"]]
        sums = Sums(int(row["n"] or 0), numerator, denominator, ratio)
        found[row["subject_id"], row["metric"], row["variant"]][row["period"]] = sums
    return found


def exact(value: object, table: str, column: str) -> Fraction:
    """An integer or decimal as Fraction. Raises Refusal for a binary float."""
    if isinstance(value, int | Decimal):
        return Fraction(value)
    raise Refusal(
        "selection takes decimals and integers, not binary floats",
        place=Place(table, key=column),
        value=value,
        next_step="cast the column to a decimal in the model that makes it",
    )


def rows_of(table: pa.Table | None, name: str, needed: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of `table`, none where there is no table. Raises Refusal for a missing column."""
    if table is None:
        return []
    missing = [column for column in needed if column not in table.column_names]
    if missing:
        raise Refusal(
            f"the table has no column '{missing[0]}'",
            place=Place(name, key=missing[0]),
            next_step="hand over the table as docs/scoring/selection.md describes it",
        )
    return table.to_pylist()
