"""Next month's pay: history and forecast fetched, drawn by scoring.impact, stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from pipelines.budgets import forecast_budgets
from pipelines.centre import load_centre
from pipelines.months import agent_values, centre_has, earlier
from pipelines.people import people_of
from pipelines.period import Period, parse_period
from pipelines.qualification import credited_work
from pipelines.scores import catalogue, centre_rules
from pipelines.settings import House
from pipelines.statutory.month import statutory_facts
from pipelines.warehouse import fetched, has_table, open_warehouse, replace_rows
from scoring import Facts, Rules
from scoring.impact import (
    Budget,
    DrawModel,
    Month,
    PayForecast,
    Volume,
    accruals,
    counterfactuals,
    forecast_pay,
    price_sheet,
)

FORECAST, PRICES = "scoring.pay_forecast", "scoring.price_sheet"
ACCRUALS, COUNTERFACTUALS = "scoring.pay_accruals", "scoring.counterfactuals"
MONTHS_DRAWN_FROM = 3
# From the 5th and 95th percentile to the 10th and 90th: 1.2816 ÷ 1.6449 of a normal spread.
NARROWER = Decimal("0.779")
SIX = Decimal("0.000001")

_EXPECTED = """
select
    sum(offered)::decimal(18, 6) as middle, sum(offered_p05)::decimal(18, 6) as low,
    sum(offered_p95)::decimal(18, 6) as high, count(distinct business_date) as days
from (
    select * from scheduling.forecast
    where business_date between ? and ?
    qualify row_number() over (
        partition by queue_id, interval_start_at order by plan_week desc
    ) = 1
)
"""
_SEEN = """
select
    sum(offered)::decimal(18, 6) as offered, count(distinct business_date) as days
from marts.queue_interval
where business_date between ? and ?
"""


@dataclass(frozen=True)
class Forecasted:
    """The forecast, its volume factor, the months it was drawn from, and the centre's budgets."""

    pay: PayForecast
    volume: Volume
    months: tuple[str, ...]
    budgets: tuple[Budget, ...]


def forecast_month(
    house: House, month: str, draws: int, seed: int, volume: Volume | None
) -> Forecasted:
    """Draw the pay of `month` and store it with prices and accruals in schema scoring.

    `volume` is taken from the staffing forecast where it is not given. Raises Refusal where
    neither is there, or rules and inputs cannot be used.
    """
    coming = parse_period(month)
    with open_warehouse(house.warehouse) as connection:
        centre = load_centre(house.centre_dir)
        metrics = catalogue(house, centre)
        rules = centre_rules(centre, metrics)
        past = [one for one in earlier(coming, MONTHS_DRAWN_FROM) if centre_has(centre, one.first)]
        if not past:
            raise _no_history(month)
        people = people_of(connection, coming.first, coming.last)
        values = pa.concat_tables([agent_values(connection, metrics, one) for one in past])
        work = credited_work(connection, centre, past[-1].first, past[0].last)
        facts = statutory_facts(connection, centre, coming, people).joined_to(Facts())
        factor = volume or expected_volume(connection, coming, past)
        found = forecast_pay(
            rules,
            month,
            people,
            values,
            work,
            months=[one.name for one in past],
            model=DrawModel(draws, seed, factor),
            facts=facts,
        )
        budgets = forecast_budgets(centre, people, coming)
        last = Month(past[0].name, people, values, work, facts)
        _store(connection, rules, found, last, budgets)
    return Forecasted(found, factor, tuple(one.name for one in past), tuple(budgets))


def _store(
    connection: duckdb.DuckDBPyConnection,
    rules: Rules,
    found: PayForecast,
    last: Month,
    budgets: Sequence[Budget],
) -> None:
    """Prices rest on the last month that was worked, with the people of the coming one."""
    where = {"period": found.period}
    replace_rows(connection, FORECAST, found.table(budgets), where=where)
    journal = accruals(found, payroll_codes(rules, found), budgets)
    replace_rows(connection, ACCRUALS, journal, where=where)
    prices = price_sheet(last.under(rules).run, found)
    replace_rows(connection, PRICES, prices, where={"period": last.period})


def payroll_codes(rules: Rules, found: PayForecast) -> Mapping[str, str]:
    """The payroll code of each component that the forecast pays."""
    plans = rules.in_month(found.period).pay
    return {one.id: one.payroll_code for plan in plans for one in plan.components}


def expected_volume(
    connection: duckdb.DuckDBPyConnection, coming: Period, past: list[Period]
) -> Volume:
    """Contacts a day as forecast for the coming month ÷ as seen in the past ones.

    The bounds of half-hours are summed as if all of them erred together, which is the widest
    they can be. Raises Refusal where no day of the month is forecast.
    """
    if not has_table(connection, "scheduling.forecast"):
        raise _no_volume(coming)
    (ahead,) = fetched(connection, _EXPECTED, [coming.first, coming.last]).to_pylist()
    (seen,) = fetched(connection, _SEEN, [past[-1].first, past[0].last]).to_pylist()
    if not ahead["days"] or not seen["offered"]:
        raise _no_volume(coming)
    daily = Decimal(seen["offered"]) / seen["days"] * ahead["days"]
    middle = ahead["middle"] / daily
    low = middle - NARROWER * (middle - ahead["low"] / daily)
    high = middle + NARROWER * (ahead["high"] / daily - middle)
    bounds = (max(low, Decimal(0)), middle, high)
    return Volume(*(one.quantize(SIX, ROUND_HALF_UP) for one in bounds))


def _no_volume(coming: Period) -> Refusal:
    return Refusal(
        "the staffing forecast does not reach into this month",
        place=Place("--volume"),
        value=coming.name,
        next_step="callfloor run for the week before, or give --volume 0.95,1.00,1.06",
    )


def _no_history(month: str) -> Refusal:
    return Refusal(
        "there is no month before this one to draw from",
        place=Place("--period"),
        value=month,
        next_step="choose a month after the first month of data",
    )


def store_counterfactuals(
    connection: duckdb.DuckDBPyConnection, rules: Rules, month: Month
) -> pa.Table:
    """Compute and store what would raise everybody's pay of a month."""
    found = counterfactuals(rules, month)
    replace_rows(connection, COUNTERFACTUALS, found, where={"period": month.period})
    return found
