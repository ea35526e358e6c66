"""The spread of total scores over groups: team, role, tenure, skill, shift."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import quantiles
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.selection.ranking import mean, root, variance
from scoring.spread.tables import SCORE_SPREAD
from scoring.tables import table_of


def score_spread(period: str, totals: Mapping[str, Decimal], groups: pa.Table) -> pa.Table:
    """Rows of outputs/score_spread: one per dimension and member.

    `totals`: total score by person; `groups`: agent_id, dimension, member, at most one member of
    a dimension per person. `explained` is η² of the dimension, the sum of squares between its
    members ÷ the whole: 0 where the grouping says nothing, 1 where it says all; empty where
    nothing varies. Quantiles are interpolated, both ends included.
    """
    found: defaultdict[str, defaultdict[str, list[Fraction]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in groups.to_pylist():
        if row["agent_id"] in totals and row["member"] is not None:
            found[row["dimension"]][row["member"]].append(Fraction(totals[row["agent_id"]]))
    rows = [row for name in sorted(found) for row in _dimension(period, name, found[name])]
    return table_of(rows, SCORE_SPREAD)


def _dimension(
    period: str, name: str, members: Mapping[str, Sequence[Fraction]]
) -> Iterator[dict[str, Any]]:
    explained = _explained(list(members.values()))
    for member in sorted(members):
        scores = sorted(members[member])
        q1, middle, q3 = _quartiles(scores)
        figures = {
            "mean": mean(scores),
            "lowest": scores[0],
            "q1": q1,
            "median": middle,
            "q3": q3,
            "highest": scores[-1],
        }
        yield {
            "period": period,
            "dimension": name,
            "member": member,
            "people": len(scores),
            **{key: rounded(value, SCORE_DIGITS) for key, value in figures.items()},
            "sd": root(variance(scores)) if len(scores) > 1 else None,
            "explained": None if explained is None else rounded(explained, SCORE_DIGITS),
        }


def _quartiles(scores: Sequence[Fraction]) -> Sequence[Fraction]:
    return quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else [*scores] * 3


def _explained(members: Sequence[Sequence[Fraction]]) -> Fraction | None:
    everybody = [score for scores in members for score in scores]
    middle = mean(everybody)
    whole = sum(((score - middle) ** 2 for score in everybody), Fraction(0))
    between = sum((len(one) * (mean(one) - middle) ** 2 for one in members), Fraction(0))
    return between / whole if whole else None
