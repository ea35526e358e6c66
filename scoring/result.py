"""What a calculation made, as tables by their contracts and as a trace, when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import pyarrow as pa

from scoring.notices import Notice
from scoring.pay.lines import pay_lines
from scoring.pay.trace import trace_pay
from scoring.points import point_lines, trace_points
from scoring.remarks import remarks
from scoring.run import Run
from scoring.scores.cards import ScoredCard
from scoring.scores.grading import grade_lines, trace_grades
from scoring.scores.lines import Lines, score_lines
from scoring.scores.segments import (
    combined_lines,
    segment_parent,
    trace_combined,
)
from scoring.scores.trace import trace_scores
from scoring.scores.trace_at import ScoreTrace
from scoring.tables import PAY_LINES, POINT_LINES, SCORE_LINES, TRACE_NODES
from scoring.trace import Trace
from scoring.trace_joints import points_parents, score_parents

TABLES = ("score_lines", "grade_lines", "point_lines", "pay_lines", "trace_nodes")


class Scoring:
    """What a calculation made: lines by their contracts, the trace, and what there is to say.

    Lines are tables. `trace` writes its rows when they are asked for; `trace_nodes` has them
    all at once, `trace.batches()` a node at a time.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.notices: tuple[Notice, ...] = remarks(run)

    @cached_property
    def score_lines(self) -> pa.Table:
        """One row per person and node of the scorecard; contributions sum exactly."""
        return _score_table(self.run)

    @cached_property
    def grade_lines(self) -> pa.Table:
        """One row per person whose scorecard grades."""
        return grade_lines(self.run.period.label, self.run.graded)

    @cached_property
    def point_lines(self) -> pa.Table:
        """One row per person, day and type of work."""
        tables = [point_lines(self.run.period.label, ledger) for ledger in self.run.ledgers]
        return pa.concat_tables([POINT_LINES.empty_table(), *tables])

    @cached_property
    def pay_lines(self) -> pa.Table:
        """One row per person and component."""
        tables = [pay_lines(self.run.period.label, paid) for paid in self.run.paid]
        return pa.concat_tables([PAY_LINES.empty_table(), *tables])

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Every output table by the name of its contract."""
        return {name: getattr(self, name) for name in TABLES}

    @cached_property
    def trace(self) -> Trace:
        """Why every number is what it is."""
        return _trace(self.run)

    @cached_property
    def trace_nodes(self) -> pa.Table:
        """Every row of the trace."""
        return pa.concat_tables([TRACE_NODES.empty_table(), self.trace.table()])


def _score_table(run: Run) -> pa.Table:
    batches: list[pa.RecordBatch] = []
    agents = pa.array(run.people.agent_ids, pa.string())
    for card in run.cards:
        rows = card.at.group.rows
        lines = Lines(run.period.label, agents.take(pa.array(rows)), card.at.card.id, card.prefix)
        batches += score_lines(lines, card.told)
    combined = combined_lines(run.period.label, run.combined, run.people)
    lines = pa.concat_tables([combined, pa.Table.from_batches(batches, SCORE_LINES)])
    return _with_flags(lines, run.facts.flags)


def _with_flags(lines: pa.Table, flags: Mapping[str, str]) -> pa.Table:
    """The flags of people beside those of their gates, on the line of the total."""
    if not flags:
        return lines
    texts: list[str | None] = lines["flag"].to_pylist()
    keys = zip(lines["kind"].to_pylist(), lines["agent_id"].to_pylist(), strict=True)
    for row, (kind, agent) in enumerate(keys):
        if kind == "total" and agent in flags:
            texts[row] = "; ".join(text for text in (texts[row], flags[agent]) if text)
    place = lines.schema.get_field_index("flag")
    return lines.set_column(place, lines.schema.field(place), pa.array(texts, pa.string()))


def _trace(run: Run) -> Trace:
    """Gross pay down to its factors, then scores, then points."""
    trace = Trace(run.period.label, pa.array(run.people.agent_ids, pa.string()))
    trace_pay(trace, run.paid)
    parents = score_parents(run.paid, run.people)
    trace_combined(trace, run.combined, parents)
    for card in run.cards:
        rows = card.at.group.rows
        above = [
            segment_parent(int(run.assigned.segment[row]))
            if _in_segments(card, at)
            else parents[row]
            for at, row in enumerate(rows.tolist())
        ]
        trace_scores(ScoreTrace(trace, rows, card.prefix), card.told, above)
    trace_points(trace, run.ledgers, points_parents(run.paid, run.people))
    trace_grades(trace, run.graded)
    return trace


def _in_segments(card: ScoredCard, at: int) -> bool:
    return not isinstance(card.prefix, str) and card.prefix[at].as_py() != ""
