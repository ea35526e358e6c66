"""The composite of an agent's evaluations by the matrix form × call type × method (S2-27)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import cast

from data_contracts.refusal import Place, Refusal
from scoring.exact import SCORE_DIGITS, rounded
from scoring.quality.form_lines import of_hundred, split
from scoring.quality.heard import Evaluation
from scoring.quality.policy import Method
from scoring.quality.rules import WeightsInForce

Cell = tuple[str, str, str]


@dataclass(frozen=True)
class CellLine:
    """What the evaluations of one form, call type and method add; contributions sum exactly."""

    form_id: str
    call_type: str
    method: str
    evaluations: int
    cell_weight: Decimal
    weight_applied: Decimal
    score: Decimal
    contribution: Decimal


@dataclass(frozen=True)
class Composite:
    """Σ weight × score ÷ Σ weight, with a line per cell; None where every weight is 0."""

    score: Decimal | None
    lines: tuple[CellLine, ...]


def cell_weight(evaluation: Evaluation, weights: WeightsInForce) -> Decimal:
    """The matrix' weight of the evaluation's cell. Raises Refusal where it has none."""
    by_type = weights.cells.get(evaluation.form_id, {})
    weight = by_type.get(evaluation.call_type, {}).get(cast("Method", evaluation.method))
    if weight is None:
        cell = f"{evaluation.form_id}, {evaluation.call_type}, {evaluation.method}"
        raise Refusal(
            f"the weight matrix has no cell ({cell}) for evaluation {evaluation.evaluation_id}",
            place=Place(weights.file, key="weights"),
            next_step="add the cell, with weight 0 where such evaluations are not to count",
        )
    return weight


def evaluation_shares(evaluations: Sequence[Evaluation], weights: WeightsInForce) -> list[Fraction]:
    """Each evaluation's share of the composite; they sum to 1, or are all 0."""
    counts = Counter(_cell(evaluation) for evaluation in evaluations)
    by_cell = weights.combine == "BY_CELL"
    raw = [
        Fraction(cell_weight(e, weights)) / (counts[_cell(e)] if by_cell else 1)
        for e in evaluations
    ]
    whole = sum(raw, Fraction(0))
    return [weight / whole if whole else Fraction(0) for weight in raw]


def composite(
    evaluations: Sequence[Evaluation],
    scores: Mapping[str, Decimal],
    weights: WeightsInForce,
) -> Composite:
    """The evaluations' composite at 6 digits; `scores` by evaluation id."""
    shares = evaluation_shares(evaluations, weights)
    if not any(shares):
        return Composite(None, ())
    cells: defaultdict[Cell, list[tuple[Evaluation, Fraction]]] = defaultdict(list)
    for evaluation, share in zip(evaluations, shares, strict=True):
        cells[_cell(evaluation)].append((evaluation, share))
    parts = [
        sum((share * Fraction(scores[e.evaluation_id]) for e, share in heard), Fraction(0))
        for _, heard in sorted(cells.items())
    ]
    total = rounded(sum(parts, Fraction(0)), SCORE_DIGITS)
    lines = [
        CellLine(
            *cell,
            evaluations=len(heard),
            cell_weight=cell_weight(heard[0][0], weights),
            weight_applied=of_hundred(sum((share for _, share in heard), Fraction(0)), Fraction(1)),
            score=_mean([scores[e.evaluation_id] for e, _ in heard]),
            contribution=contribution,
        )
        for (cell, heard), contribution in zip(
            sorted(cells.items()), split(parts, total), strict=True
        )
    ]
    return Composite(total, tuple(lines))


def _cell(evaluation: Evaluation) -> Cell:
    return evaluation.form_id, evaluation.call_type, evaluation.method


def _mean(scores: Sequence[Decimal]) -> Decimal:
    return rounded(sum(map(Fraction, scores), Fraction(0)) / len(scores), SCORE_DIGITS)
