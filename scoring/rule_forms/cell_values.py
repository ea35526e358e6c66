"""One cell as a value of a rule file, checked against its type and its unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from data_contracts.located_yaml import Path
from scoring.catalogue import Catalogue
from scoring.rule_forms.dated_values import DatedValue
from scoring.rule_forms.given import Cell
from scoring.rule_forms.problems import Problem, problem
from scoring.rule_forms.units import NONE, RATIO, TIMES, Unit
from scoring.rule_forms.value_words import (
    infinite_in,
    is_percent,
    number_in,
    text_in,
    written_like,
    yes_no_in,
)
from scoring.rules.rule_words import Twin

# A ratio above this was meant in per cent: 95 for 0.95.
HIGHEST_RATIO = 2


def value_in(
    cell: Cell, of: DatedValue, leaf: Path, model: Any, catalogue: Catalogue
) -> Any | Problem:
    """The value of `cell` as the file writes it at `leaf`, of the type that `model` has there."""
    if cell.formula:
        return problem("formula", cell)
    if isinstance(model, bool):
        answer = yes_no_in(cell.value)
        return problem("not_yes_no", cell) if answer is None else answer
    if of.is_text(leaf):
        return _typed(cell.value, model)
    if _is_number(model):
        return _number(cell, model, of.unit(leaf, catalogue))
    return text_in(cell.value, model)


def _typed(value: object, model: Any) -> str | None:
    """A text that may look like a number, as it was typed: 2027 and not 2027.0."""
    number = None if isinstance(value, str) else number_in(value)
    return text_in(value, model) if number is None else str(written_like(number, None))


def _is_number(model: Any) -> bool:
    return number_in(model) is not None or infinite_in(model) is not None


def _number(cell: Cell, model: Any, unit: Unit) -> int | str | Problem:
    bound = infinite_in(cell.value)
    if bound is not None:
        return bound
    number = number_in(cell.value)
    if number is None:
        return problem("not_a_number", cell)
    return _of_wrong_unit(cell, number, unit) or written_like(number, model)


def _of_wrong_unit(cell: Cell, number: Decimal, unit: Unit) -> Problem | None:
    if (cell.percent or is_percent(cell.value)) and unit not in (RATIO, TIMES, NONE):
        whole = f"{(number * 100).normalize():f}"
        return problem("percent", cell, unit=Twin(unit.zh, unit.en), better=whole, worse=whole)
    if unit == RATIO and abs(number) > HIGHEST_RATIO:
        plain = f"{number.normalize():f}"
        better = f"{(number / 100).normalize():f}"
        return problem("not_a_ratio", cell, better=better, worse=plain)
    return None
