"""A small centre of two teams and two departments, with everything that impact tests change."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.located_yaml import LocatedYaml, read_yaml
from scoring import Rules, compile_rules
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


def exchanged(document: LocatedYaml, texts: Mapping[str, str]) -> LocatedYaml:
    """A rule file of the sample centre with some texts exchanged."""
    file = Path(__file__).parents[4] / "centres/sample" / document.file
    text = file.read_text(encoding="utf-8")
    for old, new in texts.items():
        assert old in text
        text = text.replace(old, new)
    return read_yaml(text, document.file)


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
            brief.facts(),
        )

    def rules(
        pay: str | None = None, card: str | None = None, texts: Mapping[str, str] | None = None
    ) -> Rules:
        """The sample rules with another pay plan, another agents' card, or texts of the pay
        plan exchanged."""
        files = brief.rule_files("sample")
        if pay is not None:
            files = [f for f in files if f.data["kind"] != "pay"]
            files.append(read_yaml(pay, "pay/pools.yaml"))
        if card is not None:
            files = [f for f in files if f.data["id"] != "inbound"]
            files.append(read_yaml(card, "scorecards/peers.yaml"))
        if texts is not None:
            files = [exchanged(f, texts) if f.data["kind"] == "pay" else f for f in files]
        return compile_rules(files, catalogue)

    return SimpleNamespace(drawn=people_and_values, month=month, rules=rules)
