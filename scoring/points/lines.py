"""The ledger as rows of point_lines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from scoring.arrow_text import filled
from scoring.columns import Figures, Rows, ints
from scoring.exact import POINT_DIGITS, SCORE_DIGITS
from scoring.inputs import ANY_TIME
from scoring.inputs.tables import Dates
from scoring.points.ledger import Ledger
from scoring.points.paths import window_suffix
from scoring.points.reversals import BELOW_ZERO, Reversals
from scoring.points.rows import Excess, PointLines
from scoring.tables import NUMBER, POINT_LINES


def point_lines(period: str, ledger: Ledger) -> pa.Table:
    """Rows of data_contracts/outputs/point_lines, by person, date, type of work and window.

    The ledger number is made of period, person, type, date and window. What a cap takes off is a
    row of its own with negative points, of the type excess:day or excess:period; work taken back
    names the row that it reverses; points under 0 are written off by a row below:zero.
    """
    parts = [_work(period, ledger, ledger.lines)]
    if ledger.reversals is not None:
        parts.append(_taken_back(period, ledger, ledger.reversals))
    parts += [_taken_off(period, ledger, name, part) for name, part in ledger.excess.items()]
    rows = np.concatenate([part.row for part in ledger.parts])
    person = ledger.group.people.person[rows]
    table = pa.Table.from_batches(parts, POINT_LINES).combine_chunks()
    if len(parts) == 1 and not (person[1:] < person[:-1]).any():
        return table
    return table.take(pa.array(np.argsort(person, kind="stable")))


def limit_rule(ledger: Ledger, name: str) -> str:
    """The rule behind a row that limits: the cap, or for what is under 0 the tariff itself."""
    if name == BELOW_ZERO:
        return ledger.plan.document.file
    assert ledger.plan.cap is not None, "only a cap takes points off"
    return ledger.plan.cap.rule_ref


def line_paths(kinds: pa.Array | str, days: Dates) -> pa.Array:
    """Where ledger rows stand in the trace of their person."""
    return filled("points/", kinds, "/", dates_written(days))


def work_paths(ledger: Ledger, lines: PointLines) -> pa.Array:
    """Where work done stands in the trace of its person."""
    kinds = pa.array(ledger.work_types, pa.string()).take(pa.array(lines.work_type))
    paths = line_paths(kinds, lines.work_date)
    if not lines.window.any():
        return paths
    suffixes = [window_suffix(window) for window in ledger.windows]
    return filled(paths, pa.array(suffixes, pa.string()).take(pa.array(lines.window)))


def dates_written(days: Dates) -> pa.Array:
    """Dates as 2026-06-01, each written once."""
    if not len(days):
        return pa.array([], pa.string())
    first = days.min()
    offset = (days - first).astype(np.int64)
    every = first + np.arange(int(offset.max()) + 1)
    return pa.array(np.datetime_as_string(every, unit="D"), pa.string()).take(pa.array(offset))


def _work(period: str, ledger: Ledger, lines: PointLines) -> pa.RecordBatch:
    kinds = pa.array(ledger.work_types, pa.string()).take(pa.array(lines.work_type))
    rules = pa.array(ledger.rules, pa.string()).take(pa.array(lines.rule))
    figures = (lines.quantity, lines.standard, lines.coefficient, lines.points)
    told = [None if window == ANY_TIME else window for window in ledger.windows]
    return _batch(
        period,
        ledger,
        lines.row,
        lines.work_date,
        kinds,
        figures,
        rules,
        paths=work_paths(ledger, lines),
        windows=pa.array(told, pa.string()).take(pa.array(lines.window)),
    )


def reversal_paths(taken: Reversals) -> pa.Array:
    """Where work taken back stands in the trace of its person."""
    kinds = pa.array(taken.work_types, pa.string())
    earned = pa.array([day.isoformat() for day in taken.earned_on], pa.string())
    suffixes = pa.array([window_suffix(window) for window in taken.windows], pa.string())
    return filled(line_paths(kinds, taken.work_date), "/reversal/", earned, suffixes)


def _taken_back(period: str, ledger: Ledger, taken: Reversals) -> pa.RecordBatch:
    figures = (taken.quantity, taken.standard, taken.coefficient, taken.points)
    return _batch(
        period,
        ledger,
        taken.row,
        taken.work_date,
        pa.array(taken.work_types, pa.string()),
        figures,
        pa.array(taken.rules, pa.string()),
        paths=reversal_paths(taken),
        windows=pa.array([None if w == ANY_TIME else w for w in taken.windows], pa.string()),
        reverses=pa.array(taken.names, pa.string()),
        reasons=pa.array(taken.reasons, pa.string()),
    )


def _taken_off(period: str, ledger: Ledger, name: str, excess: Excess) -> pa.RecordBatch:
    one = Figures(ints([10**SCORE_DIGITS] * len(excess)))
    kinds = pa.repeat(pa.scalar(name), len(excess))
    rules = pa.repeat(pa.scalar(limit_rule(ledger, name)), len(excess))
    figures = (one, Figures(excess.points.units, POINT_DIGITS), one, excess.points)
    return _batch(period, ledger, excess.row, excess.work_date, kinds, figures, rules)


def _batch(
    period: str,
    ledger: Ledger,
    rows: Rows,
    days: Dates,
    kinds: pa.Array,
    figures: tuple[Figures, Figures, Figures, Figures],
    rules: pa.Array,
    *,
    paths: pa.Array | None = None,
    windows: pa.Array | None = None,
    reverses: pa.Array | None = None,
    reasons: pa.Array | None = None,
) -> pa.RecordBatch:
    agents = pa.array(ledger.group.people.agent_ids, pa.string()).take(pa.array(rows))
    count = len(rows)
    columns = [
        filled(f"{period}/", agents, "/", line_paths(kinds, days) if paths is None else paths),
        pa.repeat(pa.scalar(period), count),
        agents,
        pa.array(days.astype("datetime64[D]"), pa.date32()),
        kinds,
        *(figure.arrow(NUMBER) for figure in figures),
        rules,
        pa.nulls(count, pa.string()),
        pa.nulls(count, pa.string()) if reverses is None else reverses,
        pa.nulls(count, pa.string()) if reasons is None else reasons,
        pa.nulls(count, pa.string()) if windows is None else windows,
    ]
    return pa.RecordBatch.from_arrays(columns, schema=POINT_LINES)
