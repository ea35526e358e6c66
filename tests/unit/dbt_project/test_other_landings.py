"""Landing zones that are not the small centre's: empty, broken, and in summer time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

ONLY_MODELS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


def test_a_centre_with_contacts_alone_has_empty_figures_not_zeros(
    build: Callable[..., Any], landing: dict[str, Any], tmp_path: Path
) -> None:
    contacts = [
        {k: v for k, v in row.items() if k not in {"hold_s", "wrap_s"}}
        for row in landing["contacts"]
    ]
    built = build(tmp_path, {"contacts": contacts}, "--exclude-resource-type", "unit_test")
    assert built.success, built.statuses
    day = built.one("from marts.agent_day where handled_contacts = 2")
    missing = {"contact_hold_s", "contact_wrap_s", "logged_in_s", "aux_s", "handle_s", "paid_s",
               "adherence_scheduled_s", "late_count", "team_id", "sale_amount"}  # fmt: skip
    assert {day[column] for column in missing} == {None}
    assert day["contact_handle_s"] == day["contact_talk_s"] == 200
    for mart in (
        "attendance_day", "agent_interval", "callback_day", "evaluations", "ticket_steps",
        "tickets",
    ):  # fmt: skip
        assert built.one(f"select count(*) as n from marts.{mart}") == {"n": 0}


def test_a_queue_without_a_promise_and_a_gap_between_states_stop_the_marts(
    build: Callable[..., Any], landing: dict[str, Any], tmp_path: Path
) -> None:
    landing["contacts"][0]["queue_id"] = "voice_unknown"
    landing["agent_states"] = [s for s in landing["agent_states"] if s["state"] != "ring"]
    built = build(
        tmp_path, landing, "--exclude-resource-type", "unit_test",
        "--select", "+queue_interval", "+agent_interval", "every_queue_has_its_promise",
    )  # fmt: skip
    assert not built.success
    assert built.statuses["every_queue_has_its_promise"] == "fail"
    assert built.statuses["contacts"] == built.statuses["queue_interval"] == "skipped"
    assert built.statuses["agent_interval_states_sum_to_logged_in_time"] == "fail"
    unpromised = built.one("from control.every_queue_has_its_promise")
    assert (unpromised["queue_id"], unpromised["contacts"]) == ("voice_unknown", 1)
    assert built.one("from marts.agent_interval where unstated_s <> 0")["unstated_s"] == 4


def test_a_day_of_the_clock_change_has_46_or_50_half_hours(
    build: Callable[..., Any], tmp_path: Path
) -> None:
    spans = [
        ("2026-03-28 22:00", "2026-03-29 12:00"), ("2026-03-29 12:00", "2026-03-29 23:00"),
        ("2026-10-24 21:00", "2026-10-25 12:00"), ("2026-10-25 12:00", "2026-10-26 01:00"),
    ]  # fmt: skip
    states = [
        {"agent_id": "A1", "state": state, "started_at": started_at, "ended_at": ended_at}
        for started_at, ended_at in spans
        for state in ("logged_in", "available")
    ]
    built = build(
        tmp_path, {"agent_states": states}, *ONLY_MODELS, "--select", "+agent_interval",
        zone="Europe/Berlin",
    )  # fmt: skip
    days = built.rows(
        "select cast(business_date as varchar) as day, count(*) as half_hours,"
        " sum(logged_in_s)::bigint as s from marts.agent_interval group by 1 order by 1"
    )
    assert {day["day"]: (day["half_hours"], day["s"]) for day in days} == {
        "2026-03-28": (2, 3600),
        "2026-03-29": (46, 46 * 1800),
        "2026-03-30": (2, 3600),
        "2026-10-24": (2, 3600),
        "2026-10-25": (50, 50 * 1800),
        "2026-10-26": (4, 4 * 1800),
    }
