"""The signed hash: blind to the order of rows and columns, sensitive to everything else."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.settlement import result_hash

SCHEMA = pa.schema(
    [
        ("agent_id", pa.string()),
        ("pay_amount", pa.decimal128(18, 2)),
        ("n", pa.int64()),
        ("taxable", pa.bool_()),
        ("work_date", pa.date32()),
    ]
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "agent_id": st.one_of(st.none(), st.text("A~:,1é中", max_size=4)),
            "pay_amount": st.one_of(st.none(), st.decimals(-99, 99, places=2)),
            "n": st.one_of(st.none(), st.integers(-5, 5)),
            "taxable": st.one_of(st.none(), st.booleans()),
            "work_date": st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 1, 9))),
        }
    ),
    max_size=6,
)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, SCHEMA)


def by_the_definition(name: str, rows: list[dict[str, Any]]) -> str:
    """The documented definition, written a second time in plain Python."""

    def text(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return f"{value:.2f}" if isinstance(value, Decimal) else str(value)

    def cell(value: Any) -> bytes:
        said = text(value).encode()
        return b"~" if value is None else str(len(said)).encode() + b":" + said

    columns = sorted(SCHEMA.names)
    lines = [b",".join(cell(row[column]) for column in columns) for row in rows]
    digest = hashlib.sha256(f"{name}({','.join(columns)}){len(rows)}\n".encode())
    digest.update(b"".join(sorted(hashlib.sha256(line).digest() for line in lines)))
    return digest.hexdigest()


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_the_hash_is_the_documented_one(rows: list[dict[str, Any]]) -> None:
    assert result_hash({"pay_lines": table(rows)}) == by_the_definition("pay_lines", rows)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.randoms())
def test_neither_rows_nor_columns_nor_chunks_need_an_order(rows, random) -> None:
    shuffled = random.sample(rows, len(rows))
    other = table(shuffled).select(random.sample(SCHEMA.names, 5))
    if len(rows) > 1:
        other = pa.concat_tables([other.slice(1), other.slice(0, 1)])
    assert result_hash({"pay_lines": table(rows)}) == result_hash({"pay_lines": other})


@settings(deadline=None, max_examples=60)
@given(ROWS, ROWS)
def test_other_rows_have_another_hash(one, other) -> None:
    same = sorted(map(repr, one)) == sorted(map(repr, other))
    hashes = [result_hash({"pay_lines": table(rows)}) for rows in (one, other)]
    assert (hashes[0] == hashes[1]) == same


def test_a_row_that_moves_to_another_table_is_seen() -> None:
    row = [{"agent_id": "A1", "n": 1}]
    one = {"pay_lines": table(row), "point_lines": table([])}
    other = {"pay_lines": table([]), "point_lines": table(row)}
    assert result_hash(one) != result_hash(other)


def test_null_is_not_the_text_that_stands_for_it() -> None:
    hashes = {result_hash({"t": table([{"agent_id": value}])}) for value in (None, "~", "", "0:")}
    assert len(hashes) == 4


def test_binary_floats_cannot_be_signed() -> None:
    with pytest.raises(ValueError, match="'score'"):
        result_hash({"score_lines": pa.table({"score": [0.1]})})
