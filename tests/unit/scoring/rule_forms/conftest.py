"""A small centre's rules, its form as cells, and a hand that edits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from data_contracts.located_yaml import read_yaml
from scoring import Metric, Rules, compile_rules
from scoring.rule_forms import (
    Base,
    Cell,
    GivenSheet,
    Reading,
    RuleText,
    Verdict,
    dated_values,
    form_lines,
    judged,
    read_form,
)
from scoring.rule_forms.given import COLUMNS
from scoring.rule_forms.value_words import number_in

CARD = """kind: scorecard
id: card
name_zh: 计分卡
name_en: Card
owner: Tests
applies_to: {role: agent}
items:
  - id: speed
    name_zh: 时长
    name_en: Handle time
    metric: average_handle_time_s
    # weights of a level change together
    weight:
      2026-01-01: {value: 40, source: "Scheme §1"}
    function:
      2026-01-01:
        value:
          code: F2
          domain: [0, inf]
          bands:
            - {from: 0, to: 300, score: 100}
            - {from: 300, to: inf, score: 60}
        source: "Scheme §1"

    missing_policy:
      2026-01-01: {value: ZERO, source: "Scheme §9"}
  - id: adherence
    name_zh: 遵守率
    name_en: Adherence
    metric: adherence_strict
    variant: STRICT
    weight: {2026-01-01: {value: 60, source: "Scheme §2"}}
    function:
      2026-01-01: {value: {code: F1, points: [[0.85, 0], [0.95, 100]]}, source: "Scheme §2"}
    missing_policy:
      2026-01-01: {value: EXCLUDE_REWEIGHT, source: "Scheme §9"}
gates:
  - id: fatal
    name_zh: 致命错误
    name_en: Fatal error
    rule:
      2026-01-01:
        value: {metric: fatal_rate, operator: ">", threshold: 0, action: CAP, value: 60}
        source: "Scheme §6"
"""
TARIFF = """kind: points
id: tariff
name_zh: 积分
name_en: Points
owner: Tests
applies_to: {role: agent}
reference_s:
  2026-01-01: {value: 60, source: "Study"}
standard_s:
  contact:enquiry:
    2026-01-01: {value: 60, source: "Study"}
    2026-06-01: {value: 65, source: "Study 2"}   # new handsets
"""
PAY = """kind: pay
id: plan
name_zh: 薪酬
name_en: Pay
owner: Tests
applies_to: {role: agent}
currency: CNY
rounding: HALF_UP
components:
  - id: points
    code: P4
    name_zh: 积分工资
    name_en: Points pay
    applies_to: {role: agent}
    pools:
      - id: all
        applies_to: {role: agent}
        amount:
          2026-01-01: {value: 120000.00, source: "Budget"}
    payroll_code: "2020"
    taxable: true
"""
FILES = {"card.yaml": CARD, "tariff.yaml": TARIFF, "pay.yaml": PAY}
TITLES = {"about": "填写说明", "values": "规则值", "steps": "分档", "parameters": "参数"}
LOCKED_UPTO = date(2026, 3, 31)
BASE = Base("tests", {name: name.upper() for name in FILES})
NUMBERS = ("value", "from", "to", "score")


@dataclass
class Form:
    """The form as cells, and what reading it needs. Rows are found by what they are about."""

    texts: Sequence[RuleText]
    metrics: Mapping[str, Metric]
    locked_upto: date | None = LOCKED_UPTO
    cells: dict[str, dict[tuple[int, int], Any]] = field(default_factory=dict)
    merged: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    base: Base = BASE

    def __post_init__(self) -> None:
        self.values = dated_values(self.texts)
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}
        rows["about"] = [{"about": "centre", "value": "tests"}]
        rows["about"] += [{"about": f, "value": d} for f, d in BASE.fingerprints.items()]
        for line in form_lines(self.values, self.metrics, self.locked_upto).to_pylist():
            rows[line["sheet"]].append(line | {"value": line["value_zh"]})
        for name, marks in COLUMNS.items():
            self.cells[name] = {(4, c): f"{name}.{m}" for c, m in enumerate(marks, start=1)}
            self.cells[name] |= {(5, c): m for c, m in enumerate(marks, start=1)}
            for number, row in enumerate(rows[name], start=6):
                for column, mark in enumerate(marks, start=1):
                    if row[mark] is not None and row[mark] != "":
                        held = _number(row[mark]) if mark in NUMBERS else row[mark]
                        self.cells[name][number, column] = held

    def rows(self, sheet: str, key: str, entry: str = "") -> list[int]:
        """The rows of an entry of a key, or its blank rows."""
        marks = COLUMNS[sheet]
        at = {mark: column for column, mark in enumerate(marks, start=1)}
        return [
            row
            for row in sorted({row for row, _ in self.cells[sheet] if row > 5})
            if self.cells[sheet].get((row, at["key"])) == key
            and self.cells[sheet].get((row, at["entry"]), "") == entry
        ]

    def put(self, sheet: str, row: int, **cells: Any) -> str:
        """Fill cells of a row; the address of the last one."""
        for mark, value in cells.items():
            column = COLUMNS[sheet].index(mark) + 1
            self.cells[sheet][row, column] = value
        return f"{TITLES[sheet]}!{chr(ord('A') + column - 1)}{row}"

    def sheets(self) -> list[GivenSheet]:
        return [
            GivenSheet(
                TITLES[name],
                {at: _cell(TITLES[name], at, value) for at, value in cells.items() if value != ""},
                self.merged.get(name, []),
            )
            for name, cells in self.cells.items()
        ]

    def read(self, base: Base | None = None) -> Reading:
        return read_form(
            self.sheets(), base or self.base, self.values, self.metrics, self.locked_upto
        )

    def judged(self, base: Base | None = None) -> Verdict:
        return judged(self.read(base), self.texts, self.compile)

    def compile(self, texts: Mapping[str, str], days: Sequence[date]) -> None:
        rules = compiled({text.file: text.text for text in self.texts} | dict(texts), self.metrics)
        for day in days:
            rules.in_month(f"{day:%Y-%m}")


def compiled(texts: Mapping[str, str], metrics: Mapping[str, Metric]) -> Rules:
    """The rules of some texts by file."""
    return compile_rules([read_yaml(text, file) for file, text in texts.items()], metrics)


def _number(value: Any) -> Any:
    """As the reader gives it back: what looks like a number is exact."""
    found = number_in(value) if isinstance(value, str) and "%" not in value else None
    return value if found is None else found


def _cell(title: str, at: tuple[int, int], value: Any) -> Cell:
    address = f"{title}!{chr(ord('A') + at[1] - 1)}{at[0]}"
    if isinstance(value, Cell):
        return Cell(address, _exact(value.value), value.percent, value.formula)
    return Cell(address, _exact(value))


def _exact(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


@pytest.fixture
def form(catalogue: dict[str, Metric]) -> Form:
    return Form([RuleText(name, text) for name, text in FILES.items()], catalogue)
