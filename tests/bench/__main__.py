"""`python -m tests.bench [--only NAME]`: measure, print the table, write `bench.json`.

Exit code 0 all was measured, 1 a measure failed, 2 the name is unknown. A goal that is missed
is said in the table; it is no failure of the bench.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from tests.bench import registry
from tests.bench.clock import PROJECT
from tests.bench.figure import Figure, Goal, Measure
from tests.bench.place import Place

HEADER = ("name", "value", "baseline", "value/baseline", "goal", "unit", "ok")
NOT_BUILT = "not built yet"


@click.command()
@click.option("--only", metavar="NAME", help="Measure this one, with what is measured beside it.")
def main(only: str | None) -> None:
    """Measure each part beside a baseline of the same run."""
    wanted = chosen(only, registry.MEASURES, registry.NOT_BUILT_YET)
    out = Path(os.environ.get("OUT") or PROJECT / "out").resolve()
    place = Place(out / "bench", say=click.echo)
    found, failed = measured(wanted, place, out / "bench.json")
    unbuilt = [name for name in registry.NOT_BUILT_YET if only in (None, name)]
    click.echo("\n" + table(found, unbuilt))
    click.echo(f"\nWritten to {out / 'bench.json'}; docs/bench.md says what each row means.")
    sys.exit(1 if failed else 0)


def chosen(
    only: str | None, measures: Sequence[Measure], unbuilt: Sequence[str]
) -> Sequence[Measure]:
    """The measures that give a name; all without one. Raises click.UsageError if unknown."""
    if only is None:
        return measures
    names = [name for measure in measures for name in measure.names]
    if only not in (*names, *unbuilt):
        known = ", ".join([*names, *unbuilt])
        raise click.UsageError(f"there is no measure '{only}'; there are {known}")
    return [measure for measure in measures if only in measure.names]


def measured(
    measures: Sequence[Measure], place: Place, written: Path
) -> tuple[dict[str, Figure], list[str]]:
    """Figures of all measures, kept on disk after each, and the names of those that failed."""
    found: dict[str, Figure] = {}
    failed: list[str] = []
    for number, measure in enumerate(measures, start=1):
        click.echo(f"[{number}/{len(measures)}] {', '.join(measure.names)}")
        try:
            figures = measure.run(place)
        except Exception:
            traceback.print_exc()
            failed += measure.names
            continue
        found.update(figures)
        keep(figures, written)
    return found, failed


def keep(figures: Mapping[str, Figure], written: Path) -> None:
    """Put figures into the file, beside those of other measures that it holds already."""
    earlier = json.loads(written.read_text(encoding="utf-8")) if written.exists() else {}
    told = {**earlier, **{name: figure.record() for name, figure in figures.items()}}
    written.parent.mkdir(parents=True, exist_ok=True)
    beside = written.with_suffix(".part")
    beside.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    beside.replace(written)


def table(found: Mapping[str, Figure], unbuilt: Sequence[str]) -> str:
    """The figures in aligned columns."""
    rows = [HEADER, *(_row(name, figure) for name, figure in found.items())]
    rows += [(name, "-", "-", "-", "-", NOT_BUILT, "-") for name in unbuilt]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = [_aligned(row, widths) for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _row(name: str, figure: Figure) -> tuple[str, ...]:
    ratio = figure.value / figure.baseline if figure.baseline else None
    kept = {None: "-", True: "yes", False: "NO"}[figure.ok]
    return (
        name, shown(figure.value), shown(figure.baseline), shown(ratio), _goal(figure.goal),
        figure.unit, kept,
    )  # fmt: skip


def _goal(goal: Goal | None) -> str:
    if goal is None:
        return "-"
    return f"{'≤' if goal.sense == 'at most' else '≥'} {shown(goal.bound)}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    texts = {0, 5, 6}
    cells = [
        cell.ljust(width) if column in texts else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def shown(value: float | None) -> str:
    """Three significant digits, thousands separated, tiny values as powers of ten."""
    if value is None:
        return "-"
    if value and abs(value) < 1e-3:
        return f"{value:.1e}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
