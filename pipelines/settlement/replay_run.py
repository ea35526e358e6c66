"""The part of a replay that runs under the replayed code: a placed landing in, tables out.

Started as a program of its own, with the replayed code before everything else on the path:

    replay_run.py <centre folder> <scratch folder> [<earlier month> …] <month>

It needs of the code only what this file imports, so that older commits can be replayed too.
Earlier months get their metric values, which rules may look back to.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import asdict
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

import scoring
from pipelines.awards.documents import settled_tables
from pipelines.awards.month import store_awards
from pipelines.centre import Centre, load_centre
from pipelines.centre_tables import calendar_span, centre_tables
from pipelines.gaming import RULES_FILE, store_flags
from pipelines.identity import run_identity
from pipelines.landing import LandingStore, load_contracts, sync_landing_tables
from pipelines.metrics import Metric
from pipelines.people import people_of
from pipelines.period import Period, parse_period
from pipelines.scored_month import score_month
from pipelines.scores import (
    SCORING_TABLES,
    catalogue,
    centre_rules,
    store_metric_values,
)
from pipelines.settings import House, now
from pipelines.settlement.carried import load_carried
from pipelines.settlement.locked import keep_locked
from pipelines.transform import (
    DBT_PROJECT,
    current_manifest,
    dbt_arguments,
    release_warehouse,
    set_dbt_environment,
)
from pipelines.warehouse import fetched, open_warehouse, replace_rows
from scoring.tables import PAY_LINES, POINT_LINES

IDENTITY = "identity.json"


def main(centre_dir: Path, scratch: Path, months: Sequence[str]) -> None:
    """Build the marts where the scratch folder has none, score the month, write its tables."""
    house = House(centre_dir, scratch)
    centre, periods = load_centre(centre_dir), [parse_period(month) for month in months]
    set_dbt_environment(house)
    if not house.warehouse.exists():
        _load(house, centre)
        _transform(house, centre)
    metrics = catalogue(house, centre)
    rules = centre_rules(centre, metrics)
    with open_warehouse(house.warehouse) as connection:
        for period in periods:
            store_metric_values(connection, metrics, period)
        for period in periods[:-1]:
            _post_locked(connection, house, period)
        load_carried(connection, house)
        _settle_before_pay(connection, house, centre, rules, metrics, periods[-1])
        _score(
            connection=connection,
            house=house,
            centre=centre,
            rules=rules,
            metrics=metrics,
            period=periods[-1],
        )
        _export(connection, periods[-1], scratch / "tables")
    identity = json.dumps(asdict(run_identity(house, months[-1])))
    (scratch / IDENTITY).write_text(identity, encoding="utf-8")


def _post_locked(connection: duckdb.DuckDBPyConnection, house: House, period: Period) -> None:
    """Points and pay of an earlier month as they were locked: later months may take them back."""
    empty = {"point_lines": POINT_LINES.empty_table(), "pay_lines": PAY_LINES.empty_table()}
    for name, rows in keep_locked(house, period.name, empty, {}).items():
        replace_rows(connection, f"scoring.{name}", rows, where={"period": period.name})


def _settle_before_pay(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    centre: Centre,
    rules: scoring.Rules,
    metrics: tuple[Metric, ...],
    period: Period,
) -> None:
    """What a run settles before the pay that carries it: flags and awards."""
    flags = centre.document(RULES_FILE)
    if flags is not None:
        store_flags(connection, flags, period)
    if settled_tables(centre):
        store_awards(connection, house, centre, rules, metrics, period)


def _score(**known: Any) -> None:
    """Score the month with what this code's `score_month` asks for by name."""
    wanted = signature(score_month).parameters
    score_month(**{name: value for name, value in known.items() if name in wanted})


def _load(house: House, centre: Centre) -> None:
    """The landing and the centre's configuration, as the first stages of a run make them."""
    settings = centre.settings
    first, last = calendar_span(settings.data_from, settings.data_upto or now().date())
    with open_warehouse(house.warehouse) as connection:
        store = LandingStore(house.out)
        sync_landing_tables(connection, load_contracts("inputs").values(), store)
        for name, rows in centre_tables(centre, first=first, last=last).items():
            replace_rows(connection, f"config.{name}", rows, where={})


def _transform(house: House, centre: Centre) -> None:
    """The marts, without the tests: the month was tested when it was run."""
    from dbt.cli.main import dbtRunner

    current_manifest(house, centre)
    with redirect_stdout(sys.stderr):
        built = dbtRunner().invoke(
            ["--quiet", "--no-version-check", "run",
             "--select", "path:models/staging", "+path:models/marts",
             "--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT),
             "--target-path", str(house.dbt_target), *dbt_arguments(centre)]
        )  # fmt: skip
    release_warehouse(None)
    if not built.success:
        raise RuntimeError(f"the marts could not be built: {built.exception or built.result}")


def _export(connection: duckdb.DuckDBPyConnection, period: Period, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("metric_values", *SCORING_TABLES):
        query = f"select * from scoring.{name} where period = ? order by all"
        _write(folder / f"{name}.parquet", fetched(connection, query, [period.name]))
    first: date = period.first
    _write(folder / "people.parquet", people_of(connection, first, period.last))


def _write(path: Path, table: object) -> None:
    pq.write_table(table, path, compression="zstd", version="2.6", store_schema=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
