"""Target trees: children reproduce the parent exactly, within reach, or are refused."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.awards import decompose_targets, read_target_tree

FILE = "awards/quality_targets.yaml"
START = date(2026, 7, 1)


def node(node_id: str, parent: str | None, **more: Any) -> dict[str, Any]:
    said = ("name_zh", "name_en", "owner", "specific_zh", "specific_en", "evidence", "relevance")
    usual = {"level": "team", "volume": 10, "baseline": 80, "lowest": 60, "highest": 100}
    return {"id": node_id, "parent": parent, **dict.fromkeys(said, "x"), **usual, **more}


def stated(value: Any) -> dict[date, Any]:
    return {START: {"value": value, "source": "x"}}


def tree(sample_file, catalogue, nodes: list[dict[str, Any]], combines: str = "volume_weighted"):
    changes = {("nodes",): nodes, ("combines",): combines}
    return read_target_tree(sample_file(FILE, changes), catalogue)


def targets(plan) -> dict[str, Decimal]:
    return {row["node_id"]: row["target"] for row in decompose_targets(plan).to_pylist()}


def test_the_sample_tree_moves_both_teams_and_keeps_the_reach(sample_file, catalogue) -> None:
    plan = read_target_tree(sample_file(FILE), catalogue)
    found = {row["node_id"]: row for row in decompose_targets(plan).to_pylist()}
    assert found["T01"]["target"] == 89  # its highest
    assert found["T02"]["target"] == Decimal("87.928571")  # (3000 × 88.5 − 1600 × 89) ÷ 1400
    sums = found["T01"]["target_numerator"] + found["T02"]["target_numerator"]
    assert sums == found["centre"]["target_numerator"] == 265_500


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_children_always_reproduce_the_parent(data, sample_file, catalogue) -> None:
    volumes = data.draw(st.lists(st.integers(1, 500), min_size=2, max_size=6))
    places = {"min_value": 60, "max_value": 100, "places": 2}
    children = [
        node(f"T{i}", "centre", volume=volume, baseline=str(data.draw(st.decimals(**places))))
        for i, volume in enumerate(volumes)
    ]
    goal = str(data.draw(st.decimals(**places)))
    combines = data.draw(st.sampled_from(["volume_weighted", "sum"]))
    reach = (
        {"lowest": 60 * len(volumes), "highest": 100 * len(volumes)} if combines == "sum" else {}
    )
    if combines == "sum":
        goal = str(Decimal(goal) * len(volumes))
    root = node("centre", None, volume=sum(volumes), target=stated(goal), **reach)
    rows = decompose_targets(tree(sample_file, catalogue, [root, *children], combines)).to_pylist()
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row["parent_id"]:
            sums[row["parent_id"]] += row["target_numerator"]
            assert row["lowest"] <= row["target"] <= row["highest"]
    assert sums["centre"] == rows[0]["target_numerator"]


def test_a_stated_child_leaves_the_rest_to_the_others(sample_file, catalogue) -> None:
    nodes = [
        node("centre", None, volume=30, target=stated(82)),
        node("T1", "centre", target=stated(90)),
        node("T2", "centre"),
        node("T3", "centre", baseline=76),
    ]
    found = targets(tree(sample_file, catalogue, nodes))
    assert (found["T1"], found["T2"], found["T3"]) == (90, 80, 76)


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        (
            [node("centre", None, target=stated(90)), node("T1", "centre", highest=85)],
            "can reach 60 to 85 together, not 90",
        ),
        (
            [node("centre", None, target=stated(90), volume=11), node("T1", "centre")],
            "have a volume of 10 together",
        ),
        ([node("centre", None, target=stated(101))], "outside what it can reach"),
        ([node("centre", None, target=stated(90)), node("T1", "gone")], "hang below the root"),
        ([node("centre", None)], "one root, which has a target"),
        ([node("centre", None, target=stated(90), evidence="")], "at least 1 character"),
    ],
)
def test_trees_that_cannot_be_met_are_refused(sample_file, catalogue, nodes, message) -> None:
    with pytest.raises(Refusal, match=message):
        decompose_targets(tree(sample_file, catalogue, nodes))


def test_three_levels_add_up_at_each(catalogue, sample_file) -> None:
    plan = read_target_tree(sample_file("awards/quality_targets_q2.yaml"), catalogue)
    rows = {row["node_id"]: row for row in decompose_targets(plan).to_pylist()}
    for name, row in rows.items():
        below = [one["target_numerator"] for one in rows.values() if one["parent_id"] == name]
        assert not below or sum(below) == row["target_numerator"]
    assert rows["centre"]["target"] == 86 and len(rows) == 11
