"""What would raise my pay most: the exact effect of a better metric, under the same rules (N13).

For everybody and every metric that a rule of theirs reads, two steps: one unit better, and to
the next edge. A step changes one row of metric values, with all else as it was; where pools or
peers tie people together, the change of one person at a time is settled anew. What is told is
the effect on the person's own score and pay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.catalogue import MetricRef
from scoring.columns import Figures, Ints, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, shown
from scoring.impact.changed import After, Change, after_change, change_of
from scoring.impact.impact_tables import COUNTERFACTUALS
from scoring.impact.money import first_rows
from scoring.impact.months import Month
from scoring.impact.steps import Reading, better_up, bounds, next_edge, one_unit, readings
from scoring.pay.components import Paid
from scoring.rules.compiled import Rules
from scoring.run import Run
from scoring.tables import table_of

UNIT_STEP, NEXT_STEP = "unit", "next"


def counterfactuals(rules: Rules, month: Month) -> pa.Table:
    """Rows of outputs/counterfactuals, each person's best step first.

    Raises Refusal as scoring.calculate does.
    """
    return counterfactuals_of(month.under(rules).run)


def counterfactuals_of(run: Run) -> pa.Table:
    """The same from a month that is calculated already."""
    by_metric: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings(run):
        by_metric.setdefault(reading.key, []).append(reading)
    base = _Figures.of(run, run.totals[0], tuple(run.paid))
    rows = [row for found in by_metric.values() for row in _of_metric(run, found, base)]
    return table_of(_ranked(rows), COUNTERFACTUALS)


@dataclass(frozen=True)
class _Figures:
    """Everybody's total score (by person) and fen by component."""

    score: Figures
    fen: dict[str, Ints]

    @classmethod
    def of(cls, run: Run, scores: Figures, paid: Sequence[Paid]) -> _Figures:
        rows = first_rows(run)
        fen: dict[str, Ints] = {}
        for one in paid:
            for amounts in one.amounts:
                column = fen.setdefault(amounts.component.id, np.zeros(len(rows), dtype=np.int64))
                column[run.people.person[amounts.group.rows]] = amounts.paid.units
        return cls(scores.take(rows), fen)


def _of_metric(run: Run, found: list[Reading], base: _Figures) -> Iterator[dict[str, Any]]:
    for step, change, start in _changes(run, found):
        if len(change.person):
            after = after_change(
                run,
                change,
                scored=any(one.scored for one in found),
                earns=any(one.earns for one in found),
                with_peers=any(one.with_peers for one in found),
            )
            yield from _rows(run, found[0].metric, step, change, start, after, base)


def _changes(run: Run, found: list[Reading]) -> Iterator[tuple[str, Change, Ints]]:
    """The two steps of everybody who reads the metric and has a value of it."""
    metric, key = found[0].metric, found[0].key
    last = _last_rows(run, found)
    places = _places(run, key)[last]
    known = (places >= 0) & run.measures.columns.value.is_known[places]
    last, places = last[known], places[known]
    values = run.measures.columns.value.units[places]
    low, high = bounds(metric, values, [one.domain for one in found if one.domain])
    up = better_up(found[0], [one.function for one in found if one.function])
    unit = values + one_unit(metric) * (1 if up else -1)
    edge = _nearest(found, last, values, up)
    for step, wanted in ((UNIT_STEP, unit), (NEXT_STEP, edge)):
        wanted = np.clip(wanted, low, high)
        change = change_of(run.measures, key, run.people.person[last], places, wanted)
        moves = np.flatnonzero(change.value.units != values)
        yield step, change.take(moves), values[moves]


def _places(run: Run, key: tuple[str, str]) -> Rows:
    """The row of the measures that each row of People reads."""
    nobody = np.full(len(run.people), -1, dtype=np.int64)
    place, whole = run.measures.place.get(key, nobody), run.measures.whole.get(key, nobody)
    return np.where(run.assigned.whole, whole, place)


def _last_rows(run: Run, found: Sequence[Reading]) -> Rows:
    """The last row of People of each person among those that read the metric."""
    rows = np.unique(np.concatenate([one.rows for one in found]))
    person = run.people.person[rows]
    return rows[np.flatnonzero(np.append(person[1:] != person[:-1], True))]


def _nearest(found: Sequence[Reading], rows: Rows, values: Ints, up: bool) -> Ints:
    """The nearest edge of any rule that reads the metric; the value itself where there is none."""
    huge = 10**17
    best = np.full(len(rows), huge if up else -huge)
    for one in found:
        place = np.full(int(max(rows.max(initial=0), one.rows.max(initial=0))) + 1, -1)
        place[rows] = np.arange(len(rows))
        at = place[one.rows]
        mine = np.zeros(len(one.rows), dtype=np.int64)
        mine[at >= 0] = values[at[at >= 0]]
        edge = next_edge(one, mine, up)
        moves = (at >= 0) & (edge != mine)
        pick = np.minimum if up else np.maximum
        best[at[moves]] = pick(best[at[moves]], edge[moves])
    return np.where(np.abs(best) == huge, values, best)


def _rows(
    run: Run,
    metric: MetricRef,
    step: str,
    change: Change,
    start: Ints,
    after: After,
    base: _Figures,
) -> Iterator[dict[str, Any]]:
    new = _Figures.of(run, after.scores, after.paid)
    agents, persons = run.people.persons, change.person.tolist()
    both = base.score.is_known & new.score.is_known
    score = new.score.units - base.score.units
    deltas = {name: new.fen[name] - base.fen[name] for name in base.fen}
    for at, person in enumerate(persons):
        moved = {name: int(delta[person]) for name, delta in deltas.items() if delta[person]}
        begin, end = (
            from_units(int(units), SCORE_DIGITS) for units in (start[at], change.value.units[at])
        )
        told = _Told(
            metric,
            step,
            begin,
            end,
            from_units(int(score[person]), SCORE_DIGITS) if both[person] else None,
            from_units(sum(moved.values()), MONEY_DIGITS),
        )
        yield {
            "period": run.period.label,
            "agent_id": agents[person],
            "rank": 0,
            "metric": metric.name,
            "variant": metric.variant,
            "step": step,
            "from_value": begin,
            "to_value": end,
            "distance": end - begin,
            "score_delta": told.score,
            "pay_delta": told.pay,
            "components": json.dumps(
                {name: str(from_units(fen, MONEY_DIGITS)) for name, fen in moved.items()}
            ),
            "note_zh": told.zh,
            "note_en": told.en,
        }


@dataclass(frozen=True)
class _Told:
    """One step in words."""

    metric: MetricRef
    step: str
    begin: Decimal
    end: Decimal
    score: Decimal | None
    pay: Decimal

    @property
    def zh(self) -> str:
        """In Chinese."""
        rises = "每增加" if self.end > self.begin else "每减少"
        away = shown(abs(self.end - self.begin))
        way = f"{rises} {away}" if self.step == UNIT_STEP else f"到达下一档（差 {away}）"
        score = "总分暂缺" if self.score is None else f"总分 {self.score:+.2f}"
        span = f"{shown(self.begin)} → {shown(self.end)}"
        return f"{self.metric.definition.name_zh} {way}：{span}，{score}，收入 {self.pay:+.2f}"

    @property
    def en(self) -> str:
        """In English."""
        away = shown(abs(self.end - self.begin))
        more = "up" if self.end > self.begin else "down"
        way = f"{more} by {away}" if self.step == UNIT_STEP else f"to the next band ({away} away)"
        score = "no total score" if self.score is None else f"total {self.score:+.2f}"
        span = f"{shown(self.begin)} → {shown(self.end)}"
        return f"{self.metric.definition.name_en} {way}: {span}, {score}, pay {self.pay:+.2f}"


def _ranked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each person's steps, that which pays most first; then by score, metric and step."""
    rows.sort(
        key=lambda row: (
            row["agent_id"],
            -row["pay_delta"],
            -(row["score_delta"] or Decimal(0)),
            row["metric"],
            row["step"],
        )
    )
    rank, agent = 0, ""
    for row in rows:
        rank = rank + 1 if row["agent_id"] == agent else 1
        agent = row["agent_id"]
        row["rank"] = rank
    return rows
