"""Campaigns and billing days: planted effects are recovered, from what was known and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.forecast.day_types import day_types
from scheduling.forecast.event_effects import event_effects
from scheduling.forecast.events import (
    BillingDay,
    Campaign,
    Event,
    EventFile,
    kinds_of,
    known_events,
    scopes,
)
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.queue_forecast import QueueForecast, forecast_queue
from scheduling.forecast.state_space import daily_states

FIRST = date(2025, 1, 6)
LAST_YEARS = date(2024, 1, 1)
WEEK = np.array([1.2, 1.1, 1.0, 1.0, 1.0, 0.6, 0.5])
SHAPE = np.where((np.arange(48) >= 16) & (np.arange(48) < 40), 1.0, 0.0)
BILLS = BillingDay(
    event_id="bill", kind="bill", month_day=5, days=2, from_date=LAST_YEARS, known_on=LAST_YEARS,
    name_zh="账单", name_en="bill", source="test",
)  # fmt: skip


def sms(day: int, scope: str = "1", days: int = 4, known: int | None = None) -> Campaign:
    """A campaign that begins `day` days after the first."""
    begins = FIRST + timedelta(days=day)
    known_on = LAST_YEARS if known is None else FIRST + timedelta(days=known)
    return Campaign(
        event_id=f"sms-{day}", kind="sms", queue_ids=("q",), first_date=begins,
        last_date=begins + timedelta(days=days - 1), scope=Decimal(scope), known_on=known_on,
        name_zh="活动", name_en="campaign", source="test",
    )  # fmt: skip


def planted(count: int, file: EventFile, effects: dict[str, float], told: EventFile | None = None,
            level: float = 40.0) -> QueueHistory:  # fmt: skip
    """Arrivals in which the events of `file` have effects, with the events of `told`."""
    days = tuple(FIRST + timedelta(days=n) for n in range(count))
    events = file.events(days[0], days[-1])
    kinds = kinds_of(events)
    logs = scopes(events, kinds, days[0], count) @ [effects[kind] for kind in kinds]
    dice = np.random.default_rng(5)
    noise = dice.normal(0, 0.04, count)
    means = level * WEEK[np.arange(count) % 7] * np.exp(logs + noise)
    offered = dice.poisson(means[:, None] * SHAPE).astype(float)
    calendar = {day: "workday" if day.weekday() < 5 else "rest_day" for day in days}
    known = (told or file).events(days[0], days[-1] + timedelta(days=60))
    types = day_types(days, calendar)
    return QueueHistory("q", days, types, offered, offered, offered * 200, known)


def next_fortnight(history: QueueHistory) -> QueueForecast:
    after = [history.days[-1] + timedelta(days=n) for n in range(1, 15)]
    calendar = {day: "workday" if day.weekday() < 5 else "rest_day" for day in after}
    return forecast_queue(history, day_types(after, calendar), np.arange(1, 15), 200.0)


CAMPAIGNS = tuple(sms(day, scope) for day, scope in
                  ((40, "1"), (95, "2"), (150, "0.5"), (230, "1"), (300, "1.5")))  # fmt: skip


def test_planted_campaign_and_billing_day_effects_are_recovered() -> None:
    file = EventFile(campaigns=CAMPAIGNS, billing_days=(BILLS,))
    found = event_effects(planted(364, file, {"bill": 0.25, "sms": 0.3}))
    assert found.kinds == ("bill", "sms")
    deviations = np.sqrt(np.diag(found.covariance))
    assert found.effects[-1] == pytest.approx([0.25, 0.3], abs=0.04)
    assert (np.abs(found.effects[-1] - [0.25, 0.3]) < 3 * deviations).all()
    assert (deviations < 0.03).all()
    assert found.days_seen == (23, 20)  # the first bill went out the day before


@settings(max_examples=6, deadline=None)
@given(effect=st.floats(-0.5, 0.7), level=st.floats(25, 200))
def test_any_planted_effect_is_recovered(effect: float, level: float) -> None:
    file = EventFile(campaigns=CAMPAIGNS)
    found = event_effects(planted(364, file, {"sms": effect}, level=level))
    assert found.effects[-1] == pytest.approx([effect], abs=0.06)


def test_a_coming_campaign_raises_its_days_by_its_scope_and_widens_them() -> None:
    told = EventFile(campaigns=(*CAMPAIGNS, sms(366, "2", days=2)))
    history = planted(364, EventFile(campaigns=CAMPAIGNS), {"sms": 0.3}, told)
    made, plain = next_fortnight(history), next_fortnight(replace(history, events=()))
    ratio = made.offered.sum(axis=1) / plain.offered.sum(axis=1)
    assert ratio[2:4] == pytest.approx([np.exp(0.6)] * 2, rel=0.08)
    assert np.delete(ratio, [2, 3]) == pytest.approx(1.0, abs=0.05)
    assert (made.deviations > 0).tolist() == [2 <= day < 4 for day in range(14)]
    one = made.events.events[-1]
    low, middle, high = made.events.factor(one)
    assert low < middle < high
    assert middle == pytest.approx(np.exp(0.6), rel=0.06)


def test_a_campaign_without_a_past_changes_nothing() -> None:
    history = planted(150, EventFile(), {}, EventFile(campaigns=(sms(152),)))
    made, plain = next_fortnight(history), next_fortnight(replace(history, events=()))
    assert (made.offered == plain.offered).all()
    assert (made.high == plain.high).all()
    assert [event.kind for event in made.events.events] == ["sms"]
    assert made.events.kinds == ()


def test_what_was_not_known_is_not_used() -> None:
    later = sms(366, "2", days=2, known=364)
    told = EventFile(campaigns=(*CAMPAIGNS, later))
    history = planted(364, EventFile(campaigns=CAMPAIGNS), {"sms": 0.3}, told)
    assert later.event_id not in {event.event_id for event in next_fortnight(history).events.events}
    earlier = replace(history, events=told.events(FIRST, FIRST + timedelta(days=400))[:-1])
    assert (next_fortnight(history).offered == next_fortnight(earlier).offered).all()


def test_effects_at_an_origin_are_those_of_its_past() -> None:
    history = planted(250, EventFile(campaigns=CAMPAIGNS[:4]), {"sms": 0.3})
    changed = replace(history, offered=history.offered.copy())
    changed.offered[200:] *= 3.0
    cut = 190
    assert event_effects(history.upto(cut)).effects == pytest.approx(
        event_effects(changed.upto(cut)).effects
    )
    assert event_effects(history).logs(40, 7) == pytest.approx(np.zeros(7))


def test_short_months_bill_on_their_last_day_and_queues_keep_to_themselves() -> None:
    late = BILLS.model_copy(update={"month_day": 31, "days": 1, "queue_ids": ("q",)})
    events = EventFile(billing_days=(late,)).events(date(2025, 2, 1), date(2025, 4, 30))
    assert [event.first_date for event in events] == [
        date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30),
    ]  # fmt: skip
    assert known_events(events, "other", date(2025, 12, 31)) == ()
    spans = EventFile(billing_days=(BILLS,)).events(date(2025, 2, 6), date(2025, 2, 28))
    assert [event.first_date for event in spans] == [date(2025, 2, 5)]


def test_the_state_space_model_splits_a_lasting_level_from_a_passing_surplus() -> None:
    dice = np.random.default_rng(3)
    surplus = np.zeros(600)
    for day in range(1, 600):
        surplus[day] = 0.8 * surplus[day - 1] + dice.normal(0, 0.05)
    logs = 5.0 + surplus + dice.normal(0, 0.03, 600)
    logs[::31] = np.nan
    found = daily_states(logs, np.zeros((600, 0)))
    assert 0.65 < found.lasting < 0.9
    assert found.ahead(np.array([600]), 28)[0, -1] == pytest.approx(5.0, abs=0.15)
    with_effect = daily_states(logs + 0.4 * (np.arange(600) % 50 == 7),
                               (np.arange(600) % 50 == 7).astype(float)[:, None])  # fmt: skip
    assert with_effect.effects[-1] == pytest.approx([0.4], abs=0.05)
    assert with_effect.effects[0] == pytest.approx([0.0])


def test_dates_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="last_date lies before"):
        sms(40, days=0)


def test_events_of_one_kind_add_up() -> None:
    same = (sms(3, "1"), sms(4, "2"))
    events: tuple[Event, ...] = EventFile(campaigns=same).events(FIRST, FIRST)
    assert scopes(events, ("sms",), FIRST, 9)[:, 0].tolist() == [0, 0, 0, 1, 3, 3, 3, 2, 0]
