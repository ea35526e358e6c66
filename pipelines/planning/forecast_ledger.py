"""The forecast ledger as the warehouse keeps it: versions, errors, champions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.planning.past import ForecastPast
from pipelines.warehouse import ensure_table, fetched, replace_rows
from scheduling.forecast import judged_forecasts
from scheduling.forecast.accuracy import JudgedForecast, by_lead
from scheduling.forecast.handle_time import centre_handle_time
from scheduling.forecast.history import QueueHistory
from scheduling.forecast.ledger import (
    CHAMPIONS,
    FROZEN,
    VERSIONS,
    accuracy,
    backtest_pairs,
    champions,
    current_champions,
    freeze,
    frozen_pairs,
)
from scheduling.forecast.models import BLEND, MODELS, POOLED

VERSIONS_TABLE, FROZEN_TABLE = "scheduling.forecast_versions", "scheduling.forecast_frozen"
ACCURACY_TABLE, CHAMPIONS_TABLE = "scheduling.forecast_accuracy", "scheduling.forecast_champions"
JUDGED_ORIGINS = 8
JUDGED_WEEKS = 4


def champions_before(connection: duckdb.DuckDBPyConnection, plan_week: date) -> dict[str, str]:
    """Each queue's model, by the latest decision before the week."""
    ensure_table(connection, CHAMPIONS_TABLE, CHAMPIONS)
    return current_champions(fetched(connection, f"from {CHAMPIONS_TABLE}"), plan_week)


def freeze_forecast(
    connection: duckdb.DuckDBPyConnection,
    planned: pa.Table,
    engine: pa.Table,
    plan_week: date,
    data_upto: date,
    *,
    overrides: int,
) -> None:
    """Freeze what is planned with. Frozen rows are added, never changed."""
    ensure_table(connection, VERSIONS_TABLE, VERSIONS)
    ensure_table(connection, FROZEN_TABLE, FROZEN)
    versions, rows = freeze(
        planned,
        engine,
        fetched(connection, f"from {VERSIONS_TABLE}"),
        plan_week=plan_week,
        as_of=plan_week,
        data_upto=data_upto,
        overrides=overrides,
    )
    replace_rows(connection, VERSIONS_TABLE, versions, where={})
    connection.register("frozen_rows", rows)
    connection.execute(f"insert into {FROZEN_TABLE} by name from frozen_rows")
    connection.unregister("frozen_rows")


def store_accuracy(
    connection: duckdb.DuckDBPyConnection, past: ForecastPast, plan_week: date
) -> None:
    """Errors of the frozen forecasts and of a backtest, and what follows for the champions."""
    frozen = fetched(connection, f"from {FROZEN_TABLE}")
    versions = fetched(connection, f"from {VERSIONS_TABLE}")
    kept = frozen_pairs(frozen, versions, past.queues(), past.zone)
    known = past.queues(before=plan_week)
    current = champions_before(connection, plan_week)
    made = _champions_forecasts(known, current)
    again = (pair for own in made.values() for one in own for pair in backtest_pairs(one))
    replace_rows(
        connection,
        ACCURACY_TABLE,
        accuracy(chain(kept, again), plan_week),
        where={"plan_week": plan_week},
    )
    decided = champions(_contest(known, current, made), current, plan_week=plan_week)
    replace_rows(connection, CHAMPIONS_TABLE, decided, where={"plan_week": plan_week})


def _champions_forecasts(
    histories: Sequence[QueueHistory], current: Mapping[str, str]
) -> dict[str, list[JudgedForecast]]:
    """What each queue's champion would have said at past origins."""
    aht_s = centre_handle_time(histories) or 0.0
    return {
        one.queue_id: list(
            judged_forecasts(
                one, JUDGED_ORIGINS, JUDGED_WEEKS, aht_s, current.get(one.queue_id, BLEND)
            )
        )
        for one in histories
    }


def _contest(
    histories: Sequence[QueueHistory],
    current: Mapping[str, str],
    made: Mapping[str, Sequence[JudgedForecast]],
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Every model of every queue at the same origins, one week ahead."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for history in histories:
        champion = current.get(history.queue_id, BLEND)
        found[history.queue_id] = {
            model: _week_ahead(
                made[history.queue_id]
                if model == champion
                else judged_forecasts(history, JUDGED_ORIGINS, 1, 0.0, model)
            )
            for model in MODELS
            if model != POOLED or champion == POOLED
        }
    return found


def _week_ahead(judged: Iterable[JudgedForecast]) -> list[dict[str, Any]]:
    return [row for one in judged for row in by_lead(one) if row["lead_weeks"] == 1]
