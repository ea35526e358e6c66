"""The ledger against an oracle row by row, its caps, corrections and expiry."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring import calculate, check_trace, compile_rules
from scoring.points import expire, expiry_trace, overtime_points, reverse
from scoring.run import Facts

HERE = Path(__file__).parent
CALENDAR = {
    day: "statutory_holiday" if day.day == 19 else "rest_day" if day.weekday() > 4 else "workday"
    for day in (date(2026, 6, 1) + timedelta(days=n) for n in range(30))
}


@pytest.fixture(scope="module")
def rules(catalogue):
    file = HERE / "points_rules.yaml"
    return compile_rules([read_yaml(file.read_text(encoding="utf-8"), file.name)], catalogue)


@pytest.fixture(scope="module")
def run(rules, catalogue, brief):
    def calculated(people, values, work, calendar=CALENDAR):
        tables = (
            brief.people(people),
            brief.metrics("2026-06", values, catalogue),
            timed_work(work),
        )
        return calculate(rules, "2026-06", *tables, Facts(day_classes=calendar))

    return calculated


def timed_work(work: dict[tuple[Any, ...], int]) -> pa.Table:
    """{(agent, date, work type[, window]): quantity} as work_done."""
    names = ("agent_id", "business_date", "work_type", "time_window")
    kinds = (pa.string(), pa.date32(), pa.string(), pa.string())
    rows = [
        dict(zip(names, (*key, "any")[:4], strict=True)) | {"quantity": quantity}
        for key, quantity in work.items()
    ]
    fields = [*zip(names, kinds, strict=True), ("quantity", pa.int64())]
    return pa.Table.from_pylist(rows, pa.schema(fields))


def situation(seed: int, size: int) -> tuple[list[dict[str, Any]], dict, dict]:
    draw = random.Random(seed)
    people, values, work = [], {}, {}
    for number in range(size):
        agent = f"A{number}"
        people.append({"agent_id": agent, "role": draw.choice(["agent", "agent", "evaluator"])})
        forms = draw.choice([0, 2, 3, 9])
        values[agent, "qa_score"] = (draw.randint(50, 100) * forms, forms, forms)
        for kind in ("contact:enquiry", "contact:complaint"):
            for _ in range(draw.randint(0, 6)):
                day = date(2026, 6, draw.randint(1, 30))
                for window in draw.sample(["any", "day", "evening", "night"], draw.randint(1, 3)):
                    work[agent, day, kind, window] = draw.randint(0, 80)
    return people, values, work


def half_up(exact: Fraction, digits: int) -> Fraction:
    scaled = exact * 10**digits
    return Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)) / (
        10**digits
    )


def oracle(people, values, work) -> dict[str, Fraction]:
    """Points of each person, one row of work after the other."""
    roles = {person["agent_id"]: person["role"] for person in people}
    by_day: dict[tuple[str, date], Fraction] = defaultdict(Fraction)
    priced: dict[tuple[str, date, str, Fraction], int] = defaultdict(int)
    for (agent, day, kind, window), quantity in work.items():
        priced[agent, day, kind, _k_window(window, day)] += quantity
    for (agent, day, kind, k_window), quantity in priced.items():
        enquiry = kind == "contact:enquiry"
        seconds = (70 if day.day >= 15 else 60) if enquiry else 180
        standard = half_up(Fraction(seconds, 60), 4)
        k = Fraction("1.10") if roles[agent] == "evaluator" else _quality(values[agent, "qa_score"])
        if not enquiry:
            k *= Fraction("1.333333") if day.day >= 10 else Fraction("1.25")
        elif roles[agent] == "agent" and 5 <= day.day < 20:
            k *= Fraction("1.07")
        times = {"rest_day": "1.2", "statutory_holiday": "1.5", "workday": "1"}
        k *= Fraction(times[CALENDAR[day]]) * k_window
        by_day[agent, day] += half_up(quantity * standard * half_up(k, 6), 4)
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for (agent, _), points in by_day.items():
        totals[agent] += min(points, Fraction(400))
    return {agent: min(points, Fraction(900)) for agent, points in totals.items()}


def _k_window(window: str, day: date) -> Fraction:
    if window == "night" and 3 <= day.day < 25:
        return Fraction("1.3") if day.day < 12 else Fraction("1.25")
    return Fraction("1.05") if window == "evening" and day.day >= 10 else Fraction(1)


def _quality(measured: tuple[int, int, int]) -> Fraction:
    numerator, forms, n = measured
    if n < 3:
        return Fraction("0.95")
    score = half_up(Fraction(numerator, forms), 6)
    if score <= 60:
        return Fraction(0)
    if score <= 90:
        return half_up((score - 60) / 30, 6)
    return half_up(1 + (score - 90) / 100, 6)


def totals(lines: pa.Table) -> dict[str, Fraction]:
    points: dict[str, Fraction] = defaultdict(Fraction)
    for line in lines.to_pylist():
        points[line["agent_id"]] += Fraction(line["points"])
    return dict(points)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 9))
def test_every_coefficient_and_cap_agrees_with_the_oracle(run, seed: int, size: int) -> None:
    case = situation(seed, size)
    result = run(*case)
    assert totals(result.point_lines) == oracle(*case)
    assert check_trace(result.trace_nodes) == []
    outputs = {row["node_id"]: row["output"] for row in result.trace_nodes.to_pylist()}
    for line in result.point_lines.to_pylist():
        assert outputs[line["point_id"]] == line["points"]


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_row_is_its_quantity_times_standard_times_coefficient(run, seed: int) -> None:
    for line in run(*situation(seed, 5)).point_lines.to_pylist():
        exact = Fraction(line["quantity"]) * Fraction(line["standard_points"])
        sign = -1 if exact < 0 else 1
        points = half_up(abs(exact) * Fraction(line["coefficient"]), 4) * sign
        assert Fraction(line["points"]) == points


def test_a_window_stands_apart_only_while_it_has_a_coefficient(run) -> None:
    """Of 2, 3, 24 and 25 June, night work is a row of its own on the two in between."""
    windows = {"any": 5, "day": 3, "night": 4}
    work = {
        ("A1", date(2026, 6, day), "contact:enquiry", window): quantity
        for day in (2, 3, 24, 25)
        for window, quantity in windows.items()
    }
    lines = run([{"agent_id": "A1", "role": "evaluator"}], {}, work).point_lines.to_pylist()
    told = [(line["work_date"].day, line["time_window"], line["quantity"]) for line in lines]
    assert told == [
        (2, None, 12), (3, None, 8), (3, "night", 4),
        (24, None, 8), (24, "night", 4), (25, None, 12),
    ]  # fmt: skip
    assert [line["point_id"].rpartition("2026-06-")[2] for line in lines[:3]] == [
        "02", "03", "03/night"
    ]  # fmt: skip
    night = lines[2]
    assert (night["coefficient"], night["points"]) == (Decimal("1.43"), Decimal("5.72"))


def test_what_is_over_a_cap_is_a_row_of_its_own(run) -> None:
    work = {("A1", date(2026, 6, day), "contact:complaint"): 200 for day in (1, 2, 3)}
    lines = run([{"agent_id": "A1", "role": "evaluator"}], {}, work).point_lines.to_pylist()
    over = [(line["work_type"], line["work_date"].day, line["points"]) for line in lines[3:]]
    day = Decimal(200) * 3 * Decimal("1.375") - 400
    assert over == [
        ("excess:day", 1, -day),
        ("excess:day", 2, -day),
        ("excess:day", 3, -day),
        ("excess:period", 3, Decimal(-300)),
    ]


def test_a_tariff_by_day_class_needs_the_calendar(run) -> None:
    work = {("A1", date(2026, 6, 1), "contact:enquiry"): 1}
    with pytest.raises(Refusal, match="no calendar covers 2026-06-01"):
        run([{"agent_id": "A1"}], {}, work, calendar=None)


def ledger_of(run) -> pa.Table:
    work = {("A1", date(2026, 6, day), "contact:enquiry"): 10 for day in (1, 2)}
    return run([{"agent_id": "A1", "role": "evaluator"}], {}, work).point_lines


def corrections(**quantities: int) -> pa.Table:
    point_id = "2026-06/A1/points/contact:enquiry/2026-06-"
    rows = [{"point_id": point_id + day[1:], "quantity": n} for day, n in quantities.items()]
    return pa.Table.from_pylist(rows)


def test_a_correction_is_a_reversal_and_a_new_row(run) -> None:
    before = ledger_of(run)
    after = reverse(before, corrections(d01=7))
    old, kept, reversal, new = after.to_pylist()
    assert old == {**before.to_pylist()[0], "reversed_by": reversal["point_id"]}
    assert kept == before.to_pylist()[1]
    assert (reversal["quantity"], reversal["points"]) == (-10, Decimal("-11"))
    assert (new["quantity"], new["points"], new["reversed_by"]) == (7, Decimal("7.7"), None)
    assert len({row["point_id"] for row in after.to_pylist()}) == 4
    assert totals(after) == {"A1": Fraction("18.7")}


def test_a_row_is_reversed_once_and_its_correction_may_be_corrected(run) -> None:
    once = reverse(ledger_of(run), corrections(d01=7))
    with pytest.raises(Refusal, match="reversed already"):
        reverse(once, corrections(d01=8))
    newest = once["point_id"].to_pylist()[-1]
    twice = reverse(once, pa.table({"point_id": [newest], "quantity": [0]}))
    assert totals(twice) == {"A1": Fraction(11)}
    with pytest.raises(Refusal, match="no row of this number"):
        reverse(once, corrections(d30=1))


def test_points_expire_by_a_row_and_once_only(run) -> None:
    posted = reverse(ledger_of(run), corrections(d01=7))
    gone = expire(posted, date(2026, 9, 30), 120, "2026-09")
    assert gone["points"].to_pylist() == [Decimal("-11"), Decimal("-7.7")]
    assert set(gone["work_type"].to_pylist()) == {"expiry"}
    assert set(gone["period"].to_pylist()) == {"2026-09"}
    whole = pa.concat_tables([posted, gone])
    assert totals(whole) == {"A1": 0}
    assert expire(whole, date(2026, 10, 31), 120, "2026-10").num_rows == 0
    assert expire(posted, date(2026, 9, 28), 120, "2026-09").num_rows == 0


def test_points_that_ran_out_are_a_tree_of_their_own_that_sums(run) -> None:
    gone = expire(ledger_of(run), date(2026, 9, 30), 120, "2026-09")
    nodes = expiry_trace(gone, "2026-09")
    assert check_trace(nodes) == []
    rows = {row["node_id"]: row for row in nodes.to_pylist()}
    root = rows["2026-09/A1/expired"]
    assert (root["parent_id"], root["output"]) == (None, sum(gone["points"].to_pylist()))
    [one, *_] = gone["reverses"].to_pylist()
    below = rows[one.replace("2026-06/A1/points", "2026-09/A1/expired")]
    assert below["parent_id"] == "2026-09/A1/expired/contact:enquiry"
    assert below["note_en"].endswith(one)
    wrong = nodes.set_column(
        nodes.schema.get_field_index("output"), "output", pa.array([Decimal(-1)] * len(nodes))
    )
    assert len(check_trace(wrong)) == 3  # both rows and their sum; the root sums that one
    assert expiry_trace(gone.slice(0, 0), "2026-09").num_rows == 0


def test_overtime_points_are_the_share_of_the_day(run) -> None:
    work = {("A1", date(2026, 6, 1), "contact:enquiry"): 10}
    people = [{"agent_id": "A1", "role": "evaluator"}]
    (ledger,) = run(people, {}, work).run.ledgers
    hours = {"worked_s": 36000, "overtime_s": 9000, "comp_leave_s": 1800}
    days = [{"agent_id": "A1", "work_date": date(2026, 6, day), **hours} for day in (1, 2)]
    table = pa.Table.from_pylist([{**day, "day_class": "rest_day"} for day in days])
    (made,) = overtime_points(ledger, table).to_pylist()
    assert (made["work_date"].day, made["points"]) == (1, Decimal("2.2"))
