"""Time off in lieu 调休: earned by approved overtime, taken as leave, paid when it expires.

It begins with what people brought along (comp_leave.yaml). What earlier months earned stands in
scoring.overtime_day as those months stored it; what was taken are the hours of leave of the type
`compensatory` that lay in a shift. A centre without overtime approvals and without that file has
none of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table
from scoring.statutory import (
    City,
    CompLeave,
    CompLeaveOpening,
    OvertimeDay,
    comp_leave_ledger,
    overtime_days_of,
    read_opening,
)

OPENING_FILE = "comp_leave.yaml"
STORED, ATTENDANCE = "scoring.overtime_day", "marts.attendance_day"
_EARNED = f"select * from {STORED} where period < $period and comp_leave_s > 0 order by all"
_TAKEN = f"""
select agent_id, work_date, leave_s from {ATTENDANCE}
where leave_type = 'compensatory' and leave_s > 0 and work_date between $since and $last
order by agent_id, work_date
"""
Days = Mapping[str, Sequence[OvertimeDay]]


def opening_of(centre: Centre) -> CompLeaveOpening | None:
    """What people brought along; None where the centre has no such file."""
    document = centre.document(OPENING_FILE)
    return None if document is None else read_opening(document)


def comp_leave(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    days: Days,
    period: Period,
    opening: CompLeaveOpening,
) -> dict[str, CompLeave]:
    """Everybody's ledger at the end of the month; `due` is only what expired for this month.

    `days` are the month's own overtime, `opening` is what the ledger begins with. An hour expires
    at the end of its last date, so what ends on the last of a month is due in the next. Raises
    Refusal where somebody takes more time off than they have.
    """
    earned = _earned(connection, days, period, opening)
    taken = _taken(connection, period, opening.ledger_from)
    found: dict[str, CompLeave] = {}
    for agent in sorted({*earned, *taken}):
        own = (earned.get(agent, ()), taken.get(agent, ()))
        now = comp_leave_ledger(*own, period.last, city)
        before = comp_leave_ledger(*own, period.previous().last, city)
        new = tuple(day for day in now.due if day not in before.due)
        found[agent] = CompLeave(now.rows, now.balance_s, new)
    return found


def _earned(
    connection: duckdb.DuckDBPyConnection, days: Days, period: Period, opening: CompLeaveOpening
) -> dict[str, list[OvertimeDay]]:
    found: defaultdict[str, list[OvertimeDay]] = defaultdict(list)
    for agent, brought in opening.days.items():
        found[agent] += brought
    stored: Days = {}
    if has_table(connection, STORED):
        stored = overtime_days_of(fetched(connection, _EARNED, {"period": period.name}))
    for agent, own in [*stored.items(), *days.items()]:
        since = (day for day in own if day.work_date >= opening.ledger_from)
        found[agent] += [day for day in since if day.comp_leave_s]
    return {agent: earned for agent, earned in found.items() if earned}


def _taken(
    connection: duckdb.DuckDBPyConnection, period: Period, since: date
) -> dict[str, list[tuple[date, int]]]:
    found: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for agent, day, seconds in connection.execute(
        _TAKEN, {"since": since, "last": period.last}
    ).fetchall():
        found[agent].append((day, seconds))
    return dict(found)
