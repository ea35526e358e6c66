"""The centre's method makes the roster, and the proof says which it was and what its bound is."""

from __future__ import annotations

from datetime import date, timedelta
from time import process_time
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scheduling import check_roster
from scheduling.roster.progress import Progress, heard_by
from scheduling.roster.rostering import Rostering, rostering_on

FILE = """
method: {2026-01-01: {value: lines, source: rules}, 2026-07-01: {value: automatic, source: rules}}
weeks: {2026-01-01: {value: 4, source: rules}}
time_limit_s: {2026-01-01: {value: 90, source: rules}}
"""


def proof_of(roster: Any) -> dict[str, str]:
    return {row["item"]: row["value"] for row in roster.proof_table.to_pylist()}


def test_lines_keep_every_rule_and_name_the_bound_of_each_problem(small_week: Any) -> None:
    heard: list[Progress] = []
    with heard_by(heard.append):
        made = small_week.build(method="lines", clock=process_time, time_limit_s=1.5)
    assert check_roster(made.shifts, made.activities, **small_week.known).num_rows == 0
    proof = proof_of(made)
    assert proof["method"] == "lines"
    assert proof["bound_kind"] in ("problem as given", "aggregate relaxation")
    assert float(proof["bound"]) <= float(proof["objective"])
    assert float(proof["lines_bound"]) <= float(proof["lines_objective"])
    assert {one.step for one in heard} >= {"lines", "roster"}
    assert heard[-1].objective == pytest.approx(float(proof["objective"]))


def test_automatic_takes_classes_for_a_small_week(small_week: Any) -> None:
    proof = proof_of(small_week.roster)
    assert proof["method"] == "classes"
    assert proof["bound_kind"] in ("aggregate relaxation", "exact")


def test_classes_refuse_two_weeks_with_file_key_and_next_step(small_week: Any) -> None:
    with pytest.raises(Refusal, match=r"rostering\.yaml \(method\): .*rosters one week") as refusal:
        plan = two_weeks(small_week.requirement)
        small_week.build(method="classes", weeks=2, requirement=plan)
    assert "choose lines, best_response or automatic" in str(refusal.value)


def test_a_centre_dates_its_method() -> None:
    document = read_yaml(FILE, "rostering.yaml")
    assert rostering_on(document, date(2026, 6, 29)) == Rostering("lines", 4, 90.0)
    assert rostering_on(document, date(2026, 7, 6)).method == "automatic"
    assert rostering_on(None, date(2026, 7, 6)) == Rostering()
    with pytest.raises(Refusal, match="weeks"):
        rostering_on(read_yaml(FILE.replace("value: 4", "value: 7"), "rostering.yaml"), date.max)


def two_weeks(requirement: pa.Table) -> pa.Table:
    """The week's requirement twice, week after week."""
    rows = requirement.to_pylist()
    week = timedelta(weeks=1)
    later = [
        row
        | {
            "plan_week": row["plan_week"] + week,
            "interval_start_at": row["interval_start_at"] + week,
        }
        for row in rows
    ]
    return pa.Table.from_pylist([*rows, *later])
