"""The sample centre keeps its promises: determinism, identities, known breakage."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from data_contracts.refusal import Refusal
from pipelines.landing import LandingStore, ingest_table, load_contracts, load_mappings
from pipelines.sample_centre import Truth, write_sample_centre
from pipelines.sample_centre.faults import AGENT_STATES, CONTACTS

FIRST, LAST, SEED, PEOPLE = date(2026, 4, 7), date(2026, 4, 11), 7, 24
SOURCES = Path(__file__).parents[4] / "centres" / "sample" / "sources"
# Reviews are open from the 20th on; appeals and overtime are in test_forms, nobody has them here.
MAPPED = sorted(
    {*load_mappings(SOURCES, load_contracts())} - {"ratings", "appeals", "overtime_approvals"}
)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("sample")
    return folder, write_sample_centre(folder, first=FIRST, last=LAST, seed=SEED, agents=PEOPLE)


def digests(folder: Path, but: str = "nothing") -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
        if but not in path.name
    }


def calls(folder: Path) -> Iterator[dict[str, str]]:
    """Good call records, newest delivery of each segment."""
    newest: dict[tuple[str, str], dict[str, str]] = {}
    for path in sorted(folder.glob("cdr/*.csv")):
        text = path.read_bytes().decode("gb18030", errors="replace")
        for row in csv.DictReader(text.splitlines()):
            if row["更新时间"] and "�" not in str(row) and None not in row and is_good(row):
                newest[row["话单号"], row["段序"]] = row
    return iter(newest.values())


def is_good(row: dict[str, str]) -> bool:
    broken_times = row["应答时间"].startswith("25") or row["结束时间"].startswith("2020")
    no_talk = row["结果"] == "接起" and row["通话时长"] in ("", "-35")
    return not (broken_times or no_talk or row["结果"] == "异常" or not row["进线时间"])


def spans(folder: Path) -> Iterator[dict[str, Any]]:
    """Good state spans without exact duplicates."""
    seen: set[str] = set()
    for path in sorted(folder.glob("states/*.jsonl")):
        for line in path.read_text().splitlines():
            if line.endswith("}") and line not in seen:
                seen.add(line)
                span = json.loads(line)
                spoilt = span["state"] == "NOT_READY" and "reason" not in span
                known = "agent" in span and span["state"] != "ZOMBIE" and not spoilt
                if known and isinstance(span["start"], int) and span["end"] > span["start"]:
                    yield span


def test_same_arguments_give_the_same_bytes(centre: tuple[Path, Truth], tmp_path: Path) -> None:
    write_sample_centre(tmp_path, first=FIRST, last=LAST, seed=SEED, agents=PEOPLE)
    assert digests(tmp_path) == digests(centre[0])


def test_another_seed_gives_other_calls(centre: tuple[Path, Truth], tmp_path: Path) -> None:
    write_sample_centre(tmp_path, first=FIRST, last=FIRST, seed=SEED + 1, agents=PEOPLE)
    name = "cdr/cdr_20260407.csv"
    assert (tmp_path / name).read_bytes() != (centre[0] / name).read_bytes()


def test_a_longer_span_keeps_the_days_before(centre: tuple[Path, Truth], tmp_path: Path) -> None:
    """All but the last day, which has no tomorrow for its late rows, and HR's announcements."""
    shorter = date(2026, 4, 9)
    write_sample_centre(tmp_path, first=FIRST, last=shorter, seed=SEED, agents=PEOPLE)
    mine, longer = digests(tmp_path, "hr_"), digests(centre[0], "hr_")
    compared = [name for name in mine if "truth" not in name and "0409" not in name]
    assert len(compared) > 15
    assert {name: mine[name] for name in compared} == {name: longer[name] for name in compared}


def test_a_finished_folder_is_kept_and_an_unfinished_one_redone(tmp_path: Path) -> None:
    def write() -> Truth:
        return write_sample_centre(tmp_path, first=FIRST, last=FIRST, seed=1, agents=PEOPLE)

    truth = write()
    extract = tmp_path / "cdr" / "cdr_20260407.csv"
    whole = extract.read_bytes()
    extract.write_bytes(whole[:100])
    assert write().summary == truth.summary
    assert extract.read_bytes() == whole[:100]
    (tmp_path / "truth" / "complete").unlink()
    write()
    assert extract.read_bytes() == whole


def test_states_tile_the_time_logged_in(centre: tuple[Path, Truth]) -> None:
    logins: list[dict[str, Any]] = []
    others: dict[object, list[tuple[int, int]]] = defaultdict(list)
    for span in spans(centre[0]):
        if span["state"] == "LOGGED_IN":
            logins.append(span)
        else:
            others[span["agent"]].append((span["start"], span["end"]))
    assert len(logins) > 20
    for login in logins:
        inside = sorted(s for s in others[login["agent"]] if login["start"] <= s[0] < login["end"])
        assert [inside[0][0], *(s[1] for s in inside)] == [
            *(s[0] for s in inside),
            login["end"],
        ]
        assert inside[0][0] == login["start"]


def test_states_and_call_records_agree_to_the_second(centre: tuple[Path, Truth]) -> None:
    by_state: dict[tuple[str, str], int] = defaultdict(int)
    for span in spans(centre[0]):
        if span["state"] in ("TALKING", "HELD", "ACW"):
            key = (str(span["agent"]), str(span["state"]))
            by_state[key] += (span["end"] - span["start"]) // 1000
    by_record: dict[tuple[str, str], int] = defaultdict(int)
    for row in calls(centre[0]):
        for state, column in (("TALKING", "通话时长"), ("HELD", "保持时长"), ("ACW", "话后时长")):
            if row["工号"] and int(row[column]):
                by_record[row["工号"], state] += int(row[column])
    assert by_state == by_record


def test_outcomes_add_up(centre: tuple[Path, Truth]) -> None:
    intervals = pq.read_table(centre[0] / "truth" / "queue_interval.parquet").to_pylist()
    for row in intervals:
        parts = ("answered", "abandoned", "flow_out", "callback_accepted")
        assert row["offered"] == sum(row[part] for part in parts)
    queued = [row for row in calls(centre[0]) if row["入队时间"]]
    assert sum(row["offered"] for row in intervals) == len(queued)
    answered = sum(row["结果"] == "接起" for row in queued)
    assert sum(row["answered"] for row in intervals) == answered


def test_waits_are_those_of_the_clocks(centre: tuple[Path, Truth]) -> None:
    for row in calls(centre[0]):
        if row["应答时间"]:
            waited = at(row["应答时间"]) - at(row["入队时间"])
            assert int(row["排队时长"]) == waited.total_seconds()
            talked = at(row["结束时间"]) - at(row["应答时间"])
            assert int(row["通话时长"]) + int(row["保持时长"]) == talked.total_seconds()


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")


def test_the_centre_is_a_believable_one(tmp_path: Path) -> None:
    day = date(2026, 4, 8)
    truth = write_sample_centre(tmp_path, first=day, last=day, seed=20260401, agents=120)
    assert 0.60 < truth.summary["totals"]["service_level"] < 0.95
    assert 0.60 < truth.summary["totals"]["occupancy"] < 0.88
    assert 2900 < truth.tables["contacts"]["rows_written"] < 4500
    assert len(truth.summary["agents"]) == 103


def test_gamers_show_in_what_they_do(centre: tuple[Path, Truth]) -> None:
    folder, truth = centre
    assert sorted(truth.summary["gamers"].values()) == ["short_calls", "wrap_parking"]
    rows = pq.read_table(folder / "truth" / "agent_day.parquet").to_pylist()
    hanging_up = next(a for a, how in truth.summary["gamers"].items() if how == "short_calls")
    short = share(rows, "short_contacts", [hanging_up])
    honest = [a for a in truth.summary["agents"] if a not in truth.summary["gamers"]]
    assert short > 0.05 > 0.03 > share(rows, "short_contacts", honest)
    parking = next(a for a, how in truth.summary["gamers"].items() if how == "wrap_parking")
    assert share(rows, "contact_wrap_s", [parking]) > 1.4 * share(rows, "contact_wrap_s", honest)


def share(rows: list[dict], what: str, agents: list[str]) -> float:
    chosen = [row for row in rows if row["agent_id"] in agents]
    return sum(row[what] for row in chosen) / sum(row["handled_contacts"] for row in chosen)


def test_every_fault_is_written_somewhere(centre: tuple[Path, Truth]) -> None:
    tables = centre[1].tables
    assert set(tables) == set(MAPPED)
    for count in tables.values():
        parts = count["accepted"] + count["exact_duplicates"] + sum(count["broken"].values())
        assert count["rows_written"] == parts
    five_days = {fault.rule for fault in (*CONTACTS, *AGENT_STATES) if fault.every <= 5}
    found = set(tables["contacts"]["broken"]) | set(tables["agent_states"]["broken"])
    assert found >= five_days


@pytest.mark.parametrize("table", MAPPED)
def test_ingestion_refuses_exactly_what_was_broken(
    centre: tuple[Path, Truth], tmp_path: Path, table: str
) -> None:
    folder, truth = centre
    contract = load_contracts()[table]
    summary = ingest_table(
        contract=contract,
        mappings=load_mappings(SOURCES, load_contracts())[table],
        extracts_root=folder,
        store=LandingStore(tmp_path),
        first=FIRST,
        last=LAST,
        salt="salt",
        now=datetime(2026, 5, 1, tzinfo=UTC),
    )
    count = truth.tables[table]
    assert summary.accepted == count["accepted"]
    assert summary.duplicates == count["exact_duplicates"]
    assert refused_rules(tmp_path) == count["broken"]


def refused_rules(landing: Path) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for path in landing.glob("quarantine/**/*.parquet"):
        for row in pq.ParquetFile(path).read(columns=["rule"]).to_pylist():
            found[row["rule"]] += 1
    return dict(found)


def test_a_year_without_known_holidays_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="public holidays"):
        write_sample_centre(
            tmp_path, first=date(2031, 1, 1), last=date(2031, 1, 2), seed=1, agents=PEOPLE
        )


def test_a_folder_of_other_origin_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "sales").mkdir()
    (tmp_path / "sales" / "mine.csv").write_text("mine")
    with pytest.raises(Refusal, match="not written by the sample centre"):
        write_sample_centre(tmp_path, first=FIRST, last=FIRST, seed=1, agents=PEOPLE)
    assert (tmp_path / "sales" / "mine.csv").read_text() == "mine"


def test_whoever_is_late_punches_late(centre: tuple[Path, Truth]) -> None:
    punched: dict[tuple[int, str], str] = {}
    for path in sorted((centre[0] / "punches").glob("*.dat")):
        for line in path.read_text().splitlines():
            fields = line.strip().split("\t")
            if len(fields) == 6 and fields[1].startswith("2026-04"):
                key = (int(fields[0]), fields[1][:10])
                punched[key] = min(fields[1], punched.get(key, "9"))
    rows = pq.read_table(centre[0] / "truth" / "attendance.parquet").to_pylist()
    came = [row for row in rows if row["arrived_at"]]
    agreed = sum(
        str(row["arrived_at"] + timedelta(hours=8))
        == punched.get((int(row["employee_id"][1:]), str(row["work_date"])))
        for row in came
    )
    assert 0.95 * len(came) < agreed <= len(came)
    assert not [row for row in rows if row["on_leave"] and row["arrived_at"]]
