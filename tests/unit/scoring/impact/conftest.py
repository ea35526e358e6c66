"""A small centre of two teams and two departments, with everything that impact tests change."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from scoring import compile_rules
from scoring.impact import Month

PERIOD = "2026-06"


def people_and_values(seed: int, size: int) -> tuple[list[dict[str, Any]], dict, dict]:
    """Agents with quality, speed, fatal errors and two days of points."""
    draw = random.Random(seed)
    people, values, work = [], {}, {}
    for number in range(size):
        agent, forms = f"A{number:02d}", draw.choice([2, 4, 5, 8])
        people.append({"agent_id": agent, "team_id": f"T{number % 2}"})
        values |= {
            (agent, "contacts_per_hour"): (draw.randint(300, 1400), 150, 20),
            (agent, "average_handle_time_s"): (draw.randint(8000, 50000), 100, 100),
            (agent, "qa_score"): (forms * draw.randint(55, 100), forms, forms),
            (agent, "fatal_rate"): (draw.choice([0, 0, 1, 2]), 10, forms),
            (agent, "csat_mean"): (draw.randint(30, 50), 10, draw.choice([3, 10])),
            (agent, "adherence_strict"): (draw.randint(850, 1000), 1000, 20),
            (agent, "late_count"): (draw.randint(0, 8), 1, 22),
        }
        work |= {(agent, date(2026, 6, d), "contact:sales"): draw.randint(1, 900) for d in (1, 2)}
    return people, values, work


@pytest.fixture(scope="session")
def small(brief, catalogue) -> SimpleNamespace:
    """`drawn(seed, size)` people, values and work; `month` and `rules` made of what is given."""

    def month(people: list, values: dict, work: dict, period: str = PERIOD) -> Month:
        table = brief.people(people)
        departments = [f"D{len(person['agent_id']) % 2}" for person in people]
        return Month(
            period,
            table.append_column("department_id", pa.array(departments, pa.string())),
            brief.metrics(period, values, catalogue),
            brief.work(work),
        )

    def rules(pay: str | None = None, card: str | None = None, **changes: str):
        """The sample rules with another pay plan or agents' card, or texts exchanged in them."""
        files = brief.rule_files("sample")
        if pay is not None:
            files = [f for f in files if f.data["kind"] != "pay"]
            files.append(read_yaml(pay, "pay/pools.yaml"))
        if card is not None:
            files = [f for f in files if f.data["id"] != "inbound"]
            files.append(read_yaml(card, "scorecards/peers.yaml"))
        return compile_rules(files, catalogue)

    return SimpleNamespace(drawn=people_and_values, month=month, rules=rules)
