"""Answering "why" from the published copy: scores, points and pay of one person."""

from __future__ import annotations

from typing import Literal

import duckdb

import scoring
from data_contracts.refusal import Place, Refusal
from pipelines.centre import shown
from pipelines.settings import House
from pipelines.warehouse import fetched


def explanation(
    house: House,
    period: str,
    agent_id: str,
    *,
    language: Literal["zh_CN", "en"],
    node: str | None = None,
    depth: int = 2,
) -> str:
    """The trace of one person's month in words. Raises Refusal where the month was not run."""
    if not house.published.exists():
        raise Refusal(
            "there is no published warehouse yet",
            place=Place(shown(house.published)),
            next_step=f"make run PERIOD={period}",
        )
    with duckdb.connect(str(house.published), read_only=True) as connection:
        trace = fetched(
            connection,
            "select * from scoring.trace_nodes where period = $period and agent_id = $agent",
            {"period": period, "agent": agent_id},
        )
        if not trace.num_rows:
            raise _unknown(connection, period, agent_id)
    return scoring.explain(trace, agent_id, language, node, depth)


def _unknown(connection: duckdb.DuckDBPyConnection, period: str, agent_id: str) -> Refusal:
    rows = connection.execute(
        "select distinct agent_id from scoring.trace_nodes where period = $1 order by 1 limit 5",
        [period],
    ).fetchall()
    if not rows:
        return Refusal(
            "the month has not been run",
            place=Place("--period"),
            value=period,
            next_step=f"make run PERIOD={period}",
        )
    return Refusal(
        f"nobody with this login was scored or paid in {period}",
        place=Place("--agent"),
        value=agent_id,
        next_step=f"use a login such as {', '.join(row[0] for row in rows)}",
    )
