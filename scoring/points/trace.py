"""The ledger as trace nodes: Σ points, by type of work, by day, and the quality coefficient."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, filled, repeated
from scoring.columns import Figures, Ints, Rows
from scoring.exact import POINT_DIGITS, SCORE_DIGITS
from scoring.grouping import Grouping
from scoring.metric_trace import trace_metric
from scoring.points.ledger import Ledger
from scoring.points.lines import dates_written, limit_rule, line_paths, reversal_paths, work_paths
from scoring.points.paths import first_rows, segment_suffixes, window_suffix
from scoring.points.quality import Quality
from scoring.points.reversals import BELOW_ZERO, Reversals
from scoring.points.rows import Excess, PointLines
from scoring.points.sums import POINT_UNIT, sum_of_points
from scoring.trace import Frame, Input, Trace

ONE = Decimal(1)
EXCESS_ZH = {
    "excess:day": "超出日上限",
    "excess:period": "超出月上限",
    BELOW_ZERO: "冲销后不足零，核销",
}
EXCESS_EN = {
    "excess:day": "over the day's cap",
    "excess:period": "over the month's cap",
    BELOW_ZERO: "written off, under 0 after reversals",
}


def trace_points(
    trace: Trace, ledgers: Ledger | Sequence[Ledger], parent: Texts | str | None
) -> None:
    """All ledgers of the month: Σ points of a person, by type of work, by day.

    `parent` has one path per row of People (empty: a root), or is the same for everybody.
    """
    ledgers = [ledgers] if isinstance(ledgers, Ledger) else list(ledgers)
    if not ledgers:
        return
    _trace_totals(trace, ledgers, parent)
    _trace_types(trace, ledgers)
    for ledger in ledgers:
        _trace_lines(trace, ledger)
        if ledger.reversals is not None:
            trace.add(_reversal_frame(ledger.reversals))
        for name, excess in ledger.excess.items():
            _trace_excess(trace, ledger, name, excess)
        if ledger.quality is not None:
            _trace_quality(trace, ledger, ledger.quality)


def _trace_totals(trace: Trace, ledgers: Sequence[Ledger], parent: Texts | str | None) -> None:
    people = ledgers[0].group.people
    stands = first_rows(people)
    rows = np.concatenate([ledger.group.rows for ledger in ledgers])
    units = np.concatenate([ledger.totals.units[ledger.group.rows] for ledger in ledgers])
    by_person = Grouping.of(stands[rows])
    totals = Figures(by_person.sums(units), POINT_DIGITS)
    above = parent
    if parent is not None and not isinstance(parent, str):
        column = repeated(parent, len(people))
        above = column.take(pa.array(by_person.keys))
    figures = totals.text(POINT_DIGITS)
    notes = (
        filled("积分合计 ", figures, " = Σ 各类工作"),
        filled("Points ", figures, " = Σ by type of work"),
    )
    trace.add(sum_of_points(by_person.keys, "points", above, totals, notes))


def _trace_types(trace: Trace, ledgers: Sequence[Ledger]) -> None:
    """Σ by type of work; the types are numbered over all ledgers."""
    people, names = ledgers[0].group.people, _type_names(ledgers)
    stands = first_rows(people)
    rows, types, points, units = (np.concatenate(part) for part in _typed(ledgers, names))
    by_type = Grouping.of(stands[rows] * len(names) + types)
    person, kind = by_type.keys // len(names), by_type.keys % len(names)
    kinds = pa.array(names, pa.string()).take(pa.array(kind))
    total = Figures(by_type.sums(points), POINT_DIGITS)
    told, count = total.text(POINT_DIGITS), Figures(by_type.sums(units)).text()
    notes = (
        filled(kinds, " ", told, " 分，共 ", count, " 件"),
        filled(kinds, " ", told, " points for ", count, " units"),
    )
    trace.add(sum_of_points(person, filled("points/", kinds), "points", total, notes))


def _type_names(ledgers: Sequence[Ledger]) -> list[str]:
    names = dict.fromkeys(name for ledger in ledgers for name in ledger.work_types)
    names |= dict.fromkeys(name for ledger in ledgers for name in ledger.excess)
    taken = [ledger.reversals for ledger in ledgers if ledger.reversals is not None]
    names |= dict.fromkeys(name for one in taken for name in one.work_types)
    return sorted(names) or [""]


def _typed(
    ledgers: Sequence[Ledger], names: Sequence[str]
) -> tuple[list[Rows], list[Rows], list[Ints], list[Ints]]:
    """Of every ledger row: row of People, type, points and quantity in 10^−6."""
    number = {name: code for code, name in enumerate(names)}
    rows, types, points, units = [], [], [], []
    for ledger in ledgers:
        codes = np.array([number[name] for name in ledger.work_types], dtype=np.int64)
        rows.append(ledger.lines.row)
        types.append(codes[ledger.lines.work_type])
        points.append(ledger.lines.points.units)
        units.append(ledger.lines.quantity.units)
        if ledger.reversals is not None:
            taken = ledger.reversals
            rows.append(taken.row)
            types.append(np.array([number[name] for name in taken.work_types], dtype=np.int64))
            points.append(taken.points.units)
            units.append(taken.quantity.units)
        for name, excess in ledger.excess.items():
            rows.append(excess.row)
            types.append(np.full(len(excess), number[name]))
            points.append(excess.points.units)
            units.append(np.full(len(excess), 10**SCORE_DIGITS))
    return rows, types, points, units


def _trace_lines(trace: Trace, ledger: Ledger) -> None:
    lines, quality = ledger.lines, ledger.quality
    if quality is None:
        trace.add(_line_frame(ledger, lines, with_quality=False))
        return
    about = np.zeros(len(ledger.group.people), dtype=bool)
    about[ledger.group.rows] = quality.who
    for with_quality in (True, False):
        rows = np.flatnonzero(about[lines.row] == with_quality)
        trace.add(_line_frame(ledger, lines.take(rows), with_quality=with_quality))


def _line_frame(ledger: Ledger, lines: PointLines, *, with_quality: bool) -> Frame:
    kinds = pa.array(ledger.work_types, pa.string()).take(pa.array(lines.work_type))
    rules = pa.array(ledger.rules, pa.string()).take(pa.array(lines.rule))
    paths = work_paths(ledger, lines)
    suffixes = pa.array([window_suffix(window) for window in ledger.windows], pa.string())

    def note() -> Texts:
        points, worth = lines.points.text(POINT_DIGITS), lines.standard.text(POINT_DIGITS)
        product = (lines.quantity.text(), " × ", worth, " × ", lines.coefficient.text())
        when = (dates_written(lines.work_date), suffixes.take(pa.array(lines.window)))
        return filled(*when, " ", points, " = ", *product)

    inputs: list[Input] = [
        ("mart", "work_done"),
        ("quantity", lines.quantity),
        ("standard_points", lines.standard),
    ]
    for name, figures in lines.coefficients.items():
        if name != "quality":
            inputs.append((f"{name}_coefficient", figures))
        elif with_quality:
            inputs.append(("quality_coefficient", figures, _quality_path(ledger, lines.row)))
    return Frame(
        rows=lines.row,
        path=paths,
        parent=filled("points/", kinds),
        kind="function",
        operation="points",
        inputs=inputs,
        output=lines.points,
        notes=(note, note),
        unit=POINT_UNIT,
        digits=POINT_DIGITS,
        rule_ref=rules,
    )


def _reversal_frame(taken: Reversals) -> Frame:
    kinds, points = pa.array(taken.work_types, pa.string()), taken.points.text(POINT_DIGITS)
    product = (taken.quantity.text(), " × ", taken.standard.text(POINT_DIGITS), " × ",
               taken.coefficient.text())  # fmt: skip
    names, days = pa.array(taken.names, pa.string()), dates_written(taken.work_date)
    return Frame(
        rows=taken.row,
        path=reversal_paths(taken),
        parent=filled("points/", kinds),
        kind="function",
        operation="points",
        inputs=[
            ("mart", "work_reversed"),
            ("quantity", taken.quantity),
            ("standard_points", taken.standard),
            ("earned_coefficient", taken.coefficient),
        ],
        output=taken.points,
        notes=(
            filled(days, " 冲销 ", names, "：", points, " = ", *product),
            filled(days, " takes back ", names, ": ", points, " = ", *product),
        ),
        unit=POINT_UNIT,
        digits=POINT_DIGITS,
        rule_ref=pa.array(taken.rules, pa.string()),
    )


def _trace_excess(trace: Trace, ledger: Ledger, name: str, excess: Excess) -> None:
    cap, before = excess.limit.text(), excess.before.text()
    taken = excess.points.text(POINT_DIGITS)
    trace.add(
        Frame(
            rows=excess.row,
            path=line_paths(name, excess.work_date),
            parent=f"points/{name}",
            kind="gate",
            operation="under_zero" if name == BELOW_ZERO else "over_cap",
            inputs=[("points", excess.before), ("cap", excess.limit)],
            output=excess.points,
            notes=(
                filled(EXCESS_ZH[name], " ", taken, "：", before, " → ", cap),
                filled(taken, f" {EXCESS_EN[name]}: ", before, " → ", cap),
            ),
            unit=POINT_UNIT,
            digits=POINT_DIGITS,
            rule_ref=limit_rule(ledger, name),
        )
    )


def _quality_path(ledger: Ledger, rows: Rows) -> str | Texts:
    return filled("points/quality", segment_suffixes(ledger.group.people, rows))


def _trace_quality(trace: Trace, ledger: Ledger, quality: Quality) -> None:
    """The coefficient of everybody who has both one and points, and the metric it reads."""
    worked = np.zeros(len(ledger.group.people), dtype=bool)
    worked[ledger.lines.row] = True
    about = quality.who & worked[ledger.group.rows]
    texts = np.array(quality.told(), dtype=object)
    for sampled in (True, False):
        rows = np.flatnonzero(about & (quality.sampled == sampled))
        if len(rows):
            trace.add(_quality_frame(ledger, quality, rows, texts[rows].tolist(), sampled))
    rows = np.flatnonzero(about & quality.found.present)
    if len(rows):
        suffixes = segment_suffixes(ledger.group.people, ledger.group.rows[rows])
        above = filled("points/quality", suffixes)
        path = filled(f"points/quality.{quality.plan.metric.name}", suffixes)
        found = quality.found.take(rows)
        trace_metric(trace, quality.plan.metric, found, ledger.group.rows[rows], path, above)


def _quality_frame(
    ledger: Ledger, quality: Quality, rows: Rows, where: list[str], sampled: bool
) -> Frame:
    plan, people_rows = quality.plan, ledger.group.rows[rows]
    definition, suffixes = (
        plan.metric.definition,
        segment_suffixes(ledger.group.people, people_rows),
    )
    inputs: list[Input] = [("score", plan.below_min_sample), ("min_sample", plan.min_sample)]
    if sampled:
        metric_path = filled(f"points/quality.{plan.metric.name}", suffixes)
        value = quality.found.value.take(rows)
        parameters = plan.function.parameters(ONE)
        inputs = [("value", value, metric_path), *parameters]
    output = quality.coefficient.take(rows)
    figures = output.text()
    return Frame(
        rows=people_rows,
        path=filled("points/quality", suffixes),
        parent="points",
        kind="function",
        operation=plan.function.code if sampled else "missing",
        inputs=inputs,
        output=output,
        notes=(
            filled("质量系数 ", figures, "（", where, f"），按{definition.name_zh}"),
            filled("Quality coefficient ", figures, " (", where, f") by {definition.name_en}"),
        ),
        unit="1",
        digits=SCORE_DIGITS,
        rule_ref=plan.rule_ref,
    )
