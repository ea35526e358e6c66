"""A month as the engine takes it: people in segments, metric values, work, and the facts of pay.

What scores a month, what settles awards before it and what compares months all read it here,
so that they cannot differ. Months that were never run are calculated in memory from the marts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from pipelines.points_taken_back import taken_back
from pipelines.qualification import credited_work
from pipelines.quality.metric import adjusted_values
from pipelines.quality.reviews import review_values
from pipelines.segments import people_in_segments, segment_values
from pipelines.statutory.month import statutory_facts
from pipelines.statutory.wage_claims import claims_due
from pipelines.warehouse import ensure_table, fetched
from scoring.impact import Month
from scoring.notices import Notice
from scoring.pay.inputs import Extras
from scoring.tables import SCORE_LINES

_VALUES = "select * from scoring.metric_values where period = ? and subject_kind = 'agent'"
_LINES = "select * from scoring.score_lines where period = ?"
_VALUES_TABLE, _LINES_TABLE = "scoring.metric_values", "scoring.score_lines"


def month_of(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    metrics: tuple[Metric, ...],
    period: Period,
    months_back: int = 0,
    facts: scoring.Facts | None = None,
) -> Month:
    """Everything that is scored and paid by in a month; `.under(rules)` calculates it.

    `months_back` is how many earlier months of metric values the rules look at. `facts` left out
    are those that are settled by now.
    """
    long_leave_days = centre.settings.attendance.long_leave_days_on(period.last)
    people = people_in_segments(connection, period, long_leave_days=long_leave_days)
    values = [values_of(connection, metrics, period), *_judged(connection, period)]
    for before in earlier(period, months_back):
        values.append(agent_values(connection, metrics, before))
        values += _judged(connection, before)
    if (segments := segment_values(connection, metrics, people, period)) is not None:
        values.append(segments)
    if facts is None:
        facts = facts_of(connection, centre, period, people)
    return Month(
        period.name,
        people,
        pa.concat_tables(values, promote_options="default"),
        credited_work(connection, centre, period.first, period.last),
        facts,
    )


def _judged(connection: duckdb.DuckDBPyConnection, period: Period) -> list[pa.Table]:
    """Values that no mart sums up: the adjusted quality score and the multi-source review."""
    return [adjusted_values(connection, period), review_values(connection, period)]


def facts_of(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period, people: pa.Table
) -> scoring.Facts:
    """What pay and the marks on scores rest on: awards, flags, work that came back, the law."""
    known = scoring.Facts(
        extras=Extras(
            **award_extras(connection, centre, period), deductions=claims_due(connection, period)
        ),
        flags=flags_of(connection, period),
        taken_back=taken_back(connection, period),
    )
    return statutory_facts(connection, centre, period, people).joined_to(known)


def earlier(period: Period, count: int) -> list[Period]:
    """The `count` months before, the latest first."""
    months: list[Period] = []
    for _ in range(count):
        period = period.previous()
        months.append(period)
    return months


def values_of(
    connection: duckdb.DuckDBPyConnection, metrics: tuple[Metric, ...], period: Period
) -> pa.Table:
    """The values of the agents in a month: as stored; from the marts what never was."""
    ensure_table(connection, _VALUES_TABLE, METRIC_VALUES)
    stored = fetched(connection, _VALUES, [period.name])
    known = set(stored["metric"].unique().to_pylist())
    others = tuple(metric for metric in metrics if metric.name not in known)
    added = agent_values(connection, others, period)
    return pa.concat_tables([stored, added], promote_options="default")


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
            values.append(values_of(connection, metrics, period))
    return History(
        pa.concat_tables([SCORE_LINES.empty_table(), *lines], promote_options="default"),
        pa.concat_tables([METRIC_VALUES.empty_table(), *values], promote_options="default"),
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
    """Scores alone, which need no facts of pay; nothing where no rule is in force."""
    scorecards = replace(rules, points=(), pay=())
    try:
        back = scorecards.months_back(period.name)
    except Refusal:
        return SCORE_LINES.empty_table()
    month = month_of(connection, centre, metrics, period, back, facts=scoring.Facts())
    return month.under(scorecards).score_lines


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
