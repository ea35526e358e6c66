"""Every figure known of a person, beside the months before and the peers (S1-26)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.selection.facts import exact, rows_of
from scoring.selection.ranking import mean, trend
from scoring.selection.tables import PERSON_FACTS
from scoring.tables import table_of

NEEDED = ("period", "agent_id", "fact", "value")
Series = dict[str, Fraction]


@dataclass(frozen=True)
class FactKind:
    """What a fact is called, in which unit, whether more of it is better, and what it is known
    from where no node of the trace holds it."""

    name_zh: str
    name_en: str
    unit: str
    direction: Literal["up", "down", "neutral"]
    known_from: str


@dataclass(frozen=True)
class _Group:
    """The values of a group of peers, the least first, and their mean."""

    rising: list[Fraction]
    mean: Decimal


def person_facts(
    values: pa.Table,
    kinds: Mapping[str, FactKind],
    period: str,
    group_of: Mapping[str, str],
    evidence: Mapping[tuple[str, str], str],
) -> pa.Table:
    """Rows of outputs/person_facts for `period`.

    `values` has period, agent_id, fact and value, of all months that the trend is to cover;
    `group_of` names the group of each person, whose peers are the others in it; `evidence` says
    by person and fact where the number stands in the trace. The percentile is
    (mean rank − 0.5) ÷ n with 1 the best; a neutral fact has none.
    """
    series = _series(values, kinds, period)
    groups: defaultdict[tuple[str, str], list[Fraction]] = defaultdict(list)
    for (agent, fact), own in series.items():
        if period in own:
            groups[group_of.get(agent, ""), fact].append(own[period])
    ranked = {key: _Group(sorted(found), _six(mean(found))) for key, found in groups.items()}
    rows = [
        _row(agent, fact, kinds[fact], own, period, ranked[group_of.get(agent, ""), fact])
        | {"evidence": evidence.get((agent, fact), kinds[fact].known_from)}
        for (agent, fact), own in sorted(series.items())
        if period in own
    ]
    return table_of(rows, PERSON_FACTS)


def _series(
    values: pa.Table, kinds: Mapping[str, FactKind], period: str
) -> dict[tuple[str, str], Series]:
    found: defaultdict[tuple[str, str], Series] = defaultdict(dict)
    for row in rows_of(values, "values", NEEDED):
        if row["fact"] in kinds and row["value"] is not None and row["period"] <= period:
            own = found[row["agent_id"], row["fact"]]
            own[row["period"]] = exact(row["value"], "values", "value")
    return found


def _row(
    agent: str, fact: str, kind: FactKind, own: Series, period: str, group: _Group
) -> dict[str, Any]:
    earlier = sorted(month for month in own if month < period)
    return {
        "period": period,
        "agent_id": agent,
        "fact": fact,
        "name_zh": kind.name_zh,
        "name_en": kind.name_en,
        "unit": kind.unit,
        "value": _six(own[period]),
        "previous_value": _six(own[earlier[-1]]) if earlier else None,
        "months": len(own),
        "mean_value": _six(mean(list(own.values()))),
        "trend": _six(trend(own)),
        "peers": len(group.rising),
        "peer_mean": group.mean,
        "percentile": _percentile(own[period], group.rising, kind),
    }


def _percentile(value: Fraction, group: list[Fraction], kind: FactKind) -> Decimal | None:
    if kind.direction == "neutral":
        return None
    below, upto = bisect_left(group, value), bisect_right(group, value)
    rank = Fraction(below + upto, 2 * len(group))
    return _six(rank if kind.direction == "up" else 1 - rank)


def _six(value: Fraction) -> Decimal:
    return rounded(value, SCORE_DIGITS)
