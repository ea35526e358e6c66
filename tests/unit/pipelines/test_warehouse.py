"""One writer, many readers: waiting for the lock, replacing rows whole, publishing a copy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from pipelines.warehouse import lock_holder, open_warehouse, publish, replace_rows

HOLD = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout and holder.stdout.readline() == "held\n"
    return holder


def release(holder: subprocess.Popen[str]) -> None:
    holder.communicate("\n")


def test_it_waits_and_says_for_whom(tmp_path: Path) -> None:
    path, said = tmp_path / "w.duckdb", list[str]()
    holder = hold(path)

    def say(text: str) -> None:
        said.append(text)
        release(holder)

    with open_warehouse(path, say=say) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert len(said) == 1 and f"process {holder.pid}" in said[0]


def test_it_gives_up_with_a_refusal_that_names_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    holder = hold(path)
    try:
        with (
            pytest.raises(Refusal, match=f"process {holder.pid}.*published copy"),
            open_warehouse(path, patience_s=0, say=lambda _: None),
        ):
            pass
    finally:
        release(holder)


def test_an_unknown_lock_message_still_names_somebody() -> None:
    assert lock_holder("IO Error: could not set lock") == "another process"


def test_replacing_touches_only_its_own_rows_and_is_undone_on_failure(tmp_path: Path) -> None:
    june, july = ({"period": [p], "n": [n]} for p, n in (("2026-06", 1), ("2026-07", 2)))
    with open_warehouse(tmp_path / "w.duckdb") as connection:
        for rows in (june, july, june):
            where = {"period": rows["period"][0]}
            replace_rows(connection, "scoring.t", pa.table(rows), where=where)
        found = connection.execute("from scoring.t order by period").fetchall()
        assert found == [("2026-06", 1), ("2026-07", 2)]
        with pytest.raises(duckdb.Error):
            wrong = pa.table({"period": ["2026-06"], "n": ["x"]})
            replace_rows(connection, "scoring.t", wrong, where={"period": "2026-06"})
        assert connection.execute("from scoring.t order by period").fetchall() == found


def test_a_reader_of_the_published_copy_is_not_disturbed_by_the_next_one(tmp_path: Path) -> None:
    path, published = tmp_path / "w.duckdb", tmp_path / "published" / "w.duckdb"
    with open_warehouse(path) as connection:
        connection.execute("create table marts.t as select 1 as n")
    publish(path, published)
    with duckdb.connect(str(published), read_only=True) as reader:
        with open_warehouse(path) as connection:
            connection.execute("insert into marts.t values (2)")
        publish(path, published)
        assert reader.execute("select count(*) from marts.t").fetchone() == (1,)
    with duckdb.connect(str(published), read_only=True) as reader:
        assert reader.execute("select count(*) from marts.t").fetchone() == (2,)
