"""Nothing is paid or recovered twice, whatever versions come and whatever was posted."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.settlement import Adjustment, Restatement, SettlementKey, paid_components, restated
from scoring.settlement.deltas import adjustments_of, adjustments_table, payable
from scoring.settlement.months import following, months_of

KEY = SettlementKey("sample_services", "agents", "2026-06")
FEN = st.integers(0, 500_000).map(lambda fen: Decimal(fen) / 100)
AMOUNTS = st.dictionaries(
    st.tuples(st.sampled_from(["A1", "A2"]), st.sampled_from(["base", "performance", "points"])),
    FEN,
    max_size=6,
)
SHARES = st.sampled_from([Decimal("0.05"), Decimal("0.20"), Decimal(1)])


def case(version: int, policy="pay_and_recover", threshold="0", share="0.20", since="2026-07"):
    return Restatement(
        KEY, version, since, "CNY", policy, Decimal(threshold), Decimal(share), "迟到", "late"
    )


def history(first, versions, **options) -> list[Adjustment]:
    """What is posted over all versions; each is restated one month later than the one before."""
    posted: list[Adjustment] = []
    since = "2026-07"
    for version, latest in enumerate(versions, start=2):
        posted += restated(case(version, since=since, **options), latest, first, posted)
        since = following(since)
    return posted


def balance(first, posted) -> dict[tuple[str, str], Decimal]:
    sums = defaultdict(Decimal, first)
    for row in posted:
        sums[row.agent_id, row.component] += row.amount
    return {key: amount for key, amount in sums.items() if amount}


def totals(amounts) -> dict[str, Decimal]:
    sums = defaultdict(Decimal)
    for (agent, _), amount in amounts.items():
        sums[agent] += amount
    return sums


@settings(deadline=None, max_examples=50)
@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=5), SHARES)
def test_all_that_is_paid_and_recovered_sums_to_the_latest_version(first, versions, share) -> None:
    posted = history(first, versions, share=share)
    assert balance(first, posted) == {key: a for key, a in versions[-1].items() if a}


@settings(deadline=None, max_examples=50)
@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=5))
def test_pay_only_never_recovers_and_pays_the_best_version(first, versions) -> None:
    posted = history(first, versions, policy="pay_only")
    paid = totals(balance(first, posted))
    for agent in {"A1", "A2"}:
        best = max(totals(amounts).get(agent, Decimal(0)) for amounts in (first, *versions))
        assert paid.get(agent, Decimal(0)) == best


@settings(deadline=None, max_examples=50)
@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=5))
def test_below_the_threshold_a_difference_waits_but_never_grows_past_it(first, versions) -> None:
    posted = history(first, versions, policy="threshold", threshold="30.00")
    paid, latest = totals(balance(first, posted)), totals(versions[-1])
    for agent in {"A1", "A2"}:
        assert abs(paid.get(agent, 0) - latest.get(agent, 0)) < 30


@settings(deadline=None, max_examples=50)
@given(AMOUNTS, AMOUNTS, SHARES)
def test_no_month_recovers_more_than_its_share(first, latest, share) -> None:
    months = defaultdict(Decimal)
    for row in history(first, [latest], share=share):
        months[row.agent_id, row.posted_period] += row.amount
    for (agent, _), amount in months.items():
        paid = totals(first).get(agent, Decimal(0))
        if paid * share >= Decimal("0.01"):
            assert -amount <= paid * share


@settings(deadline=None, max_examples=50)
@given(AMOUNTS, AMOUNTS)
def test_the_same_version_again_posts_nothing(first, latest) -> None:
    once = history(first, [latest])
    assert history(first, [latest, latest]) == once


def test_a_recovery_of_100_from_300_at_20_percent_takes_two_months() -> None:
    first = {("A1", "base"): Decimal("200.00"), ("A1", "points"): Decimal("100.00")}
    latest = {("A1", "base"): Decimal("200.00")}
    rows = history(first, [latest])
    assert [(r.posted_period, r.instalment, r.amount) for r in rows] == [
        ("2026-07", 1, Decimal("-60.00")),
        ("2026-08", 2, Decimal("-40.00")),
    ]


def test_a_second_recovery_waits_for_the_room_that_the_first_left() -> None:
    first = {("A1", "base"): Decimal("300.00")}
    rows = restated(case(2), {("A1", "base"): Decimal("250.00")}, first, [])
    more = restated(case(3), {("A1", "base"): Decimal("230.00")}, first, rows)
    assert [(r.posted_period, r.amount) for r in rows] == [("2026-07", Decimal("-50.00"))]
    assert more[0].posted_period == "2026-08"
    assert sum(r.amount for r in more) == -20


def test_what_falls_below_nothing_is_still_recovered_once() -> None:
    first = {("A1", "base"): Decimal("0.01")}
    [row] = history(first, [{("A1", "base"): Decimal("-168.03")}])
    assert row.amount == Decimal("-168.04")


def test_back_pay_goes_into_the_first_open_month_with_its_reason() -> None:
    [row] = restated(case(2, since="2026-09"), {("A1", "points"): Decimal("12.34")}, {}, [])
    assert (row.posted_period, row.amount, row.reason_en) == ("2026-09", Decimal("12.34"), "late")
    assert payable([row], "2026-09").to_pylist() == [
        {
            "agent_id": "A1",
            "reference": "2026-06 v2 points",
            "amount": Decimal("12.34"),
            "reason_zh": "迟到",
            "reason_en": "late",
        }
    ]
    assert payable([row], "2026-08").num_rows == 0
    assert adjustments_of(adjustments_table([row])) == [row]


def test_what_was_posted_from_other_months_is_not_this_months_pay() -> None:
    lines = pa.table(
        {
            "agent_id": ["A1", "A1"],
            "component": ["base", "adjustments"],
            "code": ["P1", "P12"],
            "pay_amount": pa.array([Decimal("10.00"), Decimal("5.00")], pa.decimal128(18, 2)),
        }
    )
    assert paid_components(lines) == {("A1", "base"): Decimal("10.00")}


@pytest.mark.parametrize(("month", "next_month"), [("2026-06", "2026-07"), ("2026-12", "2027-01")])
def test_the_month_after_a_month(month: str, next_month: str) -> None:
    assert following(month) == next_month


def test_the_months_of_a_span() -> None:
    assert months_of("2026-Q2") == ("2026-04", "2026-05", "2026-06")
    assert len(months_of("2026")) == 12
