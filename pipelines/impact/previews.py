"""Rule changes tried on the last months: locked ones, or calculated ones where none is locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from pipelines.centre import load_centre
from pipelines.contact_types import with_contact_types
from pipelines.metrics import Metric
from pipelines.months import month_of
from pipelines.period import parse_period
from pipelines.scores import catalogue, centre_rules
from pipelines.settings import House
from pipelines.settlement.corrections import overridden_values
from pipelines.settlement.ledger import SettlementLedger
from pipelines.settlement.sources import rules_folder
from pipelines.warehouse import fetched, has_table, open_warehouse, replace_rows
from scoring import Rules
from scoring.impact import Month, Preview, pack_comparison, preview_rules

MOVERS, SUMMARY = "scoring.rule_preview_movers", "scoring.rule_preview_summary"
CLIFFS, PACKS = "scoring.rule_preview_cliffs", "scoring.pack_comparison"
NOW = "in force"


@dataclass(frozen=True)
class Tried:
    """The months that rules were tried on, and whether they are locked."""

    months: tuple[str, ...]
    locked: bool


def preview_change(house: House, given: str, count: int) -> tuple[Tried, Preview]:
    """The last `count` months under the centre's rules and those of `given`, a folder, day or
    commit; stored in schema scoring. Raises Refusal where rules or months cannot be had."""
    with TemporaryDirectory() as scratch, open_warehouse(house.warehouse) as connection:
        centre = load_centre(house.centre_dir)
        metrics = catalogue(house, centre)
        old, new = centre_rules(centre, metrics), _rules(house, given, metrics, Path(scratch))
        tried = _months(house, connection, count)
        found = preview_rules(old, new, _inputs(house, connection, metrics, tried, (old, new)))
        for table, rows in ((MOVERS, found.movers), (SUMMARY, found.summary)):
            replace_rows(connection, table, rows, where={})
        replace_rows(connection, CLIFFS, found.cliffs, where={})
    return tried, found


def try_rules(house: House, old: Rules, new: Rules, count: int) -> tuple[Tried, Preview]:
    """The last `count` months under two sets of rules; nothing is stored. Raises Refusal where
    no month has been calculated."""
    with open_warehouse(house.warehouse) as connection:
        metrics = catalogue(house, load_centre(house.centre_dir))
        tried = _months(house, connection, count)
        months = _inputs(house, connection, metrics, tried, (old, new))
        return tried, preview_rules(old, new, months)


def compare_packs(
    house: House, given: Sequence[str], count: int, floor: Decimal
) -> tuple[Tried, pa.Table]:
    """The rules in force and every pack of `given` on the last `count` months, stored.

    `floor` is the month's pay below which people are counted. Raises Refusal where
    rules or months cannot be had.
    """
    with TemporaryDirectory() as scratch, open_warehouse(house.warehouse) as connection:
        centre = load_centre(house.centre_dir)
        metrics = catalogue(house, centre)
        packs = {NOW: centre_rules(centre, metrics)}
        packs |= {name: _rules(house, name, metrics, Path(scratch)) for name in given}
        tried = _months(house, connection, count)
        months = _inputs(house, connection, metrics, tried, tuple(packs.values()))
        compared = pack_comparison(packs, months, floor=floor)
        replace_rows(connection, PACKS, compared, where={})
    return tried, compared


def _rules(house: House, given: str, metrics: tuple[Metric, ...], scratch: Path) -> Rules:
    return centre_rules(load_centre(rules_folder(given, house.centre_dir, scratch)), metrics)


def _months(house: House, connection: duckdb.DuckDBPyConnection, count: int) -> Tried:
    states = SettlementLedger(house.control).settlements()
    locked = sorted({state.key.period for state in states if state.state == "LOCKED"})
    if locked:
        return Tried(tuple(locked[-count:]), locked=True)
    if has_table(connection, "scoring.score_lines"):
        query = "select distinct period from scoring.score_lines order by period"
        known = fetched(connection, query)["period"].to_pylist()
        if known:
            return Tried(tuple(known[-count:]), locked=False)
    raise Refusal(
        "no month has been calculated yet",
        place=Place("--periods"),
        next_step="callfloor run, then callfloor period lock",
    )


def _inputs(
    house: House,
    connection: duckdb.DuckDBPyConnection,
    metrics: tuple[Metric, ...],
    tried: Tried,
    rules: Sequence[Rules],
) -> list[Month]:
    """The months as they would be calculated now, with the corrections in force."""
    centre = load_centre(house.centre_dir)
    scorecards = [document for one in rules for _, document in one.scorecards]
    metrics = with_contact_types(metrics, scorecards)
    months: list[Month] = []
    for name in tried.months:
        back = max(one.months_back(name) for one in rules)
        month = month_of(connection, centre, metrics, parse_period(name), back)
        values = overridden_values(house, month.metric_values).metric_values
        months.append(replace(month, metric_values=values))
    return months
