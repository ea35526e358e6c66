"""The operator's commands of impact: preview-rules, compare-packs, forecast-pay. Thin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from pipelines.settings import house_from_environment

if TYPE_CHECKING:
    from pipelines.impact.forecasts import Forecasted
    from pipelines.impact.previews import Tried
    from scoring.impact import Preview, Projection

SCREEN = 20
_PERIODS = click.option(
    "--periods", type=click.IntRange(1, 60), default=12, show_default=True, help="Last months."
)


@click.command("preview-rules")
@click.option("--rules", required=True, help="Folder of rules, git commit, or day (YYYY-MM-DD).")
@_PERIODS
def preview_rules(rules: str, periods: int) -> None:
    """Show who would have been paid what, had other rules held in the last months.

    The months are the last locked ones; where none is locked, the last calculated ones. Prints
    sums alone; who moves by how much is in scoring.rule_preview_movers.
    """
    from pipelines.impact.previews import CLIFFS, MOVERS, SUMMARY, preview_change

    tried, found = preview_change(house_from_environment(), rules, periods)
    for line in _told(tried, found):
        click.echo(line)
    click.echo(f"Stored: {MOVERS}, {SUMMARY}, {CLIFFS}")


def _told(tried: Tried, found: Preview) -> Iterator[str]:
    rows = [row for row in found.summary.to_pylist() if row["period"] == "all"]
    (whole,) = (row for row in rows if row["scope_kind"] == "centre")
    yield _months(tried)
    yield (
        f"pay {whole['before_amount']:,} → {whole['after_amount']:,} "
        f"({whole['delta_amount']:+,}) over {whole['people']} person-months"
    )
    yield (
        f"{whole['winners']} win {whole['won_amount']:,}, "
        f"{whole['losers']} lose {whole['lost_amount']:,}; "
        f"Gini {whole['gini_before']} → {whole['gini_after']}"
    )
    for what in ("floor", "cap", "minimum_wage"):
        before, after = whole[f"{what}_hits_before"], whole[f"{what}_hits_after"]
        if before or after:
            yield f"{what.replace('_', ' ')} hits: {before} → {after}"
    parts = [row for row in rows if row["scope_kind"] != "centre"]
    for row in parts[:SCREEN]:
        yield _part(row)
    if len(parts) > SCREEN:
        yield f"    … and {len(parts) - SCREEN} more"
    yield from _cliffs(found)


def _months(tried: Tried) -> str:
    kind = "locked" if tried.locked else "calculated, none is locked"
    return f"{len(tried.months)} months ({kind}): {', '.join(tried.months)}"


def _part(row: dict[str, Any]) -> str:
    name = f"{row['scope_kind']} {row['scope_id']}"
    return (
        f"    {name:40} {row['before_amount']:>16,} → {row['after_amount']:>16,} "
        f"{row['delta_amount']:>+14,}"
    )


def _cliffs(found: Preview) -> Iterator[str]:
    rows = [row for row in found.cliffs.to_pylist() if row["side"] == "after"]
    last = max((row["period"] for row in rows), default="")
    edges = [row for row in rows if row["period"] == last and not row["agent_id"]]
    near = [(row["component"], row["edge"]) for row in rows if row["agent_id"]]
    steep = sorted(edges, key=lambda row: -abs(row["jump_amount"]))
    for row in steep[:3]:
        count = near.count((row["component"], row["edge"]))
        yield (
            f"cliff: {row['component']} jumps {row['jump_amount']:+,} at {row['quantity']} "
            f"{row['edge'].normalize():f}; {count} person-months near it"
        )


@click.command("compare-packs")
@click.option("--rules", multiple=True, required=True, help="A pack; give it as often as needed.")
@click.option("--floor", default="0", help="Month's pay below which people are counted.")
@_PERIODS
def compare_packs(rules: tuple[str, ...], floor: str, periods: int) -> None:
    """Compare rule packs on the last months: cost, Gini, fit to workload, people below a floor."""
    from pipelines.impact.previews import PACKS
    from pipelines.impact.previews import compare_packs as compare

    house = house_from_environment()
    tried, found = compare(house, rules, periods, _decimal("--floor", floor))
    click.echo(_months(tried))
    for row in found.to_pylist():
        beaten = f"beaten by {row['dominated_by']}" if row["dominated_by"] else "Pareto"
        click.echo(
            f"{row['pack']}: {row['cost_amount']:,}, Gini {row['gini']}, "
            f"r {row['workload_correlation']}, {row['below_floor']} below the floor, {beaten}"
        )
    click.echo(f"Stored: {PACKS}")


@click.command("forecast-pay")
@click.option("--period", "month", required=True, help="The coming month, as 2026-07.")
@click.option("--draws", type=click.IntRange(1, 100_000), default=1000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random draws.")
@click.option(
    "--volume",
    help="Volume against the months drawn from: 10 %, expected, 90 %, as 0.95,1.00,1.06. "
    "Default: the staffing forecast.",
)
def forecast_pay(month: str, draws: int, seed: int, volume: str | None) -> None:
    """Draw the coming month's pay through the pay engine: P10, P50, P90, prices, accruals."""
    from pipelines.impact.forecasts import ACCRUALS, FORECAST, PRICES, forecast_month
    from scoring.impact import Volume

    given = Volume(*_three(volume)) if volume else None
    found = forecast_month(house_from_environment(), month, draws, seed, given)
    for line in _distribution(found):
        click.echo(line)
    click.echo(f"Stored: {FORECAST}, {PRICES}, {ACCRUALS}")


@click.command("project")
@click.option("--period", "month", required=True, help="The running month, as 2026-06.")
@click.option(
    "--as-of", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Its last known day."
)
def project(month: str, day: datetime) -> None:
    """Carry a running month to its end: everybody's score, points and pay as P10, P50, P90."""
    from pipelines.projections import BANDS, PROJECTIONS
    from pipelines.projections import project as project_now

    found = project_now(house_from_environment(), month, day.date())
    for line in _outlook(found):
        click.echo(line)
    click.echo(f"Stored: {PROJECTIONS}, {BANDS}")


def _outlook(found: Projection) -> Iterator[str]:
    """The middle of everybody; amounts are never printed."""
    yield f"{found.period} as of {found.as_of}: {found.status}"
    rows = [row for row in found.table().to_pylist() if row["figure"] == "score"]
    for name in ("so_far", "p10", "p50", "p90"):
        values = [row[name] for row in rows if row[name] is not None]
        if values:
            yield f"    {name:6} {sum(values) / len(values):>8.2f} on average of {len(values)}"


def _distribution(found: Forecasted) -> Iterator[str]:
    volume, rows = found.volume, found.pay.table(found.budgets).to_pylist()
    yield f"{found.pay.period}, drawn from {', '.join(found.months)}"
    yield f"volume: {volume.low} · {volume.middle} · {volume.high} of what it was"
    for row in rows:
        if row["subject_kind"] == "centre":
            yield (
                f"    {row['component']:20} P10 {row['p10_amount']:>14,}  "
                f"P50 {row['p50_amount']:>14,}  P90 {row['p90_amount']:>14,}{_over_budget(row)}"
            )


def _over_budget(row: dict[str, Any]) -> str:
    chance = row["over_budget_probability"]
    return "" if chance is None else f"  over {row['budget_amount']:,}: {chance:.1%}"


def _three(text: str) -> tuple[Decimal, Decimal, Decimal]:
    parts = [_decimal("--volume", part) for part in text.split(",")]
    if len(parts) != 3 or parts != sorted(parts):
        raise click.UsageError("--volume takes three rising numbers, as 0.95,1.00,1.06")
    return parts[0], parts[1], parts[2]


def _decimal(option: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise click.UsageError(f"{option} takes a number, not '{text}'") from None
