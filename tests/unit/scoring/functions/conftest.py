"""What the tests of functions share: functions from rules, columns from decimals, the checker."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from scoring.columns import Ints, ints, units_of
from scoring.exact import SCORE_DIGITS, from_units, rounded
from scoring.functions import Function, Read, ScoredColumn, ScoringFunction
from scoring.trace import encoded
from scoring.trace_check import OPERATIONS
from scoring.trace_check.checked import Checked

RULES: TypeAdapter[Function] = TypeAdapter(ScoringFunction)


def function(code: str, **parameters: Any) -> Function:
    """The function of an item, read as from a rule file."""
    return RULES.validate_python({"code": code, **parameters})


def column(values: Sequence[Any]) -> Ints:
    """Decimals as a column; None stands as 0."""
    return ints([units_of(Decimal(str(value or 0))) for value in values])


def read(
    *values: Sequence[Any],
    full: Any = 100,
    peers: Sequence[int] | None = None,
    before: Sequence[Any] | None = None,
) -> Read:
    """What a function reads; None is a value that is not known."""
    return Read(
        values=tuple(column(one) for one in values),
        full_score=units_of(Decimal(str(full))),
        peers=None if peers is None else np.array(peers, dtype=np.int64),
        before=() if before is None else (column(before),),
        before_known=None
        if before is None
        else np.array([one is not None for one in before], dtype=bool),
        known=tuple(np.array([one is not None for one in column], dtype=bool) for column in values),
    )


def scores(scored: ScoredColumn) -> list[Decimal | None]:
    """The scores, None where the function has none."""
    units = [from_units(int(one), SCORE_DIGITS) for one in scored.score.tolist()]
    if scored.missing is None:
        return list(units)
    gone = scored.missing.tolist()
    return [None if away else one for one, away in zip(units, gone, strict=True)]


def score(rule: Function, *values: Any, full: Any = 100, **more: Any) -> Decimal | None:
    """The score of one person."""
    return scores(rule.score_column(read(*[[value] for value in values], full=full, **more)))[0]


def recomputed(rule: Function, given: Read) -> list[Decimal | None]:
    """What the checker makes of the nodes of the trace, one per person."""
    full_score = from_units(given.full_score, SCORE_DIGITS)
    fixed = [(n, json.loads(encoded(value))) for n, value in rule.parameters(full_score)]
    told = [(name, texts.to_pylist()) for name, texts in rule.evidence(given)]
    known = given.known or [np.ones(given.count, dtype=bool)] * len(given.values)
    wanted: list[Decimal | None] = []
    for row in range(given.count):
        values = [
            str(from_units(int(one[row]), SCORE_DIGITS)) if here[row] else None
            for one, here in zip(given.values, known, strict=True)
        ]
        listed: list[dict[str, Any]] = [{"name": "value", "value": value} for value in values]
        pairs = [*fixed, *((name, json.loads(texts[row])) for name, texts in told)]
        node = Checked({"digits": SCORE_DIGITS, "output": None}, dict(pairs), listed, [])
        try:
            wanted.append(OPERATIONS[getattr(rule, "code", "")](node))
        except (TypeError, ValueError, ZeroDivisionError):
            wanted.append(None)
    return wanted


def agree(rule: Function, given: Read, oracle: Callable[[int], Fraction | None]) -> None:
    """The column, the checker and the oracle give every person the same score."""
    scored = rule.score_column(given)
    exact = [oracle(row) for row in range(given.count)]
    wanted = [None if one is None else rounded(one, SCORE_DIGITS) for one in exact]
    assert scores(scored) == wanted
    assert recomputed(rule, given) == wanted
    assert len(scored.told()) == given.count


@pytest.fixture(scope="session")
def made() -> SimpleNamespace:
    """function, read, scores, score, recomputed and agree, by name."""
    return SimpleNamespace(
        function=function,
        column=column,
        read=read,
        scores=scores,
        score=score,
        recomputed=recomputed,
        agree=agree,
    )
