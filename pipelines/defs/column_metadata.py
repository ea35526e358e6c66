"""Columns and column lineage of the dbt models, worked out once for each state of the models.

Tracing every column through every model costs as much as building them, and changes only when
the models do. Dagster shows what the newest materialisation carries, so it is remembered
beside the manifest and attached again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliInvocation

# The two readers behind DbtEventIterator.fetch_row_counts and fetch_column_metadata: called
# one by one, because the iterator around them spins on a core while they work.
from dagster_dbt.core.dbt_event_iterator import (
    _fetch_column_metadata as _columns,  # pyright: ignore[reportPrivateUsage]
)
from dagster_dbt.core.dbt_event_iterator import (
    _fetch_row_count_metadata as _row_count,  # pyright: ignore[reportPrivateUsage]
)
from dagster_shared.serdes import deserialize_value, serialize_value


def with_columns(
    events: Iterable[Any], invocation: DbtCliInvocation, memory: Path, models: str
) -> Iterator[Any]:
    """The dbt events with row counts, and with columns and their lineage on materialisations.

    `models` names the state of the dbt project; `memory` is the file that remembers.
    """
    remembered = _remembered(memory, models)
    found: dict[str, dict[str, str]] = {}
    for event in events:
        if not isinstance(event, dg.Output | dg.AssetMaterialization):
            yield event
            continue
        metadata: dict[str, Any] = {**event.metadata, **(_row_count(invocation, event) or {})}
        if remembered is None:
            columns = _columns(invocation, event, with_column_lineage=True) or {}
            found[_name(event)] = {key: serialize_value(columns[key]) for key in columns}
        else:
            told = remembered.get(_name(event), {})
            columns = {key: deserialize_value(text) for key, text in told.items()}
        metadata.update(columns)
        yield event.with_metadata(metadata)
    if remembered is None:
        memory.write_text(json.dumps({"models": models, "columns": found}), encoding="utf-8")


def _remembered(memory: Path, models: str) -> dict[str, dict[str, str]] | None:
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return known["columns"] if known["models"] == models else None


def _name(event: dg.Output[Any] | dg.AssetMaterialization) -> str:
    if isinstance(event, dg.Output):
        return event.output_name
    return event.asset_key.to_user_string()
