"""The operator's commands of acknowledgements. Thin."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from data_contracts.refusal import Place
from pipelines.period import parse_period
from pipelines.settings import house_from_environment, now

_MONTH = click.option("--period", "month", required=True, help="Month, as 2026-06.")
_BY = click.option("--by", required=True, help="Who enters it.")


@click.group()
def acknowledgements() -> None:
    """Who has confirmed the plan that they are scored and paid by."""


@acknowledgements.command()
@_MONTH
@click.option("--agent", required=True, help="The agent's login, as A1001.")
@click.option("--plan", "plan_hash", default="", help="Hash of the plan. Default: the one held.")
@click.option("--at", "at", help="Instant in UTC, as 2026-06-30T02:00. Default: now.")
@click.option(
    "--method", required=True, type=click.Choice(["signed", "clicked", "mailed", "meeting"])
)
@click.option("--source", required=True, help="The evidence, as a file number.")
@_BY
def record(
    month: str, agent: str, plan_hash: str, at: str | None, method: str, source: str, by: str
) -> None:
    """Enter that one person has confirmed a plan."""
    row: dict[str, Any] = {
        "agent_id": agent, "plan_hash": plan_hash, "acknowledged_at": at or now(),
        "method": method, "source": source, "place": Place("acknowledgements record"),
    }  # fmt: skip
    _say(month, [row], by)


@acknowledgements.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_MONTH
@_BY
def import_file(file: Path, month: str, by: str) -> None:
    """Enter a CSV: agent_id, plan_hash, acknowledged_at, method, source. All rows, or none."""
    from pipelines.acknowledgement.log import rows_of_file

    _say(month, list(rows_of_file(file)), by)


@acknowledgements.command()
@_MONTH
def status(month: str) -> None:
    """Count the acknowledged, superseded and outstanding by role, as entered until now."""
    from pipelines.acknowledgement.log import current_states

    for (role, state), people in sorted(
        Counter(current_states(house_from_environment(), parse_period(month).name)).items()
    ):
        click.echo(f"{role}: {people} {state}")


def _say(month: str, rows: list[dict[str, Any]], by: str) -> None:
    from pipelines.acknowledgement.log import record as enter

    new = enter(house_from_environment(), parse_period(month).name, rows, by)
    click.echo(f"{new} entered, {len(rows) - new} known before")
