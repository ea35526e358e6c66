"""Every function of an item through the whole engine, from its rule file to the checked trace."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from data_contracts.located_yaml import read_yaml
from scoring import check_trace, compile_rules

CARD = Path(__file__).parent / "every_function.yaml"
METRICS = {
    "attendance_rate": (80, 100, 100),
    "average_handle_time_s": (20000, 50000, 100),
    "late_count": (0, 9, 1),
    "contacts_per_hour": (200, 2000, 150),
    "qa_score": (600, 1000, 10),
    "csat_mean": (20, 50, 10),
    "csat_top_box": (0, 10, 10),
    "sales_certified": (0, 20, 1),
}


@pytest.fixture(scope="module")
def done(catalogue, month):
    draw = random.Random(7)
    people, values = [], {}
    for number in range(24):
        agent = f"A{number:02}"
        people.append({"agent_id": agent, "role": draw.choice(["agent"] * 4 + ["trainer"])})
        for name, (low, high, below) in METRICS.items():
            if draw.random() < 0.85:
                values[agent, name] = (draw.randint(low, high), below, 99)
    rules = compile_rules([read_yaml(CARD.read_text(encoding="utf-8"), CARD.name)], catalogue)
    return month(rules, people, values)


def test_every_node_is_recomputed_by_the_checker(done) -> None:
    assert check_trace(done.trace_nodes) == []
    used = {json.loads(row)[0]["value"] for row in done.trace_nodes["inputs"].to_pylist()}
    assert {"F3", "F4", "F5", "F6", "F7", "F8", "F10", "F12", "F15", "F16"} <= used


def test_everybody_has_a_line_for_every_item(done) -> None:
    lines = done.score_lines.to_pylist()
    assert len(lines) == 24 * 11
    assert all(line["note_zh"] and line["note_en"] for line in lines)
    scored = {line["function"] for line in lines if line["score"] is not None}
    assert {"F3", "F4", "F5", "F6", "F7", "F8", "F10", "F12", "F15", "F16"} <= scored
