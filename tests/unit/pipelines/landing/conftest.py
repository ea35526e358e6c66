"""A small centre: sales as CSV, one file a day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.landing import (
    IngestSummary,
    LandingStore,
    ingest_table,
    load_contracts,
    read_mapping,
)

HEADER = "id,contact,agent,product,sold,amount,state,updated\n"
SALES = """\
table: sales
description: Sales, one file a day
files: "sales_{date:%Y%m%d}.csv"
reader: {format: delimited, zone: Asia/Shanghai}
columns:
  sale_id: id
  contact_id: contact
  agent_id: agent
  product_id: product
  sold_at: utc(CAST(sold AS TIMESTAMP))
  sale_amount: amount
  currency: "'CNY'"
  updated_at: utc(CAST(updated AS TIMESTAMP))
codes:
  status: {column: state, values: {"1": pending, "2": certified, "9": cancelled}}
exclude:
- {when: product = 'TEST', rule: test_sale, message: test sales are no sales}
"""


def sale(number: object = 1, **changed: str) -> str:
    """One good line, with some fields changed."""
    fields = {
        "id": f"S{number}",
        "contact": "C1",
        "agent": "A1",
        "product": "P1",
        "sold": "2026-04-01 09:30:00",
        "amount": "12.50",
        "state": "1",
        "updated": "2026-04-01 10:00:00",
    }
    return ",".join((fields | changed).values()) + "\n"


@dataclass
class Centre:
    """Writes extracts, ingests them, reads back what landed."""

    root: Path
    mapping: str = SALES
    table: str = "sales"
    now: datetime = datetime(2026, 4, 10, tzinfo=UTC)
    salt: str = "pepper"
    store: LandingStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = LandingStore(self.root / "out")
        (self.root / "extracts").mkdir(parents=True, exist_ok=True)

    def deliver(self, name: str, content: str | bytes) -> Path:
        path = self.root / "extracts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self, first: str = "2026-04-01", last: str | None = None) -> IngestSummary:
        contracts = load_contracts()
        return ingest_table(
            contract=contracts[self.table],
            mappings=[read_mapping(self.mapping, "centres/test/sources/sales.yaml", contracts)],
            extracts_root=self.root / "extracts",
            store=self.store,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last or first),
            salt=self.salt,
            now=self.now,
        )

    def landed(self, day: str = "2026-04-01") -> list[dict]:
        version = self.store.version(self.table, day)
        return pq.ParquetFile(version.landing).read().to_pylist() if version else []

    def refused(self, day: str = "2026-04-01") -> list[dict]:
        version = self.store.version(self.table, day)
        path = version.quarantine if version else None
        return pq.ParquetFile(path).read().to_pylist() if path else []

    def files(self) -> dict[str, bytes]:
        """Every file below the store."""
        paths = (path for path in self.store.root.rglob("*") if path.is_file())
        return {path.relative_to(self.store.root).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)
