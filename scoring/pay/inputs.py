"""What pay is made of, beside the rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.columns import Figures, Mask
from scoring.period import Period

if TYPE_CHECKING:
    from scoring.statutory.city import City


@dataclass(frozen=True)
class Extras:
    """Facts of the period beside scores and points, one table each; None: there are none.

    Every table has agent_id. Money is decimal(18,2) in the plan's currency.
        overtime         P9: work_date, day_class, overtime_s, comp_leave_s; what was approved
        overtime_points  P3, P3_ot: work_date, day_class, points (scoring.points.overtime_points)
        allowance_days   P8: work_date, allowance, quantity
        sales            P6: sale_id, sold_on, certified, amount, cancelled_on
        prizes           P7: contest_id, amount, reason_zh, reason_en
        team_awards      P11: reference, amount, reason_zh, reason_en
        deductions       P10: reference, amount, reason_zh, reason_en, oldest first
        adjustments      P12: reference, amount, reason_zh, reason_en
        contributions    P_min: amount, the person's own social insurance and housing fund
        wage_averages    P9: amount, the mean monthly wage of who has 12 months known
    """

    overtime: pa.Table | None = None
    overtime_points: pa.Table | None = None
    allowance_days: pa.Table | None = None
    sales: pa.Table | None = None
    prizes: pa.Table | None = None
    team_awards: pa.Table | None = None
    deductions: pa.Table | None = None
    adjustments: pa.Table | None = None
    contributions: pa.Table | None = None
    wage_averages: pa.Table | None = None


@dataclass(frozen=True)
class PayInputs:
    """What the components of a month read; columns have one entry per row of People.

    `scores` are the people's total scores at 6 digits, not known where there is none or it
    is held (`held`); `points` stand at 4 digits. `city` holds the statutory parameters, asked
    for by P9, P10 and P_min.
    """

    period: Period
    scores: Figures
    points: Figures
    held: Mask | None = None
    extras: Extras = field(default_factory=Extras)
    city: City | None = None

    def law(self, code: str) -> City:
        """The city's parameters. Raises Refusal where a component needs them and none came."""
        if self.city is None:
            raise Refusal(
                f"{code} follows the law of a city, and no city is named",
                place=Place("centre", key="city"),
                next_step="name the city of the centre, with its statutory parameter file",
            )
        return self.city
