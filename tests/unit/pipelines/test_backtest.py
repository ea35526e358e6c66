"""A backtest from a file of arrivals: what is read, what is refused, what is written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from data_contracts.refusal import Refusal
from pipelines.arrival_series import days_with_counts, open_hours_of, read_arrivals
from pipelines.forecast_commands import backtest

FIRST = datetime(2026, 1, 5)
CALENDAR = """
weekend: [saturday, sunday]
source: test
days:
  2026-02-04: {day_class: statutory_holiday, name_zh: 节, name_en: feast}
"""


def written(path: Path, rows: list[str], header: str = "at,contacts") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_finer_intervals_are_added_up_and_an_empty_number_is_unknown(tmp_path: Path) -> None:
    rows = ["2026-01-05 08:00:00\t3", "2026-01-05 08:10:00\t4", "2026-01-05 08:30:00\t",
            "2026-01-06 08:00:00\t"]  # fmt: skip
    found = read_arrivals(written(tmp_path / "line.txt", rows, "AT\tCALLS"), zone="Asia/Shanghai")
    assert found["offered"].to_pylist() == [7.0, None, None]
    assert found["interval_start_at"].to_pylist()[0] == datetime(2026, 1, 5, 0, 0)
    assert found["queue_id"].to_pylist()[0] == "line"
    assert days_with_counts(found) == {date(2026, 1, 5)}


@pytest.mark.parametrize("row", ["2026-01-05 08:00:00,many", "5 January,3", "2026-01-05,-1", "x"])
def test_a_row_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    path = written(tmp_path / "line.csv", ["2026-01-05 08:00:00,3", row])
    with pytest.raises(Refusal, match=r"line\.csv:3"):
        read_arrivals(path, zone="UTC")


def test_one_command_judges_a_file_and_draws_it(tmp_path: Path) -> None:
    dice, rows = np.random.default_rng(1), []
    for day in range(70):
        level = 0.2 if day == 30 else (1.0 if (day % 7) < 5 else 0.4)
        for slot in range(16, 36):
            at = FIRST + timedelta(days=day, minutes=30 * slot)
            rows.append(f"{at},{dice.poisson(40 * level)}")
    path = written(tmp_path / "line.csv", rows)
    (tmp_path / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    done = CliRunner().invoke(
        backtest,
        ["--file", str(path), "--opens", "08:00", "--closes", "18:00", "--origins", "3", "--weeks",
         "2", "--calendar", str(tmp_path / "calendar.yaml"), "--into", str(tmp_path / "out")],
        catch_exceptions=False,
    )  # fmt: skip
    assert done.exit_code == 0
    assert "line" in done.output
    errors = pq.read_table(tmp_path / "out" / "accuracy.parquet").to_pylist()
    half_hours = [row for row in errors if row["grain"] == "half_hour"]
    assert {row["lead_weeks"] for row in half_hours} == {1, 2}
    assert all(row["wape"] < 0.25 and row["basis"] == "backtest" for row in half_hours)
    assert (tmp_path / "out" / "line.png").read_bytes().startswith(b"\x89PNG")


def test_hours_are_those_that_the_file_shows(tmp_path: Path) -> None:
    rows = [f"{FIRST + timedelta(days=day, hours=7, minutes=5 * n)},1"
            for day in range(5) for n in range(12 * 14 + 1)]  # fmt: skip
    hours = open_hours_of(written(tmp_path / "line.csv", rows))
    assert hours == [("07:00", "21:00")] * 5 + [None] * 2


def test_a_folder_is_judged_as_a_whole_up_to_a_day(tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    for name in ("one", "two"):
        rows = [f"{FIRST + timedelta(days=day, minutes=30 * slot)},{9 * (day < 49) + slot % 3}"
                for day in range(56) for slot in range(18, 26)]  # fmt: skip
        written(tmp_path / "calls" / f"{name}.csv", rows)
    (tmp_path / "calls" / "README.md").write_text("not arrivals", encoding="utf-8")
    until, into = (FIRST + timedelta(days=49)).date().isoformat(), tmp_path / "out"
    done = CliRunner().invoke(
        backtest,
        ["--file", str(tmp_path / "calls"), "--until", until, "--origins", "1", "--weeks", "1",
         "--into", str(into)],
        catch_exceptions=False,
    )  # fmt: skip
    assert done.exit_code == 0
    errors = pq.read_table(into / "accuracy.parquet").to_pylist()
    assert {row["queue_id"] for row in errors} == {"one", "two", "all"}
    assert all(row["wape"] < 0.2 for row in errors)
    assert {path.name for path in into.glob("*.png")} == {"one.png", "two.png"}


def test_a_file_without_a_known_number_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "line.csv", ["2026-01-05 08:00:00,"])
    with pytest.raises(Refusal, match="no known half-hour"):
        CliRunner().invoke(backtest, ["--file", str(path)], catch_exceptions=False)
