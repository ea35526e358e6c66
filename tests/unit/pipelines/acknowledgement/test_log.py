"""Acknowledgements are entered for the plan that holds, all rows or none, each once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data_contracts.refusal import Place, Refusal
from pipelines.acknowledgement.log import current_states, entries, record, rows_of_file
from pipelines.settings import House

PLAN = "ab" * 32


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A published month with two agents under one plan."""
    house = House(tmp_path, tmp_path / "out")
    house.published.parent.mkdir(parents=True)
    with duckdb.connect(str(house.published)) as connection:
        connection.execute("create schema scoring")
        connection.execute(
            "create table scoring.acknowledgement_status as select * from (values "
            f"('2026-06', 'A1', 'agent', '{PLAN}'), ('2026-06', 'A2', 'agent', '{PLAN}')"
            ") as t(period, agent_id, role, plan_hash)"
        )
    return house


def row(**given: Any) -> dict[str, Any]:
    usual = {
        "agent_id": "A1", "plan_hash": "", "acknowledged_at": "2026-06-03T10:00+08:00",
        "method": "signed", "source": "HR 7", "place": Place("test"),
    }  # fmt: skip
    return usual | given


def test_an_acknowledgement_is_of_the_plan_that_holds(house: House) -> None:
    assert record(house, "2026-06", [row()], "hr") == 1
    (one,) = entries(house)
    assert (one.plan_hash, one.acknowledged_at) == (PLAN, datetime(2026, 6, 3, 2))
    assert sorted(current_states(house, "2026-06")) == [
        ("agent", "acknowledged"), ("agent", "outstanding"),
    ]  # fmt: skip


def test_it_is_entered_once(house: House) -> None:
    record(house, "2026-06", [row()], "hr")
    assert record(house, "2026-06", [row(source="again")], "hr") == 0
    assert len(entries(house)) == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"agent_id": "A9"}, "under no plan"),
        ({"plan_hash": "cd" * 32}, "not the plan that holds"),
        ({"plan_hash": "ab"}, "not the plan that holds"),
        ({"method": "guessed"}, "no way to acknowledge"),
        ({"source": " "}, "names its evidence"),
        ({"acknowledged_at": "yesterday"}, "not an instant"),
        ({"acknowledged_at": "2999-01-01"}, "in the future"),
    ],
)
def test_all_rows_or_none(house: House, given: dict[str, Any], told: str) -> None:
    with pytest.raises(Refusal, match=told):
        record(house, "2026-06", [row(agent_id="A2"), row(**given)], "hr")
    assert entries(house) == []


def test_a_month_without_plans_is_refused(house: House) -> None:
    with pytest.raises(Refusal, match="no plan documents are published"):
        record(house, "2026-05", [row()], "hr")


def test_a_file_is_read_with_the_place_of_each_row(tmp_path: Path) -> None:
    file = tmp_path / "signed.csv"
    head = "agent_id,plan_hash,acknowledged_at,method,source"
    file.write_text(f"{head}\nA1,,2026-06-03,signed,HR 7\n", encoding="utf-8-sig")
    (one,) = rows_of_file(file)
    assert (one["agent_id"], one["place"]) == ("A1", Place("signed.csv", 2))
    file.write_text("agent_id,method\n", encoding="utf-8")
    with pytest.raises(Refusal, match="lacks the column"):
        list(rows_of_file(file))
