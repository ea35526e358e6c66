"""The rulebook told as tables: nothing lost, nothing computed, changes within a year."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.located_yaml import LocatedYaml, read_yaml
from scoring.rules.rule_words import FORMULAS, FUNCTIONS, told
from scoring.rules.rulebook import rulebook_tables

REPOSITORY = Path(__file__).parents[4]
SAMPLE = REPOSITORY / "centres" / "sample"
CARD = """
kind: scorecard
id: card
name_zh: 计分卡
name_en: Card
applies_to: {role: [agent]}
sections:
  - id: results
    name_zh: 业绩
    name_en: Results
    weight:
      2025-01-01: {value: 30, source: "Scheme"}
      2025-07-01: {value: 40, source: "Amendment 1"}
      2026-06-01: {value: 50, source: "Amendment 2"}
      2026-07-01: {value: 60, source: "Amendment 3"}
    items:
      - id: aht
        name_zh: 时长
        name_en: Time
        function:
          2025-01-01: {value: {code: F1, points: [[4, 0], [6.5, 100]]}, source: "Scheme"}
        cap_hi:
          2025-01-01: {value: 110, source: "Scheme"}
          2026-06-15: {value: null, source: "Amendment 2"}
"""


def _tables(text: str, period: str = "2026-06") -> tuple[list[Any], list[Any]]:
    tables = rulebook_tables([read_yaml(text, "scorecards/card.yaml")], period)
    return tables["rule_values"].to_pylist(), tables["rule_changes"].to_pylist()


def _value(rows: list[Any], path: str, field: str) -> Any:
    return next((r for r in rows if (r["path"], r["field"]) == (path, field)), None)


def test_a_value_has_its_place_words_day_and_source() -> None:
    values, _ = _tables(CARD)
    row = _value(values, "results", "weight")
    assert (row["value"], row["since"], row["source"]) == ("50", date(2026, 6, 1), "Amendment 2")
    assert (row["name_zh"], row["node_kind"], row["depth"]) == ("业绩", "section", 1)
    function = _value(values, "results/aht", "function")
    assert json.loads(function["value"])["points"] == [[4, 0], ["6.5", 100]]
    assert function["value_zh"] == "折线：4 → 0; 6.5 → 100"
    assert (function["above_en"], function["field_en"]) == ("Results", "scoring function")


def test_a_value_that_ended_is_no_longer_told_but_its_end_is_a_change() -> None:
    values, changes = _tables(CARD)
    assert _value(values, "results/aht", "cap_hi") is None
    [end] = [row for row in changes if row["field"] == "cap_hi"]
    assert (end["old_value"], end["new_value"], end["new_en"]) == ("110", None, "ended")


def test_changes_are_those_of_the_twelve_months_up_to_the_months_end() -> None:
    _, changes = _tables(CARD)
    weights = [row for row in changes if row["field"] == "weight"]
    told_days = [(row["since"], row["old_value"], row["new_value"]) for row in weights]
    assert told_days == [(date(2025, 7, 1), "30", "40"), (date(2026, 6, 1), "40", "50")]
    _, before = _tables(CARD, "2026-05")
    assert [row["since"] for row in before] == [date(2025, 7, 1)]


def _dated(data: Any) -> Iterator[Any]:
    """Every dated value of a file, found by its shape alone."""
    if isinstance(data, dict):
        if data and all(isinstance(key, date) for key in data):
            yield data
        else:
            for part in data.values():
                yield from _dated(part)
    elif isinstance(data, list):
        for part in data:
            yield from _dated(part)


@pytest.mark.parametrize("folder", ["scorecards", "points", "pay", "quality_forms"])
def test_no_dated_value_of_the_sample_is_left_out(folder: str) -> None:
    for path in sorted((SAMPLE / folder).glob("*.yaml")):
        document = read_yaml(path.read_text(encoding="utf-8"), path.name)
        rows = rulebook_tables([document], "2026-06")["rule_values"].to_pylist()
        in_force = [d for d in _dated(document.data) if min(d) <= date(2026, 6, 30)]
        assert sum(row["since"] is not None for row in rows) == len(in_force), path.name
        assert len({row["position"] for row in rows}) == len(rows)


def test_every_component_tells_its_formula() -> None:
    path = SAMPLE / "pay" / "variable_pay.yaml"
    document = read_yaml(path.read_text(encoding="utf-8"), path.name)
    rows = rulebook_tables([document], "2026-06")["rule_values"].to_pylist()
    codes = [row["value"] for row in rows if row["field"] == "code"]
    formulas = [row["value_zh"] for row in rows if row["field"] == "formula"]
    assert formulas == [FORMULAS[code].zh for code in codes] and codes


def test_gates_bands_and_deductions_are_told_in_figures() -> None:
    gate = told({"metric": "fatal", "operator": ">=", "threshold": 2, "action": "CAP", "value": 60})
    assert gate == ("fatal >= 2 时封顶 60", "fatal >= 2: capped at 60")
    band = told({"code": "F2", "bands": [{"from": 0, "to": "inf", "score": 1}]})
    assert band.en == "bands: [0, ∞) → 1"
    loss = told({"code": "F5", "categories": [{"metric": "late", "per_event": 5, "cap": 20}]})
    assert loss.en == "deduction: late 5 each, at most 20"
    assert told("CARRY_FORWARD(2)").zh == "沿用前期(2)"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@given(VALUES)
def test_any_value_can_be_told_in_both_languages(value: Any) -> None:
    words = told(value)
    assert isinstance(words.zh, str) and isinstance(words.en, str)


@given(st.sampled_from(sorted(FUNCTIONS)), st.dictionaries(st.sampled_from("abc"), st.integers()))
def test_every_function_tells_all_its_figures(code: str, figures: dict[str, int]) -> None:
    words = told({"code": code, **figures})
    assert all(str(number) in words.en for number in figures.values())


def test_a_file_without_kind_goes_by_its_name() -> None:
    document: LocatedYaml = read_yaml(
        "steps:\n  - {id: hr, signed_by: {2026-01-01: {value: hr, source: S}}}\n", "approvals.yaml"
    )
    [row] = rulebook_tables([document], "2026-06")["rule_values"].to_pylist()
    assert (row["kind"], row["node_kind"], row["path"]) == ("approvals", "step", "hr")


@pytest.mark.parametrize("table", ["rule_values", "rule_changes"])
def test_columns_are_those_of_the_contract(table: str) -> None:
    path = REPOSITORY / "data_contracts" / "outputs" / f"{table}.odcs.yaml"
    columns = read_yaml(path.read_text(encoding="utf-8"), table).data["schema"][0]["properties"]
    made = rulebook_tables([read_yaml(CARD, "scorecards/card.yaml")], "2026-06")[table]
    assert made.column_names == [column["name"] for column in columns]
