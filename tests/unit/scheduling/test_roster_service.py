"""The service of a roster by simulation: more agents, more answered in time; nobody, none."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from scheduling.erlang import erlang_a
from scheduling.roster_service import roster_service

MONDAY = date(2026, 7, 6)
OFFERED, AHT_S, PATIENCE_S, WAIT_S = 60.0, 180.0, 240.0, 20.0


def plan(agents: list[float]) -> pa.Table:
    first = datetime(2026, 7, 6, 0, 0)
    return pa.Table.from_pylist(
        [
            {
                "queue_id": "q",
                "interval_start_at": first + timedelta(minutes=30 * n),
                "business_date": MONDAY,
                "offered": OFFERED,
                "aht_s": AHT_S,
                "agents": there,
                "patience_s": PATIENCE_S,
                "target_wait_s": WAIT_S,
                "target_level": 0.8,
            }
            for n, there in enumerate(agents)
        ]
    )


def levels(agents: list[float]) -> list[float]:
    made = roster_service(plan(agents), MONDAY, days=200, seed=1)
    assert made.num_rows == len(agents)
    return made["service_level"].to_pylist()


def test_the_middle_of_a_steady_day_is_erlangs() -> None:
    expected = erlang_a(
        OFFERED / 1800 * AHT_S, 7, aht_s=AHT_S, patience_s=PATIENCE_S, target_wait_s=WAIT_S
    ).service_level
    assert levels([7.0] * 8)[4] == pytest.approx(float(expected), abs=0.03)


def test_each_half_hour_has_the_service_of_its_own_agents() -> None:
    found = levels([9.0, 9.0, 9.0, 4.0, 4.0, 9.0, 9.0])
    assert min(found[:2]) > 0.8 > 0.5 > found[4]
    assert found[4] < found[6]
