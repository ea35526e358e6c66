"""Standards are timed again when they expire, drift, were observed too seldom or never."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.standards import RETIME_TRIGGERS, Retiming, Standard, read_retiming, retime_triggers
from tests.unit.scoring.standards.studies import element, sample_document, standards

START = date(2026, 1, 1)
RULES = Retiming(90, Fraction(9, 10), Fraction(11, 10), 200, 26, 13)
WORK_SCHEMA = pa.schema(
    [
        ("work_type", pa.string()),
        ("business_date", pa.date32()),
        ("contacts", pa.int64()),
        ("handle_s", pa.int64()),
    ]
)


def sixty(**keys: Any) -> tuple[Standard, ...]:
    return standards({"billing": {"elements": [element([60, 60])], **keys}})


def work(seconds: list[int], contacts: int = 10, start: date = START) -> pa.Table:
    """A day of `contacts` at each mean, from `start` on."""
    rows = [
        {
            "work_type": "billing",
            "business_date": start + timedelta(days=n),
            "contacts": contacts,
            "handle_s": contacts * mean,
        }
        for n, mean in enumerate(seconds)
    ]
    return pa.Table.from_pylist(rows, schema=WORK_SCHEMA)


def triggers(held: tuple[Standard, ...], done: pa.Table, as_of: date) -> list[dict[str, Any]]:
    found = retime_triggers(held, done, as_of, RULES)
    assert found.schema == RETIME_TRIGGERS
    return found.to_pylist()


@pytest.mark.parametrize("mean", [54, 60, 66])
def test_the_band_is_closed_on_both_sides(mean: int) -> None:
    assert triggers(sixty(), work([mean] * 120), date(2026, 4, 30)) == []


@pytest.mark.parametrize(("mean", "ratio"), [(53, "0.883333"), (67, "1.116667")])
def test_leaving_the_band_on_either_side_is_a_trigger(mean: int, ratio: str) -> None:
    [found] = triggers(sixty(), work([mean] * 120), date(2026, 4, 30))
    assert found["trigger"] == "drift"
    assert str(found["ratio"]) == ratio
    assert found["due_on"] == START + timedelta(days=89)
    assert found["valid_until"] == START + timedelta(days=88)
    assert (found["window_from"], found["contacts"]) == (START, 900)
    assert "60.00" in found["reason_zh"] and "60.00" in found["reason_en"]


def test_drift_is_due_on_the_first_day_whose_90_days_leave_the_band() -> None:
    # 90 days at 60 s, then 80 s: (90 − k) × 60 + k × 80 > 90 × 66 from k = 28 on
    [found] = triggers(sixty(), work([60] * 90 + [80] * 60), date(2026, 5, 30))
    assert found["due_on"] == START + timedelta(days=89 + 28)


def test_less_than_a_full_window_says_nothing() -> None:
    assert triggers(sixty(), work([99] * 89), date(2026, 3, 30)) == []


def test_work_from_before_the_standard_held_says_nothing() -> None:
    held = sixty(valid_from=date(2026, 4, 1))
    assert triggers(held, work([99] * 90 + [60] * 90), date(2026, 6, 29)) == []


def test_too_few_contacts_say_nothing() -> None:
    assert triggers(sixty(), work([99] * 120, contacts=2), date(2026, 4, 30)) == []


def test_an_expired_standard_is_a_trigger_from_the_day_after() -> None:
    held = sixty(expires_on=date(2026, 3, 31))
    assert triggers(held, work([60] * 90), date(2026, 3, 31)) == []
    [found] = triggers(held, work([60] * 90), date(2026, 4, 1))
    assert (found["trigger"], found["due_on"]) == ("expired", date(2026, 4, 1))
    assert found["valid_until"] == date(2026, 3, 31)


def test_of_expiry_and_drift_the_earlier_ends_the_standard() -> None:
    held = sixty(expires_on=date(2026, 5, 31))
    found = triggers(held, work([99] * 160), date(2026, 6, 9))
    assert [row["trigger"] for row in found] == ["expired", "drift"]
    assert {row["valid_until"] for row in found} == {START + timedelta(days=88)}


def test_a_study_with_too_few_observations_is_named() -> None:
    held = standards({"billing": {"elements": [element([40, 80])]}})
    [found] = triggers(held, work([60] * 120), date(2026, 4, 30))
    assert found["trigger"] == "too_few_observations"
    # s² = 800, n = (1.96 / 3)² × 800 = 341.5 → 342
    assert "342" in found["reason_en"] and "342" in found["reason_zh"]


def test_work_without_any_study_is_named() -> None:
    [found] = triggers((), work([60] * 5), date(2026, 4, 30))
    assert (found["trigger"], found["contacts"], found["study_id"]) == ("not_measured", 50, None)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(40, 90), min_size=90, max_size=130))
def test_the_running_window_agrees_with_counting_every_window_anew(means: list[int]) -> None:
    last = START + timedelta(days=len(means) - 1)
    found = triggers(sixty(), work(means), last)
    outside = [
        end for end in range(89, len(means))
        if not 54 * 90 <= sum(means[end - 89 : end + 1]) <= 66 * 90
    ]  # fmt: skip
    expected = [START + timedelta(days=outside[0])] if outside else []
    assert [row["due_on"] for row in found] == expected


def test_the_sample_rules_are_read_as_of_a_day() -> None:
    document = sample_document("standards/retiming.yaml")
    rules = read_retiming(document, START)
    assert (rules.window_days, rules.lowest_ratio, rules.highest_ratio) == (
        90, Fraction(9, 10), Fraction(11, 10),
    )  # fmt: skip
    with pytest.raises(Refusal, match="no value is in force on 2025-12-31"):
        read_retiming(document, date(2025, 12, 31))
