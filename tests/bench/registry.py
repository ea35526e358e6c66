"""The measures in the order of the flow, and the promised names that nothing measures yet."""

from tests.bench import (
    chats,
    curtois,
    erlang,
    forecasting,
    impact,
    landing,
    larger_lines,
    marts,
    plan_analysis,
    planning,
    rosters,
    scoring_month,
    staffing,
    tours,
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
    Measure(
        (
            "forecast_accuracy",
            "forecast_accuracy_worst",
            "forecast_accuracy_per_lead",
            "forecast_accuracy_ordinary",
            "forecast_coverage",
            "forecast_coverage_highest",
            "forecast_speed_statsforecast",
        ),
        forecasting.accuracy,
    ),
    Measure(("forecast_speed", "forecast_memory"), forecasting.speed),
    Measure(("staffing_hours", "staffing_level", "staffing_tuning"), staffing.staffing_hours),
    Measure(("simulator",), staffing.simulator),
    Measure(("chat_accuracy", "chat_simulated", "chat_hours"), chats.chat_staffing),
    Measure(("bridge_speed",), plan_analysis.bridge_speed),
    Measure(("predicted_level",), plan_analysis.predicted_level),
    Measure(
        (
            "shift_cover",
            "shift_cover_time",
            "shift_cover_pyworkforce",
            "shift_cover_differences",
        ),
        tours.shift_cover,
    ),
    Measure(("roster",), planning.roster),
    Measure(("roster_curtois", *curtois.figure_names()), curtois.roster_curtois),
    Measure(larger_lines.figure_names(), larger_lines.roster_lines),
    Measure(
        (
            "roster_500x4",
            "roster_500x4_cpu",
            "roster_500x4_broken",
            "roster_500x4_fast_gap",
            "roster_500x4_long_cpu",
            "roster_500x4_gap",
            "roster_500x4_gap_of_penalties",
            "roster_500x4_structural",
            "roster_500x4_memory",
        ),
        rosters.roster_500x4,
    ),
    Measure(
        (
            "roster_2000x1",
            "roster_2000x1_cpu",
            "roster_2000x1_broken",
            "roster_2000x1_gap_of_penalties",
        ),
        rosters.roster_2000x1,
    ),
    Measure(("workbooks",), workbooks.workbooks),
)

NOT_BUILT_YET = ("sql_source", "marts_one_day")
