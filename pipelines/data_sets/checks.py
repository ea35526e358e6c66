"""Great Expectations suites from the contracts, run on frames of figures, told in Data Docs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from data_contracts.contract import Contract, DataSetCheck, Severity
from pipelines.data_sets.frames import frame_of

SITE = "callfloor"


@dataclass(frozen=True)
class CheckOutcome:
    """What one check of one table found. `figures` are those of the frame, or of its worst day."""

    table: str
    name: str
    passed: bool
    severity: Severity
    message: str
    figures: dict[str, Any]


@dataclass(frozen=True)
class _Suite:
    """The checks of one table that look at the same frame."""

    contract: Contract
    title: str
    frame: pd.DataFrame
    checks: tuple[DataSetCheck, ...]


def check_data_sets(
    connection: duckdb.DuckDBPyConnection,
    contracts: Iterable[Contract],
    first: date,
    last: date,
    docs_root: Path,
    now: datetime,
) -> list[CheckOutcome]:
    """Check the deliveries of `first` to `last` and write Data Docs below `docs_root`.

    Give the contracts that the centre has a source for: a table without source is not late.
    `landing.*` must be synced and the ledger loaded. Takes 5 s more the first time in a process.
    """
    suites = [
        suite for contract in contracts for suite in _suites(connection, contract, first, last)
    ]
    context = _context(docs_root)
    source = context.data_sources.add_pandas("landing")
    outcomes: list[CheckOutcome] = []
    for suite in suites:
        outcomes.extend(_run(context, source, suite, _run_id(first, last, now)))
    context.build_data_docs(site_names=[SITE])
    return outcomes


def _suites(
    connection: duckdb.DuckDBPyConnection, contract: Contract, first: date, last: date
) -> list[_Suite]:
    grouped: dict[str, list[DataSetCheck]] = {}
    for check in contract.data_set_checks:
        about = [str(check.frame[key]) for key in ("kind", "column") if key in check.frame]
        grouped.setdefault("-".join([contract.name, *about]), []).append(check)
    return [
        _Suite(
            contract,
            title,
            frame_of(connection, contract, checks[0].frame, first, last),
            tuple(checks),
        )
        for title, checks in grouped.items()
    ]


def _context(docs_root: Path) -> Any:
    # Imported here: it costs seconds, and importing it reads whether it may call home.
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    docs_root.mkdir(parents=True, exist_ok=True)
    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(docs_root.absolute()),
        },
    }
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={SITE: site},
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    context.clean_data_docs(site_name=SITE)
    return context


def _run_id(first: date, last: date, now: datetime) -> Any:
    from great_expectations.core.run_identifier import RunIdentifier

    return RunIdentifier(run_name=f"{first} to {last}", run_time=now.astimezone(UTC))


def _run(context: Any, source: Any, suite: _Suite, run_id: Any) -> list[CheckOutcome]:
    import great_expectations as gx

    asset = source.add_dataframe_asset(name=suite.title)
    batch = asset.add_batch_definition_whole_dataframe("figures")
    expectations = gx.ExpectationSuite(name=suite.title)
    for check in suite.checks:
        expectations.add_expectation_configuration(_expectation(check))
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(
            name=suite.title, data=batch, suite=context.suites.add(expectations)
        )
    )
    result = definition.run(batch_parameters={"dataframe": suite.frame}, run_id=run_id)
    by_name = {each.expectation_config.meta["check"]: each for each in result.results}
    return [_outcome(suite, check, by_name[check.name]) for check in suite.checks]


def _expectation(check: DataSetCheck) -> Any:
    from great_expectations.expectations.expectation_configuration import (
        ExpectationConfiguration,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity

    return ExpectationConfiguration(
        type=check.expectation,
        kwargs={key: _number(value) for key, value in check.arguments.items()},
        meta={"check": check.name},
        description=f"{check.name}: fails when {check.message}",
        severity=FailureSeverity.CRITICAL if check.severity == "error" else FailureSeverity.WARNING,
    )


def _number(value: Any) -> Any:
    """Numbers with a point come out of rule files as text."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _outcome(suite: _Suite, check: DataSetCheck, result: Any) -> CheckOutcome:
    told = _exception(result.exception_info)
    if told:
        raise RuntimeError(f"{suite.title}, {check.name}: {told}")
    figures = _figures(suite.frame, check)
    passed = bool(result.success)
    told = "" if passed else check.message
    if passed and check.frame.get("kind") == "reference" and figures.get("known_ratio") is None:
        told = f"not checked: nothing to compare with in {check.frame['table']}"
    return CheckOutcome(suite.contract.name, check.name, passed, check.severity, told, figures)


def _exception(info: Mapping[str, Any]) -> str | None:
    """The message of an expectation that could not be computed, however deep it is told."""
    if info.get("raised_exception"):
        return str(info.get("exception_message"))
    nested = (_exception(each) for each in info.values() if isinstance(each, Mapping))
    return next((told for told in nested if told), None)


def _figures(frame: pd.DataFrame, check: DataSetCheck) -> dict[str, Any]:
    """The frame's one row; of several rows the one farthest outside the bounds, or all values."""
    if check.frame.get("kind") == "values":
        return dict(zip(frame.iloc[:, 0].astype(str), frame["row_count"].tolist(), strict=True))
    if frame.empty:
        return {}
    column = str(check.arguments.get("column"))
    values = frame[column].to_numpy(dtype="float64", na_value=np.nan)
    low, high = (_number(check.arguments.get(key)) for key in ("min_value", "max_value"))
    below = 0 * values if low is None else low - values
    above = 0 * values if high is None else values - high
    worst = int(np.nan_to_num(np.maximum(below, above), nan=-np.inf).argmax())
    return {str(name): _plain(frame[name].iloc[worst]) for name in frame.columns}


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value
