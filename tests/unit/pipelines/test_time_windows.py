"""Windows of the day: they fill it, midnight or not, and a tariff pays by known ones only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from pipelines.centre import Centre, load_centre
from pipelines.settings import SAMPLE_CENTRE
from pipelines.time_windows import (
    FILE,
    TimeWindows,
    refuse_unknown_windows,
    time_windows,
    windows_table,
)
from scoring import compile_rules

FILES = ("centre.yaml", "calendar.yaml", "queues.yaml", "reports.yaml", "recipients.yaml",
         "words.yaml", FILE)  # fmt: skip


TARIFF = """
kind: points
id: tariff
name_zh: 积分
name_en: Points
owner: Tests
applies_to: everyone
reference_s: {2026-01-01: {value: 60, source: s}}
standard_s: {"contact:enquiry": {2026-01-01: {value: 60, source: s}}}
time_window_coefficient:
  night: {2026-07-01: {value: 1.2, source: s}, 2026-09-01: {value: null, source: s}}
"""


@pytest.fixture
def centre(tmp_path: Path) -> Callable[..., Centre]:
    """centre(windows): the sample, with this text as its time windows where one is given."""
    folder = tmp_path / "sample"
    folder.mkdir()
    for name in FILES:
        copy(SAMPLE_CENTRE / name, folder / name)

    def written(windows: str | None = None) -> Centre:
        if windows is not None:
            (folder / FILE).write_text(windows, encoding="utf-8")
        return load_centre(folder)

    return written


def of_day(*windows: tuple[str, str, str], since: str = "2026-01-01") -> str:
    listed = "".join(
        f'      - {{id: {name}, name_zh: 段, name_en: N, from: "{begin}", to: "{end}"}}\n'
        for name, begin, end in windows
    )
    return f"time_windows:\n  {since}:\n    value:\n{listed}    source: s\n"


def test_the_sample_is_cut_at_midnight_into_stretches_that_fill_the_day(centre) -> None:
    rows = windows_table(centre()).to_pylist()
    stretches = [(row["window_id"], row["from_minute"], row["to_minute"]) for row in rows]
    assert stretches == [("day", 360, 1320), ("night", 1320, 1440), ("night", 0, 360)]
    assert {row["effective_to"] for row in rows} == {None}


def test_a_later_decision_ends_the_earlier_one_on_its_day(centre) -> None:
    later = of_day(("all", "00:00", "00:00"), since="2026-07-01").split("\n", 1)[1]
    both = centre(of_day(("day", "06:00", "22:00"), ("night", "22:00", "06:00")) + later)
    spans = {
        (row["window_id"], row["effective_from"], row["effective_to"])
        for row in windows_table(both).to_pylist()
    }
    january, july = date(2026, 1, 1), date(2026, 7, 1)
    assert spans == {("day", january, july), ("night", january, july), ("all", july, None)}


def test_without_the_file_no_hours_are_told_apart(centre) -> None:
    alone = centre()
    (alone.directory / FILE).unlink()
    assert time_windows(alone) is None
    assert windows_table(alone).num_rows == 0


@pytest.mark.parametrize(
    ("windows", "message"),
    [
        ([("day", "06:00", "22:00")], "no window covers 00:00 to 06:00"),
        ([("day", "06:00", "21:00"), ("night", "22:00", "06:00")], "covers 21:00 to 22:00"),
        ([("day", "06:00", "23:00"), ("night", "22:00", "06:00")], "cover 22:00 to 23:00"),
        ([("day", "06:00", "22:00"), ("night", "22:00", "07:30")], "cover 06:00 to 07:30"),
        ([("a", "06:00", "22:00"), ("a", "22:00", "06:00")], "two windows are called a"),
        ([("any", "00:00", "00:00")], "stands for work without a window"),
        ([("day", "06:00", "24:00"), ("night", "00:00", "06:00")], "but this is 24:00"),
        ([("day", "6", "22:00"), ("night", "22:00", "06:00")], "but this is 6"),
    ],
)
def test_windows_that_do_not_fill_the_day_are_refused(centre, windows, message: str) -> None:
    with pytest.raises(Refusal, match=message) as refused:
        windows_table(centre(of_day(*windows)))
    assert refused.value.place.file == f"centres/sample/{FILE}"
    assert refused.value.place.line


@given(st.lists(st.integers(0, 1439), min_size=1, max_size=5, unique=True))
def test_windows_cut_at_any_minutes_fill_the_day(cuts: list[int]) -> None:
    clocks = [f"{cut // 60:02}:{cut % 60:02}" for cut in sorted(cuts)]
    ends = [*clocks[1:], clocks[0]]
    value = [
        {"id": f"w{n}", "name_zh": "段", "name_en": "N", "from": begin, "to": end}
        for n, (begin, end) in enumerate(zip(clocks, ends, strict=True))
    ]
    dated = {"2026-01-01": {"value": value, "source": "s"}}
    told = TimeWindows.model_validate({"time_windows": dated})
    found = told.time_windows.root[date(2026, 1, 1)].value or ()
    minutes = [minute for w in found for begin, end in w.stretches for minute in range(begin, end)]
    assert sorted(minutes) == list(range(1440))


def test_a_tariff_pays_by_windows_that_the_centre_knows_as_long_as_it_does(centre) -> None:
    rules = compile_rules([read_yaml(TARIFF, "points.yaml")], {})
    known = of_day(("day", "06:00", "22:00"), ("night", "22:00", "06:00"))
    renamed = of_day(("day", "06:00", "22:00"), ("late", "22:00", "06:00"), since="2026-08-01")
    after = of_day(("all", "00:00", "00:00"), since="2026-09-01").split("\n", 1)[1]
    refuse_unknown_windows(centre(known), rules)
    refuse_unknown_windows(centre(known + after), rules)
    for windows, day in (
        (renamed, "2026-07-01"),
        (known + renamed.split("\n", 1)[1], "2026-08-01"),
    ):
        with pytest.raises(Refusal, match=f"no window of the day called this on {day}") as refused:
            refuse_unknown_windows(centre(windows), rules)
        assert (refused.value.value, refused.value.place.file) == ("night", "points.yaml")
