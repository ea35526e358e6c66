"""Chats and e-mail are staffed as chats and e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from scheduling import StaffingTargets, requirement
from scheduling.roster_service import roster_service
from scheduling.tables import FORECAST, table
from scheduling.targets import Deadline

MONDAY = date(2026, 7, 6)
VOICE = StaffingTargets(Decimal("0.80"), 30, Decimal("0.90"), Decimal("0.10"), 200)
CHAT = replace(VOICE, channel="chat", stretch=(1.0, 1.3, 1.8))
OFFERED = (12.0, 30.0, 45.0, 38.0, 20.0, 8.0)


def forecast_of(
    half_hours: dict[tuple[date, int], float], aht_s: float = 420.0, open_from: int = 0
) -> pa.Table:
    """Rows of one queue: contacts by date and half-hour of the day, before `open_from` closed."""
    rows = [
        {
            "plan_week": MONDAY, "queue_id": "queue",
            "interval_start_at": datetime.combine(day, time()) + timedelta(minutes=30 * slot),
            "business_date": day, "offered_p05": 0.0, "offered": offered, "offered_p50": offered,
            "offered_p95": offered, "aht_s": aht_s,
            "model": "closed" if slot < open_from else "blend",
        }
        for (day, slot), offered in half_hours.items()
    ]  # fmt: skip
    return table(rows, FORECAST)


def day_of(held: StaffingTargets) -> list[dict[str, Any]]:
    volumes = {(MONDAY, 16 + place): offered for place, offered in enumerate((0.0, *OFFERED))}
    return requirement(forecast_of(volumes, open_from=17), lambda *_: held).to_pylist()


def test_chats_take_fewer_agents_than_the_same_load_of_calls() -> None:
    closed, *chats = day_of(CHAT)
    _, *calls = day_of(VOICE)
    assert (closed["agents"], closed["binding"], closed["channel"]) == (0, "closed", "chat")
    for chat, call in zip(chats, calls, strict=True):
        assert (
            chat["model"] == "chat" and chat["offered_load_erlang"] == call["offered_load_erlang"]
        )
        assert chat["agents"] < call["agents"]
        assert chat["service_level"] >= 0.8 and chat["occupancy"] <= 0.9
        assert chat["person_occupancy"] >= chat["occupancy"]
        assert chat["required_agents"] == -(-chat["agents"] * 10 // 9)
        assert abs(chat["model_error"]) < 0.2
        assert chat["service_level_one_less"] < chat["simulated_service_level"]
    assert all(call["person_occupancy"] == call["occupancy"] for call in calls)


def test_one_chat_at_once_is_a_call() -> None:
    """Number for number, what decided too; only the simulated days are drawn in fewer."""
    kept = ("agents", "required_agents", "binding", "offered_load_erlang")
    close = ("service_level", "asa_s", "abandon_rate", "occupancy")
    for chat, call in zip(day_of(replace(CHAT, stretch=(1.0,))), day_of(VOICE), strict=True):
        assert [chat[name] for name in kept] == [call[name] for name in kept]
        assert [chat[name] for name in close] == [
            None if call[name] is None else pytest.approx(call[name], rel=1e-9) for name in close
        ]


def test_chats_tuned_by_simulation_keep_their_level() -> None:
    _, *rows = day_of(replace(CHAT, chosen_model="simulation"))
    _, *by_formula = day_of(CHAT)
    for row in rows:
        assert row["model"] == "simulation" and row["service_level"] >= 0.8
        assert row["simulated_service_level"] > 0.8 - 4 * row["simulated_error"]
        assert row["occupancy"] < row["person_occupancy"]
    assert sum(r["agents"] for r in rows) <= sum(r["agents"] for r in by_formula)


def mail_on(within: int, minimum: int = 0) -> Callable[[str, date], StaffingTargets]:
    """E-mail worked on from 08:00 to 12:00 on weekdays, within so many open half-hours."""

    def held(_: str, day: date) -> StaffingTargets:
        opens_at = datetime.combine(day, time(8)) if day.weekday() < 5 else None
        closes_at = opens_at and opens_at + timedelta(hours=4)
        return replace(
            VOICE, channel="email", patience_s=None, minimum_agents=minimum,
            maximum_occupancy=Decimal("0.80"), deadline=Deadline(within, opens_at, closes_at),
        )  # fmt: skip

    return held


def week_of_mail(offered: Callable[[date, int], float]) -> pa.Table:
    days = [MONDAY + timedelta(days=n) for n in range(14)]
    volumes = {(day, slot): offered(day, slot) for day in days for slot in range(48)}
    return forecast_of(volumes, aht_s=360.0)


def test_mail_is_answered_by_its_deadline_by_the_fewest_at_once() -> None:
    """20 at 08:00 are 4 agent half-hours, 5 at an occupancy of 0.8; 8 half-hours, so one agent."""
    mail = week_of_mail(lambda day, slot: 20.0 * (slot == 16 and day.weekday() < 5))
    rows = requirement(mail, mail_on(8)).to_pylist()
    opened = [row for row in rows if row["binding"] != "closed"]
    assert {row["binding"] for row in opened} == {"deadline"} and len(opened) == 10 * 8
    assert max(row["agents"] for row in rows) == 1
    assert sum(row["agents"] for row in opened) == 10 * 5
    assert {row["service_level"] for row in rows if row["offered"]} == {1.0}
    assert all(row["agents"] == 0 for row in rows if row["binding"] == "closed")
    urgent = requirement(mail, mail_on(1)).to_pylist()
    assert max(row["agents"] for row in urgent) == 5
    assert max(row["occupancy"] or 0.0 for row in urgent) == pytest.approx(0.8)


def test_the_weekends_mail_waits_for_monday_and_is_counted_until_then() -> None:
    rows = requirement(
        week_of_mail(lambda day, slot: 16.0 * (day.weekday() == 5 and slot == 30)), mail_on(4)
    ).to_pylist()
    at = {row["interval_start_at"]: row for row in rows}
    sunday = at[datetime(2026, 7, 12, 12)]
    assert (sunday["backlog"], sunday["agents"]) == (16.0, 0)
    assert (
        sum(at[datetime(2026, 7, 13, 8) + timedelta(minutes=30 * n)]["agents"] for n in range(4))
        == 4
    )
    assert at[datetime(2026, 7, 13, 10)]["backlog"] == pytest.approx(0.0, abs=1e-9)
    first_monday = at[datetime(2026, 7, 6, 8)]
    assert first_monday["agents"] >= 1, "what a weekend before the plan leaves is met"


def test_an_open_mail_queue_keeps_its_minimum() -> None:
    rows = requirement(week_of_mail(lambda *_: 0.0), mail_on(4, minimum=2)).to_pylist()
    opened = [row for row in rows if row["binding"] != "closed"]
    assert {(row["agents"], row["binding"]) for row in opened} == {(2, "minimum")}
    assert {row["simulated_service_level"] for row in rows} == {None}


def test_a_roster_is_judged_by_the_deadline_of_mail() -> None:
    def plan(agents: float) -> pa.Table:
        held = mail_on(4)("queue", MONDAY).deadline
        assert held is not None
        return pa.Table.from_pylist(
            [
                {
                    "queue_id": "queue", "business_date": MONDAY, "offered": 9.0, "aht_s": 360.0,
                    "interval_start_at": datetime(2026, 7, 6, 8) + timedelta(minutes=30 * n),
                    "agents": agents, "patience_s": 86400.0, "target_wait_s": 28800.0,
                    "target_level": 0.9, "stretch": [1.0], "answer_within": held.answer_within,
                    "opens_at": held.opens_at, "closes_at": held.closes_at,
                }
                for n in range(10)
            ]
        )  # fmt: skip

    enough, short = (
        roster_service(plan(agents), MONDAY, days=50, seed=1).to_pylist() for agents in (3.5, 1.0)
    )
    assert min(row["service_level"] for row in enough) > 0.9
    assert max(row["service_level"] for row in short[2:8]) < 0.6
    assert enough[5]["occupancy"] == pytest.approx(1.8 / 3.5)
    assert short[5]["occupancy"] == pytest.approx(1.0)
    assert enough[9]["occupancy"] is None, "nobody works after closing"


def test_targets_that_contradict_their_channel_are_refused() -> None:
    for wrong in (
        {"channel": "email"},
        {"stretch": (1.0, 1.2)},
        {"channel": "chat", "chosen_model": "erlang_a"},
        {"deadline": Deadline(4, None, None)},
    ):
        with pytest.raises(ValueError):
            replace(VOICE, **wrong)
