"""Rows of landing tables in words: file and row, then what of it belongs to the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from data_contracts.contract import Contract
from pipelines.centre import Language
from pipelines.explaining.lineage import Feed
from pipelines.landing.contracts import load_contract
from scoring.exact import shown

SCREEN_LINES = 31  # a month of days
_WORDS = {
    "zh_CN": {
        "row": "第 {} 行", "rows": "{} 行", "more": "…… 另有 {} 行：加 --table {}",
        "old": "（旧版本，未采用）", "none": "当日无记录",
    },
    "en": {
        "row": "row {}", "rows": "rows: {}", "more": "… {} more: add --table {}",
        "old": " (older delivery, not used)", "none": "no rows on this day",
    },
}  # fmt: skip


def told_rows(
    found: Sequence[dict[str, Any]],
    feed: Feed,
    *,
    zone: str,
    language: Language,
    limit: int | None,
) -> Iterator[str]:
    """The rows of one landing table, at most `limit`; times are of the centre's zone."""
    words, contract = _WORDS[language], load_contract(feed.table)
    told = words["rows"].format(len(found)) if found else words["none"]
    yield f"  landing.{feed.table}: {told}"
    for row in found[:limit]:
        old = words["old"] if row["delivery_rank"] > 1 else ""
        where = f"{row['source_file']} {words['row'].format(row['source_row'])}"
        yield f"    {where}  {_told_columns(row, feed, contract, ZoneInfo(zone))}{old}"
    if limit is not None and len(found) > limit:
        yield f"    {words['more'].format(len(found) - limit, feed.table)}"


def told_value(value: object, zone: ZoneInfo | None = None) -> str:
    """A figure without idle noughts, an instant in the zone, a dash for nothing."""
    if isinstance(value, datetime) and zone:
        return f"{value.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%dT%H:%M:%S}"
    if isinstance(value, Decimal):
        return shown(value)
    return "–" if value is None else str(value)


def _told_columns(row: dict[str, Any], feed: Feed, contract: Contract, zone: ZoneInfo) -> str:
    """Key, person, time and figures of a row; what is personal stays out."""
    told = {*feed.person, *feed.when, *feed.figures}
    others = (name for name in contract.column_names if name in told)
    names = dict.fromkeys((*contract.key, *others))
    return " ".join(
        f"{name}={told_value(row[name], zone)}"
        for name in names
        if contract.column(name).classification is None and row[name] is not None
    )
