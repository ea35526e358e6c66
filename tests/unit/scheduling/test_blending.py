"""Slack with a risk bound, outbound filled into it, call-backs kept: against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from scheduling.blending import CallbackRequest, filled_outbound, offer_callbacks, spare_agents
from scheduling.erlang import Targets, erlang_a
from scheduling.prediction import ForecastErrors, draw_offered

TARGETS = Targets(service_level=0.8, target_wait_s=20)
ERRORS = ForecastErrors(0.15, 0.10)


def spare(risk: float, agents: float = 20.0) -> int:
    return int(
        spare_agents(
            [40.0], aht_s=300, agents=[agents], targets=TARGETS, patience_s=180, errors=ERRORS,
            risk=risk,
        )[0]
    )  # fmt: skip


def test_the_risk_is_bounded_and_one_agent_more_lent_would_break_the_bound() -> None:
    lent = spare(risk=0.10)
    rates = draw_offered([40.0], [1], ERRORS, draws=4000, seed=1)[:, 0]

    def missed(agents: int) -> float:
        level = erlang_a(
            rates * 300 / 1800, agents, aht_s=300, patience_s=180, target_wait_s=20
        ).service_level
        return float((level < 0.8).mean())

    assert missed(20 - lent) <= 0.11
    assert missed(20 - lent - 1) > 0.10


def test_less_risk_spares_fewer_and_too_few_agents_spare_none() -> None:
    assert spare(0.01) < spare(0.30)
    assert spare(0.10, agents=5.0) == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        spare(0.0)


def test_outbound_stops_at_the_campaign_and_leaves_short_runs_alone() -> None:
    lent, made = filled_outbound([2, 0, 1, 2, 2, 1], 14.0, aht_s=360, shortest=2)
    assert made.tolist() == [0.0, 0.0, 5.0, 9.0, 0.0, 0.0]
    assert lent.tolist() == [0, 0, 1, 2, 0, 0]
    assert filled_outbound([1, 1], 100.0, aht_s=1800)[1].sum() == 2.0


windows = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), min_size=1, max_size=7)


@settings(max_examples=60, deadline=None)
@given(windows, st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_as_many_call_backs_are_kept_as_can_be(made: list, room: list[int]) -> None:
    requests = [
        CallbackRequest(f"R{n}", first, min(first + length, 5))
        for n, (first, length) in enumerate(made)
    ]
    offered = offer_callbacks(requests, room, aht_s=1800.0)
    places = [half_hour for half_hour, calls in enumerate(room) for _ in range(calls)]
    for request in requests:
        half_hour = offered[request.request_id]
        assert half_hour is None or request.first <= half_hour < request.end
    used = [half_hour for half_hour in offered.values() if half_hour is not None]
    assert all(used.count(half_hour) <= calls for half_hour, calls in enumerate(room))
    if places:
        fits = np.array(
            [[request.first <= p < request.end for p in places] for request in requests]
        )
        rows, columns = linear_sum_assignment(fits, maximize=True)
        assert len(used) == fits[rows, columns].sum()
