"""Institutions: what each rule took, from whom, of how much, and what is counted twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring.institutions import institution_lines, read_institutions

FILE = """
kind: institutions
institutions:
  - {id: attendance, name_zh: 考勤, name_en: Attendance, metrics: [late_count]}
  - {id: quality, name_zh: 质检, name_en: Quality, metrics: [fatal_rate]}
"""


@pytest.fixture
def listed():
    return read_institutions(read_yaml(FILE, "institutions.yaml"))


def test_a_metric_belongs_to_one_institution() -> None:
    twice = FILE.replace("[fatal_rate]", "[fatal_rate, late_count]")
    with pytest.raises(Refusal, match="late_count"):
        read_institutions(read_yaml(twice, "institutions.yaml"))


FULL = {
    "contacts_per_hour": (13, 2, 20),
    "average_handle_time_s": (38_000, 100, 100),
    "qa_score": (440, 5, 5),
    "fatal_rate": (0, 5, 5),
    "csat_mean": (420, 100, 100),
    "adherence_strict": (95, 100, 20),
    "late_count": (0, 1, 22),
    "early_leave_count": (0, 1, 22),
}


def values(agent: str, **other: tuple[int, int, int]) -> dict:
    return {(agent, metric): given for metric, given in (FULL | other).items()}


def test_a_deduction_stops_at_its_cap_and_is_weighed(sample_rules, month, listed) -> None:
    """Seven lates cost 70 and at most 60: 60 × 40 % × 20 % = 4.8 points of the total. One
    departure costs 10, 0.8 of the total, and belongs to no institution of this file."""
    done = month(
        sample_rules,
        [{"agent_id": "A1"}, {"agent_id": "A2"}],
        values("A1", late_count=(7, 1, 22), early_leave_count=(1, 1, 22)) | values("A2"),
    )
    late, early = institution_lines(done.run, listed).to_pylist()
    assert (late["institution"], late["line_id"]) == ("attendance", "punctuality/late_count")
    assert (late["figure"], late["per_event"], late["deducted"], late["cap"]) == (7, 10, 60, 60)
    assert late["cap_used"] and late["of_total"] == Decimal("4.8")
    assert (early["institution"], early["deducted"], early["cap_used"]) == ("other", 10, False)
    assert early["of_total"] == Decimal("0.8")
    totals = {
        row["agent_id"]: row["score"]
        for row in done.score_lines.to_pylist()
        if row["kind"] == "total"
    }
    assert totals["A2"] - totals["A1"] == late["of_total"] + early["of_total"]


def test_one_metric_on_score_and_pay_is_a_double_penalty(sample_rules, month, listed) -> None:
    """Two fatal errors cap the total at 60 and cost the performance pay."""
    done = month(sample_rules, [{"agent_id": "A1"}], values("A1", fatal_rate=(2, 5, 5)))
    rows = institution_lines(done.run, listed).to_pylist()
    acted = [(row["level"], row["action"]) for row in rows]
    assert acted == [("total", "CAP"), ("pay", "MULTIPLY")]
    assert [row["rules_on_metric"] for row in rows] == [2, 2]
    assert {row["institution"] for row in rows} == {"quality"}
    [total] = [row for row in done.score_lines.to_pylist() if row["kind"] == "total"]
    assert total["score"] == 60 and rows[0]["of_total"] == rows[0]["deducted"] > 0
    assert rows[1]["deducted"] is None, "what pay lost stands on the slip"


def test_nobody_loses_anything(sample_rules, month) -> None:
    done = month(sample_rules, [{"agent_id": "A1"}], values("A1"))
    assert institution_lines(done.run, None).num_rows == 0
