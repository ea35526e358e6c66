"""A month signed and locked, a source corrected afterwards: a shadow run and a delta in the next.

The locked rows never change; what is known today and what was known then can both be replayed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.centre import load_centre
from pipelines.ingestion import Ingestion
from pipelines.period import Period
from pipelines.settings import House
from pipelines.settlement.corrections import adjustments_due
from pipelines.settlement.locked import keep_locked, versions
from pipelines.settlement.settling import Settling
from scoring.settlement import RESULT_TABLES, result_hash
from tests.small_centre import SmallCentre, Told, rewrite_sheet

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("scenarios")]

JUNE, GROUP = Period(2026, 6), "everyone"
LATER = {"SOURCE_DATE_EPOCH": "1783468800"}  # 2026-07-08T00:00:00Z
BEFORE = "2026-07-05T00:00"
SIGNERS = {
    "data_steward": "data-steward@sample.example",
    "performance_specialist": "performance@sample.example",
    "department_head": "department-head@sample.example",
    "payroll": "payroll@sample.example",
    "finance": "finance@sample.example",
}
AGENT = "A1001"
RESTATED = "replay_of_the_restatement"


def by_agent_and_component(pay_lines: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["agent_id"], row["component"]): row for row in pay_lines.to_pylist()}


def tenth_more(line: dict[str, Any]) -> Decimal:
    """What a component pays more when its base is a tenth higher."""
    exact = line["unrounded_amount"] * 11 / 10
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP) - line["pay_amount"]


@dataclass(frozen=True)
class Settled:
    """The month after everything happened, and what the commands said."""

    house: House
    locked_files: dict[str, str]
    unsigned_lock: Told
    restated: Told
    again: Told
    compared: Told


@pytest.fixture(scope="module")
def clock() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def settled(
    finished: SmallCentre, tmp_path_factory: pytest.TempPathFactory, clock: pytest.MonkeyPatch
) -> Settled:
    centre = finished.with_own_extracts(tmp_path_factory.mktemp("settled"))
    shutil.copytree(finished.out, centre.out)
    house = House(centre.centre, centre.out, centre.extracts)
    clock.setenv("SOURCE_DATE_EPOCH", centre.environment["SOURCE_DATE_EPOCH"])
    settling = Settling(house, load_centre(house.centre_dir))
    settling.submit(JUNE, GROUP, "performance@sample.example")
    unsigned = centre.here("period", "lock", "--period", "2026-06", "--by", "payroll", **LATER)
    for step, person in SIGNERS.items():
        settling.sign(JUNE, GROUP, step, person)
    settling.lock(JUNE, GROUP, "payroll@sample.example")
    locked_files = centre.digests("locked")
    clock.setenv("SOURCE_DATE_EPOCH", LATER["SOURCE_DATE_EPOCH"])
    raise_contract_pay(centre, house)
    restate = (
        "period", "restate", "--period", "2026-06", "--by", "payroll@sample.example",
        "--reason-zh", "补录六月调薪", "--reason-en", "June raise entered late",
    )  # fmt: skip
    restated, again = centre.here(*restate, **LATER), centre.here(*restate, **LATER)
    assert restated.returncode == 0, restated.stderr
    (house.out / "replay").rename(house.out / RESTATED)  # so that the next ones write their own
    compared = centre.here(
        "replay", "--period", "2026-06", "--rules", str(richer_rules(centre)),
        "--base-data-as-of", BEFORE, "--method", "shapley", **LATER,
    )  # fmt: skip
    return Settled(house, locked_files, unsigned, restated, again, compared)


def result_tables(folder: Path) -> dict[str, pa.Table]:
    files = {name: folder / f"{name}.parquet" for name in RESULT_TABLES}
    return {name: pq.read_table(path) for name, path in files.items() if path.exists()}


def richer_rules(centre: SmallCentre) -> Path:
    """The centre's rules with ten per cent more performance pay."""
    folder = centre.out.parent / "richer" / centre.centre.name
    shutil.copytree(centre.centre, folder)
    file = folder / "pay" / "variable_pay.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("value: 1200.00") == 1
    file.write_text(text.replace("value: 1200.00", "value: 1320.00"), encoding="utf-8")
    return folder


def raise_contract_pay(centre: SmallCentre, house: House) -> None:
    """Ten per cent more contract pay for one person, in the newest staff list of the month."""
    with_pay = versions(house, "2026-06", GROUP)[0].table("people").to_pylist()
    [pay] = [row["base_salary_amount"] for row in with_pay if row["agent_id"] == AGENT]
    path = max(centre.extracts.glob("hr/hr_*.xlsx"))
    assert rewrite_sheet(path, "员工", "基本工资", ("登录号", AGENT), str(pay * 11 / 10)) == 1
    ingestion = Ingestion(house, load_centre(house.centre_dir))
    contract = ingestion.contracts["employees"]
    ingestion.ingest(contract, first=date(2026, 6, 21), last=date(2026, 6, 30))


def test_a_month_without_its_signatures_cannot_be_locked(settled: Settled) -> None:
    assert settled.unsigned_lock.returncode == 3
    assert "the signature of data_steward is missing" in settled.unsigned_lock.stderr


def test_the_locked_rows_are_the_signed_ones_and_never_change(settled: Settled) -> None:
    paid = versions(settled.house, "2026-06", GROUP)[0]
    assert result_hash(paid.result()) == paid.description.result_hash
    now = {
        name: digest
        for name, digest in SmallCentre(
            settled.house.centre_dir, Path(), settled.house.out
        ).digests("locked").items()
        if "/v1/" in f"/{name}"
    }  # fmt: skip
    assert now == settled.locked_files
    assert all(not path.stat().st_mode & 0o222 for path in paid.folder.iterdir())


def test_the_shadow_run_is_a_second_version_with_its_reason(settled: Settled) -> None:
    _, shadow = versions(settled.house, "2026-06", GROUP)
    assert shadow.description.version == 2
    assert shadow.description.reason_zh == "补录六月调薪"
    assert "1 people, posted into 2026-07" in settled.restated.stdout


def test_the_delta_is_the_raise_and_lands_in_the_next_month(settled: Settled) -> None:
    paid, shadow = versions(settled.house, "2026-06", GROUP)
    before = by_agent_and_component(paid.table("pay_lines"))[AGENT, "base"]
    [row] = shadow.table("adjustments").to_pylist()
    assert (row["agent_id"], row["component"], row["posted_period"]) == (AGENT, "base", "2026-07")
    assert row["amount"] == tenth_more(before)
    [due] = adjustments_due(settled.house, "2026-07").to_pylist()
    assert (due["amount"], due["reference"]) == (row["amount"], "2026-06 v2 base")
    assert adjustments_due(settled.house, "2026-06").num_rows == 0


def test_restating_again_posts_nothing(settled: Settled) -> None:
    assert settled.again.returncode == 0, settled.again.stderr
    assert "the result is the same, nothing to post" in settled.again.stdout
    assert len(versions(settled.house, "2026-06", GROUP)) == 2


def test_a_later_calculation_is_stored_with_the_locked_rows(settled: Settled) -> None:
    paid, shadow = versions(settled.house, "2026-06", GROUP)
    calculated = shadow.result()
    kept = keep_locked(settled.house, "2026-06", calculated, {AGENT: GROUP})
    assert result_hash(kept) == paid.description.result_hash
    assert keep_locked(settled.house, "2026-05", calculated, {AGENT: GROUP}) == calculated


def test_as_known_before_the_correction_the_replay_is_what_was_locked(settled: Settled) -> None:
    assert settled.compared.returncode == 0, settled.compared.stderr
    folders = sorted((settled.house.out / "replay").glob("*/replay.json"))
    assert len(folders) == 4  # two rules on two states of the data
    hashes = {result_hash(result_tables(path.parent)) for path in folders}
    paid, shadow = versions(settled.house, "2026-06", GROUP)
    assert {paid.description.result_hash, shadow.description.result_hash} < hashes


def test_equal_arguments_give_equal_bytes(settled: Settled) -> None:
    [restated] = (settled.house.out / RESTATED).iterdir()
    again = settled.house.out / "replay" / restated.name
    names = sorted(path.name for path in restated.iterdir())
    assert len(names) >= 7
    for name in names:
        assert (again / name).read_bytes() == (restated / name).read_bytes(), name


def test_each_difference_goes_to_what_caused_it(settled: Settled) -> None:
    [path] = (settled.house.out / "replay").glob("shapley-*.parquet")
    paid, shadow = versions(settled.house, "2026-06", GROUP)
    before = by_agent_and_component(paid.table("pay_lines"))
    [raised] = shadow.table("adjustments").to_pylist()
    rows = [row for row in pq.read_table(path).to_pylist() if row["figure"] == "pay"]
    assert any(row["rules_effect"] for row in rows)
    claimed = {agent for agent, component in before if component == "deductions"}
    for row in rows:
        performance = before.get((row["agent_id"], "performance"))
        more = tenth_more(performance) if performance else Decimal(0)
        if row["agent_id"] in claimed:  # a court order takes its fifth of what is paid more
            more = more * 4 / 5
        assert row["rules_effect"] == more
        assert row["data_effect"] == (raised["amount"] if row["agent_id"] == AGENT else 0)
        assert row["code_effect"] == 0
        assert row["to_value"] - row["from_value"] == row["rules_effect"] + row["data_effect"]
