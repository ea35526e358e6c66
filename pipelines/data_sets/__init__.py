"""Checks of whole deliveries: did they come, are they fresh, usual in size, sound in reference.

Belongs here: the small frames of figures that DuckDB computes from `landing.*` and the ingest
ledger, and the Great Expectations suites made from the contracts, with their Data Docs.
Must stay out: checks of single rows (pipelines/landing), tests of models (dbt), Dagster, and
whole tables in memory: a frame is a row, or a row per day or value.
"""

from pipelines.data_sets.checks import CheckOutcome, check_data_sets

__all__ = ["CheckOutcome", "check_data_sets"]
