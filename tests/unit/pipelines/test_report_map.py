"""Every assessed item lands on a workbook; one that lands on none is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from pipelines.centre import load_centre
from pipelines.period import parse_period
from pipelines.report_map import RESULTS, report_map, unreported
from pipelines.rulebook import rule_documents
from reports import WORKBOOK_IDS, required_tables
from scoring.rules.rulebook import rulebook_tables

SAMPLE = Path(__file__).parents[3] / "centres/sample"
JUNE = parse_period("2026-06")


def test_every_item_of_the_sample_centre_is_shown() -> None:
    centre = load_centre(SAMPLE)
    values = rulebook_tables(rule_documents(centre), JUNE.name)["rule_values"]
    rows = report_map(centre, values).to_pylist()
    assert {row["state"] for row in rows} == {"shown"}
    items = {row["name_en"]: row["workbooks"] for row in rows if row["kind"] == "scorecard"}
    assert "WB01" in items["Quality score"] and "WB03" in items["Quality score"]


def test_results_are_tables_that_some_workbook_reads() -> None:
    read = {table for book in WORKBOOK_IDS for table in required_tables(book)}
    assert set(RESULTS.values()) <= read


def test_an_item_without_a_workbook_is_named() -> None:
    """A centre that makes no WB01, WB03 or WB07 shows nobody's pay."""
    centre = load_centre(SAMPLE)
    poor = replace(centre, reports={"WB13": centre.reports["WB13"]})
    rows = rulebook_tables(rule_documents(poor), JUNE.name)["rule_values"]
    with duckdb.connect() as connection:
        assert unreported(connection, poor, JUNE) == []
        connection.execute("create schema scoring")
        connection.register("told", rows)
        connection.execute("create table scoring.rule_values as from told")
        found = unreported(connection, poor, JUNE)
    assert "pay variable_pay Base pay: no workbook reads pay_lines" in found
