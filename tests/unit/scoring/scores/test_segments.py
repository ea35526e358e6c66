"""Parts of a month, changes of role, and training (scoring.md 4.4, 4.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.scoring.scores.written import card, dated, item, lines_of

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def of_role(role: str, *items: dict[str, Any], **keys: Any) -> dict[str, Any]:
    return card(*items, **keys) | {"id": role, "applies_to": {"role": role}}


def moved(day: int) -> list[dict[str, Any]]:
    """One person, an agent up to `day` and a leader afterwards."""
    return [
        {"agent_id": "A", "employed_from": FIRST, "employed_to": date(2026, 6, day)},
        {"agent_id": "A", "role": "leader", "employed_from": date(2026, 6, day + 1)},
    ]


CARDS = [of_role("agent", item("quality")), of_role("leader", item("quantity"))]


def test_segments_are_weighted_by_their_days(score) -> None:
    values = {("A", "quality", FIRST): 90, ("A", "quantity", date(2026, 6, 11)): 60}
    done = score(CARDS, moved(10), values)
    lines = lines_of(done, "A")
    assert lines["total"]["score"] == 70  # (10 × 90 + 20 × 60) ÷ 30
    assert [lines[f"s{n}.total"]["contribution"] for n in (1, 2)] == [30, 40]
    assert lines["s1.quality"]["parent_id"] == "s1.total"
    assert lines["total"]["scorecard_id"] == "leader"


def test_a_held_segment_holds_the_total(score) -> None:
    waits = of_role("leader", item("quantity", missing_policy="HOLD"))
    done = score([CARDS[0], waits], moved(10), {("A", "quality"): 90})
    assert lines_of(done, "A")["total"]["score"] is None
    assert lines_of(done, "A")["s1.total"]["score"] == 90


def test_the_majority_decides_for_the_whole_month(score) -> None:
    cards = [one | {"segments": {"mode": "MAJORITY"}} for one in CARDS]
    values = {("A", "quality"): 90, ("A", "quantity"): 60}
    assert lines_of(score(cards, moved(10), values), "A")["total"]["score"] == 60
    assert lines_of(score(cards, moved(20), values), "A")["total"]["score"] == 90
    assert lines_of(score(cards, moved(15), values), "A")["total"]["score"] == 60  # the later


def test_targets_of_volumes_shrink_with_the_days_under_the_plan(score) -> None:
    cards = [
        of_role(role, item("quantity", prorated=True), segments={"mode": "TARGET_PRORATE"})
        for role in ("agent", "leader")
    ]
    done = score(cards, moved(10), {("A", "quantity"): 40})
    assert lines_of(done, "A")["total"]["score"] == 60  # 40 in 20 of 30 days


def test_a_volume_of_part_of_the_month_is_held_against_part_of_the_target(score) -> None:
    joined = [{"agent_id": "A", "employed_from": date(2026, 6, 16)}]
    volume, rate = item("quantity", weight=50, prorated=True), item("quality", weight=50)
    done = score(card(volume, rate), joined, {("A", "quantity"): 40, ("A", "quality"): 40})
    lines = lines_of(done, "A")
    assert (lines["quantity"]["score"], lines["quality"]["score"]) == (80, 40)


def test_the_least_sample_is_prorated_and_rounded_up(score) -> None:
    for cases, wanted in ((3, None), (4, Decimal(50))):
        done = score(
            card(item("quality", min_sample=7)),
            [{"agent_id": "A", "employed_from": date(2026, 6, 16)}],
            {("A", "quality"): (50, 1, cases)},
        )
        assert lines_of(done, "A")["quality"]["score"] == wanted


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(1, 29), quality=st.integers(0, 100))
def test_two_halves_under_one_plan_are_the_whole(score, cut: int, quality: int) -> None:
    people = [person | {"role": "agent"} for person in moved(cut)]
    halves = score(CARDS[0], people, {("A", "quality"): quality})
    whole = score(CARDS[0], [{"agent_id": "A"}], {("A", "quality"): quality})
    assert lines_of(halves, "A")["total"]["score"] == lines_of(whole, "A")["total"]["score"]


RAMP = {
    "steps": [
        {"from_week": 0, "target_factor": "0.5", "exempt_items": ["quality"], "score_floor": 60},
        {"from_week": 4, "target_factor": "0.8"},
        {"from_week": 8},
    ]
}


def trained(weeks: int | None) -> list[dict[str, Any]]:
    return [{"agent_id": "A", "live_weeks": weeks}]


def ramped() -> dict[str, Any]:
    slow = {"code": "F1", "points": [[0, 100], [100, 0]]}
    return card(
        item("quantity", weight=40, ramped=True),
        item("speed_s", weight=40, ramped=True, function=slow),
        item("quality", weight=20),
        ramp=dated(RAMP),
    )


def test_targets_grow_with_the_weeks_since_going_live(score) -> None:
    values = {("A", "quantity"): 40, ("A", "speed_s"): 50, ("A", "quality"): 10}
    for weeks, wanted in (
        (0, (80, 75)),
        (3, (80, 75)),
        (4, (50, 60)),
        (8, (40, 50)),
        (None, (40, 50)),
    ):
        lines = lines_of(score(ramped(), trained(weeks), values), "A")
        assert (lines["quantity"]["score"], lines["speed_s"]["score"]) == wanted, weeks


def test_people_in_training_are_spared_items_and_have_a_floor(score) -> None:
    values = {("A", "quantity"): 20, ("A", "speed_s"): 100, ("A", "quality"): 10}
    lines = lines_of(score(ramped(), trained(0), values), "A")
    assert lines["quality"]["policy"] == "IN_TRAINING"
    assert lines["total"]["score"] == 60  # (40 + 50) ÷ 2 = 45, lifted to the floor
    assert lines["total.floor"]["contribution"] == 15
