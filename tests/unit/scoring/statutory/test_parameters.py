"""The parameter file: what it says on which day, and how a wrong one is refused."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from data_contracts.refusal import Place, Refusal
from scoring.period import Period
from scoring.statutory import Parameters, compile_statutory, refuse_wrong_calendar
from scoring.statutory.parameters import Advised, StatutoryFile

CALENDAR = Place("calendar.yaml", key="days")
BROKEN = [
    ("STANDARD: {workday: 1.5", "STANDARD: {workday: 1.4", "laxer than national law.*art. 44"),
    ("rest_day: 1.5, statutory", "rest_day: 1.2, statutory", "above the standard at least 1.5"),
    (
        "COMPREHENSIVE: {workday: 1.5, rest_day: 1.5, statutory_holiday: 3}",
        "COMPREHENSIVE: {workday: 1.5, rest_day: 1.5, statutory_holiday: 2}",
        "COMPREHENSIVE pays statutory holidays at least 3",
    ),
    ("day_h: 3, month_h: 36", "day_h: 4, month_h: 36", "3 h a day and 36 h a month"),
    ("normal_day_h: 1,", "normal_day_h: 3.5,", "normal extension of a day is not above"),
    ("{value: 0.20,", "{value: 0.25,", "at most 20 %"),
    (
        "rest_days_per_week:\n  1995-01-01: {value: 1,",
        "rest_days_per_week:\n  1995-01-01: {value: 0,",
        "rest_days_per_week on 1995-01-01.*one rest day a week",
    ),
    ("{multiplier: 3, includes", "{multiplier: 2, includes", "300 %"),
    ("{value: 2740.00, counsel: check_with_counsel,", "{value: 2740.00,", "'counsel' is missing"),
    ("{value: 2740.00, counsel: check", "{value: 2740.005, counsel: check", "money has 2 decimals"),
    (
        "2740.00, counsel: check_with_counsel",
        "2740.00, counsel: fine",
        "'check_with_counsel' or 'confirmed'",
    ),
    ("owner: Human resources", "owner: Human resources\ncolour: red", "unknown key 'colour'"),
    ('"05-02", "10-01"', '"05-32", "10-01"', "day is out of range|must be in range"),
    ("short: [{from_years: 0,", "short: [{from_years: 1,", "bands start at from_years: 0"),
    ("[overtime, night_shift,", "[overtime, bonus,", "Input should be 'normal', 'overtime'"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), BROKEN, ids=[row[1] for row in BROKEN])
def test_a_broken_file_is_refused_with_its_line(make, right, wrong, message) -> None:
    text = make.city_text()
    assert right in text
    with pytest.raises(Refusal, match=message) as refused:
        make.city_of(text.replace(right, wrong, 1))
    assert refused.value.place.file == "statutory/shanghai.yaml"
    assert refused.value.place.line is not None


def test_every_dated_key_of_the_file_is_read(city) -> None:
    dated = {
        name for name in StatutoryFile.model_fields if isinstance(getattr(city.file, name), Advised)
    }
    assert dated == {field.name for field in fields(Parameters)} - {"citations"}


def test_one_file_per_city(make) -> None:
    again = make.document(make.city_text())
    with pytest.raises(Refusal, match="the city 'shanghai' is described by"):
        compile_statutory([again, again])


def test_a_day_without_a_value_names_file_key_and_day(city) -> None:
    with pytest.raises(Refusal) as refused:
        city.on(date(2023, 6, 30))
    assert "statutory/shanghai.yaml" in str(refused.value)
    assert "minimum_wage_month_amount" in str(refused.value)
    assert "2023-06-30" in str(refused.value)


def test_the_day_before_and_after_the_minimum_wage_changes(city) -> None:
    before, after = city.on(date(2025, 6, 30)), city.on(date(2025, 7, 1))
    assert before.minimum_wage_month_amount == Decimal("2690.00")
    assert after.minimum_wage_month_amount == Decimal("2740.00")
    assert (before.minimum_wage_hour_amount, after.minimum_wage_hour_amount) == (24, 25)
    cited = after.citations["minimum_wage_month_amount"]
    assert cited.rule_ref.endswith("#minimum_wage_month_amount@2025-07-01")
    assert cited.counsel == "check_with_counsel" and "2025" in cited.source


def test_every_value_of_the_sample_city_waits_for_counsel(city) -> None:
    """The sample is no legal advice: nothing in it claims to be confirmed."""
    cited = city.on(date(2026, 6, 1)).citations
    assert len(cited) == 21
    assert {citation.counsel for citation in cited.values()} == {"check_with_counsel"}
    assert all(citation.source for citation in cited.values())


def test_a_monthly_value_changes_on_the_first_of_a_month_only(make) -> None:
    city = make.city_of(
        make.city_text().replace("2025-07-01: {value: 2740", "2025-07-15: {value: 2740")
    )
    assert city.in_month(Period.of("2025-06")).minimum_wage_month_amount == Decimal("2690.00")
    with pytest.raises(Refusal, match="changes within 2025-07") as refused:
        city.in_month(Period.of("2025-07"))
    assert refused.value.place.key == "minimum_wage_month_amount.2025-07-15"


def test_daily_and_hourly_of_the_monthly_amount(city) -> None:
    june = city.in_month(Period.of("2026-06"))
    assert june.daily(Decimal("4350.00")) == 200
    assert june.hourly(Decimal("4350.00")) == 25


def test_the_sample_calendar_has_the_law_s_statutory_days(city, calendar) -> None:
    refuse_wrong_calendar(calendar, city, CALENDAR)
    year = [day for day in calendar if day.year == 2026]
    assert sum(calendar[day] == "statutory_holiday" for day in year) == 13


def test_2_may_must_be_statutory_from_2025_and_need_not_before(city, calendar) -> None:
    refuse_wrong_calendar({date(2024, 5, 2): "rest_day"}, city, CALENDAR)
    with pytest.raises(Refusal, match="2025-05-02 is a statutory holiday"):
        refuse_wrong_calendar({date(2025, 5, 2): "rest_day"}, city, CALENDAR)


def test_a_golden_week_that_is_statutory_throughout_is_refused(city, calendar) -> None:
    wrong = dict(calendar) | {date(2026, 10, day): "statutory_holiday" for day in range(4, 8)}
    with pytest.raises(Refusal, match="2026 has 13 statutory holidays, the calendar 17"):
        refuse_wrong_calendar(wrong, city, CALENDAR)


def test_a_year_without_its_holidays_is_refused(city, calendar) -> None:
    feast = {date(2026, 2, day): "rest_day" for day in range(16, 20)}
    with pytest.raises(Refusal, match="2026 has 13 statutory holidays, the calendar 9"):
        refuse_wrong_calendar(dict(calendar) | feast, city, CALENDAR)
