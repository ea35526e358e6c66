"""Reviews: leaders who see their own team alone are compared through those who see all teams."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from scoring.quality import review_month
from scoring.quality.ratings import read_ratings

QUESTIONS = ("knowledge", "service", "teamwork")
TEAMS, PEOPLE = 4, 8
LENIENT, STRICT = "L0", "L1"


def row(who: str, source: str, rater: str, question: str, score: object, **keys: object) -> dict:
    return {
        "period": "2026-06", "review_id": "agent_review", "agent_id": who, "source": source,
        "rater_id": rater, "dimension": question, "score": Decimal(str(score)), "weight": None,
        "comment": None, **keys,
    }  # fmt: skip


def table(rows: list[dict]) -> pa.Table:
    number = pa.decimal128(18, 6)
    kinds = {"score": number, "weight": number}
    return pa.table(
        {key: pa.array([one[key] for one in rows], kinds.get(key, pa.string())) for key in rows[0]}
    )


@pytest.fixture(scope="module")
def planted() -> pa.Table:
    """Each leader rates eight people of the team alone; two evaluators rate everybody. L0 gives
    10 points too many, L1 10 too few, and everybody gives themself 6 more."""
    rng = np.random.default_rng(6)
    habit = {LENIENT: 10.0, STRICT: -10.0}
    rows = []
    for month in ("2026-04", "2026-05", "2026-06"):
        for team in range(TEAMS):
            for number in range(PEOPLE):
                who = f"T{team}-{number}"
                deserved = 60 + 3 * number
                raters = [("supervisor", f"L{team}"), ("qa", "Q1"), ("qa", "Q2"), ("self", who)]
                for source, rater in raters:
                    more = habit.get(rater, 0.0) + (6 if source == "self" else 0)
                    rows += [
                        row(who, source, rater, one, round(deserved + more + rng.normal(0, 3), 2),
                            period=month)
                        for one in QUESTIONS
                    ]  # fmt: skip
    return table(rows)


def test_planted_leniency_is_found_through_the_evaluators(sample_quality, planted) -> None:
    month = review_month(sample_quality, "2026-06", planted)
    raters = {row["rater_id"]: row for row in month.review_raters.to_pylist()}
    between = raters[LENIENT]["leniency"] - raters[STRICT]["leniency"]
    assert abs(between - 20) < 3
    flags = {rater: one["flags"] for rater, one in raters.items()}
    assert (flags[LENIENT], flags[STRICT]) == ("lenient", "strict")
    assert flags["L2"] == flags["L3"] == flags["Q1"] == flags["Q2"] == ""
    assert raters[LENIENT]["corrected"]
    assert not any(one["source"] == "self" for one in raters.values())


def test_leniency_is_taken_out_and_sources_sum_to_the_score(sample_quality, planted) -> None:
    """The leader counts 40 of the 80 that remain without colleagues: 10 points make 5 of them."""
    month = review_month(sample_quality, "2026-06", planted)
    scores = {row["agent_id"]: row for row in month.review_scores.to_pylist()}
    kind = [scores[f"T0-{number}"]["adjustment"] for number in range(PEOPLE)]
    strict = [scores[f"T1-{number}"]["adjustment"] for number in range(PEOPLE)]
    assert all(-7 < float(one) < -3 for one in kind) and all(3 < float(one) < 7 for one in strict)
    assert all(float(one["self_gap"]) > -6 for one in scores.values())
    sums: dict[str, Decimal] = {}
    for line in month.review_sources.to_pylist():
        sums[line["agent_id"]] = sums.get(line["agent_id"], Decimal(0)) + line["contribution"]
    assert sums == {agent: one["score"] for agent, one in scores.items()}


def test_too_few_forms_are_shown_and_not_taken_out(sample_quality, planted) -> None:
    june = [one for one in planted.to_pylist() if one["period"] == "2026-06"]
    month = review_month(sample_quality, "2026-06", table(june))
    leaders = [r for r in month.review_raters.to_pylist() if r["source"] == "supervisor"]
    assert [one["ratings"] for one in leaders] == [PEOPLE] * TEAMS
    assert not any(one["corrected"] for one in leaders)


def test_dimensions_of_one_form_belong_together() -> None:
    given = dict(zip(QUESTIONS, (60, 70, 80), strict=True))
    rows = [row("A1", "peer", "B", question, score) for question, score in given.items()]
    [form] = read_ratings(table(rows))
    assert form.as_dimensions.overall == 70 and form.rater == "peer/B"
    assert [one.score for one in form.as_ratings] == [60, 70, 80]


def test_a_review_without_a_rule_is_refused(sample_quality) -> None:
    unknown = table([row("A1", "peer", "B", "pace", 70, review_id="coffee")])
    with pytest.raises(Refusal, match="no file describes this review"):
        review_month(sample_quality, "2026-06", unknown)
    none = review_month(sample_quality, "2026-05", unknown)
    assert none.review_scores.num_rows == none.review_raters.num_rows == 0
