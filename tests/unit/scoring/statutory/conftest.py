"""The sample centre's city, its calendar, and makers of rows and files."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from data_contracts.located_yaml import LocatedYaml, read_yaml
from scoring.statutory import City, OvertimeDay, compile_statutory

CENTRE = Path(__file__).parents[4] / "centres/sample"
DAY = timedelta(days=1)


def city_text() -> str:
    return (CENTRE / "statutory/shanghai.yaml").read_text(encoding="utf-8")


def city_of(text: str) -> City:
    (city,) = compile_statutory([read_yaml(text, "statutory/shanghai.yaml")]).values()
    return city


class Calendar(dict[date, str]):
    """Day classes that tell themselves in a word when a property fails."""

    def __repr__(self) -> str:
        return f"calendar of {len(self)} days"


def sample_calendar(first: date, last: date) -> Calendar:
    """The class of each date by the sample centre's calendar file and its plain week."""
    told = yaml.safe_load((CENTRE / "calendar.yaml").read_text(encoding="utf-8"))["days"]
    classes = Calendar()
    while first <= last:
        plain = "rest_day" if first.weekday() >= 5 else "workday"
        classes[first] = told[first]["day_class"] if first in told else plain
        first += DAY
    return classes


def overtime(day: date, day_class: str, hours: int, **more: object) -> OvertimeDay:
    return OvertimeDay("A1", day, day_class, hours * 3600, hours * 3600, **more)


def document(text: str) -> LocatedYaml:
    return read_yaml(text, "statutory/shanghai.yaml")


@pytest.fixture(scope="session")
def city() -> City:
    return city_of(city_text())


@pytest.fixture(scope="session")
def calendar() -> dict[date, str]:
    return sample_calendar(date(2025, 12, 1), date(2026, 12, 31))


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    return SimpleNamespace(
        city_of=city_of, city_text=city_text, overtime=overtime, document=document
    )
