"""The ledger: what is frozen stays, errors are those of the frozen forecast, who is promoted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from scheduling.forecast.day_types import day_types
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.ledger import (
    CHAMPIONS,
    VERSIONS,
    Override,
    accuracy,
    champions,
    current_champions,
    freeze,
    frozen_pairs,
    overridden,
)
from scheduling.tables import FORECAST

WEEK = date(2026, 6, 8)


def forecast_rows(offered: float = 10.0, queue: str = "voice") -> list[dict]:
    return [
        {
            "plan_week": WEEK, "queue_id": queue,
            "interval_start_at": datetime(WEEK.year, WEEK.month, WEEK.day + day, slot // 2,
                                          30 * (slot % 2)),
            "business_date": WEEK + timedelta(days=day),
            "offered_p05": offered - 5, "offered": offered, "offered_p50": offered,
            "offered_p95": offered + 5, "aht_s": 200.0,
            "model": "blend 1.00" if slot in (20, 21) else "closed",
        }
        for day in range(7) for slot in range(48)
    ]  # fmt: skip


def table(rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=FORECAST)


def history(last_week: tuple[float, float], this_week: tuple[float, float]) -> QueueHistory:
    days = tuple(WEEK + timedelta(days=n) for n in range(-7, 7))
    offered = np.full((14, 48), np.nan)
    offered[:7, 20:22], offered[7:, 20:22] = last_week, this_week
    calendar = {day: "workday" if day.weekday() < 5 else "rest_day" for day in days}
    return QueueHistory("voice", days, day_types(days, calendar), offered, offered, offered * 210)


def frozen_once(data_upto: date = date(2026, 6, 7)) -> tuple[pa.Table, pa.Table]:
    made = table(forecast_rows())
    return freeze(
        made, made, VERSIONS.empty_table(), plan_week=WEEK, as_of=WEEK, data_upto=data_upto
    )


def test_the_same_rows_are_frozen_once() -> None:
    versions, rows = frozen_once()
    again, more = freeze(
        table(forecast_rows()), table(forecast_rows()), versions,
        plan_week=WEEK, as_of=WEEK, data_upto=WEEK,
    )  # fmt: skip
    assert rows.num_rows == 7 * 48
    assert again == versions
    assert more.num_rows == 0


def test_a_later_version_supersedes_until_the_week_has_begun() -> None:
    versions, _ = frozen_once()
    other = table(forecast_rows(11.0))
    before, _ = freeze(
        other, other, versions, plan_week=WEEK, as_of=WEEK, data_upto=date(2026, 6, 7)
    )
    assert before["status"].to_pylist() == ["superseded", "used"]
    late, _ = freeze(other, other, versions, plan_week=WEEK, as_of=WEEK, data_upto=WEEK)
    assert late["status"].to_pylist() == ["used", "too_late"]


def test_errors_are_those_of_the_frozen_forecast() -> None:
    versions, rows = frozen_once()
    found = accuracy(
        frozen_pairs(rows, versions, [history((14, 14), (12, 9))], "UTC"), WEEK
    ).to_pylist()
    own = {row["grain"]: row for row in found if row["queue_id"] == "voice"}
    half = own["half_hour"]
    assert (half["intervals"], half["actual"], half["forecast"]) == (14, 147.0, 140.0)
    assert half["wape"] == pytest.approx((2 + 1) / 21)
    assert half["bias"] == pytest.approx(-1 / 21)
    assert half["mape"] == pytest.approx((2 / 12 + 1 / 9) / 2)
    assert half["mase"] == pytest.approx(3 / (2 + 5))
    assert half["coverage"] == 1.0
    assert half["aht_error"] == pytest.approx(200 / 210 - 1)
    assert half["workload_wape"] == pytest.approx((520 + 110) / (21 * 210))
    assert half["error"] == pytest.approx(-0.5)
    assert half["deviation"] == pytest.approx((10 / 12 + 10 / 9) / 2 - 1)
    assert half["aht_accuracy"] == pytest.approx(200 / 210)
    assert own["day"]["wape"] == pytest.approx(1 / 21)
    assert own["week"]["intervals"] == 1
    assert (half["lead_weeks"], half["basis"]) == (1, "frozen")
    assert {row["grain"] for row in found if row["queue_id"] == "all"} == {"day", "week"}


def test_half_hours_that_the_week_before_did_not_know_do_not_scale_the_error() -> None:
    versions, rows = frozen_once()
    past = history((14, np.nan), (12, 9))
    found = accuracy(frozen_pairs(rows, versions, [past], "UTC"), WEEK).to_pylist()
    assert {row["grain"]: row["mase"] for row in found if row["queue_id"] == "voice"} == {
        "half_hour": 1.0, "day": 1.0, "week": 1.0,
    }  # fmt: skip


def test_a_forecast_that_came_too_late_is_not_judged() -> None:
    versions, rows = frozen_once(data_upto=WEEK)
    judged_rows = frozen_pairs(rows, versions, [history((14, 14), (12, 9))], "UTC")
    assert accuracy(judged_rows, WEEK).num_rows == 0


def test_an_override_keeps_the_engines_figure_and_says_who_and_why() -> None:
    override = Override.model_validate({
        "override_id": "mailing", "queue_id": "voice", "first_date": "2026-06-09",
        "last_date": "2026-06-10", "factor": "1.5", "who": "planner", "why_zh": "短信",
        "why_en": "mailing",
    })  # fmt: skip
    both = table([*forecast_rows(), *forecast_rows(queue="other")])
    planned, told = overridden(both, [override])
    [row] = told.to_pylist()
    assert (row["half_hours"], row["offered_engine"], row["offered"]) == (96, 960.0, 1440.0)
    assert (row["who"], row["why_en"]) == ("planner", "mailing")
    changed = {r["queue_id"] for r, b in zip(planned.to_pylist(), both.to_pylist(), strict=True)
               if r != b}  # fmt: skip
    assert changed == {"voice"}
    versions, rows = freeze(
        planned, both, VERSIONS.empty_table(), plan_week=WEEK, as_of=WEEK,
        data_upto=date(2026, 6, 7), overrides=told.num_rows,
    )  # fmt: skip
    assert versions["overrides"].to_pylist() == [1]
    assert max(rows["offered"].to_pylist()) == 15.0
    assert set(rows["offered_engine"].to_pylist()) == {10.0}


def judged(wapes: list[float], coverage: float = 0.9) -> list[dict]:
    return [{"wape": wape, "coverage": coverage} for wape in wapes]


def decisions(models: dict[str, list[dict]], current: dict[str, str] | None = None) -> dict:
    made = champions({"voice": models}, current or {}, plan_week=WEEK)
    return {row["model"]: row["decision"] for row in made.to_pylist()}


def test_a_challenger_that_wins_clearly_and_often_is_promoted() -> None:
    champion = [0.10] * 8
    better, once = [0.09] * 6 + [0.11] * 2, [0.01] + [0.101] * 7
    assert decisions({"blend": judged(champion), "median_of_six": judged(better)}) == {
        "blend": "keep", "median_of_six": "promote",
    }  # fmt: skip
    assert decisions({"blend": judged(champion), "median_of_six": judged(once)})[
        "median_of_six"
    ] == "keep"  # fmt: skip
    few = {"blend": judged(champion[:7]), "median_of_six": judged(better[:7])}
    assert decisions(few)["median_of_six"] == "keep"


def test_a_champion_that_got_worse_or_holds_too_little_is_retrained() -> None:
    assert decisions({"blend": judged([0.14] * 4 + [0.10] * 4)}) == {"blend": "retrain"}
    assert decisions({"blend": judged([0.10] * 8, coverage=0.7)}) == {"blend": "retrain"}
    assert decisions({"blend": judged([0.11] * 4 + [0.10] * 4)}) == {"blend": "keep"}


def test_the_next_plan_uses_who_was_promoted_and_equal_runs_agree() -> None:
    models = {"blend": judged([0.10] * 8), "median_of_six": judged([0.09] * 8)}
    ledger = champions({"voice": models}, {}, plan_week=WEEK)
    assert current_champions(ledger, WEEK) == {}
    following = WEEK + timedelta(days=7)
    assert current_champions(ledger, following) == {"voice": "median_of_six"}
    kept = champions({"voice": models}, {"voice": "median_of_six"}, plan_week=following)
    both = pa.concat_tables([kept, ledger])
    assert current_champions(both, following + timedelta(days=7)) == {"voice": "median_of_six"}
    assert kept.schema == CHAMPIONS
