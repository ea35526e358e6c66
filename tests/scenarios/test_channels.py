"""Chats and e-mail through the whole chain: from the switch's records to roster and workbook."""

from __future__ import annotations

from typing import Any

import numpy as np
import openpyxl
import pytest

from pipelines.centre import load_centre
from pipelines.planning.targets import Planning
from pipelines.warehouse import fetched
from scheduling.erlang import Targets, required_agents
from tests.other_channels import CHAT, CHATS_A_DAY, MAIL, MAILS_A_DAY
from tests.small_centre import SmallCentre

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("scenarios")]

_REQUIRED = """
select * from scheduling.requirement
where queue_id = $1 and plan_week = (select min(plan_week) from scheduling.requirement)
order by interval_start_at
"""


def required(centre: SmallCentre, queue_id: str) -> list[dict[str, Any]]:
    with centre.warehouse() as connection:
        return fetched(connection, _REQUIRED, [queue_id]).to_pylist()


def test_chats_take_fewer_agents_than_erlang_asks_for_their_load(finished: SmallCentre) -> None:
    rows = [row for row in required(finished, CHAT) if row["binding"] != "closed"]
    assert {(row["channel"], row["model"]) for row in rows} == {("chat", "chat")}
    assert sum(row["offered"] for row in rows) == pytest.approx(7 * CHATS_A_DAY, rel=0.1)
    day = rows[0]["business_date"]
    held = Planning(load_centre(finished.centre)).targets(CHAT, day)
    as_calls = required_agents(
        np.array([row["offered_load_erlang"] for row in rows]),
        aht_s=np.array([row["aht_s"] for row in rows]),
        targets=Targets(0.8, held.target_wait_s, None, float(held.maximum_occupancy)),
        patience_s=held.patience_s,
    )
    assert sum(row["agents"] for row in rows) < 0.7 * as_calls.sum()
    for row in rows:
        assert row["service_level"] >= 0.8
        assert row["simulated_service_level"] > 0.8 - 0.05 - 4 * row["simulated_error"]
        assert row["occupancy"] < row["person_occupancy"]


def test_mail_is_met_by_its_deadline_in_opening_hours(finished: SmallCentre) -> None:
    rows = required(finished, MAIL)
    assert len(rows) == 7 * 48, "e-mail comes round the clock"
    assert sum(row["offered"] for row in rows) == pytest.approx(7 * MAILS_A_DAY, rel=0.1)
    opened = [row for row in rows if row["binding"] != "closed"]
    assert len(opened) == 7 * 24 and {row["binding"] for row in opened} <= {"deadline", "minimum"}
    assert {row["model"] for row in rows} == {"deadline"}
    assert {row["service_level"] for row in rows if row["offered"]} == {1.0}
    assert all(row["agents"] == 0 for row in rows if row["binding"] == "closed")
    night = [row["backlog"] for row in rows if row["binding"] == "closed"]
    assert max(night) > 10 > min(row["backlog"] for row in opened)


def test_the_roster_covers_both_and_is_judged_by_what_each_promises(finished: SmallCentre) -> None:
    with finished.warehouse() as connection:
        covered = dict(
            connection.execute(
                """select queue_group, sum(scheduled_agents) from scheduling.roster_coverage
                group by all"""
            ).fetchall()
        )
        judged = connection.execute(
            """select count(*), count(abandon_rate), min(service_level), max(service_level)
            from scheduling.roster_service where queue_group = $1""",
            [MAIL],
        ).fetchall()
        predicted = {
            queue
            for (queue,) in connection.execute(
                "select distinct queue_id from scheduling.plan_prediction"
            ).fetchall()
        }
    assert covered[CHAT] > 0 and covered[MAIL] > 0
    [(half_hours, abandoned, low, high)] = judged
    assert (half_hours, abandoned) == (7 * 48, 0), "judged by the deadline: nobody hangs up"
    assert 0.0 <= low < high <= 1.0
    assert CHAT in predicted and MAIL not in predicted


def test_the_planner_reads_of_channels_and_of_what_is_left_out(finished: SmallCentre) -> None:
    [path] = (finished.out / "workbooks").glob("2026-06/*/WB05_*.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)

    def words(sheet: str) -> set[str]:
        cells = (cell for row in book[sheet].iter_rows(values_only=True) for cell in row)
        return {cell for cell in cells if isinstance(cell, str)}

    assert {"在线客服", "在线聊天", "邮件客服", "邮件", "时限", "未答邮件"} <= words("需求明细")
    left_out = "不含邮件客服：邮件按时限答复，见「需求」与「覆盖」表"
    for sheet in ("预计指标", "风险", "混合", "技能共享"):
        assert left_out in words(sheet)
    assert "邮件客服" in words("覆盖")
