"""A month as the engine takes it: people in segments, metric values, work, and the facts of pay.

What scores a month, what settles awards before it and what compares months all read it here,
so that they cannot differ. Months that were never run are calculated in memory from the marts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

import scoring
from data_contracts.refusal import Refusal
from pipelines.awards.extras import award_extras
from pipelines.centre import Centre
from pipelines.gaming import flags_of
from pipelines.metrics import METRIC_VALUES, Metric, metric_values
from pipelines.period import Period
from pipelines.segments import people_in_segments, segment_values
from pipelines.warehouse import ensure_table, fetched
from scoring.impact import Month
from scoring.notices import Notice
from scoring.pay.inputs import Extras
from scoring.tables import SCORE_LINES

_WORK = "select * from marts.work_done where business_date between ? and ?"
_VALUES = "select * from scoring.metric_values where period <= ? and subject_kind = 'agent'"
_LINES = "select * from scoring.score_lines where period = ?"
_VALUES_TABLE, _LINES_TABLE = "scoring.metric_values", "scoring.score_lines"


def month_of(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    metrics: tuple[Metric, ...],
    period: Period,
) -> Month:
    """Everything that is scored and paid by in a month; `.under(rules)` calculates it."""
    long_leave_days = centre.settings.attendance.long_leave_days_on(period.last)
    people = people_in_segments(connection, period, long_leave_days=long_leave_days)
    values = [values_upto(connection, metrics, period)]
    if (segments := segment_values(connection, metrics, people, period)) is not None:
        values.append(segments)
    return Month(
        period.name,
        people,
        pa.concat_tables(values, promote_options="default"),
        fetched(connection, _WORK, [period.first, period.last]),
        scoring.Facts(
            extras=Extras(**award_extras(connection, centre, period)),
            flags=flags_of(connection, period),
        ),
    )


def values_upto(
    connection: duckdb.DuckDBPyConnection, metrics: tuple[Metric, ...], period: Period
) -> pa.Table:
    """The stored values of the agents up to a month; those of the month itself at least."""
    ensure_table(connection, _VALUES_TABLE, METRIC_VALUES)
    stored = fetched(connection, _VALUES, [period.name])
    if period.name in stored["period"].unique().to_pylist():
        return stored
    return pa.concat_tables([stored, agent_values(connection, metrics, period)])


def agent_values(
    connection: duckdb.DuckDBPyConnection, metrics: tuple[Metric, ...], period: Period
) -> pa.Table:
    """The values of the agents in a month, from the marts."""
    return metric_values(
        connection,
        metrics,
        subject_kind="agent",
        first=period.first,
        last=period.last,
        period=period.name,
    )


@dataclass(frozen=True)
class History:
    """Scores and metric values of the agents by month, oldest first, and what is missing."""

    score_lines: pa.Table
    metric_values: pa.Table
    notices: tuple[Notice, ...]

    def of(self, period: str) -> pa.Table:
        """The score lines of one month."""
        lines = self.score_lines
        return lines.filter([name == period for name in lines["period"].to_pylist()])


def score_history(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    months: Sequence[Period],
) -> History:
    """The scores of `months` that the centre has data for: as stored, else calculated now.

    What is calculated now is not stored; a month before the data or before the rules has no
    score and is named in a notice.
    """
    ensure_table(connection, _LINES_TABLE, SCORE_LINES)
    lines: list[pa.Table] = []
    values: list[pa.Table] = []
    recalculated, missing = list[str](), list[str]()
    for period in months:
        stored = fetched(connection, _LINES, [period.name])
        if not stored.num_rows and centre_has(centre, period.first):
            stored = _now(connection, centre, rules, metrics, period)
            (recalculated if stored.num_rows else missing).append(period.name)
        elif not stored.num_rows:
            missing.append(period.name)
        if stored.num_rows:
            lines.append(stored.select(SCORE_LINES.names))
            values.append(agent_values(connection, metrics, period))
    return History(
        pa.concat_tables([SCORE_LINES.empty_table(), *lines], promote_options="permissive"),
        pa.concat_tables([METRIC_VALUES.empty_table(), *values]),
        tuple(_told(recalculated, missing)),
    )


def centre_has(centre: Centre, first: date) -> bool:
    """Whether the centre's data reach back to the first day of a month."""
    return first >= centre.settings.data_from


def _now(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> pa.Table:
    try:
        rules.in_month(period.name)
    except Refusal:
        return SCORE_LINES.empty_table()
    return month_of(connection, centre, metrics, period).under(rules).score_lines


def _told(recalculated: Sequence[str], missing: Sequence[str]) -> list[Notice]:
    notices = []
    if recalculated:
        names = ", ".join(recalculated)
        zh, en = f"{names} 未运行，按现有数据即时计算", f"{names}: never run, calculated now"
        notices.append(Notice("month_calculated_now", zh, en))
    if missing:
        names = ", ".join(missing)
        zh, en = f"{names} 无数据或无规则", f"{names}: no data or no rules in force"
        notices.append(Notice("month_missing", zh, en))
    return notices
