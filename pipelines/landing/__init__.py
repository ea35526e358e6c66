"""Extracts to landing: what sources deliver becomes immutable, checked, counted rows.

Belongs here: source mappings and the SQL made from them, readers of file formats, quarantine,
the versions on disk, the ingest ledger, and bringing `landing.*` up to the versions in force.
Must stay out: what rows mean for the business (dbt's staging and beyond), data-set checks
(pipelines/data_sets), Dagster, and opening the warehouse file: connections are handed in.
"""

from pipelines.landing.contracts import load_contract, load_contracts
from pipelines.landing.ingest import IngestSummary, ingest_table
from pipelines.landing.ledger import load_ledger, read_ledger
from pipelines.landing.mapping import SourceMapping, load_mappings, read_mapping
from pipelines.landing.store import LandingStore, Version
from pipelines.landing.sync import SyncedTable, sync_landing_tables

__all__ = [
    "IngestSummary",
    "LandingStore",
    "SourceMapping",
    "SyncedTable",
    "Version",
    "ingest_table",
    "load_contract",
    "load_contracts",
    "load_ledger",
    "load_mappings",
    "read_ledger",
    "read_mapping",
    "sync_landing_tables",
]
