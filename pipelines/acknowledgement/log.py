"""The log of acknowledgements: entered one by one or from a file, never changed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import duckdb

from data_contracts.refusal import Place, Refusal
from pipelines.settings import House, now
from pipelines.settlement.journal import Journal
from pipelines.settlement.results import published
from scoring.acknowledgement import Acknowledgement
from scoring.acknowledgement.status import Method, state_of

COLUMNS = ("agent_id", "plan_hash", "acknowledged_at", "method", "source")
SHORTEST_HASH = 12
_PLANS = """
select agent_id, plan_hash from scoring.acknowledgement_status where period = $period
"""
_ROLES = """
select agent_id, role, plan_hash from scoring.acknowledgement_status where period = $period
"""


def journal(house: House) -> Journal:
    """The file of the log."""
    return Journal(house.control / "acknowledgements.jsonl", {"acknowledgement": Acknowledgement})


def entries(house: House) -> list[Acknowledgement]:
    """Every acknowledgement ever entered, oldest first."""
    return [record for _, record in journal(house).records()]


def record(house: House, period: str, rows: Sequence[Mapping[str, Any]], by: str) -> int:
    """Enter acknowledgements of a month's plans, all of them or none; how many were new.

    A row has agent_id, acknowledged_at (UTC, naive), method, source, plan_hash (or its first 12
    digits; empty for the plan that holds) and `place`. Raises Refusal at the first row that is
    of nobody, of another plan than that person's, or of the future.
    """
    with published(house) as connection:
        plans = _plans(connection, period)
    log = journal(house)
    with log.held():
        known = {(one.agent_id, one.plan_hash) for one in entries(house)}
        new = [
            one
            for one in (_checked(row, plans, period, by) for row in rows)
            if (one.agent_id, one.plan_hash) not in known
        ]
        for one in new:
            log.append(one)
    return len(new)


def current_states(house: House, period: str) -> list[tuple[str, str]]:
    """Role and state of everybody by the published plans and the log as it is now."""
    with published(house) as connection:
        people = connection.execute(_ROLES, {"period": period}).fetchall()
    log = entries(house)
    return [(role, state_of(agent, plan, log)) for agent, role, plan in people]


def rows_of_file(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a CSV with the columns of `COLUMNS`, each with its place."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        absent = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if absent:
            raise Refusal(
                f"the file lacks the column(s) {', '.join(absent)}",
                place=Place(path.name, 1),
                next_step=f"write the columns {', '.join(COLUMNS)}",
            )
        for number, row in enumerate(rows, start=2):
            yield {**row, "place": Place(path.name, number)}


def _plans(connection: duckdb.DuckDBPyConnection, period: str) -> dict[str, str]:
    """The plan of everybody in a month, by agent_id. Raises Refusal for a month without any."""
    found = dict(connection.execute(_PLANS, {"period": period}).fetchall())
    if not found:
        raise Refusal(
            "no plan documents are published for this month",
            place=Place("--period"),
            value=period,
            next_step="callfloor run, then acknowledge",
        )
    return found


def _checked(
    row: Mapping[str, Any], plans: Mapping[str, str], period: str, by: str
) -> Acknowledgement:
    place, agent_id = row["place"], str(row["agent_id"]).strip()
    plan = plans.get(agent_id)
    if plan is None:
        raise _refused("this person is under no plan in the month", place, agent_id, "agent_id")
    given = str(row["plan_hash"] or plan).strip()
    if len(given) < SHORTEST_HASH or not plan.startswith(given):
        raise _refused("this is not the plan that holds for the person", place, given, "plan_hash")
    if row["method"] not in get_args(Method):
        wanted = f"write one of {', '.join(get_args(Method))}"
        raise _refused("this is no way to acknowledge", place, row["method"], wanted)
    if not str(row["source"] or "").strip():
        raise _refused("an acknowledgement names its evidence", place, None, "source")
    at = _instant(row["acknowledged_at"], place)
    return Acknowledgement(
        agent_id, plan, period, at, row["method"], str(row["source"]).strip(), by, now()
    )


def _instant(given: object, place: Place) -> datetime:
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    except ValueError:
        raise _refused("this is not an instant", place, given, "2026-06-30T02:00Z") from None
    moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    if moment > now():
        raise _refused("an acknowledgement cannot lie in the future", place, given, "its instant")
    return moment


def _refused(what: str, place: Place, value: object, wanted: str) -> Refusal:
    return Refusal(
        what, place=place, value=value, next_step=f"correct {wanted}; nothing was entered"
    )
