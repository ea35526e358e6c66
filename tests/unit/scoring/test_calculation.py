"""One month through the whole engine: exactness, order, trace, and an oracle for pay."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring import calculate, check_trace, compile_rules, explain

FEN = Decimal("0.01")


def situation(seed: int, size: int) -> tuple[list[dict[str, Any]], dict, dict]:
    """A month of `size` people: ratios, counts, absences, gates, joiners and idle people."""
    draw = random.Random(seed)
    people, values, work = [], {}, {}
    for number in range(size):
        agent = f"A{1000 + number}"
        role = ("agent", "agent", "agent", "agent", "evaluator", "team_leader")[number % 6]
        scheduled = draw.randint(18, 23)
        people.append(
            {
                "agent_id": agent,
                "role": role,
                "base_salary_amount": None
                if number == 7
                else Decimal(draw.randint(300000, 900000)) / 100,
                "scheduled_days": draw.choice([None, scheduled]),
                "paid_days": draw.choice([None, scheduled, scheduled - draw.randint(0, 5)]),
                "employed_from": draw.choice([None, None, date(2026, 6, 11)]),
            }
        )
        forms = draw.choice([0, 2, 5, 8])
        values |= {
            (agent, "contacts_per_hour"): (draw.randint(300, 1400), 150, 20),
            (agent, "average_handle_time_s"): (draw.randint(8000, 50000), 100, 100),
            (agent, "qa_score"): (forms * draw.randint(60, 100), forms, forms),
            (agent, "fatal_rate"): (min(forms, draw.choice([0, 0, 0, 1, 2])), forms, forms),
            (agent, "csat_mean"): (draw.randint(30, 50), 10, draw.choice([3, 10])),
            (agent, "adherence_strict"): (draw.randint(700, 1000), 1000, 20),
            (agent, "late_count"): (draw.randint(0, 8), 1, 22),
            (agent, "early_leave_count"): (draw.randint(0, 3), 1, 22),
            (agent, "attendance_rate"): (draw.randint(80, 100), 100, 22),
            (agent, "evaluations_done"): (draw.randint(10, 100), 1, 22),
        }
        if number != 3:
            kinds = ["evaluation"] if role == "evaluator" else ["contact:enquiry", "contact:sales"]
            for day in (1, 2, 30):
                work |= {(agent, date(2026, 6, day), kind): draw.randint(1, 60) for kind in kinds}
    return people, values, work


@pytest.fixture(scope="module")
def done(month, sample_rules):
    return month(sample_rules, *situation(1, 40))


def test_contributions_sum_to_the_score_exactly(done) -> None:
    sums, scores = defaultdict(Decimal), {}
    for line in done.score_lines.to_pylist():
        scores[line["agent_id"], line["node_id"]] = line
        if line["parent_id"]:
            sums[line["agent_id"], line["parent_id"]] += line["contribution"]
    assert len(sums) == 5 * 28 + 3 * 6
    for key, total in sums.items():
        assert total == (scores[key]["score"] if scores[key]["score"] is not None else 0), key


def test_weights_applied_sum_to_100_where_anything_counts(done) -> None:
    sums, scores = defaultdict(Decimal), {}
    for line in done.score_lines.to_pylist():
        scores[line["agent_id"], line["node_id"]] = line["score"]
        if line["parent_id"]:
            sums[line["agent_id"], line["parent_id"]] += line["weight_applied"]
    assert {total for key, total in sums.items() if scores[key] is not None} == {Decimal(100)}
    assert {total for key, total in sums.items() if scores[key] is None} == {Decimal(0)}


def test_pools_are_spent_to_the_fen(done) -> None:
    paid = defaultdict(Decimal)
    for line in done.pay_lines.to_pylist():
        if line["code"] == "P4":
            points_of_quality_team = int(line["agent_id"][1:]) % 6 == (1000 + 4) % 6
            paid[points_of_quality_team] += line["pay_amount"]
    assert paid == {False: Decimal("126000.00"), True: Decimal("6000.00")}


def test_the_checker_finds_nothing_and_every_line_is_in_the_trace(done) -> None:
    assert check_trace(done.trace_nodes) == []
    outputs = {row["node_id"]: row["output"] for row in done.trace_nodes.to_pylist()}
    for line in done.pay_lines.to_pylist():
        node = f"2026-06/{line['agent_id']}/pay/{line['component']}"
        assert outputs[node] == line["pay_amount"]
        if line["unrounded_amount"] is not None:
            assert line["pay_amount"] - line["unrounded_amount"] == line["rounding_residual"]
            assert abs(line["rounding_residual"]) < FEN
    for line in done.point_lines.to_pylist():
        assert outputs[line["point_id"]] == line["points"]
    for line in done.score_lines.to_pylist():
        if line["function"] != "F14":
            assert outputs[f"2026-06/{line['agent_id']}/score/{line['node_id']}"] == line["score"]


def test_the_trace_reaches_numerators_and_denominators(done) -> None:
    nodes = done.trace_nodes.to_pylist()
    sources = {node["node_id"] for node in nodes if node["kind"] == "source"}
    measured = [
        node for node in nodes if node["kind"] == "metric" and "numerator" in node["inputs"]
    ]
    assert measured
    for node in measured:
        assert f"{node['node_id']}.numerator" in sources
        assert f"{node['node_id']}.denominator" in sources


@pytest.mark.parametrize(
    ("node", "column"),
    [
        ("2026-06/A1000/pay", "output"),
        ("2026-06/A1000/pay/points", "output"),
        ("2026-06/A1000/score/qa_score.weight", "output"),
        ("2026-06/A1000/score/adherence.adherence_strict.numerator", "output"),
        ("2026-06/A1000/pay/performance.coefficient", "inputs"),
    ],
)
def test_the_checker_sees_a_changed_figure(done, node: str, column: str) -> None:
    rows = done.trace_nodes.to_pylist()
    row = next(row for row in rows if row["node_id"] == node)
    if column == "output":
        row["output"] += Decimal("0.01") if row["unit"] == "CNY" else Decimal("0.000001")
    else:
        row["inputs"] = row["inputs"].replace('"value","value":"', '"value","value":"1')
    assert check_trace(pa.Table.from_pylist(rows, schema=done.trace_nodes.schema))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_row_order_changes_nothing(sample_rules, catalogue, brief, seed: int) -> None:
    people, values, work = situation(2, 13)
    tables = (brief.people(people), brief.metrics("2026-06", values, catalogue), brief.work(work))
    draw = random.Random(seed)
    shuffled = [t.take(draw.sample(range(t.num_rows), t.num_rows)) for t in tables]
    straight = calculate(sample_rules, "2026-06", *tables, brief.facts())
    assert calculate(sample_rules, "2026-06", *shuffled, brief.facts()).tables == straight.tables


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_any_month_recomputes_and_agrees_with_the_oracle(month, sample_rules, seed: int) -> None:
    people, values, work = situation(seed, 18)
    result = month(sample_rules, people, values, work)
    assert check_trace(result.trace_nodes) == []
    lines = {(x["agent_id"], x["component"]): x for x in result.pay_lines.to_pylist()}
    assert {key: line["pay_amount"] for key, line in lines.items()} == oracle(
        people, values, result
    )


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_a_better_metric_never_lowers_the_total_or_the_pay(month, sample_rules, seed, data) -> None:
    people, values, work = situation(seed, 4)
    better = {"contacts_per_hour": 1, "csat_mean": 1, "adherence_strict": 1, "late_count": -1}
    metric = data.draw(st.sampled_from(sorted(better)))
    numerator, denominator, n = values["A1000", metric]
    step = data.draw(st.integers(0, numerator)) * better[metric]
    improved = {**values, ("A1000", metric): (numerator + step, denominator, n)}
    before, after = (own_figures(month(sample_rules, people, v, work)) for v in (values, improved))
    assert after["total"] >= before["total"]
    assert after["performance"] >= before["performance"]


def own_figures(result: Any) -> dict[str, Decimal]:
    """Total and pay components of A1000."""
    scores, pay = result.score_lines.to_pylist(), result.pay_lines.to_pylist()
    own = {x["component"]: x["pay_amount"] for x in pay if x["agent_id"] == "A1000"}
    totals = [x for x in scores if x["agent_id"] == "A1000" and x["kind"] == "total"]
    return {**own, "total": totals[0]["score"]}


def test_removing_a_person_without_points_changes_nobody(month, sample_rules) -> None:
    people, values, work = situation(5, 12)
    assert people[3]["role"] == "agent" and not any(agent == "A1003" for agent, _, _ in work)
    all_lines = month(sample_rules, people, values, work).pay_lines.to_pylist()
    without = month(sample_rules, people[:3] + people[4:], values, work).pay_lines.to_pylist()
    assert without == [line for line in all_lines if line["agent_id"] != "A1003"]


def test_renaming_people_renames_their_pay(month, sample_rules) -> None:
    people, values, work = situation(6, 12)
    renamed = [{**person, "agent_id": f"B{person['agent_id']}"} for person in people]
    moved = {(f"B{agent}", metric): told for (agent, metric), told in values.items()}
    worked = {(f"B{agent}", day, kind): told for (agent, day, kind), told in work.items()}
    before = month(sample_rules, people, values, work).pay_lines.to_pylist()
    after = month(sample_rules, renamed, moved, worked).pay_lines.to_pylist()
    assert after == [{**line, "agent_id": f"B{line['agent_id']}"} for line in before]


def oracle(people: list[dict[str, Any]], values: dict, result: Any) -> dict:
    """Pay row by row in plain Decimal from scores and points: no code of the engine."""
    totals = {
        x["agent_id"]: x["score"] for x in result.score_lines.to_pylist() if x["kind"] == "total"
    }
    points = defaultdict(Decimal)
    for line in result.point_lines.to_pylist():
        points[line["agent_id"]] += line["points"]
    pay: dict[tuple[str, str], Decimal] = {}
    attended: dict[str, Fraction] = {}
    for person in people:
        agent, scheduled, paid = person["agent_id"], person["scheduled_days"], person["paid_days"]
        top, bottom = Decimal(1), Decimal(1)
        if scheduled and paid is not None and paid < scheduled:
            top, bottom = Decimal(paid), Decimal(scheduled)
        if person["employed_from"]:
            top, bottom = top * 20, bottom * 30
        attended[agent] = Fraction(top) / Fraction(bottom)
        salary = person["base_salary_amount"] or Decimal(0)
        pay[agent, "base"] = (salary * top / bottom).quantize(FEN, ROUND_HALF_UP)
        if person["role"] == "team_leader":
            continue
        coefficients = {95: "1.20", 90: "1.10", 80: "1.00", 70: "0.80", 60: "0.60", -999: "0"}
        coefficient = next(Decimal(k) for low, k in coefficients.items() if totals[agent] >= low)
        if values[agent, "fatal_rate"][0] >= 2:
            coefficient = Decimal(0)
        amount = 1200 * coefficient * top / bottom
        pay[agent, "performance"] = amount.quantize(FEN, ROUND_HALF_UP)
    for role, pool in (("agent", Decimal(126000)), ("evaluator", Decimal(6000))):
        group = [p["agent_id"] for p in people if p["role"] == role]
        whole = Fraction(sum(points[x] for x in group))
        exact = {a: Fraction(pool) * Fraction(points[a]) / whole for a in group}
        cut = {a: Decimal(int(amount * 100)) * FEN for a, amount in exact.items()}
        left = int((pool - sum(cut.values())) / FEN)
        for agent in sorted(group, key=lambda a: (Fraction(cut[a]) - exact[a], a))[:left]:
            cut[agent] += FEN
        pay |= {(agent, "points"): amount for agent, amount in cut.items()}
    return pay | minimum_wage(pay, attended)


def minimum_wage(pay: dict, attended: dict[str, Fraction]) -> dict:
    """What is short of Shanghai's 2,740 a month for the time attended, rounded up to the fen."""
    wage = defaultdict(Decimal)
    for (agent, _), amount in pay.items():
        wage[agent] += amount
    short = {agent: 2740 * part - Fraction(wage[agent]) for agent, part in attended.items()}
    fen = {agent: max(0, -(-exact * 100 // 1)) for agent, exact in short.items()}
    return {(agent, "minimum_wage"): fen[agent] * FEN for agent in attended}


def test_a_fatal_error_caps_the_total_and_says_so(month, sample_rules) -> None:
    values = {("A1", "qa_score"): (800, 8, 8), ("A1", "fatal_rate"): (1, 8, 8)}
    result = month(sample_rules, [{"agent_id": "A1"}], values)
    lines = {line["node_id"]: line for line in result.score_lines.to_pylist()}
    assert lines["total"]["score"] == 60
    assert lines["total"]["flag"] == "fatal_error: CAP 60"
    assert lines["total"]["ungated_score"] == lines["quality"]["score"] > 60
    assert lines["quality"]["ungated_score"] == lines["quality"]["score"]
    assert lines["total.gate"]["contribution"] == 60 - lines["quality"]["score"]
    assert "60.00" in explain(result.trace_nodes, "A1", "zh_CN", "score/total")


def test_missing_metrics_leave_sections_out_and_are_reported(month, sample_rules) -> None:
    result = month(sample_rules, [{"agent_id": "A1"}], {("A1", "adherence_strict"): (95, 100, 5)})
    lines = {line["node_id"]: line for line in result.score_lines.to_pylist()}
    assert lines["productivity"]["score"] is lines["productivity"]["ungated_score"] is None
    assert lines["productivity"]["weight_applied"] == 0
    assert lines["qa_score"]["policy"] == "EXCLUDE_REWEIGHT"
    assert lines["qa_score"]["score"] is None and lines["quality"]["weight_applied"] == 0
    assert lines["adherence"]["weight_applied"] == 100
    assert lines["total"]["score"] == 100
    missing = {notice.note_en for notice in result.notices if notice.code == "metric_not_available"}
    assert "Nobody has a value of 'Late arrivals' (late_count) this month" in missing


def test_people_out_of_every_plan_are_named(month, sample_rules) -> None:
    people = [
        {"agent_id": "A1"},
        {"agent_id": "A2", "role": "visitor"},
        {"agent_id": "A3", "employed_to": date(2026, 5, 31)},
    ]
    notices = {n.code: n.agents for n in month(sample_rules, people).notices}
    assert notices["no_scorecard_for_person"] == ("A2",)
    assert notices["no_pay_plan_for_person"] == ("A2",)
    assert notices["not_employed"] == ("A3",)


def test_one_person_in_two_scorecards_is_refused_with_both_files(month, catalogue, brief) -> None:
    files = brief.rule_files("sample") + brief.rule_files("anonymous_bank")
    twice = [f for f in files if f.data["kind"] == "scorecard" and f.data["id"] != "quality_team"]
    renamed = [type(f)(f"{f.data['id']}.yaml", f.data, f.lines) for f in twice]
    rules = compile_rules(renamed, catalogue)
    with pytest.raises(Refusal, match=r"bank_inbound\.yaml and inbound\.yaml"):
        month(rules, [{"agent_id": "A1"}])


def test_work_without_a_standard_is_refused_by_name(month, sample_rules) -> None:
    work = {("A1", date(2026, 6, 3), "contact:fax"): 1}
    with pytest.raises(Refusal, match="no standard for the work type 'contact:fax'"):
        month(sample_rules, [{"agent_id": "A1"}], {}, work)


def test_a_salary_in_another_currency_is_refused(month, sample_rules) -> None:
    with pytest.raises(Refusal, match="not in the plan's currency CNY"):
        month(sample_rules, [{"agent_id": "A1", "currency": "USD"}])


def test_a_value_that_is_not_its_ratio_is_refused(sample_rules, catalogue, brief) -> None:
    table = brief.metrics("2026-06", {("A1", "qa_score"): (800, 10, 10)}, catalogue)
    wrong = table.set_column(9, "value", pa.array([Decimal("90.000000")], table["value"].type))
    with pytest.raises(Refusal, match="value is not numerator ÷ denominator"):
        calculate(sample_rules, "2026-06", brief.people([]), wrong, brief.work({}))


def test_the_fingerprint_changes_with_the_rules_of_the_month_only(
    catalogue, sample_rules, brief
) -> None:
    prints = {f"2026-{m:02}": sample_rules.fingerprint(f"2026-{m:02}") for m in range(4, 9)}
    assert prints["2026-04"] == prints["2026-05"] != prints["2026-06"]
    assert prints["2026-06"] != prints["2026-07"] == prints["2026-08"]
    assert (
        compile_rules(brief.rule_files("sample")[::-1], catalogue).fingerprint("2026-06")
        == prints["2026-06"]
    )


def test_the_bank_is_scored_on_what_its_log_has(month, bank_rules) -> None:
    values = {
        ("AVI", "handled"): (1500, 1, 1500),
        ("AVI", "average_handle_time_s"): (300_000, 1500, 1500),
        ("ZOE", "handled"): (10, 1, 10),
        ("ZOE", "average_handle_time_s"): (2000, 10, 10),
    }
    people = [{"agent_id": a, "role": None, "base_salary_amount": None} for a in ("AVI", "ZOE")]
    work = {("AVI", date(1999, 1, 4), "contact:regular"): 20}
    result = month(bank_rules, people, values, work, period="1999-01")
    totals = {
        x["agent_id"]: x["score"] for x in result.score_lines.to_pylist() if x["kind"] == "total"
    }
    assert totals["AVI"] == Decimal("0.60") * 75 + Decimal("0.40") * 100
    assert totals["ZOE"] == Decimal("0.5")
    assert (result.pay_lines.num_rows, result.point_lines.num_rows) == (0, 0)
    assert {notice.code for notice in result.notices} == {"no_points", "no_pay"}
    assert check_trace(result.trace_nodes) == []
