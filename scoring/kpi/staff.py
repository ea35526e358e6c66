"""People in figures: how many, how many came and went, how pay is spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa

from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.impact.money import gini
from scoring.kpi.tables import STAFF_FIGURES
from scoring.period import Period
from scoring.tables import table_of

Named = tuple[str, str, str, str]
MONTHS_OF_YEAR = 12


def staff_figures(period: str, staff: pa.Table, paid: pa.Table) -> pa.Table:
    """Rows of outputs/staff_figures.

    `staff` has agent_id, hired_on, left_on and weekly_hours of everybody ever hired; `paid` has
    agent_id, pay_amount and variable (true beside the base pay) of the month's pay lines.
    Turnover is leavers ÷ the mean of the heads at both ends of the month.
    """
    rows = [*_heads(Period.of(period), staff), *_pay(paid)]
    return table_of(
        [
            {"period": period, "figure": name, "name_zh": zh, "name_en": en, "unit": unit,
             "value": value}
            for (name, zh, en, unit), value in rows
        ],
        STAFF_FIGURES,
    )  # fmt: skip


def _heads(month: Period, staff: pa.Table) -> Iterator[tuple[Named, Decimal | None]]:
    people = staff.to_pylist()

    def on_books(day: date) -> int:
        return sum(
            one["hired_on"] <= day and (one["left_on"] is None or one["left_on"] >= day)
            for one in people
        )

    first, last = on_books(month.first), on_books(month.last)
    hired = sum(month.first <= one["hired_on"] <= month.last for one in people)
    left = sum(
        one["left_on"] is not None and month.first <= one["left_on"] <= month.last for one in people
    )
    rate = Fraction(2 * left, first + last) if first + last else None
    yield ("headcount", "期末在册人数", "Heads at the month's end", "count"), Decimal(last)
    yield ("hired", "入职人数", "Hired", "count"), Decimal(hired)
    yield ("left", "离职人数", "Left", "count"), Decimal(left)
    yield ("turnover", "月流失率", "Turnover of the month", "ratio"), _six(rate)
    yearly = None if rate is None else rate * MONTHS_OF_YEAR
    yield ("turnover_year", "年化流失率", "Turnover, a year of such months", "ratio"), _six(yearly)


def _pay(paid: pa.Table) -> Iterator[tuple[Named, Decimal | None]]:
    gross: dict[str, int] = {}
    variable: dict[str, int] = {}
    for row in paid.to_pylist():
        fen = int(row["pay_amount"].scaleb(MONEY_DIGITS))
        agent = row["agent_id"]
        gross[agent] = gross.get(agent, 0) + fen
        variable[agent] = variable.get(agent, 0) + (fen if row["variable"] else 0)
    rising = sorted(gross.values())
    if not rising:
        return
    for tenth, zh, en in ((1, "低十分位", "P10"), (5, "中位数", "median"), (9, "高十分位", "P90")):
        named = (f"gross_p{tenth}0", f"应发工资{zh}", f"Gross pay, {en}", "amount")
        yield named, from_units(_rank(rising, tenth), MONEY_DIGITS)
    share = Fraction(sum(variable.values()), sum(rising)) if sum(rising) else None
    yield ("variable_share", "浮动工资占比", "Share of variable pay", "ratio"), _six(share)
    for name, zh, en, amounts in (
        ("gini_gross", "应发工资基尼系数", "Gini of gross pay", gross),
        ("gini_variable", "浮动工资基尼系数", "Gini of variable pay", variable),
    ):
        positive = [one for one in amounts.values() if one > 0]
        above, below = gini(positive)
        yield (name, zh, en, "number"), _six(Fraction(above, below))


def _rank(rising: Sequence[int], tenth: int) -> int:
    """Nearest rank."""
    return rising[max(-(-len(rising) * tenth // 10) - 1, 0)]


def _six(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, SCORE_DIGITS)
