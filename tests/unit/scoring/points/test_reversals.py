"""Work taken back: at what it earned, in the month it came back, never below 0, and traced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring import Scoring, calculate, check_trace, compile_rules
from scoring.points import TakenBack
from scoring.run import Facts
from scoring.tables import POINT_LINES, table_of

TARIFF = """
kind: points
id: tariff
name_zh: 积分
name_en: Points
owner: test
applies_to: everyone
reference_s:
  2026-01-01: {value: 60, source: s}
standard_s:
  ticket_resolved:
    2026-01-01: {value: 100, source: s}
    2026-06-01: {value: 240, source: s}
role_coefficient:
  agent:
    2026-01-01: {value: 1.10, source: s}
time_window_coefficient:
  night:
    2026-06-01: {value: 1.20, source: s}
"""
MAY = date(2026, 5, 30)
BACK = pa.schema(
    [
        ("agent_id", pa.string()), ("business_date", pa.date32()), ("work_type", pa.string()),
        ("earned_on", pa.date32()), ("quantity", pa.int64()), ("reason", pa.string()),
    ]
)  # fmt: skip
Back = tuple[str, date, date, int]


def posted(agent: str, day: date, standard: str, coefficient: str) -> dict[str, Any]:
    quantity = Decimal(3)
    return dict.fromkeys(POINT_LINES.names) | {
        "point_id": f"2026-05/{agent}/points/ticket_resolved/{day}", "period": "2026-05",
        "agent_id": agent, "work_date": day, "work_type": "ticket_resolved",
        "quantity": quantity, "standard_points": Decimal(standard),
        "coefficient": Decimal(coefficient), "points": quantity, "rule_ref": "tariff@may",
    }  # fmt: skip


@pytest.fixture(scope="module")
def run(catalogue, brief):
    rules = compile_rules([read_yaml(TARIFF, "tariff.yaml")], catalogue)

    def calculated(
        work: dict[tuple[str, date], int], back: list[Back], before: list[dict[str, Any]]
    ) -> Scoring:
        agents = sorted({who for who, _ in work} | {one[0] for one in back} | {"A"})
        rows = [
            (who, came, "ticket_resolved", earned, many, "reopened")
            for who, came, earned, many in back
        ]
        taken = TakenBack(
            pa.Table.from_pylist([dict(zip(BACK.names, row, strict=True)) for row in rows], BACK),
            table_of(before, POINT_LINES),
        )
        return calculate(
            rules,
            "2026-06",
            brief.people([{"agent_id": who, "role": "agent"} for who in agents]),
            brief.metrics("2026-06", {}, catalogue),
            brief.work({(who, day, "ticket_resolved"): n for (who, day), n in work.items()}),
            Facts(taken_back=taken),
        )

    return calculated


def total(done: Scoring, agent: str = "A") -> Decimal:
    lines = done.point_lines.to_pylist()
    return sum((one["points"] for one in lines if one["agent_id"] == agent), Decimal(0))


def test_a_ticket_that_comes_back_in_its_month_takes_its_points_along(run) -> None:
    done = run({("A", date(2026, 6, 1)): 5}, [("A", date(2026, 6, 9), date(2026, 6, 1), 2)], [])
    earned, back = done.point_lines.to_pylist()
    assert earned["points"] == Decimal("22.0000")  # 5 × 4 × 1.10
    assert back["points"] == Decimal("-8.8000")
    assert (back["work_date"], back["reverses"]) == (date(2026, 6, 9), earned["point_id"])
    assert (back["reason"], back["quantity"]) == ("reopened", -2)
    assert not check_trace(done.trace_nodes)


def test_an_earlier_month_is_taken_back_at_what_it_earned_then(run) -> None:
    """In May a ticket earned 1.6667 × 0.95; June's 4 × 1.10 has nothing to do with it."""
    before = [posted("A", MAY, "1.6667", "0.95")]
    done = run({("A", date(2026, 6, 2)): 5}, [("A", date(2026, 6, 3), MAY, 1)], before)
    [back] = [one for one in done.point_lines.to_pylist() if one["reverses"]]
    assert back["points"] == Decimal("-1.5834")
    assert back["reverses"] == before[0]["point_id"]
    assert back["rule_ref"] == "tariff@may"
    assert back["period"] == "2026-06"


def test_what_never_earned_points_takes_none(run) -> None:
    done = run({("A", date(2026, 6, 2)): 5}, [("A", date(2026, 6, 3), MAY, 1)], [])
    assert total(done) == Decimal(22)
    assert done.point_lines.num_rows == 1


def test_nobody_ends_a_month_owing_points(run) -> None:
    before = [posted("A", MAY, "10", "1")]
    done = run({("A", date(2026, 6, 2)): 5}, [("A", date(2026, 6, 3), MAY, 3)], before)
    assert [one["work_type"] for one in done.point_lines.to_pylist()] == [
        "ticket_resolved", "ticket_resolved", "below:zero"
    ]  # fmt: skip
    assert [one["points"] for one in done.point_lines.to_pylist()] == [22, -30, 8]
    assert not check_trace(done.trace_nodes)


def test_night_work_takes_back_its_own_row_and_other_work_the_common_one(catalogue, brief) -> None:
    """Of 2 June 5 by day, 2 in the evening and 4 at night; 1, 2 and 3 of them come back."""
    rules = compile_rules([read_yaml(TARIFF, "tariff.yaml")], catalogue)
    second, ninth = date(2026, 6, 2), date(2026, 6, 9)
    names = (*BACK.names[:5], "time_window", "reason")
    back = [
        dict(
            zip(names, ("A", ninth, "ticket_resolved", second, n, window, "reopened"), strict=True)
        )
        for window, n in (("day", 1), ("evening", 2), ("night", 3))
    ]
    work = brief.work({("A", second, "ticket_resolved"): 0}).slice(1)
    windows = {"day": 5, "evening": 2, "night": 4}
    rows = [
        {"agent_id": "A", "business_date": second, "work_type": "ticket_resolved",
         "time_window": window, "quantity": n}
        for window, n in windows.items()
    ]  # fmt: skip
    done = calculate(
        rules,
        "2026-06",
        brief.people([{"agent_id": "A", "role": "agent"}]),
        brief.metrics("2026-06", {}, catalogue),
        pa.Table.from_pylist(rows, work.schema.append(pa.field("time_window", pa.string()))),
        Facts(taken_back=TakenBack(pa.Table.from_pylist(back), POINT_LINES.empty_table())),
    )
    common, night, of_common, of_night = done.point_lines.to_pylist()
    assert (of_common["quantity"], of_common["reverses"]) == (-3, common["point_id"])
    assert (of_night["quantity"], of_night["reverses"]) == (-3, night["point_id"])
    assert (night["points"], of_night["points"]) == (Decimal("21.12"), Decimal("-15.84"))
    assert (of_night["time_window"], of_common["time_window"]) == ("night", None)
    assert not check_trace(done.trace_nodes)


def test_a_second_run_posts_the_same_rows(run) -> None:
    case = ({("A", date(2026, 6, 2)): 5}, [("A", date(2026, 6, 3), date(2026, 6, 2), 1)], [])
    assert run(*case).point_lines.equals(run(*case).point_lines)


def test_a_table_without_a_column_is_refused() -> None:
    with pytest.raises(Refusal, match="earned_on"):
        TakenBack(BACK.empty_table().drop(["earned_on"]), POINT_LINES.empty_table())


agents, days = st.sampled_from(["A", "B", "C"]), st.integers(1, 28)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.tuples(agents, days), st.integers(1, 9), min_size=1),
    st.dictionaries(st.tuples(agents, days, st.integers(0, 28)), st.integers(1, 9)),
)
def test_an_oracle_finds_the_same_totals(run, work, back) -> None:
    """Row by row: a day 0 is an earlier month, which earned 2.5 × 1.2."""
    done = run(
        {(who, date(2026, 6, day)): many for (who, day), many in work.items()},
        [
            (who, date(2026, 6, day), date(2026, 6, on) if on else MAY, many)
            for (who, day, on), many in back.items()
        ],
        [posted(who, MAY, "2.5", "1.2") for who in ("A", "B")],
    )
    for agent in ("A", "B", "C"):
        expected = sum(many * Fraction("4.4") for (who, _), many in work.items() if who == agent)
        for (who, _, on), many in back.items():
            if who == agent and on and (who, on) in work:
                expected -= many * Fraction("4.4")
            elif who == agent and not on and who != "C":
                expected -= many * 3
        assert (
            total(done, agent)
            == Decimal(max(expected, Fraction(0)).numerator)
            / max(expected, Fraction(0)).denominator
        )
    assert not check_trace(done.trace_nodes)
