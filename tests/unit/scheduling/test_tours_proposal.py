"""The shift proposal of a week: what it may use, that it covers, and what its bound bounds."""

from __future__ import annotations

from datetime import date

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scheduling.roster.shift_library import Pause, ShiftLibrary, ShiftOption, read_shift_library
from scheduling.tours import (
    Proposal,
    TourRules,
    comparison_table,
    propose_shifts,
    read_tour_rules,
    tour_table,
)

WEEK = date(2026, 7, 6)
MEAL = Pause("meal", 60, 180, 240)


def shift(code: str, hour: int, hours: int, *pauses: Pause) -> ShiftOption:
    unpaid = sum(pause.length_min for pause in pauses if pause.kind == "meal")
    return ShiftOption(
        code, code, code, hour * 60, hours * 60, hours * 3600 - unpaid * 60, tuple(pauses)
    )


DAY = shift("D", 8, 9, MEAL)
MORNING, EVENING, NIGHT = shift("E", 8, 4), shift("L", 17, 4), shift("N", 22, 8)
SPLIT = shift("S", 8, 13, Pause("meal", 300, 240, 240))
RULES = TourRules((MORNING, EVENING, SPLIT, NIGHT), {"S": 1.5, "N": 1.0}, 3, 0.0, 20.0)


def week_of(*spans: tuple[int, int, float], days: int = 7) -> list[float]:
    """Agents between hours of each day, none elsewhere; closed after `days`."""
    slots = [0.0] * 48
    for first, last, agents in spans:
        slots[2 * first : 2 * last] = [agents] * (2 * (last - first))
    return slots * days + [0.0] * 48 * (7 - days)


def two_peaks() -> Proposal:
    """Two hours of peak in the morning and in the evening, one agent between."""
    required = {"general": week_of((8, 10, 4.0), (10, 19, 1.0), (19, 21, 3.0), days=2), "shut": []}
    return propose_shifts(required, [DAY, shift("A", 12, 9, MEAL)], RULES, seed=1)


@pytest.fixture(scope="module")
def peaks() -> Proposal:
    return two_peaks()


def test_new_shifts_cover_with_fewer_paid_hours_and_a_valid_bound(peaks: Proposal) -> None:
    rows = comparison_table(peaks, WEEK).to_pylist()
    today, proposed = rows
    assert [row["shift_set"] for row in rows] == ["library", "proposed"]
    assert proposed["cost_h"] < today["cost_h"]
    assert all(row["short_h"] == 0 for row in rows)
    assert all(row["bound_h"] <= row["cost_h"] + 1e-6 for row in rows)
    assert proposed["gap"] == pytest.approx(1 - proposed["bound_h"] / proposed["cost_h"])


def test_the_shifts_add_up_to_what_is_compared(peaks: Proposal) -> None:
    shifts = tour_table(peaks, WEEK, "Asia/Shanghai").to_pylist()
    own = [row for row in shifts if row["shift_set"] == "proposed"]
    [compared] = [row for row in comparison_table(peaks, WEEK).to_pylist()
                  if row["shift_set"] == "proposed"]  # fmt: skip
    assert sum(row["paid_h"] for row in own) == pytest.approx(compared["paid_h"])
    assert sum(row["people"] for row in own) == compared["person_days"]
    assert len({(row["shift_code"], row["starts_at"].time()) for row in own}) <= 3
    assert {row["shift_code"] for row in own if row["new_shift"]} <= {"E", "L", "S", "N"}
    meals = [row for row in shifts if row["shift_code"] == "D"]
    assert meals[0]["pauses_zh"] == "用餐 60 分（11:00–12:00 开始）"
    assert meals[0]["pauses_en"] == "meal 60 min from 11:00–12:00"


def test_equal_inputs_give_the_equal_proposal(peaks: Proposal) -> None:
    zone = "Asia/Shanghai"
    assert tour_table(two_peaks(), WEEK, zone).equals(tour_table(peaks, WEEK, zone))


def test_nights_serve_the_morning_after_and_what_nobody_reaches_is_short() -> None:
    required = {"night": week_of((0, 6, 2.0), (7, 8, 1.0), (22, 24, 2.0))}
    [today, proposed] = propose_shifts(required, [DAY], RULES, seed=1).covers
    assert (today.paid_h, today.bound_of) == (None, "no shift reaches any half-hour")
    assert proposed.short_h == 7.0
    assert {tour.shift.name for tour in proposed.tours} == {"N 22:00"}
    assert (proposed.paid_h, proposed.cost_h) == (7 * 2 * 8, 7 * 2 * 9)
    assert proposed.bound_h == pytest.approx(proposed.cost_h)


def test_half_hours_within_every_place_of_a_pause_are_out_of_reach() -> None:
    long_meal = shift("K", 8, 8, Pause("meal", 120, 180, 240))
    [today, _] = propose_shifts(
        {"q": week_of((8, 16, 1.0), days=1)}, [long_meal], RULES, seed=1
    ).covers
    assert today.short_h == 1.0


LIBRARY = """
shifts:
  M:
    name_zh: 早
    name_en: Early
    definition: {2026-01-01: {source: test, value: {starts: ["08:00"], length_s: 14400,
      paid_s: 14400, meal: null, breaks: []}}}
"""
TOURS = """
different_shifts: {2026-01-01: {value: 6, source: test}}
gap: {2026-01-01: {value: "0.01", source: test}}
time_limit_s: {2026-01-01: {value: "9", source: test}}
premium_h: {K: {2026-01-01: {value: "0.5", source: test}}}
""" + LIBRARY.replace("M:", "K:").lstrip()


def library() -> ShiftLibrary:
    return read_shift_library(read_yaml(LIBRARY, "shifts.yaml"))


def test_a_centre_dates_what_may_be_proposed() -> None:
    rules = read_tour_rules(read_yaml(TOURS, "tours.yaml"), library(), WEEK)
    assert [option.code for option in rules.new_shifts] == ["K"]
    assert (rules.premium_h, rules.different_shifts) == ({"K": 0.5}, 6)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [("  K:", "  M:", "already has a shift"), ("{K:", "{X:", "premium names a shift")],
)
def test_a_code_that_is_taken_or_unknown_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(Refusal, match=told):
        read_tour_rules(read_yaml(TOURS.replace(old, new), "tours.yaml"), library(), WEEK)
