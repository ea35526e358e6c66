"""Workload: standard time of the ledger, and the cell that quantity and quality share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring.rules.compiled import Rules
from scoring.rules.points import PointsTariff
from scoring.tables import POINT_LINES, table_of
from scoring.workload import WorkMatrixPlan, work_matrix, workload_lines

CENTRE = Path(__file__).parents[4] / "centres/sample"
LAST = date(2026, 6, 30)
TARIFF = """
kind: points
id: seconds
name_zh: 积分
name_en: Points
owner: performance
applies_to: everyone
reference_s:
  2026-01-01: {value: 60, source: study}
  2026-06-16: {value: 30, source: study}
standard_s:
  contact:enquiry: {2026-01-01: {value: 60, source: study}}
"""


@pytest.fixture
def rules() -> Rules:
    document = read_yaml(TARIFF, "points/seconds.yaml")
    return Rules({}, (), ((PointsTariff.model_validate(document.data), document),), ())


@pytest.fixture
def plan() -> WorkMatrixPlan:
    text = (CENTRE / "work_matrix.yaml").read_text("utf-8")
    return WorkMatrixPlan.on(read_yaml(text, "work_matrix.yaml"), LAST)


def lines(*rows: tuple[int, str, str, str, str]) -> pa.Table:
    empty = dict.fromkeys(("reversed_by", "reverses", "reason"))
    return table_of(
        [
            {name: None for name in POINT_LINES.names}
            | empty
            | {
                "point_id": str(number), "period": "2026-06", "agent_id": "A1",
                "work_date": date(2026, 6, day), "work_type": kind, "quantity": Decimal(quantity),
                "standard_points": Decimal(standard), "coefficient": Decimal(1),
                "points": Decimal(points), "rule_ref": "points/seconds.yaml@2026-01-01",
            }
            for number, (day, kind, quantity, standard, points) in enumerate(rows)
        ],
        POINT_LINES,
    )  # fmt: skip


def test_standard_time_is_by_the_reference_of_the_day_and_limits_are_no_work(rules) -> None:
    """10 × 1 × 60 s before the 16th, 4 × 2 × 30 s after it, 2 taken back: 600 + 240 − 60 s."""
    done = workload_lines(rules, "2026-06", lines(
        (15, "contact:enquiry", "10", "1", "9"),
        (16, "contact:enquiry", "4", "2", "8"),
        (16, "contact:enquiry", "-1", "2", "-2"),
        (30, "excess:day", "1", "-3", "-3"),
    ))  # fmt: skip
    [row] = done.to_pylist()
    assert (row["quantity"], row["standard_s"], row["days"]) == (13, 780, 2)
    assert (row["standard_points"], row["points"]) == (16, 15)
    assert row["coefficient"] == Decimal("0.9375")
    other = lines((15, "contact:enquiry", "1", "1", "1"))
    assert workload_lines(rules, "2026-05", other).num_rows == 0


def people(**attended: int | None) -> pa.Table:
    return pa.table({
        "agent_id": list(attended), "role": ["agent"] * len(attended),
        "team_id": ["T01"] * len(attended), "attended_s": list(attended.values()),
    })  # fmt: skip


def quality(**scores: tuple[str, int]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"agent_id": who, "raw_score": Decimal(score), "evaluations": n}
            for who, (score, n) in scores.items()
        ]
    )


def test_a_value_on_an_edge_belongs_to_the_band_above(rules, plan) -> None:
    """840 s ÷ 6,000 s is 0.14, the lower edge of the second band; 88 that of the third."""
    done = workload_lines(rules, "2026-06", lines((1, "contact:enquiry", "14", "1", "14")))
    both = work_matrix(plan, "2026-06", done, people(A1=6_000), quality(A1=("88", 3)))
    [row] = both.to_pylist()
    assert (row["quantity_band"], row["quality_band"], row["cell_en"]) == (2, 3, "Backbone")
    below = work_matrix(plan, "2026-06", done, people(A1=6_001), quality(A1=("87.999999", 3)))
    assert below["cell_en"].to_pylist() == ["Train for pace"]


def test_without_time_or_enough_evaluations_nobody_is_in_a_cell(rules, plan) -> None:
    done = workload_lines(rules, "2026-06", lines((1, "contact:enquiry", "14", "1", "14")))
    rows = work_matrix(
        plan, "2026-06", done, people(A1=None, A2=500), quality(A1=("90", 9), A2=("90", 2))
    ).to_pylist()
    assert [row["cell_en"] for row in rows] == [None, None]
    assert [row["quality_band"] for row in rows] == [3, None]
    assert [row["intensity"] for row in rows] == [None, 0]


def test_an_incomplete_matrix_is_refused() -> None:
    text = (CENTRE / "work_matrix.yaml").read_text("utf-8")
    short = text.replace("        - {name_zh: 标杆, name_en: Model}\n", "")
    with pytest.raises(Refusal, match="3 rows of 3 cells"):
        WorkMatrixPlan.on(read_yaml(short, "work_matrix.yaml"), LAST)
