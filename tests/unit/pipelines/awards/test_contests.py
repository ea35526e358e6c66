"""In which month a prize is paid, and that points wait for their scores."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from pipelines.awards.contests import paid_in, payable_prizes, store_contests
from pipelines.awards.documents import award_documents
from pipelines.centre import load_centre
from pipelines.period import parse_period
from pipelines.settings import SAMPLE_CENTRE
from pipelines.warehouse import replace_rows
from scoring import Metric
from scoring.awards import Contest, read_contest
from scoring.awards.tables import CONTEST_PRIZES

CATALOGUE = {
    name: Metric(name, name, name, "n", "up", "EVENT", variant)
    for name, variant in (
        ("sales_certified", "CERTIFIED"), ("tickets_resolved", "COUNT"), ("qa_score", "-"),
        ("attendance_rate", "HOURS"),
    )
}  # fmt: skip


def contests(centre):
    found = [read_contest(one, CATALOGUE) for one in award_documents(centre, "contest")]
    return {plan.rule.id: plan for plan in found}


@pytest.fixture(scope="module")
def sample():
    return load_centre(SAMPLE_CENTRE)


def changed(contest: Contest, **values: object) -> Contest:
    return contest.model_copy(update=values)


def test_a_prize_is_paid_in_the_month_in_which_it_is_due_and_settled(sample) -> None:
    plan = contests(sample)["sales_sprint_june"]
    terms, contest = plan.terms, plan.rule
    assert paid_in(contest, terms) == "2026-06"
    assert paid_in(changed(contest, payout_on=date(2026, 7, 15)), terms) == "2026-07"
    slow = terms.model_copy(update={"settle_lag_days": 10})  # the data are final on July 1st
    assert paid_in(contest, slow) == "2026-07"


def test_a_draw_is_paid_when_its_seed_is_public(sample) -> None:
    plan = contests(sample)["tickets_draw_june"]
    early = changed(plan.rule, payout_on=date(2026, 6, 30))
    quick = plan.terms.model_copy(update={"settle_lag_days": 0})
    assert paid_in(early, quick) == "2026-07"  # the seed is of July 1st
    assert paid_in(changed(early, seed=None), quick) is None


def test_pay_takes_payable_prizes_of_its_month_only(warehouse, sample) -> None:
    def prize(contest: str, state: str, agent: str) -> dict[str, object]:
        given = {"contest_id": contest, "agent_id": agent, "state": state, "amount": Decimal(5)}
        texts = {f.name: "x" for f in CONTEST_PRIZES if f.type == pa.string()}
        return {
            **texts, "rank": 1, "payout_on": date(2026, 6, 30), "taxable": True, **given,
        }  # fmt: skip

    rows = [
        prize("sales_sprint_june", "payable", "A1"),
        prize("sales_sprint_june", "under_review", "A2"),
        prize("tickets_draw_june", "payable", "A3"),
    ]
    table = pa.Table.from_pylist(rows, schema=CONTEST_PRIZES)
    replace_rows(warehouse, "scoring.contest_prizes", table, where={})
    by_month = {
        month: payable_prizes(warehouse, sample, parse_period(month)) for month in
        ("2026-05", "2026-06", "2026-07")
    }  # fmt: skip
    assert by_month["2026-05"] is None
    june, july = by_month["2026-06"], by_month["2026-07"]
    assert june is not None and june["agent_id"].to_pylist() == ["A1"]
    assert july is not None and july["agent_id"].to_pylist() == ["A3"]


def by_points(text: str) -> str:
    return text.replace("metric: sales_certified, variant: CERTIFIED", "metric: points")


def test_a_contest_by_points_cannot_be_paid_in_its_own_month(warehouse, centre_with) -> None:
    centre = centre_with(**{"contests/sales_sprint.yaml": by_points})
    plan = contests(centre)["sales_sprint_june"]
    with pytest.raises(Refusal, match="decided by points"):
        store_contests(warehouse, [plan], [], parse_period("2026-06"))


def test_a_contest_by_points_waits_for_the_scores_of_its_month(warehouse, centre_with) -> None:
    centre = centre_with(
        **{
            "contests/sales_sprint.yaml": lambda text: by_points(text).replace(
                "payout_on: 2026-06-30", "payout_on: 2026-07-15"
            )
        }
    )
    plan = contests(centre)["sales_sprint_june"]
    [notice] = store_contests(warehouse, [plan], [], parse_period("2026-06"))
    assert notice.code == "contest_waits_for_points"
    [(rows,)] = warehouse.execute("select count(*) from scoring.contest_prizes").fetchall()
    assert rows == 0


def test_a_contest_of_another_month_is_left_alone(warehouse, sample) -> None:
    plans = list(contests(sample).values())
    assert store_contests(warehouse, plans, [], parse_period("2026-05")) == []
    assert store_contests(warehouse, plans, [], parse_period("2026-08")) == []
