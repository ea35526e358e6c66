"""One test per rule: a sound roster is bent in one place, and the rule, named, says so."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from data_contracts.located_yaml import read_yaml
from scheduling.roster import SeatRules, read_seats, read_sessions
from scheduling.roster.checker import examine_roster
from scheduling.roster.rules import ALL_RULES


def seats_of(**sites: int) -> SeatRules:
    """A seats.yaml of these sites."""
    text = "sites:\n" + "".join(
        f"  {site}: {{name_zh: 场地, name_en: Site, "
        f"seats: {{2026-01-01: {{value: {n}, source: test}}}}}}\n"
        for site, n in sites.items()
    )
    return read_seats(read_yaml(text, "seats.yaml"))


class Bent:
    """The rows of the small week's roster, to be changed by a test."""

    def __init__(self, week: Any) -> None:
        self.week = week
        self.shifts = week.roster.shifts.to_pylist()
        self.activities = week.roster.activities.to_pylist()

    def duty(self, agent_id: str, n: int = 0) -> dict[str, Any]:
        """The n-th worked row of an agent."""
        rows = [r for r in self.shifts if r["agent_id"] == agent_id and r["starts_at"]]
        return rows[n]

    def parts(self, duty: dict[str, Any]) -> list[dict[str, Any]]:
        """The activities of a duty, in order."""
        key = duty["agent_id"], duty["work_date"]
        return [one for one in self.activities if (one["agent_id"], one["work_date"]) == key]

    def move(self, duty: dict[str, Any], by: timedelta) -> None:
        """The whole duty earlier or later."""
        for row in (duty, *self.parts(duty)):
            row["starts_at"] += by
            row["ends_at"] += by

    def work_on(self, agent_id: str, like: dict[str, Any], day_off: dict[str, Any]) -> None:
        """A day off becomes a duty like another."""
        by = day_off["work_date"] - like["work_date"]
        day_off |= {key: like[key] for key in ("shift_code", "paid_s", "queue_group")} | {
            key: like[key] + by for key in ("starts_at", "ends_at")
        }
        for one in self.parts(like):
            self.activities.append(
                one
                | {key: one[key] + by for key in ("starts_at", "ends_at")}
                | {"work_date": day_off["work_date"]}
            )

    def days_off(self, agent_id: str) -> list[dict[str, Any]]:
        """The agent's rows without a shift."""
        return [r for r in self.shifts if r["agent_id"] == agent_id and r["shift_code"] == "OFF"]

    def broken(self, more: str = "", **changed: Any) -> set[str]:
        """Names of the rules that complain, with `more` lines of working time."""
        if more:
            changed["working_time"] = self.week.rules_with(more)
        found = self.week.violations(self.shifts, self.activities, **changed)
        return {row["rule"] for row in found}


def test_one_shift_a_day(small_week: Any) -> None:
    bent = Bent(small_week)
    bent.shifts.remove(bent.days_off("A1010")[0])
    assert bent.broken() == {"one_shift_a_day"}


def test_minimum_rest(small_week: Any) -> None:
    bent = Bent(small_week)
    pairs = [
        (first, second)
        for agent in {row["agent_id"] for row in bent.shifts}
        for first in bent.shifts
        for second in bent.shifts
        if first["agent_id"] == second["agent_id"] == agent
        and first["starts_at"]
        and second["starts_at"]
        and second["work_date"] - first["work_date"] == timedelta(days=1)
    ]
    first, second = pairs[0]
    bent.move(second, first["ends_at"] + timedelta(hours=10, minutes=30) - second["starts_at"])
    assert "minimum_rest" in bent.broken()
    bent.move(second, timedelta(minutes=30))
    assert "minimum_rest" not in bent.broken()


def test_maximum_consecutive_days(small_week: Any) -> None:
    bent = Bent(small_week)
    like = bent.duty("A1012")
    for day_off in bent.days_off("A1012"):
        bent.work_on("A1012", like, day_off)
    assert "maximum_consecutive_days" in bent.broken()


def test_forbidden_succession(small_week: Any) -> None:
    bent = Bent(small_week)
    codes = {(row["agent_id"], row["work_date"]): row["shift_code"] for row in bent.shifts}
    first, second = next(
        (code, codes[agent, day + timedelta(days=1)])
        for (agent, day), code in codes.items()
        if code not in ("OFF", "LEAVE")
        and codes.get((agent, day + timedelta(days=1))) not in (None, "OFF", "LEAVE")
    )
    more = "forbidden_successions: {2026-01-01: {value: [[%s, %s]], source: test}}\n"
    assert bent.broken(more % (first, second)) == {"forbidden_succession"}
    assert bent.broken(more % (first, "none")) == set()


def test_maximum_weekends(small_week: Any) -> None:
    bent = Bent(small_week)
    assert any(row["starts_at"] and row["work_date"].weekday() >= 5 for row in bent.shifts)
    more = "maximum_weekends_in_4_weeks: {2026-01-01: {value: %d, source: test}}\n"
    assert bent.broken(more % 0) == {"maximum_weekends"}
    assert bent.broken(more % 2) == set(), "with the weekend before it is the second"


def test_maximum_nights(small_week: Any) -> None:
    bent = Bent(small_week)
    more = (
        "night_ends_after: {2026-01-01: {value: '20:00', source: test}}\n"
        "maximum_nights_in_4_weeks: {2026-01-01: {value: %d, source: test}}\n"
    )
    assert bent.broken(more % 1) == {"maximum_nights"}
    assert bent.broken(more % 28) == set()


def test_fairness_bounds(small_week: Any) -> None:
    bent = Bent(small_week)
    agent = next(
        row["agent_id"]
        for row in bent.shifts
        if row["starts_at"] and row["work_date"].weekday() > 4
    )
    assert bent.broken(fairness={agent: (0, 7)}) == {"fairness_bounds"}
    assert bent.broken(fairness={agent: (1, 7)}) == set()


def test_seats(small_week: Any) -> None:
    bent = Bent(small_week)
    people = [row | {"site_id": "S1"} for row in small_week.tables["people"].to_pylist()]
    changed = {"people": pa.Table.from_pylist(people)}
    busiest = max(
        sum(other["starts_at"] <= row["starts_at"] < other["ends_at"] for other in worked)
        for worked in [[row for row in bent.shifts if row["starts_at"]]]
        for row in worked
    )
    assert bent.broken(**changed, seats=seats_of(S1=busiest)) == set()
    assert bent.broken(**changed, seats=seats_of(S1=busiest - 1)) == {"seats"}


def test_sessions_attended(small_week: Any) -> None:
    bent = Bent(small_week)
    duty = bent.duty("A1010")
    work = bent.parts(duty)[0]
    at = local_clock(small_week, work["starts_at"])
    text = (
        "sessions: [{id: s, activity: training, name_zh: 培训, name_en: Course, length_min: 30, "
        f"agents: [A1010], first_day: {duty['work_date']}, last_day: {duty['work_date']}, "
        f"earliest: '{at}', latest: '{at}'}}]"
    )
    plan = read_sessions(read_yaml(text, "sessions.yaml"))
    assert bent.broken(sessions=plan) == {"sessions_attended"}
    ends = work["starts_at"] + timedelta(minutes=30)
    bent.activities.append(work | {"activity": "training", "ends_at": ends})
    work["starts_at"] = ends
    assert bent.broken(sessions=plan) == set()


def local_clock(week: Any, at: datetime) -> str:
    """Wall clock of an instant."""
    return f"{at.replace(tzinfo=UTC).astimezone(ZoneInfo(week.zone)):%H:%M}"


def test_minimum_days_off(small_week: Any) -> None:
    bent = Bent(small_week)
    bent.work_on("A1012", bent.duty("A1012"), bent.days_off("A1012")[0])
    assert "minimum_days_off" in bent.broken()


def test_maximum_paid_hours_per_day(small_week: Any) -> None:
    bent = Bent(small_week)
    for one in bent.parts(bent.duty("A1010")):
        one["paid"] = True
    assert {"maximum_paid_hours_per_day", "contract_hours"} <= bent.broken()


def test_maximum_paid_hours_per_week(small_week: Any) -> None:
    bent = Bent(small_week)
    bent.work_on("A1012", bent.duty("A1012"), bent.days_off("A1012")[0])
    assert "maximum_paid_hours_per_week" in bent.broken()


def test_contract_hours(small_week: Any) -> None:
    bent = Bent(small_week)
    bent.duty("A1010")["paid_s"] -= 900
    assert bent.broken() == {"contract_hours"}


def test_approved_leave(small_week: Any) -> None:
    bent = Bent(small_week)
    leave = next(row for row in bent.shifts if row["shift_code"] == "LEAVE")
    leave["shift_code"] = "OFF"
    assert bent.broken() == {"approved_leave"}


def test_allowed_shift(small_week: Any) -> None:
    bent = Bent(small_week)
    bent.duty("A1010")["shift_code"] = "H"
    assert bent.broken() == {"allowed_shift"}


def test_pause_windows(small_week: Any) -> None:
    bent = Bent(small_week)
    parts = bent.parts(bent.duty("A1010"))
    meal = next(n for n, one in enumerate(parts) if one["activity"] == "meal")
    late = timedelta(hours=2)
    parts[meal - 1]["ends_at"] += late
    parts[meal]["starts_at"] += late
    parts[meal]["ends_at"] += late
    parts[meal + 1]["starts_at"] += late
    assert "pause_windows" in bent.broken()


def test_activities_without_gap(small_week: Any) -> None:
    bent = Bent(small_week)
    bent.activities.remove(bent.parts(bent.duty("A1010"))[0])
    assert {"activities_without_gap", "contract_hours"} == bent.broken()


def test_valid_skill(small_week: Any) -> None:
    bent = Bent(small_week)
    bent.duty("A1001")["queue_group"] = "sales"
    assert bent.broken() == {"valid_skill"}


def test_every_rule_has_two_names_a_sentence_and_a_test() -> None:
    here = sys.modules[__name__]
    for rule in ALL_RULES:
        assert hasattr(here, f"test_{rule.__name__}"), rule.__name__
        assert rule.name_en and rule.name_zh and rule.__doc__
    assert (
        len({rule.name_en for rule in ALL_RULES})
        == len({r.name_zh for r in ALL_RULES})
        == len(ALL_RULES)
    )


def test_the_docs_list_every_rule_in_both_languages() -> None:
    text = (Path(__file__).parents[3] / "docs" / "planning.md").read_text(encoding="utf-8")
    for rule in ALL_RULES:
        row = f"| {rule.name_en} | {rule.name_zh} | `{rule.__name__}` | {rule.authority} |"
        assert row in text


def test_every_rule_says_how_much_it_checked_and_what_it_found(small_week: Any) -> None:
    bent = Bent(small_week)
    bent.duty("A1010")["shift_code"] = "H"
    found = examine_roster(
        pa.Table.from_pylist(bent.shifts, schema=small_week.roster.shifts.schema),
        small_week.roster.activities,
        **small_week.known,
    )
    said = {row["rule"]: row for row in found.rule_checks.to_pylist()}
    assert list(said) == [rule.__name__ for rule in ALL_RULES]
    worked = sum(row["starts_at"] is not None for row in bent.shifts)
    assert (said["allowed_shift"]["checked"], said["allowed_shift"]["violations"]) == (worked, 1)
    assert (said["one_shift_a_day"]["counted"], said["one_shift_a_day"]["checked"]) == ("day", 168)
    assert said["contract_hours"]["checked"] == 24
    (violation,) = found.violations.to_pylist()
    assert (violation["rule"], violation["agent_id"]) == ("allowed_shift", "A1010")
