"""The small centre of small_centre.yaml, counted by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any


def test_every_model_and_test_of_the_project_passes(small_centre: Any) -> None:
    refused = {k: v for k, v in small_centre.statuses.items() if v not in {"success", "pass"}}
    assert small_centre.success, refused
    assert not refused


def test_the_funnel_counts_arrivals_with_inclusive_thresholds(small_centre: Any) -> None:
    half_hour = small_centre.one(
        "from marts.queue_interval where interval_start_at = timestamp '2026-06-01 02:00'"
    )
    counted = {key: half_hour[key] for key in (
        "offered", "answered", "abandoned", "short_abandoned", "answered_within_target",
        "abandoned_within_target", "abandoned_after_target", "wait_answered_s", "handle_s",
    )}  # fmt: skip
    assert counted == {
        "offered": 5, "answered": 2, "abandoned": 3, "short_abandoned": 1,
        "answered_within_target": 1, "abandoned_within_target": 2, "abandoned_after_target": 1,
        "wait_answered_s": 20 + 21, "handle_s": 2 * (100 + 20 + 30),
    }  # fmt: skip


def test_contacts_lost_or_served_before_the_queue_are_not_offered(small_centre: Any) -> None:
    rows = small_centre.rows(
        "select offered, abandoned from marts.contacts where contact_id in ('C8', 'C9')"
    )
    assert rows == [{"offered": 0, "abandoned": 0}] * 2


def test_the_newest_delivery_of_a_contact_wins(small_centre: Any) -> None:
    contact = small_centre.one("from marts.contacts where contact_id = 'C11'")
    assert (contact["outcome"], contact["agent_id"], contact["source_row"]) == (
        "answered", "A2", 12,
    )  # fmt: skip


def test_local_midnight_and_the_move_between_teams_are_taken_as_of_the_event(
    small_centre: Any,
) -> None:
    rows = small_centre.rows(
        "select business_date, team_id, handled_contacts, short_contacts, contact_wait_s"
        " from marts.agent_day where agent_id = 'A1' order by 1"
    )
    assert [tuple(row.values()) for row in rows] == [
        (date(2026, 6, 1), "T01", 2, 0, 41),
        (date(2026, 6, 2), "T02", 1, 1, 16),
    ]


def test_two_seats_count_once_and_the_states_fill_the_login(small_centre: Any) -> None:
    day = small_centre.one(
        "select logged_in_s, available_s, ring_s, talk_s, hold_s, wrap_s, aux_s, handle_s,"
        " productive_s from marts.agent_day"
        " where agent_id = 'A1' and business_date = date '2026-06-01'"
    )
    assert day == {
        "logged_in_s": 4 * 3600, "available_s": 65 * 60 + 110 * 60, "ring_s": 4,
        "talk_s": 29 * 60 + 56, "hold_s": 60, "wrap_s": 240, "aux_s": 1800,
        "handle_s": 29 * 60 + 56 + 60 + 240, "productive_s": 4 * 3600 - 1800,
    }  # fmt: skip


def test_a_night_shift_belongs_to_the_day_it_starts(small_centre: Any) -> None:
    day = small_centre.one("from marts.agent_day where agent_id = 'A2'")
    assert day["business_date"] == date(2026, 6, 1)
    assert day["logged_in_s"] == 3 * 3600 + 50 * 60 + 3 * 3600 + 10 * 60
    assert (day["adherence_scheduled_s"], day["adherence_exception_s"]) == (8 * 3600, 600)
    local_dates = small_centre.rows(
        "select distinct business_date from marts.agent_interval where agent_id = 'A2' order by 1"
    )
    assert [row["business_date"] for row in local_dates] == [date(2026, 6, 1), date(2026, 6, 2)]


def test_lateness_begins_a_second_after_the_grace_and_unpaid_meals_are_not_attended(
    small_centre: Any,
) -> None:
    day = small_centre.one("from marts.attendance_day where employee_id = 'E2'")
    assert (day["late_count"], day["late_s"], day["overtime_s"]) == (1, 301, 60)
    assert (day["scheduled_s"], day["attended_s"]) == (7 * 3600, 7 * 3600 - 301)
    assert day["last_out_at"] == datetime(2026, 6, 1, 22, 1)


def test_approved_leave_is_neither_attended_nor_absent(small_centre: Any) -> None:
    day = small_centre.one(
        "from marts.attendance_day where employee_id = 'E1' and work_date = date '2026-06-02'"
    )
    assert (day["scheduled_s"], day["leave_s"], day["attended_s"], day["absent_s"]) == (
        14400, 7200, 0, 7200,
    )  # fmt: skip
    assert (day["paid_s"], day["leave_type"], day["late_count"]) == (7200, "sick", 0)


def test_a_shift_after_the_newest_punch_is_no_absence(small_centre: Any) -> None:
    assert not small_centre.rows("from marts.attendance_day where work_date > date '2026-06-02'")


def test_ticket_times_follow_the_events(small_centre: Any) -> None:
    ticket = small_centre.one("from marts.tickets where ticket_id = 'K1'")
    assert ticket["requester_wait_s"] == 3600 + (11 * 60 + 10) * 60
    assert ticket["agent_work_s"] == 600 + 10 * 3600
    assert ticket["resolved_date"] == date(2026, 6, 2)
    visits = small_centre.rows(
        "select step, visit_no, step_lead_s, step_touch_s from marts.ticket_steps"
        " order by enter_queue_at"
    )
    assert [tuple(visit.values()) for visit in visits] == [
        ("first", 1, 4 * 3600, 4 * 3600 - 20 * 60),
        ("second", 1, 3600, 3000),
        ("first", 2, 33000, None),
    ]


def test_results_reach_the_agent_and_the_evaluator(small_centre: Any) -> None:
    first, second, evaluator = small_centre.rows(
        "select evaluations, evaluation_score_sum, fatal_evaluations, evaluations_done,"
        " surveys_invited, surveys_valid, csat_top_box, sales_certified, sale_amount,"
        " tickets_resolved from marts.agent_day where agent_id in ('A1', 'A9')"
        " order by agent_id, business_date"
    )
    assert first["sale_amount"] == Decimal("100.10") - Decimal("10.05")
    assert (first["sales_certified"], first["surveys_valid"], first["csat_top_box"]) == (1, 1, 1)
    assert (second["evaluations"], second["evaluation_score_sum"]) == (2, Decimal("87.5"))
    assert (second["fatal_evaluations"], second["tickets_resolved"]) == (1, 1)
    assert evaluator["evaluations_done"] == 2


def test_an_answered_contact_names_the_agent_of_a_survey_that_names_none(
    small_centre: Any,
) -> None:
    day = small_centre.one("select surveys_invited from marts.agent_day where agent_id = 'A2'")
    assert day["surveys_invited"] == 1


def test_work_done_lists_what_earns_points(small_centre: Any) -> None:
    """The centre tells windows of the day apart from 2 June on."""
    rows = small_centre.rows("from marts.work_done order by all")
    assert [tuple(row.values()) for row in rows] == [
        ("A1", date(2026, 6, 1), "contact:enquiry", "any", 2),
        ("A1", date(2026, 6, 2), "contact:enquiry", "night", 1),
        ("A1", date(2026, 6, 2), "ticket_resolved", "night", 1),
        ("A2", date(2026, 6, 1), "contact:enquiry", "any", 1),
        ("A9", date(2026, 6, 2), "evaluation", "day", 2),
    ]


def test_callbacks_are_kept_late_or_withdrawn_by_their_newest_state(small_centre: Any) -> None:
    day = small_centre.one("from marts.callback_day")
    counted = ("requests", "withdrawn", "kept", "late", "missed", "called", "not_reached")
    assert [day[name] for name in counted] == [4, 1, 1, 2, 0, 3, 1]
    assert day["business_date"] == date(2026, 6, 1)
    assert (day["wait_s"], day["median_wait_s"]) == (8400 + 9000 + 10200, 9000)
    assert day["median_delay_s"] == (600 + 1800) / 2
