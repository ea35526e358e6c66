"""Time off in lieu 调休: earned by approved overtime, taken as leave, paid when it expires.

What earlier months earned stands in scoring.overtime_day as those months stored it; what was
taken are the hours of leave of the type `compensatory` that lay in a shift. A centre without
overtime approvals has none of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from pipelines.period import Period
from pipelines.warehouse import fetched, has_table
from scoring.statutory import City, CompLeave, OvertimeDay, comp_leave_ledger, overtime_days_of

STORED, ATTENDANCE = "scoring.overtime_day", "marts.attendance_day"
_EARNED = f"select * from {STORED} where period < $period and comp_leave_s > 0 order by all"
_TAKEN = f"""
select agent_id, work_date, leave_s from {ATTENDANCE}
where leave_type = 'compensatory' and leave_s > 0 and work_date <= $last
order by agent_id, work_date
"""
Days = Mapping[str, Sequence[OvertimeDay]]


def comp_leave(
    connection: duckdb.DuckDBPyConnection, city: City, days: Days, period: Period
) -> dict[str, CompLeave]:
    """Everybody's ledger at the end of the month; `due` is only what expired for this month.

    `days` are the month's own overtime. An hour expires at the end of its last date, so what
    ends on the last of a month is due in the next. Raises Refusal where somebody takes more
    time off than they have.
    """
    earned, taken = _earned(connection, days, period), _taken(connection, period)
    found: dict[str, CompLeave] = {}
    for agent in sorted({*earned, *taken}):
        own = (earned.get(agent, ()), taken.get(agent, ()))
        now = comp_leave_ledger(*own, period.last, city)
        before = comp_leave_ledger(*own, period.previous().last, city)
        new = tuple(day for day in now.due if day not in before.due)
        found[agent] = CompLeave(now.rows, now.balance_s, new)
    return found


def _earned(
    connection: duckdb.DuckDBPyConnection, days: Days, period: Period
) -> dict[str, list[OvertimeDay]]:
    found: defaultdict[str, list[OvertimeDay]] = defaultdict(list)
    if has_table(connection, STORED):
        stored = overtime_days_of(fetched(connection, _EARNED, {"period": period.name}))
        for agent, earlier in stored.items():
            found[agent] += earlier
    for agent, own in days.items():
        found[agent] += [day for day in own if day.comp_leave_s]
    return {agent: earned for agent, earned in found.items() if earned}


def _taken(
    connection: duckdb.DuckDBPyConnection, period: Period
) -> dict[str, list[tuple[date, int]]]:
    found: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for agent, day, seconds in connection.execute(_TAKEN, {"last": period.last}).fetchall():
        found[agent].append((day, seconds))
    return dict(found)
