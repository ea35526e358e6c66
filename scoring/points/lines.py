"""The ledger as rows of point_lines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from scoring.arrow_text import filled
from scoring.columns import Figures, Rows, ints
from scoring.exact import POINT_DIGITS, SCORE_DIGITS
from scoring.inputs.tables import Dates
from scoring.points.ledger import Excess, Ledger, PointLines
from scoring.tables import NUMBER, POINT_LINES


def point_lines(period: str, ledger: Ledger) -> pa.Table:
    """Rows of data_contracts/outputs/point_lines, by person, date and type of work.

    The ledger number is made of period, person, type and date. What a cap takes off is a row
    of its own with negative points, of the type excess:day or excess:period.
    """
    parts = [_work(period, ledger, ledger.lines)]
    parts += [_taken_off(period, ledger, name, part) for name, part in ledger.excess.items()]
    rows = np.concatenate([ledger.lines.row, *(part.row for part in ledger.excess.values())])
    person = ledger.group.people.person[rows]
    table = pa.Table.from_batches(parts, POINT_LINES).combine_chunks()
    if len(parts) == 1 and not (person[1:] < person[:-1]).any():
        return table
    return table.take(pa.array(np.argsort(person, kind="stable")))


def line_paths(kinds: pa.Array | str, days: Dates) -> pa.Array:
    """Where ledger rows stand in the trace of their person."""
    return filled("points/", kinds, "/", dates_written(days))


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
    return _batch(period, ledger, lines.row, lines.work_date, kinds, figures, rules)


def _taken_off(period: str, ledger: Ledger, name: str, excess: Excess) -> pa.RecordBatch:
    one = Figures(ints([10**SCORE_DIGITS] * len(excess)))
    kinds = pa.repeat(pa.scalar(name), len(excess))
    assert ledger.plan.cap is not None
    rules = pa.repeat(pa.scalar(ledger.plan.cap.rule_ref), len(excess))
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
) -> pa.RecordBatch:
    agents = pa.array(ledger.group.people.agent_ids, pa.string()).take(pa.array(rows))
    count = len(rows)
    columns = [
        filled(f"{period}/", agents, "/", line_paths(kinds, days)),
        pa.repeat(pa.scalar(period), count),
        agents,
        pa.array(days.astype("datetime64[D]"), pa.date32()),
        kinds,
        *(figure.arrow(NUMBER) for figure in figures),
        rules,
        pa.nulls(count, pa.string()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=POINT_LINES)
