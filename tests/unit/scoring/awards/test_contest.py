"""Contests: places, ties, budget, gates, the ticket draw, relays, provisional standings."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.awards import contest_effect, point_atoms, read_contest, run_contest
from scoring.awards.prizes import draw_order, shared, split_places, within_budget

FILE = "contests/sales_sprint.yaml"
TERMS = ("terms", date(2026, 6, 8), "value")
DONE = date(2026, 6, 24)
NO_GATES = {(*TERMS, "gates"): [], (*TERMS, "measure", "min_sample"): 0}

DRAW_FOR_ALL = {("terms", date(2026, 6, 1), "value", "gates"): []}


def sold(**counts: int) -> list[tuple]:
    """Certified sales of each agent on 10 June."""
    return [(agent, 10, "sales_certified", count, None, count) for agent, count in counts.items()]


def fen(table: pa.Table) -> dict[str, Decimal]:
    return {row["agent_id"]: row["amount"] for row in table.to_pylist()}


def standing(table: pa.Table, subject: str) -> dict:
    return next(row for row in table.to_pylist() if row["subject_id"] == subject)


GROUPS = st.lists(st.integers(1, 4), min_size=1, max_size=8)
PRIZES = st.lists(st.integers(0, 100_000), min_size=1, max_size=8)


@given(GROUPS, PRIZES)
def test_places_never_pay_more_than_the_prizes_and_ties_share_to_the_fen(sizes, prizes) -> None:
    keys = iter(range(100))
    groups = [[next(keys) for _ in range(size)] for size in sizes]
    shares = split_places(groups, prizes)
    assert sum(shares.values()) == sum(prizes[: sum(sizes)])
    for group in groups:
        tied = [shares.get(key, 0) for key in group]
        assert max(tied) - min(tied) <= 1 and tied == sorted(tied, reverse=True)


@given(st.integers(1, 60), st.integers(0, 100_000), st.integers(0, 1_000_000))
def test_the_same_prize_for_all_stays_within_the_budget(winners, prize, budget) -> None:
    shares = within_budget(range(winners), prize, budget)
    assert sum(shares.values()) == min(prize * winners, budget)
    assert max(shares.values()) <= prize


@given(st.integers(0, 10**6), st.lists(st.integers(0, 50), min_size=1, max_size=9))
def test_sharing_by_weight_spends_exactly(total, weights) -> None:
    keys = list(range(len(weights)))
    split = shared(total, keys, {k: Fraction(w) for k, w in enumerate(weights)})
    assert sum(split) == total and min(split) >= 0


def test_two_firsts_share_the_first_two_prizes(sample_file, catalogue, atoms, agents) -> None:
    changes = {
        **NO_GATES,
        (*TERMS, "ties"): "split",
        (*TERMS, "scoring"): {"kind": "top_k", "prizes": ["500.01", 300, 200]},
    }
    plan = read_contest(sample_file(FILE, changes), catalogue)
    run = run_contest(
        plan, agents("A1", "A2", "A3", "A4"), atoms(sold(A1=9, A2=9, A3=5, A4=4)), watermark=DONE
    )
    assert fen(run.prizes) == {
        "A1": Decimal("400.01"), "A2": Decimal("400.00"), "A3": Decimal("200.00"),
    }  # fmt: skip
    ranks = {row["subject_id"]: row["rank"] for row in run.standings.to_pylist()}
    assert ranks == {"A1": 1, "A2": 1, "A3": 3, "A4": 4}


def test_the_earlier_achiever_wins_where_the_terms_say_so(
    sample_file, catalogue, atoms, agents
) -> None:
    plan = read_contest(sample_file(FILE, NO_GATES), catalogue)
    rows = [
        ("A1", 9, "sales_certified", 3, None), ("A1", 20, "sales_certified", 3, None),
        ("A2", 9, "sales_certified", 4, None), ("A2", 12, "sales_certified", 2, None),
        ("A2", 18, "sales_certified", 0, None),
    ]  # fmt: skip
    run = run_contest(plan, agents("A1", "A2"), atoms(rows), watermark=DONE)
    assert fen(run.prizes) == {"A1": 500, "A2": 800}
    assert standing(run.standings, "A2")["achieved_on"] == date(2026, 6, 12)


def test_gates_name_what_was_missing(sample_file, catalogue, atoms, agents) -> None:
    plan = read_contest(sample_file(FILE), catalogue)
    rows = [
        *sold(A1=9, A2=20, A3=4),
        ("A1", 9, "qa_score", 178, 2, 2), ("A1", 9, "attendance_rate", 76, 80),
        ("A2", 9, "qa_score", 160, 2, 2), ("A2", 9, "attendance_rate", 80, 80),
    ]  # fmt: skip
    run = run_contest(plan, agents("A1", "A2", "A3"), atoms(rows), watermark=DONE)
    assert fen(run.prizes) == {"A1": 800}
    assert standing(run.standings, "A2")["note_en"] == "QA score 80, needs >= 85"
    assert "below 5" in standing(run.standings, "A3")["note_en"]
    assert "QA score: no data" in standing(run.standings, "A3")["note_en"]


def test_flagged_people_wait_lose_or_are_cleared(sample_file, catalogue, atoms, agents) -> None:
    def prizes(filter_: str, decision: str | None) -> list[tuple[str, str]]:
        plan = read_contest(
            sample_file(FILE, {**NO_GATES, (*TERMS, "anti_gaming"): filter_}), catalogue
        )
        flags = pa.table({"agent_id": ["A1"], "decision": pa.array([decision], pa.string())})
        run = run_contest(
            plan, agents("A1", "A2"), atoms(sold(A1=9, A2=8)), flags=flags, watermark=DONE
        )
        return [(row["agent_id"], row["state"]) for row in run.prizes.to_pylist()]

    assert prizes("review", None) == [("A1", "under_review"), ("A2", "payable")]
    assert prizes("review", "confirmed") == [("A2", "payable")]
    assert prizes("exclude", None) == [("A2", "payable")]
    assert prizes("exclude", "cleared") == [("A1", "payable"), ("A2", "payable")]
    assert prizes("none", "confirmed") == [("A1", "payable"), ("A2", "payable")]


def test_standings_are_provisional_until_the_lag_has_passed(
    sample_file, catalogue, atoms, agents
) -> None:
    plan = read_contest(sample_file(FILE, NO_GATES), catalogue)
    for day, state in ((23, "provisional"), (24, "payable")):
        run = run_contest(plan, agents("A1"), atoms(sold(A1=9)), watermark=date(2026, 6, day))
        assert run.prizes.column("state").to_pylist() == [state]


def test_days_outside_the_window_do_not_count(sample_file, catalogue, atoms, agents) -> None:
    plan = read_contest(sample_file(FILE, NO_GATES), catalogue)
    rows = [("A1", day, "sales_certified", 1, None) for day in (7, 8, 21, 22)]
    run = run_contest(plan, agents("A1"), atoms(rows), watermark=DONE)
    assert standing(run.standings, "A1")["value"] == 2


def test_a_bar_that_too_many_reach_cuts_the_prize(sample_file, catalogue, atoms, agents) -> None:
    changes = {
        **NO_GATES,
        (*TERMS, "scoring"): {"kind": "above_bar", "bar": 5, "prize": 100},
        (*TERMS, "budget_amount"): 250,
    }
    plan = read_contest(sample_file(FILE, changes), catalogue)
    people, rows = agents("A1", "A2", "A3", "A4"), atoms(sold(A1=9, A2=5, A3=7, A4=4))
    run = run_contest(plan, people, rows, watermark=DONE)
    assert fen(run.prizes) == {
        "A1": Decimal("83.34"), "A2": Decimal("83.33"), "A3": Decimal("83.33"),
    }  # fmt: skip
    assert [notice.code for notice in run.notices] == ["contest_prizes_cut"]


def test_a_relay_adds_up_the_team_of_the_day(sample_file, catalogue, atoms, agents) -> None:
    relay = {"kind": "team_relay", "least_members": 2, "share": "by_numerator", "prizes": [900]}
    plan = read_contest(sample_file(FILE, {**NO_GATES, (*TERMS, "scoring"): relay}), catalogue)
    rows = [
        ("A1", 9, "sales_certified", 6, None, 6, "T01"),
        ("A2", 9, "sales_certified", 3, None, 3, "T01"),
        ("A2", 15, "sales_certified", 5, None, 5, "T02"),
        ("A3", 9, "sales_certified", 3, None, 3, "T02"),
        ("A4", 9, "sales_certified", 99, None, 99, "T03"),
    ]
    run = run_contest(plan, agents("A1", "A2", "A3", "A4"), atoms(rows), watermark=DONE)
    assert fen(run.prizes) == {"A1": 600, "A2": 300}
    teams = [row for row in run.standings.to_pylist() if row["subject_kind"] == "team"]
    assert [(row["subject_id"], row["value"]) for row in teams] == [("T01", 9), ("T02", 8)]


def test_the_draw_can_be_repeated_by_hand(sample_file, catalogue, atoms, agents) -> None:
    plan = read_contest(sample_file("contests/tickets_draw.yaml", DRAW_FOR_ALL), catalogue)
    rows = [(a, 10, "tickets_resolved", k, None) for a, k in (("A1", 19), ("A2", 5), ("A3", 76))]
    run = run_contest(plan, agents("A1", "A2", "A3"), atoms(rows), watermark=date(2026, 7, 2))
    tickets = {row["subject_id"]: row["tickets"] for row in run.standings.to_pylist()}
    assert tickets == {"A1": 3, "A2": 1, "A3": 10}
    first = min(
        (hashlib.sha256(f"3412.57|tickets_draw_june|{a}|{t}".encode()).hexdigest(), a)
        for a, count in tickets.items()
        for t in range(1, count + 1)
    )[1]
    assert fen(run.prizes)[first] == 300
    assert sum(fen(run.prizes).values()) == 600


def test_a_draw_without_its_seed_stays_undrawn(sample_file, catalogue, atoms, agents) -> None:
    plan = read_contest(
        sample_file("contests/tickets_draw.yaml", {**DRAW_FOR_ALL, ("seed",): None}), catalogue
    )
    rows = atoms([("A1", 10, "tickets_resolved", 30, None)])
    run = run_contest(plan, agents("A1"), rows, watermark=date(2026, 7, 9))
    assert run.prizes.num_rows == 0
    assert [notice.code for notice in run.notices] == ["contest_not_drawn"]
    assert set(run.standings.column("state").to_pylist()) == {"provisional"}


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 5)), st.text())
def test_a_draw_holds_everybody_with_a_ticket_once(tickets, seed) -> None:
    drawn = draw_order(seed, "c", tickets)
    assert sorted(drawn) == sorted(agent for agent, count in tickets.items() if count)


WAYS = (
    {"kind": "top_k", "prizes": [500, "300.01", 200]},
    {"kind": "above_bar", "bar": 3, "prize": "333.33"},
    {"kind": "team_relay", "least_members": 1, "share": "equal", "prizes": [700, "300.03"]},
    {"kind": "team_relay", "least_members": 2, "share": "by_numerator", "prizes": [1000]},
    {"kind": "lottery", "figure_per_ticket": 2, "most_tickets": 3, "seed_from": "x",
     "prizes": [600, 400]},
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_way_of_scoring_exceeds_the_budget_or_depends_on_row_order(
    data, sample_file, catalogue, atoms, agents
) -> None:
    changes = {
        **NO_GATES,
        (*TERMS, "scoring"): data.draw(st.sampled_from(WAYS)),
        (*TERMS, "budget_amount"): "1000.03",
        (*TERMS, "ties"): data.draw(st.sampled_from(["split", "earlier"])),
        ("seed",): {date(2026, 6, 22): {"value": "7", "source": "x"}},
    }
    plan = read_contest(sample_file(FILE, changes), catalogue)
    ids = [f"A{i}" for i in range(data.draw(st.integers(1, 7)))]
    rows = [
        (agent, day, "sales_certified", data.draw(st.integers(0, 4)), None, 1, f"T0{index % 3}")
        for index, agent in enumerate(ids)
        for day in (9, 12)
    ]
    run = run_contest(plan, agents(*ids), atoms(rows), watermark=DONE)
    paid = fen(run.prizes)
    assert sum(paid.values()) <= Decimal("1000.03") and all(a > 0 for a in paid.values())
    mixed = data.draw(st.permutations(rows))
    people = agents(*data.draw(st.permutations(ids)))
    assert run_contest(plan, people, atoms(mixed), watermark=DONE) == run


@pytest.mark.parametrize(
    ("file", "changes", "message"),
    [
        (FILE, {(*TERMS, "budget_amount"): 2499}, "add up to 2500"),
        (FILE, {(*TERMS, "measure", "metric"): "sales_certifid"}, "no metric of this name"),
        (FILE, {("payout_on",): date(2026, 6, 20)}, "inside the window"),
        (FILE, {(*TERMS, "measure"): {"metric": "handle_s"}}, "no better side"),
        (FILE, {("window", "last"): date(2026, 6, 1)}, "ends before it begins"),
        (FILE, {("terms", date(2026, 6, 10)): {"value": None, "source": "x"}}, "cannot change"),
        (
            "contests/tickets_draw.yaml",
            {("seed",): {date(2026, 6, 30): {"value": "1", "source": "x"}}},
            "after the window has closed",
        ),
    ],
)
def test_broken_contests_are_refused(sample_file, catalogue, file, changes, message) -> None:
    with pytest.raises(Refusal, match=message):
        read_contest(sample_file(file, changes), catalogue)


def test_points_can_be_what_counts(sample_file, catalogue, agents) -> None:
    changes = {**NO_GATES, (*TERMS, "measure"): {"metric": "points"}}
    plan = read_contest(sample_file(FILE, changes), catalogue)
    ledger = pa.table(
        {
            "agent_id": ["A1", "A2", "A2"],
            "work_date": [date(2026, 6, 9)] * 3,
            "work_type": ["contact:sales"] * 3,
            "points": [Decimal("5.5000"), Decimal("3.0000"), Decimal("3.2500")],
        }
    )
    run = run_contest(plan, agents("A1", "A2"), point_atoms(ledger), watermark=DONE)
    assert fen(run.prizes) == {"A1": 500, "A2": 800}


def test_binary_floats_are_refused(sample_file, catalogue, agents) -> None:
    plan = read_contest(sample_file(FILE, NO_GATES), catalogue)
    rows = pa.table(
        {
            "agent_id": ["A1"], "business_date": [date(2026, 6, 9)],
            "metric": ["sales_certified"], "variant": ["CERTIFIED"], "n": [1], "numerator": [0.1],
        }
    )  # fmt: skip
    with pytest.raises(Refusal, match="binary floats"):
        run_contest(plan, agents("A1"), rows, watermark=DONE)


def daily(agent: str, before: int, during: int) -> list[tuple]:
    """Sales a day over the fortnight before the contest and the one of it."""
    days = {day: before for day in range(-6, 8)} | {day: during for day in range(8, 22)}
    return [(agent, day, "sales_certified", count, None) for day, count in days.items()]


def test_the_effect_is_the_difference_of_the_differences(sample_file, catalogue, atoms) -> None:
    plan = read_contest(sample_file(FILE), catalogue)
    changes = {"A1": (2, 5), "A2": (2, 4), "A3": (1, 3), "C1": (2, 3), "C2": (2, 2), "C3": (1, 1)}
    table = atoms([row for a, (b, d) in changes.items() for row in daily(a, b, d)])
    prizes = pa.table({"amount": [Decimal("800.00"), Decimal("200.00")]})
    (row,) = contest_effect(
        plan, table, prizes, people=["A1", "A2", "A3"], control=["C1", "C2", "C3"]
    ).to_pylist()
    assert row["effect"] == Decimal("2.000000")  # 7/3 − 1/3
    # Welch by hand: s² = 1/3 on both sides, se = √(2/9), df = 4, t = 2.776445
    assert abs(row["effect_low"] - Decimal("0.691172")) < Decimal("0.00001")
    assert row["effect_low"] + row["effect_high"] == 4
    assert row["gained_units"] == 2 * 14 * 3
    assert row["value_amount"] == 84 * 12
    assert row["return_ratio"] == Decimal("0.008")
    assert (row["before_mean"], row["control_during_mean"]) == (Decimal("1.666667"), 2)


def test_without_a_control_group_no_effect_is_claimed(sample_file, catalogue, atoms) -> None:
    plan = read_contest(sample_file(FILE), catalogue)
    table = atoms([*daily("A1", 1, 2), *daily("A2", 1, 3)])
    prizes = pa.table({"amount": pa.array([], pa.decimal128(18, 2))})
    (row,) = contest_effect(plan, table, prizes, people=["A1", "A2"], control=[]).to_pylist()
    assert row["effect"] is None and "no effect" in row["note_en"]
