"""Points made in overtime, so that they can be priced by day class (scoring.md 4.12)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Rows, divided, figures_of, product
from scoring.exact import POINT_DIGITS
from scoring.grouping import Grouping
from scoring.inputs.tables import Dates, dates_of, refused, require
from scoring.points.ledger import Ledger
from scoring.tables import NUMBER

NEEDED = ("agent_id", "work_date", "day_class", "worked_s", "overtime_s", "comp_leave_s")


def overtime_points(ledger: Ledger, overtime: pa.Table) -> pa.Table:
    """Of each day's points those made in paid overtime, by its share of the time worked.

    `overtime` has one row per person and date with worked_s, overtime_s and comp_leave_s in
    seconds. Returns agent_id, work_date, day_class and points at 4 digits, for days with any.
    Raises Refusal where overtime exceeds the time worked.
    """
    require(overtime, "overtime", NEEDED)
    worked, over, settled = (figures_of(overtime[name], 0).units for name in NEEDED[3:])
    wrong = np.asarray((over > worked) | (over < 0) | (settled < 0), dtype=bool)
    if wrong.any():
        row = overtime.slice(int(np.argmax(wrong)), 1).to_pylist()[0]
        raise refused("overtime", "overtime_s", row, "overtime is 0 to the time worked")
    paid = np.maximum(over - settled, 0)
    day_points = _points_of(ledger, overtime)
    points = divided(product(day_points, paid), np.maximum(worked, 1))
    table = overtime.select(["agent_id", "work_date", "day_class"])
    table = table.append_column("points", Figures(points, POINT_DIGITS).arrow(NUMBER))
    return table.filter(pa.array(np.asarray(points > 0, dtype=bool)))


def _points_of(ledger: Ledger, overtime: pa.Table) -> Rows:
    """Points earned by the person of each row of `overtime` on its date."""
    people, lines = ledger.group.people, ledger.lines
    number = {agent: code for code, agent in enumerate(people.persons)}
    agents = [number.get(agent, -1) for agent in overtime["agent_id"].to_pylist()]
    if not len(lines) or not len(agents):
        return np.zeros(len(agents), dtype=np.int64)
    start = lines.work_date.min()
    days = dates_of(overtime, "work_date", start.astype(object))
    earned = Grouping.of(_key(people.person[lines.row], lines.work_date, start))
    sums = earned.sums(lines.points.units)
    wanted = _key(np.array(agents, dtype=np.int64), days, start)
    place = np.clip(np.searchsorted(earned.keys, wanted), 0, len(earned) - 1)
    return np.where(earned.keys[place] == wanted, sums[place], 0)


def _key(person: Rows, days: Dates, start: np.datetime64) -> Rows:
    return person * 100_000 + (days - start).astype(np.int64)
