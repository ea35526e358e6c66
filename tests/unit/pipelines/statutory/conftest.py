"""The sample centre, with other files where a test wants them, and an empty warehouse of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.centre import Centre, load_centre
from pipelines.settings import SAMPLE_CENTRE

WAREHOUSE = """
create schema marts; create schema config; create schema landing;
create table config.calendar (calendar_date date, day_class varchar);
create table landing.overtime_approvals
    (agent_id varchar, work_date date, decision varchar, landing_date date, source_row bigint,
    settled_by varchar);
create table marts.attendance_day (employee_id varchar, agent_id varchar, work_date date,
    day_class varchar, scheduled_from_at timestamp, scheduled_to_at timestamp,
    first_in_at timestamp, last_out_at timestamp, attended_s bigint, overtime_s bigint,
    leave_type varchar, leave_s bigint)
"""


@pytest.fixture
def centre() -> Centre:
    return load_centre(SAMPLE_CENTRE)


@pytest.fixture
def own_centre(tmp_path: Path) -> Callable[..., Centre]:
    """The sample centre without the files that are named, or with others in their place."""

    def made(**texts: str | None) -> Centre:
        folder = tmp_path / "own"
        shutil.copytree(SAMPLE_CENTRE, folder)
        for name, text in texts.items():
            file = next(folder.rglob(f"{name}.yaml"), folder / f"{name}.yaml")
            file.unlink() if text is None else file.write_text(text, encoding="utf-8")
        return load_centre(folder)

    return made


@pytest.fixture
def warehouse(centre: Centre) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(WAREHOUSE)
        days = centre.days(date(2026, 1, 1), date(2026, 12, 31))
        rows = [(day, centre.calendar.day_class(day)) for day in days]
        connection.executemany("insert into config.calendar values (?, ?)", rows)
        yield connection
