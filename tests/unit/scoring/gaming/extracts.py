"""A sample centre's extracts as the tables that the detectors read, without the warehouse.

Rows are landed as a run lands them; the dbt models stay out so that many small centres can be
judged quickly. The end-to-end tests prove that the marts hold the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.landing import (
    LandingStore,
    ingest_table,
    load_contracts,
    load_mappings,
    sync_landing_tables,
)
from scoring.gaming import Observed

SOURCES = Path(__file__).parents[4] / "centres/sample/sources"
TABLES = ("contacts", "surveys")

_CONTACTS = """
select
    contact_id, segment_no, queue_id, contact_type, customer_key, agent_id, arrived_at, ended_at,
    time_bucket(interval 30 minutes, coalesce(queued_at, arrived_at)) as interval_start_at,
    cast(outcome = 'answered' as bigint) as answered,
    talk_s, wrap_s, talk_s + hold_s + wrap_s as handle_s,
    cast(outcome = 'answered' and coalesce(transferred_out, false) as bigint) as transferred_out,
    disconnected_by
from landing.contacts
qualify row_number() over (partition by contact_id, segment_no order by updated_at desc) = 1
order by contact_id, segment_no
"""

_SURVEYS = "select contact_id, csat_score from landing.surveys where contact_id is not null"


@dataclass(frozen=True)
class Trial:
    """A centre to be judged, and the truth: who games, and how."""

    observed: Observed
    gamers: dict[str, str]


def trial_of(extracts: Path, scratch: Path) -> Trial:
    """Land contacts and surveys of the extracts and read what the detectors need."""
    truth = json.loads((extracts / "truth" / "truth.json").read_text("utf-8"))
    people = [{"agent_id": agent, "role": "agent"} for agent in truth["agents"]]
    agent_days = f"{extracts}/truth/agent_day.parquet"
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        _land(connection, extracts, scratch, truth["parameters"])
        observed = Observed(
            contacts=connection.sql(_CONTACTS).to_arrow_table(),
            surveys=connection.sql(_SURVEYS).to_arrow_table(),
            agent_days=connection.read_parquet(agent_days).to_arrow_table(),
            people=pa.Table.from_pylist(people),
        )
    return Trial(observed, truth["gamers"])


def _land(
    connection: duckdb.DuckDBPyConnection, extracts: Path, scratch: Path, span: dict[str, str]
) -> None:
    contracts = load_contracts("inputs")
    mappings = load_mappings(SOURCES, contracts)
    store = LandingStore(scratch)
    for table in TABLES:
        ingest_table(
            contract=contracts[table],
            mappings=mappings[table],
            extracts_root=extracts,
            store=store,
            first=datetime.fromisoformat(span["first"]).date(),
            last=datetime.fromisoformat(span["last"]).date(),
            salt="trial",
            now=datetime(2026, 7, 1, tzinfo=UTC),
        )
    connection.execute("create schema landing")
    sync_landing_tables(connection, [contracts[table] for table in TABLES], store)
