"""Every row that was written is accepted, refused under its rule, or an exact duplicate."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.month.conftest import Month

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]

LEDGER = """
    select table_name, sum(rows_in)::int, sum(rows_accepted)::int, sum(rows_refused)::int,
        sum(rows_duplicate)::int
    from control.ingest_ledger_current group by table_name"""
REFUSED = """
    select table_name, rule, count(distinct (source_file, source_row))::int
    from control.quarantine_rows group by all"""


def test_counts_of_every_table_are_the_truth(month: Month) -> None:
    found = {table: counts for table, *counts in month.rows(LEDGER)}
    assert found == {
        name: [
            table["rows_written"],
            table["accepted"],
            sum(table["broken"].values()),
            table["exact_duplicates"],
        ]
        for name, table in month.truth["tables"].items()
    }


def test_every_refusal_is_told_under_the_rule_that_was_broken(month: Month) -> None:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for table, rule, rows in month.rows(REFUSED):
        found[table][rule] = rows
    assert found == {
        name: table["broken"] for name, table in month.truth["tables"].items() if table["broken"]
    }


def test_rows_in_are_accepted_refused_or_duplicate_in_every_file(month: Month) -> None:
    lost = month.rows(
        "select source_file, landing_date from control.ingest_ledger "
        "where rows_in <> rows_accepted + rows_refused + rows_duplicate"
    )
    assert lost == []
    assert month.rows("select count(*) > 100 from control.ingest_ledger") == [(True,)]


def test_accepted_rows_are_the_rows_of_the_landing_files(month: Month) -> None:
    for table, expected in month.truth["tables"].items():
        [(rows,)] = month.rows(f"select count(*) from landing.{table}")
        assert rows == expected["accepted"], table
