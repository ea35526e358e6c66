"""What a person may see of others: medians and rank bands, never a name, never a small group.

This is the only place that reads rows from outside the scope, and only aggregates of at
least `SMALLEST_GROUP` people leave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reports.context import Metric, ReportContext
from reports.rows import Row, grouped, in_span, median, ratio, total

SMALLEST_GROUP = 5
BAND_WIDTH = 5


@dataclass(frozen=True)
class ScoreBand:
    """People with a total score from `low` up to `high`; whether the reader is one of them."""

    low: int
    high: int
    people: int
    own: bool


@dataclass(frozen=True)
class Peers:
    """Aggregates over the whole centre or the person's team."""

    tables: Mapping[str, pa.Table]
    context: ReportContext

    def rank_quarter(self, agent_id: str) -> int | None:
        """1 for the best quarter of the scorecard's people … 4; empty for a small group."""
        own, group = self._scores_beside(agent_id)
        if own is None or len(group) < SMALLEST_GROUP:
            return None
        better = sum(score > own for score in group)
        return better * 4 // len(group) + 1

    def score_spread(self, agent_id: str) -> list[ScoreBand]:
        """Bands of total scores on the person's scorecard, lowest first, the own one marked.

        Bands of five points; one with fewer than `SMALLEST_GROUP` people is joined to its
        neighbour. Empty for a small group, and for a person without a score.
        """
        own, group = self._scores_beside(agent_id)
        if own is None or len(group) < SMALLEST_GROUP:
            return []
        bands: list[ScoreBand] = []
        low, held = int(min(group)) // BAND_WIDTH * BAND_WIDTH, 0
        for high in range(low + BAND_WIDTH, int(max(group)) + 2 * BAND_WIDTH, BAND_WIDTH):
            held = sum(low <= score < high for score in group)
            if held >= SMALLEST_GROUP:
                bands.append(ScoreBand(low, high, held, low <= own < high))
                low, held = high, 0
        if held:
            last, top = bands.pop(), int(max(group)) // BAND_WIDTH * BAND_WIDTH + BAND_WIDTH
            bands.append(ScoreBand(last.low, top, last.people + held, own >= last.low))
        return bands

    def _scores_beside(self, agent_id: str) -> tuple[Decimal | None, list[Decimal]]:
        """A person's total of the month, and all totals on the same scorecard."""
        table = self.tables.get("score_lines")
        if table is None or not table.num_rows:
            return None, []
        this_month = pc.field("period") == self.context.period
        whole = table.filter(this_month & (pc.field("kind") == "total"))
        lines = whole.select(["agent_id", "scorecard_id", "score"]).to_pylist()
        own = next((row for row in lines if row["agent_id"] == agent_id), None)
        if own is None or own["score"] is None:
            return None, []
        card = own["scorecard_id"]
        beside = [row["score"] for row in lines if row["scorecard_id"] == card]
        return own["score"], [score for score in beside if score is not None]

    def team_medians(
        self, team_ids: Sequence[str], metrics: Sequence[Metric]
    ) -> dict[tuple[date, str], Decimal]:
        """Median over the team's people by (day, metric); days with few people are left out."""
        context = self.context
        table = self.tables.get("metric_values_daily")
        directory = self.tables.get("directory")
        if table is None or not table.num_rows or directory is None or not team_ids:
            return {}
        team = pa.array(list(team_ids), pa.string())
        members = directory.filter(pc.field("team_id").isin(team))["agent_id"].combine_chunks()
        names = pa.array([metric.name for metric in metrics], pa.string())
        wanted = pc.field("metric").isin(names) & pc.field("subject_id").isin(members)
        wanted = wanted & (pc.field("subject_kind") == "agent")
        span = in_span(
            table.filter(wanted), "business_date", context.period_from, context.period_to
        )
        found: dict[tuple[date, str], Decimal] = {}
        for (day, name), rows in grouped(span.to_pylist(), "business_date", "metric").items():
            values = [row["value"] for row in rows if row["value"] is not None]
            middle = median(values) if len(values) >= SMALLEST_GROUP else None
            if middle is not None:
                found[day, name] = middle
        return found

    def staffed(self, team_ids: Sequence[str] | None) -> dict[datetime, Decimal]:
        """People logged in by half-hour (UTC start), of some teams or of the whole centre."""
        table = self.tables.get("agent_interval")
        if table is None or not table.num_rows:
            return {}
        span = in_span(table, "business_date", self.context.period_from, self.context.period_to)
        if team_ids is not None:
            span = span.filter(pc.field("team_id").isin(list(team_ids)))
        sums = span.group_by("interval_start_at").aggregate([("logged_in_s", "sum")])
        return {
            row["interval_start_at"]: Decimal(row["logged_in_s_sum"]) / 1800
            for row in sums.to_pylist()
        }


def measured(metric: Metric, rows: Sequence[Row]) -> Decimal | None:
    """A catalogued metric over some daily values: Σ numerator, ÷ Σ denominator for a ratio."""
    own = [row for row in rows if row["metric"] == metric.name]
    above: Any = total(own, "numerator")
    if above is None or metric.denominator is None:
        return above
    return ratio(above, total(own, "denominator"))
