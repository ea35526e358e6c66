"""Scores add up, the pool is spent to the fen, and the trace says the same as the lines."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.month.conftest import PERIOD, Month

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]

POOLS = {"agent": Decimal("126000.00"), "evaluator": Decimal("6000.00")}  # variable_pay.yaml
PAY = "select agent_id, sum(pay_amount) from scoring.pay_lines group by agent_id"


def test_contributions_of_every_node_sum_to_its_score(month: Month) -> None:
    parents = month.rows(
        """
        select parent.agent_id, parent.node_id, parent.score, sum(child.contribution)
        from scoring.score_lines as parent
        inner join scoring.score_lines as child
            on parent.agent_id = child.agent_id and parent.node_id = child.parent_id
            and parent.scorecard_id = child.scorecard_id
        where parent.score is not null
        group by all"""
    )
    assert len({agent for agent, *_ in parents}) > 20
    assert [row for row in parents if row[2] != row[3]] == []


def test_every_agent_and_evaluator_of_the_month_is_scored(month: Month) -> None:
    unscored = month.rows(
        """
        select agent_id from marts.agent_day
        where role in ('agent', 'evaluator') and business_date >= date '2026-06-01'
            and (handled_contacts > 20 or evaluations_done > 5)
            and agent_id not in (select agent_id from scoring.score_lines)"""
    )
    assert unscored == []


def test_pools_are_spent_to_the_fen(month: Month) -> None:
    found = dict(
        month.rows(
            """
            with roles as (
                select agent_id, arg_max(role, business_date) as role from marts.agent_day
                where business_date >= date '2026-06-01' group by agent_id)
            select role, sum(pay_amount) from scoring.pay_lines inner join roles using (agent_id)
            where component = 'points' group by role"""
        )
    )
    assert found == POOLS


def test_amounts_are_whole_fen(month: Month) -> None:
    assert month.rows(
        "select count(*) from scoring.pay_lines where pay_amount <> round(pay_amount, 2)"
    ) == [(0,)]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_explain_says_the_total_of_the_pay_lines(month: Month, language: str) -> None:
    pay = dict(month.rows(PAY))
    agent = max(pay, key=lambda login: pay[login])
    told = month.centre.callfloor(
        "explain", "--agent", agent, "--period", PERIOD, "--language", language
    )
    assert told.returncode == 0, told.stderr
    root = told.stdout.splitlines()[0]
    assert f"{pay[agent]:,.2f}" in root
    parts = re.findall(r"^  \S.*?(-?[\d,]+\.\d\d) = ", told.stdout, re.MULTILINE)
    assert sum(Decimal(part.replace(",", "")) for part in parts) == pay[agent]


def test_explain_refuses_a_login_that_nobody_has(month: Month) -> None:
    told = month.centre.callfloor("explain", "--agent", "A9999", "--period", PERIOD)
    assert told.returncode == 3
    assert "A9999" in told.stderr
    assert "Next:" in told.stderr
    assert "Traceback" not in told.stderr
