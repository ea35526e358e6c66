"""What the assets of a month's tables share: their specs, what they show, how a check is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import dagster as dg
import duckdb

from pipelines.defs.metadata import table_metadata
from pipelines.defs.partitions import Partitions

PROBLEMS_TOLD = 3


class Told(Protocol):
    """A notice in two languages."""

    @property
    def note_en(self) -> str: ...

    @property
    def note_zh(self) -> str: ...


def scoring_key(table: str) -> dg.AssetKey:
    """Asset of one scoring table."""
    return dg.AssetKey(["scoring", table])


def mart_keys(*marts: str) -> list[dg.AssetKey]:
    """Assets of these marts."""
    return [dg.AssetKey(["marts", mart]) for mart in marts]


def month_specs(
    descriptions: Mapping[str, str],
    partitions: Partitions,
    *,
    deps: Iterable[dg.AssetKey],
    owners: Sequence[str],
) -> list[dg.AssetSpec]:
    """One asset for each table of schema `scoring`, partitioned by month."""
    upstream = list(deps)
    return [
        dg.AssetSpec(
            scoring_key(table),
            deps=upstream,
            description=text,
            kinds={"python", "duckdb"},
            owners=list(owners),
            partitions_def=partitions.monthly,
        )
        for table, text in descriptions.items()
    ]


def stored_tables(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[str], **beside: Any
) -> Iterator[dg.MaterializeResult]:
    """Each stored table with its rows and first lines, and the same metadata beside all."""
    for table in tables:
        shown = table_metadata(connection, f"scoring.{table}", table, room="outputs")
        yield dg.MaterializeResult(asset_key=scoring_key(table), metadata={**shown, **beside})


def check_result(
    name: str, table: str, problems: Sequence[str], *, blocking: bool
) -> dg.AssetCheckResult:
    """A check of one table: passed where nothing was found, with the first problems in words."""
    return dg.AssetCheckResult(
        asset_key=scoring_key(table),
        check_name=name,
        passed=not problems,
        severity=dg.AssetCheckSeverity.ERROR if blocking else dg.AssetCheckSeverity.WARN,
        metadata={
            "problems": len(problems),
            "first": "; ".join(problems[:PROBLEMS_TOLD]) or "none",
        },
    )


def notices_listed(notices: Iterable[Told]) -> dg.MetadataValue:
    """Notices as a list in two languages."""
    return dg.MetadataValue.md(
        "\n".join(f"- {notice.note_en}: {notice.note_zh}" for notice in notices) or "none"
    )
