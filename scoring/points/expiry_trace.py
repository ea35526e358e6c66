"""Points that ran out as trace nodes: Σ of a person, by type of work, by ledger row (4.6, N11)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.arrow_text import Texts, filled
from scoring.columns import Figures, Ints, Rows, figures_of
from scoring.exact import POINT_DIGITS
from scoring.grouping import Grouping
from scoring.points.sums import POINT_UNIT, sum_of_points
from scoring.tables import TRACE_NODES
from scoring.trace import Each, Frame, Trace, encoded

ROOT = "expired"
# period, person and root of the ledger row that ran out; its type of work; its day and the rest
_NAMED = r"^[^/]+/[^/]+/points/(?P<path>(?P<type>[^/]+)/.*)$"


def expiry_trace(expired: pa.Table, period: str) -> pa.Table:
    """The nodes (outputs/trace_nodes) of the rows that `expire` posts to `period`.

    They are a tree of their own beside the month's points, because what runs out is neither
    earned nor paid in the month.
    """
    if not expired.num_rows:
        return TRACE_NODES.empty_table()
    coded = expired["agent_id"].combine_chunks().dictionary_encode()
    trace = Trace(period, coded.dictionary)
    rows = np.asarray(coded.indices).astype(np.int64)
    points = figures_of(expired["points"], POINT_DIGITS)
    names = pc.call_function(
        "extract_regex",
        [expired["reverses"].combine_chunks()],
        pc.ExtractRegexOptions(_NAMED),
    )
    kinds, paths = names.field("type"), names.field("path")
    _add_sums(trace, rows, points.units, kinds)
    trace.add(_row_frame(rows, points, filled(f"{ROOT}/", kinds), paths, expired))
    return trace.table()


def _add_sums(trace: Trace, rows: Rows, units: Ints, kinds: pa.Array) -> None:
    """Σ of a person, and of a person by type of work."""
    coded = kinds.dictionary_encode()
    types = np.asarray(coded.indices).astype(np.int64)
    whole, by_type = Grouping.of(rows), Grouping.of(rows * len(coded.dictionary) + types)
    total = Figures(whole.sums(units), POINT_DIGITS)
    told = total.text(POINT_DIGITS)
    notes = (
        filled("过期积分 ", told, " = Σ 各类工作"),
        filled("Points run out ", told, " = Σ by type"),
    )
    trace.add(sum_of_points(whole.keys, ROOT, None, total, notes))
    person, kind = by_type.keys // len(coded.dictionary), by_type.keys % len(coded.dictionary)
    names = coded.dictionary.take(pa.array(kind))
    part = Figures(by_type.sums(units), POINT_DIGITS)
    told = part.text(POINT_DIGITS)
    notes = (filled(names, " 过期 ", told, " 分"), filled(names, " ", told, " points run out"))
    trace.add(sum_of_points(person, filled(f"{ROOT}/", names), ROOT, part, notes))


def _row_frame(
    rows: Rows, points: Figures, parent: Texts, paths: pa.Array, expired: pa.Table
) -> Frame:
    """The rows: each takes off what the row it names had earned."""
    named = expired["reverses"].combine_chunks()
    told = points.text(POINT_DIGITS)
    return Frame(
        rows=rows,
        path=filled(f"{ROOT}/", paths),
        parent=parent,
        kind="function",
        operation="expired",
        inputs=[
            ("ledger_row", Each([encoded(name) for name in named.to_pylist()])),
            ("points", Figures(-points.units, POINT_DIGITS)),
        ],
        output=points,
        notes=(filled("过期 ", told, "：", named), filled("Runs out ", told, ": ", named)),
        unit=POINT_UNIT,
        digits=POINT_DIGITS,
        rule_ref=expired["rule_ref"].combine_chunks(),
    )
