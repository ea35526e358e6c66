"""Cascades: shares, hours-weighted teams by day, leaders from atoms, mix, exact contributions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.awards import read_cascade, run_cascade, vertical_gaps
from scoring.awards.figures import Atom
from scoring.awards.group_score import centre_mix, standardised
from scoring.tables import NUMBER

FILE = "cascades/team_result.yaml"
SINCE = date(2026, 1, 1)


def day(number: int) -> date:
    return date(2026, 6, number)


def own(**scores: Any) -> pa.Table:
    rows = [
        {
            "period": "2026-06",
            "agent_id": agent,
            "kind": "total",
            "score": None if score is None else Decimal(score),
        }
        for agent, score in scores.items()
    ]
    names = [(name, pa.string()) for name in ("period", "agent_id", "kind")]
    return pa.Table.from_pylist(rows, schema=pa.schema([*names, ("score", NUMBER)]))


def membership(*rows: tuple[str, int, str, int]) -> pa.Table:
    names = ("agent_id", "business_date", "team_id", "hours")
    return pa.Table.from_pylist(
        [dict(zip(names, (a, day(d), t, h), strict=True)) for a, d, t, h in rows],
        schema=pa.schema(
            [
                ("agent_id", pa.string()),
                ("business_date", pa.date32()),
                ("team_id", pa.string()),
                ("hours", pa.int64()),
            ]
        ),
    )


def leadership(*rows: tuple[str, str, int]) -> pa.Table:
    kinds = [("agent_id", pa.string()), ("team_id", pa.string()), ("business_date", pa.date32())]
    named = [{"agent_id": a, "team_id": t, "business_date": day(d)} for a, t, d in rows]
    return pa.Table.from_pylist(named, schema=pa.schema(kinds))


def scores(run: Any, agent: str) -> dict[str, Decimal | None]:
    return {r["part_id"]: r["score"] for r in run.lines.to_pylist() if r["agent_id"] == agent}


@pytest.fixture(scope="module")
def quality_only(sample_file, catalogue):
    """The sample cascade with the QA score alone, 1 point of value = 1 point of score, and a
    leader with a scorecard of their own (λ = 0.6)."""
    line = {"code": "F1", "points": [[0, 0], [100, 100]]}
    kpi = {
        "id": "quality", "name_zh": "质检", "name_en": "QA", "metric": "qa_score",
        "weight": {SINCE: {"value": 100, "source": "x"}},
        "function": {SINCE: {"value": line, "source": "x"}},
        "mix_adjustment": {SINCE: {"value": "none", "source": "x"}},
    }  # fmt: skip
    leader = {SINCE: {"value": {"own": 0.4, "led": 0.6}, "source": "x"}}
    changes = {("kpis",): [kpi], ("shares", "team_leader"): leader}
    return read_cascade(sample_file(FILE, changes), catalogue, "2026-06")


def test_a_mover_has_the_hours_weighted_mean_of_both_teams(quality_only, atoms, agents) -> None:
    members = membership(("A1", 1, "T01", 30), ("A1", 2, "T02", 10), ("A2", 1, "T01", 8),
                         ("A3", 2, "T02", 8))  # fmt: skip
    table = atoms([("A2", 1, "qa_score", 80, 1), ("A3", 2, "qa_score", 60, 1)])
    run = run_cascade(quality_only, agents("A1"), own(A1=90), table, members, leadership())
    found = scores(run, "A1")
    assert found["team"] == 75  # (30 × 80 + 10 × 60) ÷ 40
    assert found["centre"] == 70
    assert found["total"] == Decimal("86.750000")  # 0.80 × 90 + 0.15 × 75 + 0.05 × 70


def test_a_leader_gets_exactly_the_days_they_led_from_atoms(quality_only, atoms, agents) -> None:
    members = membership(("A1", 1, "T01", 8), ("A2", 1, "T01", 8), ("A1", 2, "T01", 8),
                         ("L1", 1, "T01", 8))  # fmt: skip
    rows = [
        ("A1", 1, "qa_score", 90, 1), ("A2", 1, "qa_score", 210, 3), ("A1", 2, "qa_score", 10, 1),
        ("L1", 1, "qa_score", 0, 5),
    ]  # fmt: skip
    led = leadership(("L1", "T01", 1))
    run = run_cascade(
        quality_only, agents("L1", role="team_leader"), own(L1=50), atoms(rows), members, led
    )
    assert scores(run, "L1")["led"] == 75  # (90 + 210) ÷ (1 + 3), not the mean of 90 and 70
    assert scores(run, "L1")["total"] == 65  # 0.4 × 50 + 0.6 × 75
    (award,) = run.awards.to_pylist()
    assert (award["amount"], award["coefficient"]) == (720, Decimal("0.6"))


def test_a_part_without_figure_gives_its_share_away_and_no_own_score_holds(
    quality_only, atoms, agents
) -> None:
    table = atoms([("A2", 1, "qa_score", 80, 1)])
    run = run_cascade(
        quality_only, agents("A1", "A2"), own(A1=90, A2=None), table, membership(), leadership()
    )
    assert scores(run, "A1")["total"] == Decimal("89.411765")  # (0.80 × 90 + 0.05 × 80) ÷ 0.85
    assert scores(run, "A2")["total"] is None
    assert [notice.agents for notice in run.notices] == [("A2",)]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_contributions_sum_to_the_score_at_every_level(data, sample_cascade, atoms, agents) -> None:
    people = ["A1", "A2", "A3"]
    score = st.decimals(0, 120, places=6)
    rows, days = [], []
    for agent in people:
        for number in range(1, 4):
            team = data.draw(st.sampled_from(["T01", "T02"]))
            days.append((agent, number, team, data.draw(st.integers(0, 9))))
            done = data.draw(st.integers(0, 5))
            points = data.draw(st.integers(60 * done, 100 * done))
            rows.append((agent, number, "qa_score", points, done, done, team, "billing"))
            rows.append((agent, number, "attendance_rate", 7, 8))
    run = run_cascade(
        sample_cascade, agents(*people), own(**{a: data.draw(score) for a in people}),
        atoms(rows), membership(*days), leadership(),
    )  # fmt: skip
    lines = run.lines.to_pylist()
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        if line["parent_id"]:
            sums[line["agent_id"], line["parent_id"]] += line["contribution"]
    for line in lines:
        below = sums.get((line["agent_id"], line["part_id"]))
        if below is not None and line["score"] is not None:
            assert below == line["score"]


@pytest.fixture(scope="module")
def sample_cascade(sample_file, catalogue):
    return read_cascade(sample_file(FILE), catalogue, "2026-06")


def atom(segment: str, numerator: int, denominator: int) -> Atom:
    some = Fraction(numerator), Fraction(denominator)
    return Atom("A1", None, day(1), "qa_score", "-", segment, denominator, *some)


def test_mix_adjustment_takes_a_hard_mix_out() -> None:
    centre = [atom("easy", 900, 10), atom("hard", 700, 10)]
    hard_team = [atom("easy", 90, 1), atom("hard", 630, 9)]
    assert standardised(hard_team, centre_mix(centre)) == 80
    assert standardised([atom("easy", 90, 1)], centre_mix(centre)) == 90


def test_shares_and_weights_must_be_whole(sample_file, catalogue) -> None:
    shares = {("shares", "agent", SINCE, "value"): {"own": "0.80", "team": "0.15"}}
    with pytest.raises(Refusal, match=r"sum to 0\.95, not to 1"):
        read_cascade(sample_file(FILE, shares), catalogue, "2026-06")
    weights = {("kpis", 0, "weight", SINCE, "value"): 59}
    with pytest.raises(Refusal, match="sum to 100"):
        read_cascade(sample_file(FILE, weights), catalogue, "2026-06")


def test_a_person_in_two_teams_on_a_day_is_refused(quality_only, atoms, agents) -> None:
    twice = membership(("A1", 1, "T01", 4), ("A1", 1, "T02", 4))
    with pytest.raises(Refusal, match="two teams on one day"):
        run_cascade(quality_only, agents("A1"), own(A1=90), atoms([]), twice, leadership())


def values(*rows: tuple[str, str, int, int]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"period": "2026-06", "subject_kind": k, "subject_id": i, "metric": "qa_score",
             "variant": "-", "numerator": n, "denominator": d}
            for k, i, n, d in rows
        ]
    )  # fmt: skip


def test_children_reproduce_the_parent_or_the_gap_is_named() -> None:
    parents = {("agent", "A1"): ("team", "T01"), ("agent", "A2"): ("team", "T01")}
    rows = [("agent", "A1", 90, 1), ("agent", "A2", 210, 3)]
    assert vertical_gaps(values(*rows, ("team", "T01", 300, 4)), parents).num_rows == 0
    (gap,) = vertical_gaps(values(*rows, ("team", "T01", 300, 5)), parents).to_pylist()
    assert (gap["children_denominator"], gap["denominator"]) == (4, 5)
    (gap,) = vertical_gaps(values(*rows), parents).to_pylist()
    assert (gap["children"], gap["numerator"]) == (2, 0)
