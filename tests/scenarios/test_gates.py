"""A check that matters stops the flow: nothing is published or mailed, the last version stays."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.small_centre import SmallCentre

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("scenarios")]

CHECK = "evaluations_are_known"


@dataclass(frozen=True)
class Blocked:
    """A finished centre into which a data set came that its contract refuses."""

    centre: SmallCentre
    done: subprocess.CompletedProcess[str]


def orphan_every_item(extracts: Path) -> None:
    """Items of evaluations that nobody made: each row is valid, the data set is not."""
    for path in extracts.glob("qa/*.xlsx"):
        book = openpyxl.load_workbook(path)
        for row in book["明细"].iter_rows(min_row=2, max_col=1):
            row[0].value = f"X{row[0].value}"
        book.save(path)


@pytest.fixture(scope="module")
def blocked(finished: SmallCentre, tmp_path_factory: pytest.TempPathFactory) -> Blocked:
    root = tmp_path_factory.mktemp("blocked")
    centre = finished.with_own_extracts(root)
    shutil.copytree(finished.out, centre.out)
    orphan_every_item(centre.extracts)
    return Blocked(centre, centre.callfloor("run", "--period", "2026-06"))


def test_a_closed_gate_ends_with_exit_code_4_and_one_message(blocked: Blocked) -> None:
    assert blocked.done.returncode == 4, blocked.done.stdout + blocked.done.stderr
    assert CHECK in blocked.done.stderr
    assert "evaluation_items" in blocked.done.stderr
    assert "Next:" in blocked.done.stderr
    assert "Traceback" not in blocked.done.stderr + blocked.done.stdout


def test_nothing_after_the_gate_ran(blocked: Blocked) -> None:
    assert "[2/8]" not in blocked.done.stdout
    assert "[1/8]" not in blocked.done.stdout


def test_the_last_good_publication_stays(finished: SmallCentre, blocked: Blocked) -> None:
    for folder in ("published", "workbooks", "mail"):
        assert blocked.centre.digests(folder) == finished.digests(folder), folder


def test_the_run_ledger_says_that_the_stage_was_blocked(blocked: Blocked) -> None:
    ledger = (blocked.centre.out / "control" / "run_ledger.jsonl").read_text(encoding="utf-8")
    last = ledger.splitlines()[-1]
    assert '"stage": "ingest"' in last
    assert '"status": "blocked"' in last
    assert CHECK in last


def test_a_blocking_check_blocks_downstream_within_one_dagster_run(
    blocked: Blocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dagster as dg

    from pipelines.assembly import build_definitions
    from pipelines.dagster_instance import prepare_dagster_home
    from pipelines.run import RANGE_END, RANGE_START
    from pipelines.settings import House

    for name, value in blocked.centre.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CALLFLOOR_WAREHOUSE", str(blocked.centre.out / "warehouse.duckdb"))
    house = House(blocked.centre.centre, blocked.centre.out, blocked.centre.extracts)
    definitions = build_definitions(house)
    graph = definitions.resolve_asset_graph()
    landed = dg.AssetSelection.groups("ingest").resolve(graph)
    built = dg.AssetSelection.groups("staging").resolve(graph)
    assert len(landed) == 21
    assert len(built) > 10
    monkeypatch.setenv("DAGSTER_HOME", str(prepare_dagster_home(house)))
    with dg.DagsterInstance.get() as instance:
        done = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance,
            asset_selection=sorted(landed | built),
            tags={RANGE_START: "2026-06-21", RANGE_END: "2026-06-30"},
            raise_on_error=False,
        )
    failed = {
        evaluation.check_name
        for evaluation in done.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR
    }
    made = {event.asset_key for event in done.get_asset_materialization_events()}
    assert not done.success
    assert failed == {CHECK}
    assert made == landed
