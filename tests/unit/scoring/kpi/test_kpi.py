"""KPIs against their targets: exact attainment, honest chances, and what threatens."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from pipelines.landing import load_contract
from scoring.kpi import (
    Absence,
    Ahead,
    Gap,
    KpiPlan,
    Leave,
    Month,
    Prices,
    Week,
    early_warnings,
    judge_kpis,
    staff_figures,
    tables,
)
from scoring.kpi.weeks import WEEK, History, drawn_weeks, ends

FIRST = date(2026, 1, 1)
RULES = """
kind: kpis
branches: {all: {name_zh: 全, name_en: All}}
amber_from: {2026-01-01: {value: 0.9, source: x}}
draws: {2026-01-01: {value: 400, source: x}}
seed: {2026-01-01: {value: 5, source: x}}
history_weeks: {2026-01-01: {value: 52, source: x}}
run_weeks: {2026-01-01: {value: 2, source: x}}
kpis:
  - {id: score, branch: all, name_zh: 质检, name_en: Quality, metric: qa_score, weight: 60,
     target: {2026-01-01: {value: 88, source: x}}, owner: Q}
  - {id: handle, branch: all, name_zh: 时长, name_en: Handle time, metric: average_handle_time_s,
     weight: 30, target: {2026-01-01: {value: 300, source: x}}, owner: O}
  - {id: lates, branch: all, name_zh: 迟到, name_en: Late, metric: late_count, variant: LATE,
     weight: 10, target: {2026-01-01: {value: 31, source: x}}, owner: H}
"""


@pytest.fixture
def plan(catalogue) -> KpiPlan:
    return KpiPlan.read(read_yaml(RULES, "kpis.yaml"), catalogue)


def days(score, handle, lates, until: date) -> pa.Table:
    """Ten forms and a hundred calls a day, by functions of the day's number."""
    rows = []
    for n in range((until - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        rows += [
            (day, "qa_score", Decimal(str(round(score(n) * 10, 2))), Decimal(10), True),
            (day, "average_handle_time_s", Decimal(handle(n) * 100), Decimal(100), True),
            (day, "late_count", Decimal(lates(n)), None, False),
        ]
    exact, names = pa.decimal128(18, 6), ("business_date", "metric", "numerator", "denominator")
    columns = [list(column) for column in zip(*rows, strict=True)]
    kinds = (pa.date32(), pa.string(), exact, exact, pa.bool_())
    return pa.table(
        {
            name: pa.array(column, kind)
            for name, column, kind in zip((*names, "divided"), columns, kinds, strict=True)
        }
    )


def judged(plan: KpiPlan, as_of: date, table: pa.Table) -> dict:
    kpis, _ = judge_kpis(plan, f"{as_of:%Y-%m}", as_of, table, FIRST)
    return {(row["kpi_id"], row["horizon"]): row for row in kpis.to_pylist()}


def test_a_month_that_is_over_is_met_or_missed_for_sure(plan) -> None:
    as_of = date(2026, 3, 31)
    found = judged(plan, as_of, days(lambda n: 89, lambda n: 320, lambda n: 1, as_of))
    score, handle, lates = (found[name, "period"] for name in ("score", "handle", "lates"))
    assert (score["actual"], score["light"], score["hit_probability"]) == (89, "green", 1)
    assert (handle["attainment"], handle["light"]) == (Decimal("0.9375"), "amber")
    assert handle["hit_probability"] == 0 and handle["p10"] == handle["p90"] == 320
    # 31 a month, less is better or not as the catalogue says: one a day is the month's target.
    assert (lates["actual"], lates["target"], lates["attainment"]) == (31, 31, 1)
    # (60 + 30 × 0.9375 + 10) ÷ 100, nothing counting for more than it is.
    assert found["all", "period"]["attainment"] == Decimal("0.98125")


def test_the_target_of_a_sum_grows_with_the_days(plan) -> None:
    as_of = date(2026, 2, 14)
    found = judged(plan, as_of, days(lambda n: 89, lambda n: 300, lambda n: 1, as_of))
    lates = found["lates", "period"]
    assert (lates["target"], lates["actual"]) == (31, 14)
    assert lates["attainment"] == pytest.approx(Decimal("15.5") / 14, abs=Decimal("0.0001"))
    assert found["lates", "year"]["target"] == 12 * 31
    assert lates["p50"] == 28 and lates["hit_probability"] == 1


def test_certain_weeks_leave_nothing_to_chance(plan) -> None:
    as_of = date(2026, 3, 10)
    rows = days(lambda n: 87, lambda n: 290, lambda n: 2, as_of)
    for horizon in ("period", "year"):
        found = judged(plan, as_of, rows)
        assert found["score", horizon]["hit_probability"] == 0
        assert found["handle", horizon]["hit_probability"] == 1
        assert found["score", horizon]["p10"] == found["score", horizon]["p90"] == 87


def test_chances_are_calibrated_on_generated_years(plan) -> None:
    """Of KPIs given about half a chance in June, about half end the year on target; and P10 to
    P90 holds most ends. Days scatter around a level that the history shows but roughly."""
    inside, chances, hits = [], [], []
    for seed in range(60):
        random = np.random.default_rng(seed)
        level = 88 + random.normal(0, 0.25)
        values = level + random.normal(0, 2, 366)
        whole = days(lambda n, v=values: v[n], lambda n: 300, lambda n: 1, date(2026, 12, 31))
        part = whole.filter(pa.compute.field("business_date") <= date(2026, 6, 30))
        row = judged(plan, date(2026, 6, 30), part)["score", "year"]
        end = float(np.mean(values[:365]))
        inside.append(float(row["p10"]) <= end <= float(row["p90"]))
        chances.append(float(row["hit_probability"]))
        hits.append(end >= 88)
    assert 0.65 <= np.mean(inside) <= 0.97
    assert abs(np.mean(chances) - np.mean(hits)) < 0.1
    sure = [hit for chance, hit in zip(chances, hits, strict=True) if chance > 0.9]
    assert len(sure) > 10 and np.mean(sure) > 0.85


def test_a_week_is_drawn_whole_and_depends_on_its_number_alone() -> None:
    daily = np.arange(10 * WEEK * 2, dtype=float).reshape(10 * WEEK, 1, 2)
    history = History.of(daily, 52)
    assert history.weeks.shape == (10, WEEK, 1, 2)
    courses = drawn_weeks(10, 6, 30, 3, seed=1)
    assert (courses[:12] == drawn_weeks(10, 6, 12, 3, seed=1)).all()
    assert set(np.unique(courses)) <= set(range(10))
    found = ends(history, np.zeros((1, 2)), 9, courses)
    first = history.weeks[courses[0, 0]].sum(axis=0) + history.weeks[courses[0, 1], :2].sum(axis=0)
    assert (found[0] == first).all()


def test_an_unknown_metric_and_a_missing_target_are_refused(catalogue, plan) -> None:
    with pytest.raises(Refusal, match="no metric of this name"):
        KpiPlan.read(read_yaml(RULES.replace("qa_score", "charm"), "kpis.yaml"), catalogue)
    with pytest.raises(Refusal, match="no branch is called"):
        lost = RULES.replace("id: lates, branch: all", "id: lates, branch: other")
        KpiPlan.read(read_yaml(lost, "kpis.yaml"), catalogue)
    late = RULES.replace("2026-01-01: {value: 88", "2027-01-01: {value: 88")
    as_of = date(2026, 1, 31)
    with pytest.raises(Refusal, match="no value is in force"):
        judged(
            KpiPlan.read(read_yaml(late, "kpis.yaml"), catalogue), as_of,
            days(lambda n: 1, lambda n: 1, lambda n: 1, as_of),
        )  # fmt: skip


def test_warnings_come_soonest_first_with_the_cheapest_way_out() -> None:
    as_of = date(2026, 6, 30)
    ahead = Ahead(
        as_of,
        [Gap(as_of + timedelta(1), Decimal(10), Decimal(4)),
         Gap(as_of + timedelta(5), Decimal(2), Decimal(0))],
        [Week(as_of + timedelta(13), Decimal(500), Decimal(440)),
         Week(as_of + timedelta(20), Decimal(400), Decimal(440))],
        [Leave("A3", as_of + timedelta(1), Decimal(8))],
        [Absence("A1", "q", as_of + timedelta(20), Decimal(35)),
         Absence("A2", "q", as_of + timedelta(200), Decimal(35))],
        [Month(as_of + timedelta(62), Decimal("2.5"), Decimal(400), Decimal("0.7"))],
        headcount=100, left=9, seen_days=90, weekly_hours=Decimal(40),
    )  # fmt: skip
    prices = Prices(
        hour=Decimal(30), overtime=Decimal(50), contacts=Decimal(6), lost=Decimal(10),
        hiring=Decimal(5000), hiring_days=45, renewal=Decimal(320), least_hours=Decimal(8),
    )  # fmt: skip
    rows = early_warnings("2026-06", ahead, prices).to_pylist()
    kinds = [(row["kind"], row["horizon_days"]) for row in rows]
    assert kinds == [
        ("cover", 1), ("leave", 1), ("certificate", 30), ("forecast", 30), ("attrition", 90),
        ("capacity", 90),
    ]  # fmt: skip
    cover, leave, certificate, week, leavers, month = rows
    # 10 h × 6 contacts × 10; 4 h are moved, 6 h are overtime at 50.
    assert (cover["cost_amount"], cover["fix_amount"]) == (600, 300)
    # 8 h; the day is 4 h over elsewhere, so 4 h of overtime.
    assert (leave["cost_amount"], leave["fix_amount"]) == (480, 200)
    # 70 days × 35 h ÷ 7 are 350 h: far dearer than the renewal.
    assert (certificate["hours"], certificate["cost_amount"]) == (350, 21_000)
    assert (certificate["fix_amount"], certificate["fix_en"]) == (320, "book the renewal")
    # 60 h short in 13 days: nobody can be hired by then.
    assert (week["cost_amount"], week["fix_amount"]) == (3_600, 3_000)
    # 9 leave: 9 × 40 h × 90/7 weeks ÷ 2 at 50, or 9 × 5,000 to hire.
    assert leavers["fix_amount"] == 45_000 < leavers["cost_amount"]
    assert leavers["fix_en"] == "hire"
    # 400 h of overtime at 50, or 3 people hired at 5,000 with 400 h at 30.
    assert (month["fix_amount"], month["fix_en"]) == (20_000, "400.0 h of overtime")


def test_people_in_figures() -> None:
    staff = pa.table(
        {
            "agent_id": ["A1", "A2", "A3"],
            "hired_on": [date(2020, 1, 1), date(2026, 6, 10), date(2020, 1, 1)],
            "left_on": pa.array([None, None, date(2026, 6, 15)], pa.date32()),
        }
    )
    money = pa.decimal128(18, 2)
    paid = pa.table(
        {
            "agent_id": ["A1", "A1", "A2"],
            "pay_amount": pa.array([Decimal(60), Decimal(40), Decimal(300)], money),
            "variable": [False, True, False],
        }
    )
    found = {r["figure"]: r["value"] for r in staff_figures("2026-06", staff, paid).to_pylist()}
    assert (found["headcount"], found["hired"], found["left"]) == (2, 1, 1)
    assert found["turnover"] == Decimal("0.5")
    assert found["variable_share"] == Decimal("0.1")
    assert found["gini_gross"] == Decimal("0.25")


@pytest.mark.parametrize("name", ["kpis", "kpi_weeks", "staff_figures", "early_warnings"])
def test_tables_are_those_of_the_contracts(name: str) -> None:
    contract = load_contract(name, "outputs")
    assert [column.name for column in contract.columns] == getattr(tables, name.upper()).names
