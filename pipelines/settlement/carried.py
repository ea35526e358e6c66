"""What earlier months settled and a replay must begin from: claims taken, time in lieu earned.

They are facts that were paid; a replay of a later month does not calculate them again.
"""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq

from pipelines.settings import House
from pipelines.settlement.locked import write_parquet
from pipelines.warehouse import fetched, has_table, replace_rows

TABLES = ("deduction_ledger", "overtime_day")
CARRIED = "carried"


def place_carried(house: House, scratch: House, period: str) -> None:
    """Write the published rows of months before `period` into `scratch`."""
    if not house.published.exists():
        return
    folder = scratch.out / CARRIED
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(house.published), read_only=True) as connection:
        for name in TABLES:
            if has_table(connection, f"scoring.{name}"):
                query = f"select * from scoring.{name} where period < ? order by all"
                write_parquet(folder / f"{name}.parquet", fetched(connection, query, [period]))


def load_carried(connection: duckdb.DuckDBPyConnection, scratch: House) -> None:
    """Fill the scratch warehouse with what was placed."""
    for path in sorted((scratch.out / CARRIED).glob("*.parquet")):
        replace_rows(connection, f"scoring.{path.stem}", pq.read_table(path), where={})
