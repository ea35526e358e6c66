"""One page about a person: every node of the scorecard with trend and peers (S1-26)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded, shown, shown_cut
from scoring.period import Period
from scoring.selection.facts import exact, rows_of
from scoring.selection.ranking import mean, trend
from scoring.selection.tables import PERSON_PROFILE
from scoring.tables import table_of

NEEDED = ("period", "agent_id", "node_id", "kind", "name_zh", "name_en", "score", "metric_value")
Scores = Mapping[tuple[str, str], Mapping[str, Fraction]]


def person_profile(
    score_lines: pa.Table, period: str, peers: Mapping[str, Collection[str]]
) -> pa.Table:
    """Every node of `period` that has a score, beside the months before and the peers.

    `score_lines`: the contract, of all months that the trend is to cover. `peers` maps a person
    to their group; they count in it themselves. The percentile is (mean rank − 0.5) ÷ n, 1 the
    best (scoring.md 4.1 F8). Every row names the trace node of its score. Raises Refusal.
    """
    month = Period.of(period)
    rows = [
        row
        for row in rows_of(score_lines, "score_lines", NEEDED)
        if row["score"] is not None and row["period"] <= month.label
    ]
    scores = _scores(rows)
    current = [row for row in rows if row["period"] == month.label]
    ordered = sorted(current, key=lambda row: (row["agent_id"], row["node_id"]))
    return table_of([_row(row, scores, peers) for row in ordered], PERSON_PROFILE)


def _scores(rows: Sequence[dict[str, Any]]) -> Scores:
    found: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)
    for row in rows:
        key = (row["agent_id"], row["node_id"])
        found[key][row["period"]] = exact(row["score"], "score_lines", "score")
    return found


def _row(
    row: dict[str, Any], scores: Scores, peers: Mapping[str, Collection[str]]
) -> dict[str, Any]:
    agent, node, period = row["agent_id"], row["node_id"], row["period"]
    own = scores[agent, node]
    earlier = sorted(month for month in own if month < period)
    group = [
        scores[peer, node][period]
        for peer in sorted({*peers.get(agent, ()), agent})
        if period in scores.get((peer, node), {})
    ]
    slope, rank = trend(own), _percentile(own[period], group)
    return {
        "period": period,
        "agent_id": agent,
        "node_id": node,
        "kind": row["kind"],
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "metric_value": row["metric_value"],
        "score": row["score"],
        "previous_score": _six(own[earlier[-1]]) if earlier else None,
        "months": len(own),
        "mean_score": _six(mean(list(own.values()))),
        "trend": _six(slope),
        "peers": len(group),
        "peer_mean": _six(mean(group)),
        "percentile": _six(rank),
        "evidence": f"{period}/{agent}/score/{node}",
        **_notes(row, slope, rank, len(group)),
    }


def _percentile(score: Fraction, group: Sequence[Fraction]) -> Fraction:
    """(mean rank − 0.5) ÷ n with the best at the top; ties share their ranks."""
    below = sum(other < score for other in group)
    ties = sum(other == score for other in group)
    return (below + Fraction(ties, 2)) / len(group)


def _six(value: Fraction) -> Decimal:
    return rounded(value, SCORE_DIGITS)


def _notes(row: dict[str, Any], slope: Fraction, rank: Fraction, count: int) -> dict[str, str]:
    cut, share = shown_cut(row["score"]), shown(rounded(rank * 100, 0))
    moved = shown(rounded(slope, 2))
    return {
        "note_zh": f"{row['name_zh']} {cut}，每月趋势 {moved}，高于 {count} 人中的 {share}%",
        "note_en": f"{row['name_en']} {cut}, trend {moved} a month, "
        f"at percentile {share} of {count} people",
    }
