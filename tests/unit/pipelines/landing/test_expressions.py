"""What mappings may call."""

import hashlib
import hmac
from datetime import datetime

import duckdb
import pytest

from pipelines.landing.expressions import define_macros, set_salt
from pipelines.landing.mapping import Reader


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def value(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    ((found,),) = connection.execute(f"SELECT {sql}").fetchall()
    return found


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Asia/Shanghai", "2026-04-01 00:30:00", datetime(2026, 3, 31, 16, 30)),
        ("Asia/Jerusalem", "1999-01-01 00:00:31", datetime(1998, 12, 31, 22, 0, 31)),
        ("Asia/Jerusalem", "1999-08-01 00:10:10", datetime(1999, 7, 31, 21, 10, 10)),
        # 25 October repeats 02:00 to 03:00, read as standard time; 29 March has no 02:00 to 03:00.
        ("Europe/Berlin", "2026-10-25 01:59:59", datetime(2026, 10, 24, 23, 59, 59)),
        ("Europe/Berlin", "2026-10-25 02:30:00", datetime(2026, 10, 25, 1, 30)),
        ("Europe/Berlin", "2026-10-25 03:00:00", datetime(2026, 10, 25, 2, 0)),
        ("Europe/Berlin", "2026-03-29 02:30:00", datetime(2026, 3, 29, 1, 30)),
    ],
)
def test_local_times_become_utc(connection, zone, local, utc):
    define_macros(connection, Reader(format="delimited", zone=zone))
    assert value(connection, f"utc('{local}')") == utc


def test_clocks_without_a_date_pass_midnight(connection):
    define_macros(connection, Reader(format="delimited", zone="Asia/Jerusalem"))
    day = "TIMESTAMP '1999-08-02'"
    assert value(connection, f"clock_on({day}, '23:54:40', '0:04:25')") == datetime(
        1999, 8, 3, 0, 4, 25
    )
    assert value(connection, f"clock_on({day}, '12:04:42', '12:03:15')") == datetime(
        1999, 8, 2, 12, 3, 15
    )


@pytest.mark.parametrize("salt", ["pepper", "", "long " * 30])
def test_keys_are_hashed_as_the_standard_says(connection, salt):
    define_macros(connection, Reader(format="delimited"))
    set_salt(connection, salt)
    for key in ("13800138000", "客户", ""):
        expected = hmac.new(salt.encode(), key.encode(), hashlib.sha256).hexdigest()
        assert value(connection, f"hash_key('{key}')") == expected
    assert value(connection, "hash_key(NULL)") is None
