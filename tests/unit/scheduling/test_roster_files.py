"""shifts.yaml and working_time.yaml: what they give, and how they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scheduling import read_shift_library, read_working_time
from scheduling.roster.working_time import refuse_unknown_codes

SAMPLE = Path(__file__).parents[3] / "centres" / "sample"


def sample(name: str, change: Callable[[str], str] = str) -> str:
    text = (SAMPLE / name).read_text(encoding="utf-8")
    changed = change(text)
    assert change is str or changed != text
    return changed


def shifts(change: Callable[[str], str] = str):
    return read_shift_library(read_yaml(sample("shifts.yaml", change), "shifts.yaml"))


def working_time(change: Callable[[str], str] = str):
    return read_working_time(read_yaml(sample("working_time.yaml", change), "working_time.yaml"))


def test_the_sample_library_has_every_start_in_order() -> None:
    options = shifts().options_on(date(2026, 7, 6))
    early = options[0]
    assert (early.code, early.start_min, early.end_min, early.paid_s) == ("H", 480, 720, 14400)
    late = next(option for option in options if option.code == "L")
    assert (late.start_min, late.end_min) == (13 * 60 + 30, 22 * 60)
    assert [pause.kind for pause in late.pauses] == ["break", "meal", "break"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("paid_s: 28800", "paid_s: 28000", "is not paid_s plus the meal"),
        ('starts: ["08:00"]', 'starts: ["08:10"]', "different half-hours"),
        ('starts: ["08:00"]', 'starts: ["8"]', "not a time of day"),
        ("name_zh: 早班", "name_zh: 早班\n    colour: red", "unknown key 'colour'"),
        ("earliest_s: 3600, latest_s: 8100", "earliest_s: 3600, latest_s: 12600", "may meet"),
        ("earliest_s: 3600", "earliest_s: 3601", "quarter-hours"),
        ("latest_s: 26100", "latest_s: 29700", "reach the end"),
        ("  M:\n", '  "OFF":\n', "means a day without shift"),
    ],
)
def test_a_broken_shift_is_refused_with_file_and_line(old: str, new: str, told: str) -> None:
    with pytest.raises(Refusal, match=r"shifts\.yaml:\d+") as refusal:
        shifts(lambda text: text.replace(old, new, 1))
    assert told in str(refusal.value)


def test_a_day_before_the_first_shift_is_refused() -> None:
    with pytest.raises(Refusal, match="no shift is in force on 2025-12-31"):
        shifts().options_on(date(2025, 12, 31))


def test_limits_in_force() -> None:
    limits = working_time().on(date(2026, 7, 6))
    assert limits.minimum_rest_min == 660
    assert limits.maximum_paid_s_per_week == 40 * 3600
    assert limits.shift_codes["full_time"] == ("M", "F", "D", "C", "L")


def test_a_missing_limit_names_file_key_and_date() -> None:
    with pytest.raises(Refusal, match=r"working_time\.yaml:\d+ \(minimum_rest_h\).*2025-06-01"):
        working_time().on(date(2025, 6, 1))


def test_an_employment_with_an_unknown_shift_is_refused() -> None:
    rules = working_time(lambda text: text.replace("value: [H, M,", "value: [H, Q,"))
    with pytest.raises(Refusal, match=r"part_time.*does not have \(found: 'Q'\)"):
        refuse_unknown_codes(rules, set(shifts().file.shifts))


def test_a_rest_of_words_is_refused() -> None:
    with pytest.raises(Refusal, match=r"working_time\.yaml:3.*found: 'eleven'"):
        working_time(lambda text: text.replace("value: 11", "value: eleven"))
