"""Gaps split exactly: additivity to the last digit, zero gaps, order, rules, mix and rate."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.exact import apportioned, from_units, rounded
from scoring.impact.drivers import (
    check_actions,
    gaps_to_last_period,
    gaps_to_peers,
    improvement_actions,
)
from scoring.impact.drivers_split import segment_pieces
from scoring.tables import SCORE_LINES

SIX = Decimal("0.000001")
Item = Mapping[str, Any]


def lines(period: str, people: Mapping[str, Sequence[Item]], gate: int = 0) -> pa.Table:
    """Score lines of two sections, weighed as the engine does: {agent: items}, each item with
    id, section, declared weight, and score or None; `gate` is taken off each total."""
    rows = [row for agent, items in people.items() for row in _tree(period, agent, items, gate)]
    return pa.Table.from_pylist(rows, schema=SCORE_LINES)


def _tree(period: str, agent: str, items: Sequence[Item], gate: int) -> list[dict[str, Any]]:
    sections = sorted({item["section"] for item in items})
    built, scores = [], []
    for section in sections:
        below = [item for item in items if item["section"] == section]
        score, applied, contributions = _weighed(
            [(item["weight"], item["score"]) for item in below]
        )
        scores.append((Decimal(100) / len(sections), score))
        for item, weight, contribution in zip(below, applied, contributions, strict=True):
            built.append(_row(period, agent, item, weight, contribution))
    total, applied, contributions = _weighed(scores)
    for (declared, score), section, weight, contribution in zip(
        scores, sections, applied, contributions, strict=True
    ):
        item = {"id": section, "section": "total", "weight": declared, "score": score}
        built.append({**_row(period, agent, item, weight, contribution), "kind": "section"})
    root = {"id": "total", "section": None, "weight": 100, "score": None}
    top = _row(period, agent, root, Decimal(100), Decimal(0))
    if total is not None:
        top["score"] = total - gate
        top["contribution"] = total - gate
    built.append({**top, "kind": "total"})
    if gate:
        item = {"id": "total.gate", "section": "total", "weight": 0, "score": None}
        line = _row(period, agent, item, Decimal(0), Decimal(-gate))
        built.append({**line, "function": "F14"})
    return built


def _weighed(pairs: Sequence[tuple[Any, Decimal | None]]) -> tuple[Any, list, list]:
    weights = [Fraction(w) if s is not None else Fraction(0) for w, s in pairs]
    whole = sum(weights)
    if not whole:
        return None, [Decimal(0)] * len(pairs), [Decimal(0)] * len(pairs)
    parts = [w / whole * Fraction(s or 0) for w, (_, s) in zip(weights, pairs, strict=True)]
    score = rounded(sum(parts, Fraction(0)), 6)
    return score, _settled([w / whole * 100 for w in weights], Decimal(100)), _settled(parts, score)


def _settled(parts: Sequence[Fraction], total: Decimal) -> list[Decimal]:
    counts = apportioned([part * 10**6 for part in parts], int(Fraction(total) * 10**6))
    return [from_units(count, 6) for count in counts]


def _row(period: str, agent: str, item: Item, weight: Decimal, contribution: Decimal) -> dict:
    return {
        **dict.fromkeys(SCORE_LINES.names),
        "period": period,
        "agent_id": agent,
        "scorecard_id": "card",
        "node_id": item["id"],
        "parent_id": item["section"],
        "kind": "item",
        "name_zh": item["id"],
        "name_en": item["id"],
        "metric": item.get("metric"),
        "numerator": item.get("numerator"),
        "denominator": item.get("denominator"),
        "score": item["score"],
        "weight_declared": rounded(Fraction(item["weight"]), 6),
        "weight_applied": weight,
        "contribution": contribution,
        "policy": None if item["score"] is not None else "EXCLUDE_REWEIGHT",
        "rule_ref": item.get("rule_ref", "card.yaml@2026-01-01"),
        "note_zh": "",
        "note_en": "",
    }


SCORES = st.none() | st.decimals(0, 120, places=6)
COUNTS = st.integers(1, 500)


@st.composite
def cards(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Five items in two sections; at least one item of each section has a score."""
    items = []
    for section, weights in (("quality", (60, 40)), ("output", (50, 30, 20))):
        for place, weight in enumerate(weights):
            score = draw(st.decimals(0, 120, places=6) if place == 0 else SCORES)
            items.append(
                {
                    "id": f"{section}_{place}",
                    "section": section,
                    "weight": weight,
                    "score": score,
                    "metric": f"m_{section}_{place}",
                    "numerator": draw(COUNTS),
                    "denominator": draw(COUNTS),
                }
            )
    return items


def children(table: pa.Table) -> dict[tuple[str, str, str], Decimal]:
    """Σ points by subject, parent and split."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in table.to_pylist():
        if row["parent_id"]:
            sums[row["subject_id"], row["parent_id"], row["split"]] += row["points"]
    return sums


def points(table: pa.Table) -> dict[tuple[str, str], Decimal]:
    return {(row["subject_id"], row["part_id"]): row["points"] for row in table.to_pylist()}


@settings(max_examples=60, deadline=None)
@given(cards(), cards(), cards(), st.integers(0, 5))
def test_parts_add_up_to_the_gap_to_the_last_digit(old, new, crossed, gate) -> None:
    before, after = lines("2026-05", {"A1": old}), lines("2026-06", {"A1": new}, gate)
    same_rules = lines("2026-05", {"A1": crossed})
    for found in (
        gaps_to_last_period(after, before),
        gaps_to_last_period(after, before, same_rules=same_rules),
    ):
        shown = points(found.parts)
        for (subject, parent, _), total in children(found.parts).items():
            assert total == shown[subject, parent]
        totals = [
            row["score"] for t in (before, after) for row in t.to_pylist() if row["kind"] == "total"
        ]
        assert shown["A1", "total"] == totals[1] - totals[0]


@settings(max_examples=30, deadline=None)
@given(cards(), cards())
def test_no_gap_has_no_parts_and_the_reverse_gap_is_its_mirror(old, new) -> None:
    here = lines("2026-06", {"A1": old})
    same = gaps_to_last_period(here, lines("2026-05", {"A1": old}))
    assert {row["points"] for row in same.parts.to_pylist()} == {Decimal(0)}
    assert same.causes.num_rows == 0
    there = lines("2026-05", {"A1": new})
    forth = points(gaps_to_last_period(here, there).parts)
    back = points(
        gaps_to_last_period(lines("2026-06", {"A1": new}), lines("2026-05", {"A1": old})).parts
    )
    for key, value in forth.items():
        assert abs(value + back.get(key, Decimal(0))) <= 3 * SIX


@settings(max_examples=30, deadline=None)
@given(cards(), cards(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(old, new, shuffle: random.Random) -> None:
    before, after = lines("2026-05", {"A1": old}), lines("2026-06", {"A1": new})
    mixed = [table.to_pylist() for table in (before, after)]
    for rows in mixed:
        shuffle.shuffle(rows)
    first, second = (pa.Table.from_pylist(rows, schema=SCORE_LINES) for rows in mixed)
    assert gaps_to_last_period(second, first).parts == gaps_to_last_period(after, before).parts


@settings(max_examples=30, deadline=None)
@given(st.lists(cards(), min_size=2, max_size=4))
def test_the_gap_to_peers_is_the_mean_of_the_gaps_to_each(group) -> None:
    people = {f"A{i}": card for i, card in enumerate(group)}
    table = lines("2026-06", people)
    found = gaps_to_peers(table, {"A0": list(people)})
    totals = {row["agent_id"]: row["score"] for row in table.to_pylist() if row["kind"] == "total"}
    peers = [Fraction(totals[agent]) for agent in totals if agent != "A0"]
    wanted = Fraction(totals["A0"]) - sum(peers) / len(peers)
    assert points(found.parts)["A0", "total"] == rounded(wanted, 6)
    for (subject, parent, _), total in children(found.parts).items():
        assert total == points(found.parts)[subject, parent]


ATOM = st.tuples(st.integers(0, 50), st.integers(1, 50))
ATOMS = st.dictionaries(st.sampled_from("abcd"), ATOM, min_size=1)


@given(ATOMS, ATOMS)
def test_rate_and_mix_add_up_to_the_change_of_the_ratio(before, after) -> None:
    sides = [{k: (Fraction(n), Fraction(d)) for k, (n, d) in s.items()} for s in (before, after)]
    values = [sum(n for n, _ in s.values()) / sum(d for _, d in s.values()) for s in sides]
    pieces = list(segment_pieces(*sides))
    assert sum(piece for _, _, piece in pieces) == values[1] - values[0]


def test_mix_alone_and_rate_alone_are_told_apart() -> None:
    def of(a: tuple[int, int], b: tuple[int, int]) -> dict:
        return {"a": tuple(map(Fraction, a)), "b": tuple(map(Fraction, b))}

    mix = list(segment_pieces(of((10, 100), (90, 100)), of((15, 150), (45, 50))))
    assert all(not piece for kind, _, piece in mix if kind == "rate")
    rate = list(segment_pieces(of((10, 100), (90, 100)), of((20, 100), (90, 100))))
    assert [(k, s) for k, s, piece in rate if piece] == [("rate", "a")]


def one_item(score: Any, **more: Any) -> list[dict[str, Any]]:
    return [{"id": "qa", "section": "quality", "weight": 100, "score": Decimal(score), **more}]


def kinds(table: pa.Table) -> dict[str, Decimal]:
    return {row["kind"]: row["points"] for row in table.to_pylist() if row["split"] == "effects"}


def test_a_metric_is_split_into_numerator_and_denominator_by_hand() -> None:
    before = lines("2026-05", {"A1": one_item(80, metric="qa", numerator=800, denominator=10)})
    after = lines("2026-06", {"A1": one_item(90, metric="qa", numerator=1080, denominator=12)})
    found = points(gaps_to_last_period(after, before).parts)
    by_numerator = Fraction(280, 2) * (Fraction(1, 10) + Fraction(1, 12))
    assert found["A1", "item/qa/metric/atoms/numerator"] == rounded(by_numerator, 6)
    assert found["A1", "item/qa/metric/atoms/denominator"] == 10 - rounded(by_numerator, 6)


def test_reweighting_rule_change_and_gate_are_parts_of_their_own() -> None:
    two = [
        {"id": "a", "section": "s", "weight": 50, "score": Decimal(60)},
        {"id": "b", "section": "s", "weight": 50, "score": Decimal(100)},
    ]
    without = [two[0], {**two[1], "score": None}]
    found = gaps_to_last_period(lines("2026-06", {"A1": without}), lines("2026-05", {"A1": two}))
    assert points(found.parts)["A1", "total"] == -20
    assert set(kinds(found.parts)) == {"reweight"}
    heavier = [{**two[0], "weight": 30}, {**two[1], "weight": 70}]
    found = gaps_to_last_period(lines("2026-06", {"A1": heavier}), lines("2026-05", {"A1": two}))
    assert set(kinds(found.parts)) == {"weight"}
    found = gaps_to_last_period(lines("2026-06", {"A1": two}, 7), lines("2026-05", {"A1": two}))
    assert kinds(found.parts) == {"gate": -7}


def test_a_rule_change_is_told_from_the_data_by_the_crossed_score() -> None:
    before = lines("2026-05", {"A1": one_item(80)})
    crossed = lines("2026-05", {"A1": one_item(70, rule_ref="card.yaml@2026-06-01")})
    after = lines("2026-06", {"A1": one_item(75, rule_ref="card.yaml@2026-06-01")})
    found = gaps_to_last_period(after, before, same_rules=crossed)
    assert kinds(found.parts) == {"rule": -10, "metric": 5}
    assert kinds(gaps_to_last_period(after, before).parts) == {"rule_and_metric": -5}


def test_causes_are_ranked_with_evidence_and_become_actions() -> None:
    old = [
        {"id": "qa", "section": "s", "weight": 60, "score": Decimal(90), "metric": "qa_score",
         "numerator": 900, "denominator": 10},
        {"id": "aht", "section": "s", "weight": 40, "score": Decimal(80)},
    ]  # fmt: skip
    new = [{**old[0], "score": Decimal(70), "numerator": 700}, {**old[1], "score": Decimal(85)}]
    atoms = [
        [("sales", 450, 5), ("billing", 450, 5)],
        [("sales", 250, 5), ("billing", 450, 5)],
    ]
    before, after = (
        pa.Table.from_pylist(
            [
                {"agent_id": "A1", "metric": "qa_score", "segment": s, "numerator": n,
                 "denominator": d}
                for s, n, d in rows
            ]
        )
        for rows in atoms
    )  # fmt: skip
    found = gaps_to_last_period(
        lines("2026-06", {"A1": new}), lines("2026-05", {"A1": old}),
        previous_atoms=before, current_atoms=after,
    )  # fmt: skip
    first, second = found.causes.to_pylist()
    assert (first["part_id"], first["points"], first["segment"]) == ("item/qa/metric", -12, "sales")
    assert "2026-06/A1/score/qa.qa_score" in first["evidence"]
    assert (second["node_id"], second["points"]) == ("aht", 2)
    actions = improvement_actions(found.causes, lambda _: "A9", date(2026, 7, 31))
    (action,) = actions.to_pylist()
    assert (action["owner_id"], action["lost_points"], action["state"]) == ("A9", 12, "open")
    later = check_actions(actions, lines("2026-07", {"A1": [{**new[0], "score": Decimal(71)}]}))
    assert later.column("state").to_pylist() == ["improved"]
    assert check_actions(actions, lines("2026-07", {"A2": new})) == actions


def test_two_periods_on_one_side_are_refused() -> None:
    both = pa.concat_tables([lines(p, {"A1": one_item(80)}) for p in ("2026-05", "2026-06")])
    with pytest.raises(Refusal, match="one period"):
        gaps_to_last_period(both, both)
