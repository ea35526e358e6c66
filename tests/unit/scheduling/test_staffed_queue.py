"""Calls and chats side by side in one plan: each by its own formula, and none by the other's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from scheduling.bridge import bridge
from scheduling.chats import agents_for_chats, chat_measures
from scheduling.erlang import Targets, erlang_a, required_agents
from scheduling.prediction import ForecastErrors, predict, simulate_plan
from scheduling.staffed_queue import expected_measures, needed_agents

CALL, CHAT = (1.0,), (1.0, 1.3, 1.8)
OFFERED = np.array([40.0, 40.0, 0.0])
TIMES = {"aht_s": 400.0, "patience_s": 200.0, "target_wait_s": 20.0}
LOAD = 40.0 * 400 / 1800


def measured(agents: list[float]) -> tuple[np.ndarray, np.ndarray]:
    found = expected_measures(
        OFFERED, np.full(3, 400.0), np.array(agents), np.full(3, 200.0), np.full(3, 20.0),
        [CALL, CHAT, CHAT],
    )  # fmt: skip
    return found.service_level, found.occupancy


def test_each_half_hour_by_its_channel() -> None:
    level, occupancy = measured([6.0, 6.0, 6.0])
    call, chat = erlang_a(LOAD, 6, **TIMES), chat_measures(LOAD, 6, stretch=CHAT, **TIMES)
    assert level == pytest.approx([call.service_level, chat.service_level, 1.0])
    assert occupancy[:2] == pytest.approx([call.occupancy, chat.occupancy])


def test_half_an_agent_more_at_chats_is_there_half_of_the_time() -> None:
    between = measured([6.0, 6.5, 6.0])[0][1]
    few, many = (chat_measures(LOAD, n, stretch=CHAT, **TIMES).service_level for n in (6, 7))
    assert between == pytest.approx((few + many) / 2)
    nearly_nobody = measured([6.0, 0.5, 6.0])[0][1]
    assert nearly_nobody == pytest.approx(
        0.5 * chat_measures(LOAD, 1, stretch=CHAT, **TIMES).service_level
    )


def test_agents_needed_by_their_channel() -> None:
    targets = Targets(0.8, 20.0, None, 0.9)
    volumes = np.array([[40.0, 40.0, 0.0], [80.0, 80.0, 10.0]])
    found = needed_agents(
        volumes, np.full(3, 400.0), np.full(3, 200.0), targets, [CALL, CHAT, CHAT]
    )
    load = volumes * 400 / 1800
    calls = required_agents(load[:, 0], aht_s=400.0, targets=targets, patience_s=200.0)
    chats = agents_for_chats(
        load[:, 1:], aht_s=400.0, stretch=CHAT, service_level=0.8, maximum_occupancy=0.9,
        patience_s=200.0,
    )  # fmt: skip
    assert found.tolist() == np.column_stack([calls, chats]).tolist()
    assert (found[:, 1] < found[:, 0]).all()


def plan(stretch: tuple[float, ...]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "queue_id": "queue", "business_date": date(2026, 7, 6), "offered": 40.0,
                "interval_start_at": datetime(2026, 7, 6, 1) + timedelta(minutes=30 * place),
                "aht_s": 400.0, "agents": 6.0, "patience_s": 200.0, "target_wait_s": 20.0,
                "target_level": 0.8, "stretch": list(stretch),
            }
            for place in range(6)
        ]
    )  # fmt: skip


def test_a_prediction_of_chats_is_the_chains_and_simulated_days_agree() -> None:
    errors = {"queue": ForecastErrors(0.0, 0.0)}
    rows = predict(plan(CHAT), errors, draws=3, seed=1).half_hours.to_pylist()
    now, more = (chat_measures(LOAD, n, stretch=CHAT, **TIMES).service_level for n in (6, 7))
    assert rows[2]["service_level"] == pytest.approx(now)
    assert rows[2]["one_more"] == pytest.approx(40.0 * (more - now))
    simulated, calls = (
        simulate_plan(plan(stretch), errors, draws=60, seed=1).to_pylist()[0]
        for stretch in (CHAT, CALL)
    )
    assert calls["service_level"] + 0.1 < now < simulated["service_level"] + 0.1
    assert simulated["occupancy"] == pytest.approx(
        float(chat_measures(LOAD, 6, stretch=CHAT, **TIMES).occupancy), abs=0.1
    )


def test_a_bridge_of_chats_splits_the_chains_level() -> None:
    row = {
        "planned_offered": 40.0, "planned_aht_s": 400.0, "planned_scheduled": 7.0,
        "planned_shrinkage": 1 / 7, "planned_adherence": 1.0, "offered": 50.0, "aht_s": 400.0,
        "scheduled": 7.0, "shrinkage": 1 / 7, "adherence": 1.0, "counted": 50, "met": 30,
        "target_level": 0.8, "target_wait_s": 20.0, "patience_s": 200.0,
    }  # fmt: skip
    calls, chats = bridge(
        pa.Table.from_pylist([row | {"stretch": list(own)} for own in (CALL, CHAT)])
    ).to_pylist()
    expected = chat_measures(LOAD, 6, stretch=CHAT, **TIMES).service_level
    assert chats["planned_level"] == pytest.approx(expected)
    assert calls["planned_level"] == pytest.approx(erlang_a(LOAD, 6, **TIMES).service_level)
    parts = [value for name, value in chats.items() if name.endswith("_part")]
    assert sum(parts) == pytest.approx(chats["actual_level"] - chats["planned_level"])
    assert chats["offered_part"] < 0 == chats["aht_part"]
