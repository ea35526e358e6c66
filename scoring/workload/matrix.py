"""Quantity beside quality: everybody in one cell of the two-way matrix (S1-16, F12 b)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.rules.who import covers
from scoring.tables import table_of
from scoring.workload.rules import Band, WorkMatrixPlan, band_of
from scoring.workload.tables import WORK_MATRIX


def work_matrix(
    plan: WorkMatrixPlan, period: str, workload: pa.Table, people: pa.Table, quality: pa.Table
) -> pa.Table:
    """Rows of outputs/work_matrix: one per person of the plan's roles.

    `workload` as `workload_lines` gives it; `people`: agent_id, role, team_id, attended_s of the
    month; `quality`: agent_id, raw_score, evaluations. Without attended time, or with too few
    evaluations, a person is in no cell. The quality coefficient is points ÷ standard points.
    """
    done = _standards(workload)
    heard = {row["agent_id"]: row for row in quality.to_pylist()}
    rows = [
        _row(plan, period, person, done, heard.get(person["agent_id"], {}))
        for person in sorted(people.to_pylist(), key=lambda row: row["agent_id"])
        if covers(plan.rule.applies_to, person["role"])
    ]
    return table_of(rows, WORK_MATRIX)


Standards = Mapping[str, tuple[Decimal, Decimal, Decimal]]


def _standards(workload: pa.Table) -> Standards:
    """Standard seconds, standard points and points by person."""
    found: defaultdict[str, tuple[Decimal, Decimal, Decimal]] = defaultdict(
        lambda: (Decimal(0), Decimal(0), Decimal(0))
    )
    for row in workload.to_pylist():
        seconds, standard, points = found[row["agent_id"]]
        found[row["agent_id"]] = (
            seconds + row["standard_s"],
            standard + row["standard_points"],
            points + row["points"],
        )
    return found


def _row(
    plan: WorkMatrixPlan,
    period: str,
    person: Mapping[str, Any],
    done: Standards,
    heard: Mapping[str, Any],
) -> dict[str, Any]:
    seconds, standard, points = done.get(person["agent_id"], (Decimal(0),) * 3)
    attended = int(person["attended_s"] or 0)
    intensity = Fraction(seconds) / attended if attended else None
    evaluations = int(heard.get("evaluations") or 0)
    score = heard.get("raw_score") if evaluations >= plan.least_evaluations else None
    quantity = None if intensity is None else band_of(plan.quantity, intensity)
    quality = None if score is None else band_of(plan.quality, score)
    cell = None if quantity is None or quality is None else plan.cells[quantity][quality]
    return {
        "period": period,
        "agent_id": person["agent_id"],
        "team_id": person["team_id"],
        "standard_s": seconds,
        "attended_s": attended,
        "intensity": _six(intensity),
        "quality_score": score,
        "evaluations": evaluations,
        "quality_coefficient": _six(Fraction(points) / Fraction(standard) if standard else None),
        **_named("quantity", plan.quantity, quantity),
        **_named("quality", plan.quality, quality),
        "cell_zh": cell.name_zh if cell else None,
        "cell_en": cell.name_en if cell else None,
        "rule_ref": plan.rule_ref,
    }


def _six(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, SCORE_DIGITS)


def _named(side: str, bands: tuple[Band, ...], place: int | None) -> dict[str, Any]:
    band = None if place is None else bands[place]
    return {
        f"{side}_band": None if place is None else place + 1,
        f"{side}_zh": band.name_zh if band else None,
        f"{side}_en": band.name_en if band else None,
    }
