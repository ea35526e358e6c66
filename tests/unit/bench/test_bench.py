"""The bench itself: what it prints, what it writes, what it refuses. No measure is run here."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

PROJECT = Path(__file__).resolve().parents[3]
DESIGNED = {
    "demo", "landing", "landing_unchanged", "sql_source", "marts_full", "marts_one_day",
    "scoring", "rule_preview", "pay_monte_carlo", "erlang_accuracy", "erlang_speed",
    "forecast_accuracy", "forecast_coverage", "forecast_speed", "staffing_hours", "simulator",
    "shift_cover", "roster_curtois", "roster_500x4", "roster_2000x1", "workbooks",
}  # fmt: skip


@pytest.fixture(autouse=True)
def project_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PROJECT))


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The command with three small measures instead of the real ones."""
    import tests.bench.__main__ as command
    from tests.bench.figure import Figure, Measure, at_least, at_most

    def halves(place) -> dict[str, Figure]:
        return {
            "quick": Figure(2.0, "s", 4.0, at_most(3)),
            "slow": Figure(2.0, "rows/s", 8.0, at_least(4)),
        }

    def broken(place) -> dict[str, Figure]:
        raise ArithmeticError("the two disagree")

    measures = (
        Measure(("quick", "slow"), halves),
        Measure(("plain",), lambda place: {"plain": Figure(1e-13, "relative error")}),
        Measure(("broken",), broken),
    )
    monkeypatch.setattr(command.registry, "MEASURES", measures)
    monkeypatch.setattr(command.registry, "NOT_BUILT_YET", ("one_day",))
    monkeypatch.setenv("OUT", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(command.main, list(arguments))


def written(folder: Path) -> dict[str, dict[str, object]]:
    return json.loads((folder / "bench.json").read_text(encoding="utf-8"))


def row(printed: str, name: str) -> list[str]:
    return next(line.split() for line in printed.splitlines() if line.split()[:1] == [name])


def test_one_name_prints_its_row_and_writes_the_five_keys(bench, tmp_path: Path) -> None:
    done = bench("--only", "quick")
    assert done.exit_code == 0
    assert row(done.output, "quick") == ["quick", "2", "4", "0.5", "≤", "3", "s", "yes"]
    assert row(done.output, "slow") == ["slow", "2", "8", "0.25", "≥", "4", "rows/s", "NO"]
    assert written(tmp_path)["quick"] == {
        "value": 2.0, "goal": 3, "unit": "s", "baseline": 4.0, "ok": True,
    }  # fmt: skip
    assert written(tmp_path)["slow"]["ok"] is False


def test_figures_of_other_names_stay_in_the_file(bench, tmp_path: Path) -> None:
    bench("--only", "quick")
    bench("--only", "plain")
    assert set(written(tmp_path)) == {"quick", "slow", "plain"}
    assert written(tmp_path)["plain"]["ok"] is None


def test_a_measure_that_breaks_spares_the_others_and_ends_with_1(bench, tmp_path: Path) -> None:
    done = bench()
    assert done.exit_code == 1
    assert row(done.output, "plain")[1] == "1.0e-13"
    assert row(done.output, "one_day") == ["one_day", *"----", "not", "built", "yet", "-"]
    assert "broken" not in written(tmp_path)


def test_a_promised_measure_that_is_not_built_says_so(bench, tmp_path: Path) -> None:
    done = bench("--only", "one_day")
    assert done.exit_code == 0
    assert "not built yet" in done.output
    assert not (tmp_path / "bench.json").exists()


def test_an_unknown_name_ends_with_2_and_names_the_known_ones(tmp_path: Path) -> None:
    from tests.bench.__main__ import main

    done = CliRunner().invoke(main, ["--only", "nothing"], env={"OUT": str(tmp_path)})
    assert done.exit_code == 2
    assert "'nothing'" in done.stderr
    assert "erlang_speed" in done.stderr


def test_every_promised_name_is_measured_or_listed_once() -> None:
    from tests.bench import registry

    names = [name for measure in registry.MEASURES for name in measure.names]
    names += registry.NOT_BUILT_YET
    assert len(names) == len(set(names))
    assert set(names) >= DESIGNED


def test_every_name_is_explained() -> None:
    from tests.bench import registry

    page = (PROJECT / "docs" / "bench.md").read_text(encoding="utf-8")
    names = [name for measure in registry.MEASURES for name in measure.names]
    for name in (*names, *registry.NOT_BUILT_YET):
        assert f"`{name}`" in page, name


def test_cost_of_a_command_counts_its_children(tmp_path: Path) -> None:
    from tests.bench.clock import CommandFailed, command_cost

    hold = "import sys, time; held = bytearray(60_000_000); time.sleep(1.5)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    cost = command_cost([sys.executable, "-c", child], {}, tmp_path / "log")
    assert cost.wall_s >= 1.5
    assert cost.peak_bytes > 60_000_000
    with pytest.raises(CommandFailed, match="ended with 7"):
        command_cost([sys.executable, "-c", "raise SystemExit(7)"], {}, tmp_path / "log")


def test_textbook_loops_agree_with_the_engine() -> None:
    from scheduling.erlang import blocking_probability, erlang_a
    from tests.bench import erlang

    assert erlang.textbook_blocking(10, 14) == pytest.approx(float(blocking_probability(10, 14)))
    found = erlang_a(10, 12, aht_s=erlang.AHT_S, patience_s=120, target_wait_s=20)
    summed = erlang.textbook_patience(10, 12, 120)
    assert summed["abandon_rate"] == pytest.approx(float(found.abandon_rate))
