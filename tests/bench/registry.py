"""The measures in the order of the flow, and the promised names that nothing measures yet."""

from tests.bench import (
    erlang,
    impact,
    landing,
    marts,
    planning,
    scoring_month,
    whole_run,
    workbooks,
)
from tests.bench.figure import Measure

MEASURES = (
    Measure(("demo", "demo_cpu", "demo_memory", "run_overhead"), whole_run.demo),
    Measure(("landing",), landing.landing),
    Measure(("landing_unchanged",), landing.landing_unchanged),
    Measure(("marts_full",), marts.marts_full),
    Measure(
        (
            "scoring",
            "scoring_memory",
            "scoring_against_rows",
            "scoring_by_people",
            "scoring_by_items",
        ),
        scoring_month.scoring_speed,
    ),
    Measure(("rule_preview",), impact.rule_preview),
    Measure(("pay_monte_carlo",), impact.pay_monte_carlo),
    Measure(("erlang_accuracy", "erlang_accuracy_a"), erlang.accuracy),
    Measure(
        (
            "erlang_speed",
            "erlang_speed_pyworkforce",
            "erlang_speed_own_aht",
            "erlang_speed_a",
        ),
        erlang.speed,
    ),
    Measure(("forecast_accuracy", "forecast_coverage"), planning.forecast_accuracy),
    Measure(("forecast_speed",), planning.forecast_speed),
    Measure(("roster",), planning.roster),
    Measure(("workbooks",), workbooks.workbooks),
)

NOT_BUILT_YET = (
    "sql_source",
    "marts_one_day",
    "staffing_hours",
    "simulator",
    "shift_cover",
    "roster_curtois",
    "roster_500x4",
    "roster_2000x1",
)
