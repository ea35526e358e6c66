"""Vertical consistency: volume-weighted children reproduce the parent's metric (scoring.md 4.8)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.awards.figures import exact_fraction, rows_of
from scoring.awards.tables import CONSISTENCY_GAPS
from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.tables import table_of

Subject = tuple[str, str]
Sums = tuple[int, Fraction, Fraction]


def vertical_gaps(metric_values: pa.Table, parents: Mapping[Subject, Subject]) -> pa.Table:
    """The parents whose numerator or denominator is not the sum of their children's.

    `metric_values`: the contract; `parents` maps (subject_kind, subject_id) of a child to that
    of its parent. Ratios compare as sums, so the test is exact: Σ vᵢxᵢ ÷ Σ vᵢ = x holds where
    both sums agree. Plain sums (denominator 1 on every row) compare by numerator only. A
    parent with children and no row of its own shows as a gap. An empty table is consistent.
    """
    needed = ("period", "subject_kind", "subject_id", "metric", "numerator", "denominator")
    rows = rows_of(metric_values, "metric_values", needed)
    own: dict[tuple[str, Subject, str, str], Sums] = {}
    below: dict[tuple[str, Subject, str, str], Sums] = {}
    for row in rows:
        subject = (row["subject_kind"], row["subject_id"])
        metric = (row["metric"], row.get("variant") or "-")
        sums = _sums(row)
        own[(row["period"], subject, *metric)] = sums
        if parent := parents.get(subject):
            key = (row["period"], parent, *metric)
            below[key] = _plus(below.get(key, (0, Fraction(0), Fraction(0))), sums)
    plain = _plain_sums(rows)
    gaps = [
        _gap(key, own.get(key), found, plain)
        for key, found in sorted(below.items())
        if not _agree(own.get(key), found, key[2:] in plain)
    ]
    return table_of(gaps, CONSISTENCY_GAPS)


def _sums(row: dict[str, Any]) -> Sums:
    numerator, denominator = (
        exact_fraction(row[name] or 0, "metric_values", name)
        for name in ("numerator", "denominator")
    )
    return 1, numerator, denominator


def _plus(one: Sums, other: Sums) -> Sums:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _plain_sums(rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    seen: dict[tuple[str, str], bool] = {}
    for row in rows:
        key = (row["metric"], row.get("variant") or "-")
        seen[key] = seen.get(key, True) and row["denominator"] in (None, 1)
    return {key for key, plain in seen.items() if plain}


def _agree(parent: Sums | None, children: Sums, plain: bool) -> bool:
    if parent is None or parent[1] != children[1]:
        return False
    return plain or parent[2] == children[2]


def _gap(
    key: tuple[str, Subject, str, str],
    parent: Sums | None,
    children: Sums,
    plain: set[tuple[str, str]],
) -> dict[str, Any]:
    period, (kind, subject_id), metric, variant = key
    count, numerator, denominator = children
    mine = parent or (0, Fraction(0), Fraction(0))
    is_plain = (metric, variant) in plain

    def six(value: Fraction) -> Any:
        return rounded(value, SCORE_DIGITS)

    found, wanted = shown(six(numerator)), shown(six(mine[1]))
    volumes = "" if is_plain else f" ÷ {shown(six(denominator))} / {shown(six(mine[2]))}"
    return {
        "period": period,
        "parent_kind": kind,
        "parent_id": subject_id,
        "metric": metric,
        "variant": variant,
        "children": count,
        "numerator": six(mine[1]),
        "children_numerator": six(numerator),
        "denominator": None if is_plain else six(mine[2]),
        "children_denominator": None if is_plain else six(denominator),
        "note_zh": f"{subject_id} 的 {metric}：下级合计 {found}，本级 {wanted}{volumes}",
        "note_en": f"{metric} of {subject_id}: children {found}, own {wanted}{volumes}",
    }
