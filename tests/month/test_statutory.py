"""The law of the sample's city on a finished month: who worked on a statutory day is paid so."""

from __future__ import annotations

from datetime import date

import pytest

from tests.month.conftest import PERIOD, Month

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]

DRAGON_BOAT = date(2026, 6, 19)


def test_everybody_is_proved_and_nothing_blocks(month: Month) -> None:
    rules = dict(
        month.rows(
            """
            select rule, count(*) from scoring.statutory_proofs
            where agent_id in (select agent_id from scoring.pay_lines) group by rule"""
        )
    )
    [(paid,)] = month.rows("select count(distinct agent_id) from scoring.pay_lines")
    assert rules["minimum_wage"] == rules["overtime_month"] == paid
    assert month.rows("select * from scoring.statutory_proofs where blocking and not passed") == []


def test_work_on_the_statutory_holiday_is_paid_at_three_hundred_percent(month: Month) -> None:
    worked = month.rows(
        "select agent_id, attended_s from marts.attendance_day "
        "where work_date = ? and scheduled_s > 0 and attended_s > 0 order by agent_id",
        DRAGON_BOAT,
    )
    assert len(worked) > 5
    lines = month.rows(
        "select agent_id, paid_s, multiplier from scoring.overtime_lines "
        "where work_date = ? and approved order by agent_id",
        DRAGON_BOAT,
    )
    assert lines == [(agent, attended_s, 3) for agent, attended_s in worked]


def test_overtime_lines_and_pay_lines_say_the_same(month: Month) -> None:
    paid = month.rows(
        "select agent_id, pay_amount from scoring.pay_lines where code = 'P9' order by agent_id"
    )
    assert paid
    assert paid == month.rows(
        "select agent_id, cast(round(sum(unrounded_amount), 2) as decimal(18, 2)) "
        "from scoring.overtime_lines group by agent_id having sum(paid_s) > 0 order by agent_id"
    )


def test_the_proof_sheet_says_who_has_to_decide(month: Month) -> None:
    told = month.centre.callfloor("proofs", "--period", PERIOD, "--language", "en")
    assert told.returncode == 0, told.stderr
    assert "Outcome: may be published" in told.stdout
    assert "check with counsel" in told.stdout
