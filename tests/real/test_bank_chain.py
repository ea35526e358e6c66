"""A real bank's call log through the whole chain: what it has is exact, what it lacks is said."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.small_centre import SmallCentre

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("CALLFLOOR_DATA", ROOT / "../shared/data")) / "anonymous_bank_1999"
PERIOD = "1999-01"
PHANTOM_ROWS = 240

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.xdist_group("bank"),
    pytest.mark.skipif(not DATA.exists(), reason=f"the bank's call log is not in {DATA}"),
]


@dataclass(frozen=True)
class Bank:
    """The centre after its run of January 1999."""

    centre: SmallCentre
    done: subprocess.CompletedProcess[str]
    known: dict[str, Any]

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self.centre.warehouse() as connection:
            return connection.execute(query, parameters).fetchall()


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Generator[Bank]:
    out = tmp_path_factory.mktemp("bank") / "out"
    centre = SmallCentre(ROOT / "centres" / "anonymous_bank", DATA, out)
    done = centre.callfloor("run", "--period", PERIOD)
    assert done.returncode == 0, done.stdout + done.stderr
    known = json.loads((DATA / "known_totals.json").read_text(encoding="utf-8"))["january"]
    yield Bank(centre, done, known)


def test_marts_reproduce_the_published_totals(bank: Bank) -> None:
    [found] = bank.rows(
        """
        select count(*),
            count(*) filter (outcome = 'answered'),
            count(*) filter (outcome = 'abandoned'),
            count(*) filter (outcome = 'self_service'),
            count(*) filter (offered),
            sum(talk_s),
            sum(wait_s) filter (answered),
            count(*) filter (answered and wait_s <= 20)
        from (
            select *, offered::int = 1 as offered, answered::int = 1 as answered
            from marts.contacts
        )"""
    )
    names = (
        "calls_ex_phantom", "agent", "hang_in_queue_qtime_gt0", "hang_in_vru",
        "offered_to_agents", "agent_ser_time_sum_s", "agent_q_time_sum_s", "agent_q_le_20",
    )  # fmt: skip
    assert dict(zip(names, found, strict=True)) == {name: bank.known[name] for name in names}


def test_queue_intervals_add_up_to_the_published_totals(bank: Bank) -> None:
    known = bank.known
    [found] = bank.rows(
        """
        select sum(offered), sum(answered), sum(abandoned), sum(answered_within_target),
            sum(talk_s), sum(wait_answered_s)
        from marts.queue_interval"""
    )
    assert found == (
        known["offered_to_agents"],
        known["agent"],
        known["hang_in_queue_qtime_gt0"],
        known["agent_q_le_20"],
        known["agent_ser_time_sum_s"],
        known["agent_q_time_sum_s"],
    )


def test_mean_service_time_and_mean_wait_are_the_published_ones(bank: Bank) -> None:
    found = dict(
        bank.rows(
            "select metric, value from scoring.metric_values where subject_kind = 'centre' "
            "and metric in ('average_talk_time_s', 'average_speed_of_answer_s')"
        )
    )
    known = bank.known
    assert float(found["average_talk_time_s"]) == pytest.approx(
        known["agent_ser_time_sum_s"] / known["agent"], abs=1e-6
    )
    assert float(found["average_speed_of_answer_s"]) == pytest.approx(
        known["agent_q_time_sum_s"] / known["agent"], abs=1e-6
    )


def test_every_refused_row_is_a_phantom_and_says_so(bank: Bank) -> None:
    assert bank.rows(
        "select source_file, rule, count(*) from control.quarantine_rows group by all"
    ) == [("january.txt", "phantom", PHANTOM_ROWS)]
    [(rows_in, accepted, refused, duplicates)] = bank.rows(
        "select sum(rows_in)::int, sum(rows_accepted)::int, sum(rows_refused)::int, "
        "sum(rows_duplicate)::int from control.ingest_ledger_current"
    )
    assert rows_in == accepted + refused + duplicates
    assert (accepted, refused, duplicates) == (bank.known["calls_ex_phantom"], PHANTOM_ROWS, 0)


def test_agents_are_scored_on_what_the_log_has(bank: Bank) -> None:
    rows = bank.rows(
        "select agent_id, score from scoring.score_lines where parent_id is null "
        "and score is not null"
    )
    named = {name for name in bank.known["by_server_agent"] if name != "NO_SERVER"}
    scored = {agent for agent, _ in rows}
    assert len(scored) >= 10
    assert scored <= named
    assert {float(score) for _, score in rows} != {0.0}


def test_the_next_weeks_are_forecast_and_staffed(bank: Bank) -> None:
    [(days, offered)] = bank.rows(
        "select count(distinct business_date), sum(offered) from scheduling.forecast"
    )
    per_day = bank.known["offered_to_agents"] / bank.known["days"]
    assert days == 28
    assert 0.7 * per_day < float(offered) / days < 1.3 * per_day
    [(hours,)] = bank.rows("select sum(required_agents) / 2 from scheduling.requirement")
    assert float(hours) > 1000


def test_what_needs_another_source_is_absent_and_said(bank: Bank) -> None:
    assert bank.rows("select count(*) from scoring.pay_lines") == [(0,)]
    assert "no roster" in bank.done.stdout
    empty = ("evaluations", "tickets", "attendance_day")
    assert [bank.rows(f"select count(*) from marts.{mart}") for mart in empty] == [[(0,)]] * 3


def test_workbooks_name_the_sources_that_are_missing(bank: Bank) -> None:
    books = sorted((bank.centre.out / "workbooks" / PERIOD).rglob("*.xlsx"))
    kinds = {path.name[:4] for path in books}
    assert {"WB01", "WB03", "WB05", "WB14"} <= kinds
    for kind in ("WB01", "WB03"):
        path = next(path for path in books if path.name.startswith(kind))
        cover = openpyxl.load_workbook(path)["Cover"].iter_rows(values_only=True)
        lights = {str(row[0]).lower(): str(row[1]) for row in cover if "●" in str(row[1])}
        complete = {source for source, light in lights.items() if "missing" not in light}
        assert complete == {"contacts"}, path.name
        assert len(lights) == 21, path.name
        for source in ("evaluations", "tickets", "punches"):
            assert any(source in name for name in lights), path.name


def test_nobody_without_an_address_is_written_to(bank: Bank) -> None:
    mails = list((bank.centre.out / "mail").glob("*.eml"))
    assert len(mails) == 3  # department, planning, data team
