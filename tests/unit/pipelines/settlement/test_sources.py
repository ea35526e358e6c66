"""What a replay is given: data as known at an instant, rules and code of a day or a commit."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from pipelines.landing import LandingStore
from pipelines.settings import PROJECT, House
from pipelines.settlement.carried import load_carried, place_carried
from pipelines.settlement.corrections import override_journal, overrides
from pipelines.settlement.sources import code_folder, place_data, rules_folder
from scoring.settlement import Override

EMPTY = pa.table({"file": pa.array([], pa.string())})


def land(house: House, digest: str, day: int) -> None:
    LandingStore(house.out).write(
        "contacts", "2026-06-01", digest * 12, datetime(2026, 7, day, tzinfo=UTC),
        pa.table({"contact_id": [digest]}), EMPTY,
    )  # fmt: skip


def entered(day: int) -> Override:
    return Override(
        f"O{day}", "2026-06", "A1", "qa_score", "-", "value", None, None, "更正", "corrected",
        "head", datetime(2026, 7, day),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "digest", "known"),
    [(datetime(2026, 7, 2), "a", 1), (datetime(2026, 7, 4), "b", 1), (None, "b", 2)],
)
def test_the_data_are_those_known_at_the_instant(
    tmp_path: Path, as_of: datetime | None, digest: str, known: int
) -> None:
    house, scratch = (House(tmp_path / "centre", tmp_path / name) for name in ("out", "scratch"))
    land(house, "a", 1)
    land(house, "b", 3)
    for day in (2, 9):
        override_journal(house).append(entered(day))
    place_data(house, scratch, "2026-06", as_of)
    [version] = LandingStore(scratch.out).versions("contacts")
    assert version.digest == digest * 12
    assert len(overrides(scratch)) == known


def test_before_anything_landed_there_is_nothing_to_replay(tmp_path: Path) -> None:
    house, scratch = (House(tmp_path / "centre", tmp_path / name) for name in ("out", "scratch"))
    land(house, "a", 3)
    with pytest.raises(Refusal, match="no data had landed"):
        place_data(house, scratch, "2026-06", datetime(2026, 7, 2))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits: rules of June and of July; July's code was locked to other libraries."""
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "--quiet")
    shutil.copyfile(PROJECT / "uv.lock", root / "uv.lock")
    for month, mark in ((6, "june"), (7, "july")):
        centre = root / "centres" / "ours"
        centre.mkdir(parents=True, exist_ok=True)
        (centre / "centre.yaml").write_text(f"centre_id: {mark}\n", encoding="utf-8")
        git(root, "add", "--all")
        when = f"2026-{month:02d}-10T12:00:00+0000"
        git(root, "commit", "--quiet", "--message", mark, when=when)
        git(root, "tag", mark)
        (root / "uv.lock").write_text("other libraries\n", encoding="utf-8")
    return root


def git(root: Path, *arguments: str, when: str = "2026-06-01T00:00:00+0000") -> None:
    subprocess.run(
        ["git", "-C", str(root), *arguments],
        env={
            "PATH": "/usr/bin:/bin", "HOME": str(root), "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@sample.example",
            "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@sample.example",
            "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when,
        },
        check=True, capture_output=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "mark"),
    [("2026-06-10", "june"), ("2026-07-09", "june"), ("2026-07-10", "july"), ("june", "june")],
)
def test_rules_of_a_day_or_a_commit(
    repository: Path, tmp_path: Path, given: str, mark: str
) -> None:
    folder = rules_folder(given, repository / "centres" / "ours", tmp_path, repository)
    assert folder.name == "ours"
    assert mark in (folder / "centre.yaml").read_text(encoding="utf-8")


def test_rules_of_a_folder_and_of_now(repository: Path, tmp_path: Path) -> None:
    ours = repository / "centres" / "ours"
    assert rules_folder(None, ours, tmp_path, repository) == ours
    assert rules_folder(str(ours), Path("/elsewhere"), tmp_path, repository) == ours


@pytest.mark.parametrize("given", ["2026-01-01", "nothing", "--help"])
def test_rules_that_never_were_are_refused(repository: Path, tmp_path: Path, given: str) -> None:
    with pytest.raises(Refusal, match="no commit"):
        rules_folder(given, repository / "centres" / "ours", tmp_path, repository)


def test_rules_outside_the_repository_have_no_history(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not kept in the project's repository"):
        rules_folder("june", tmp_path, tmp_path, repository)


def test_code_of_a_commit_under_the_same_libraries(repository: Path, tmp_path: Path) -> None:
    assert code_folder(None, tmp_path, repository) == PROJECT
    assert (code_folder("june", tmp_path, repository) / "centres").is_dir()
    with pytest.raises(Refusal, match=r"uv\.lock differs"):
        code_folder("july", tmp_path, repository)


def test_a_replay_begins_from_what_earlier_months_took(tmp_path: Path) -> None:
    house, scratch = (House(tmp_path / "centre", tmp_path / name) for name in ("out", "scratch"))
    house.published.parent.mkdir(parents=True)
    with duckdb.connect(str(house.published)) as connection:
        connection.execute("create schema scoring")
        connection.execute(
            "create table scoring.deduction_ledger as select * from "
            "(values ('2026-04', 10), ('2026-05', 20), ('2026-06', 40)) as rows (period, taken)"
        )
    place_carried(house, scratch, "2026-06")
    with duckdb.connect() as connection:
        connection.execute("create schema scoring")
        load_carried(connection, scratch)
        taken = connection.execute("from scoring.deduction_ledger order by all").fetchall()
    assert taken == [("2026-04", 10), ("2026-05", 20)]
