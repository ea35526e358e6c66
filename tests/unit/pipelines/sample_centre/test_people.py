"""The staff: teams, movers, leavers, joiners, gamers and evaluators."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pipelines.sample_centre.calendar_effects import is_workday
from pipelines.sample_centre.people import build_staff
from pipelines.sample_centre.quality import evaluation_days
from pipelines.sample_centre.shifts import plan_shifts
from pipelines.sample_centre.streams import days

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
STAFF = build_staff(20260401, FIRST, LAST, 120)


def test_a_centre_of_120_has_seven_teams_of_agents_and_one_of_evaluators() -> None:
    roles = Counter(p.assignment(FIRST).role for p in STAFF.people if p.employed(FIRST))
    assert roles == {
        "agent": 103,
        "team_leader": 8,
        "evaluator": 6,
        "planner": 1,
        "trainer": 1,
        "manager": 1,
    }


def test_three_months_see_movers_leavers_and_joiners() -> None:
    assert len(STAFF.movers) >= 3
    assert len(STAFF.leavers) >= 3
    assert len(STAFF.joiners) >= 2
    for move in STAFF.movers:
        assert move["from"] != move["to"]
        person = next(p for p in STAFF.people if p.agent_id == move["agent_id"])
        on = date.fromisoformat(move["on"])
        assert person.assignment(on).team_id == move["to"]
        assert person.assignment(FIRST).team_id == move["from"]


def test_two_agents_game_and_neither_moves_nor_leaves() -> None:
    gamers = {p.agent_id for p in STAFF.people if p.gaming}
    changed = {c["agent_id"] for c in STAFF.movers + STAFF.leavers}
    assert len(gamers) == 2
    assert not gamers & changed


def test_severities_cancel_out() -> None:
    severities = [p.severity for p in STAFF.with_role("evaluator", FIRST)]
    assert abs(sum(severities)) < 1e-9
    assert min(severities) == -4.0


def test_everybody_is_evaluated_four_or_five_times_a_month() -> None:
    for person in STAFF.people[:30]:
        chosen = evaluation_days(person, date(2026, 5, 20), 1)
        assert len(chosen) in (4, 5)
        assert all(is_workday(day) and day.month == 5 for day in chosen)


def test_planned_activities_follow_each_other_without_a_gap() -> None:
    for day in days(date(2026, 4, 20), date(2026, 5, 10)):
        for shift in plan_shifts(STAFF, day, 1):
            at = shift.kind.starts_s
            for activity in shift.activities:
                assert activity.starts_s == at < activity.ends_s
                at = activity.ends_s
            assert at == shift.kind.ends_s


def test_nobody_works_more_than_six_days_in_a_row_or_rests_less_than_eleven_hours() -> None:
    run: Counter[int] = Counter()
    ended: dict[int, tuple[date, int]] = {}
    for day in days(date(2026, 5, 11), LAST):
        shifts = {s.person.number: s for s in plan_shifts(STAFF, day, 1)}
        for person in STAFF.people:
            shift = shifts.get(person.number)
            run[person.number] = run[person.number] + 1 if shift else 0
            assert run[person.number] <= 6
            if shift:
                last = ended.get(person.number)
                if last and (day - last[0]).days == 1:
                    assert shift.kind.starts_s + 86_400 - last[1] >= 11 * 3600
                ended[person.number] = (day, shift.kind.ends_s)
