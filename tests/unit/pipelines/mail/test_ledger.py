"""The ledger survives a torn line, refuses a foreign one, and has the contract's columns."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from data_contracts.refusal import Refusal
from pipelines.mail import DeliveryLedger, LedgerRow
from pipelines.mail.ledger import SCHEMA

CONTRACT = Path(__file__).parents[4] / "data_contracts" / "outputs" / "delivery_ledger.odcs.yaml"


def _row(status: str = "sent", number: int = 1) -> LedgerRow:
    return LedgerRow(
        f"<{number}@x>",
        "2026-06",
        "a@example.org",
        "工.xlsx",
        "ab",
        status,  # type: ignore[arg-type]
        datetime(2026, 7, 1),
        "250 ok",
    )


def test_rows_come_back(tmp_path: Path) -> None:
    ledger = DeliveryLedger(tmp_path / "deep" / "ledger.jsonl")
    assert ledger.rows() == [] and ledger.table().num_rows == 0
    rows = [_row("intent"), _row("sent"), _row("intent", 2)]
    for row in rows:
        ledger.append(row)
    assert ledger.rows() == rows
    assert ledger.latest()["<1@x>"].status == "sent"
    assert ledger.table()["status"].to_pylist() == ["sent", "failed"]


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_line_cut_short_by_a_crash_is_dropped(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = DeliveryLedger(path)
    ledger.append(_row(number=1))
    ledger.append(_row(number=2))
    path.write_bytes(path.read_bytes()[:-cut])
    assert [row.message_id for row in ledger.rows()] == ["<1@x>"]
    ledger.append(_row(number=3))
    assert [row.message_id for row in ledger.rows()] == ["<1@x>", "<3@x>"]


def test_a_foreign_line_is_refused_by_number(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    DeliveryLedger(path).append(_row())
    path.write_bytes(path.read_bytes() + b"hello\n")
    with pytest.raises(Refusal, match=r"ledger\.jsonl:2"):
        DeliveryLedger(path).rows()


def test_the_table_has_the_contracts_columns() -> None:
    table = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["schema"][0]
    assert SCHEMA.names == [column["name"] for column in table["properties"]]
    allowed = {e["value"] for c in table["properties"] for e in c.get("enum", [])}
    assert allowed == {"sent", "written", "failed"}
