"""The operator's commands of settlement: period and replay. Thin: they ask, call and tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from pipelines.centre import shown
from pipelines.period import Period, parse_period
from pipelines.settings import house_from_environment
from pipelines.settlement.options import BY, GROUP, MONTH, instant, settling_here

if TYPE_CHECKING:
    from pipelines.settlement.compare import Compared
    from pipelines.settlement.replay import Replayed
    from pipelines.settlement.settling import Settling
    from scoring.settlement import Settlement


@click.group()
def period() -> None:
    """Settle a month: submit, sign, lock; restate what is locked.

    OPEN → CALCULATED → IN_REVIEW → APPROVED → LOCKED, per pay group. Signatures are given on the
    run and the hash of its rows; a result that changes voids them.
    """


@period.command()
@click.option("--period", "month", help="Month, as 2026-06. Default: every month known.")
def status(month: str | None) -> None:
    """Show where months stand and who has signed."""
    settling = settling_here()
    states = settling.observe(parse_period(month)) if month else settling.ledger.settlements()
    for state in states:
        for line in _told(state):
            click.echo(line)


@period.command()
@MONTH
@GROUP
@BY
def submit(month: str, pay_group: str | None, by: str) -> None:
    """Hand the published result to review."""
    settling, of_month = settling_here(), parse_period(month)
    for group in _groups(settling, of_month, pay_group):
        _say(settling.submit(of_month, group, by))


@period.command()
@MONTH
@GROUP
@click.option("--step", required=True, help="Step of the approval chain.")
@BY
def sign(month: str, pay_group: str | None, step: str, by: str) -> None:
    """Sign one step on the published result."""
    settling, of_month = settling_here(), parse_period(month)
    for group in _groups(settling, of_month, pay_group):
        _say(settling.sign(of_month, group, step, by))


@period.command("send-back")
@MONTH
@GROUP
@BY
@click.option("--reason", required=True, help="What is wrong, for those who correct it.")
def send_back(month: str, pay_group: str | None, by: str, reason: str) -> None:
    """Send a result back; the signatures given so far are void, and stay on record."""
    settling, of_month = settling_here(), parse_period(month)
    for group in _groups(settling, of_month, pay_group):
        _say(settling.send_back(of_month, group, by, reason))


@period.command()
@MONTH
@GROUP
@BY
def lock(month: str, pay_group: str | None, by: str) -> None:
    """Write the approved rows once, read-only, as what gets paid."""
    settling, of_month = settling_here(), parse_period(month)
    for group in _groups(settling, of_month, pay_group):
        version = settling.lock(of_month, group, by)
        click.echo(f"{group}: locked in {shown(version.folder)}/")


@period.command()
@MONTH
@GROUP
@BY
@click.option("--reason-zh", required=True, help="Why, in Chinese: it stands on the pay slip.")
@click.option("--reason-en", required=True, help="Why, in English.")
def restate(month: str, pay_group: str | None, by: str, reason_zh: str, reason_en: str) -> None:
    """Recalculate a locked month beside itself and post the difference into the open month."""
    from pipelines.settlement.restating import restate as shadow_runs

    settling, of_month = settling_here(), parse_period(month)
    groups = [pay_group] if pay_group else _locked_groups(settling, of_month)
    for run in shadow_runs(settling, of_month, groups, by, (reason_zh, reason_en)):
        if run.version is None:
            click.echo(f"{run.settlement.key.pay_group}: the result is the same, nothing to post")
            continue
        people = len(set(run.posted["agent_id"].to_pylist()))
        months = ", ".join(sorted(set(run.posted["posted_period"].to_pylist()))) or "no month"
        click.echo(
            f"{run.settlement.key.pay_group}: version {run.settlement.version} in "
            f"{shown(run.version.folder)}/; {people} people, posted into {months}"
        )


@period.command()
@click.option("--span", required=True, help="Quarter or year, as 2026-Q2 or 2026.")
def scores(span: str) -> None:
    """Score a quarter or a year from its locked months, beside the score from summed atoms."""
    from pipelines.scores import catalogue
    from pipelines.settlement.spans import span_scores
    from pipelines.warehouse import open_warehouse, replace_rows

    settling = settling_here()
    metrics = catalogue(settling.house, settling.centre)
    table = span_scores(settling.house, settling.centre, metrics, span)
    with open_warehouse(settling.house.warehouse, say=click.echo) as connection:
        replace_rows(connection, "scoring.period_scores", table, where={"span": span})
    scored = table.num_rows - table["score"].null_count
    click.echo(f"{span}: {scored} of {table.num_rows} people scored, in scoring.period_scores")


@click.command()
@MONTH
@click.option("--rules", help="Folder of rules, day (YYYY-MM-DD) or commit. Default: today's.")
@click.option("--data-as-of", help="Data as known at this instant, UTC, as 2026-07-05T02:00.")
@click.option("--code", help="Commit of the code. Default: this code.")
@click.option("--compare", is_flag=True, help="Say why it differs from the base, per person.")
@click.option("--base-rules", help="Rules of the base. Default: today's.")
@click.option("--base-data-as-of", help="Data of the base. Default: all that has landed.")
@click.option("--base-code", help="Code of the base. Default: this code.")
@click.option(
    "--method",
    type=click.Choice(["sequential", "shapley"]),
    default="sequential",
    show_default=True,
    help="Order rules, data, code; or the mean over all orders.",
)
def replay(
    month: str, rules: str | None, data_as_of: str | None, code: str | None, compare: bool,
    base_rules: str | None, base_data_as_of: str | None, base_code: str | None, method: str,
) -> None:  # fmt: skip
    """Recompute a month beside everything else, from any rules, data and code.

    Equal arguments give byte-identical tables. With --compare, or any --base option, the
    difference to the base is split into rules, data and code; the parts add up exactly.
    """
    from pipelines.settlement.compare import compare as split
    from pipelines.settlement.replay import Arguments, replayer

    wanted = Arguments(rules, instant("--data-as-of", data_as_of), code)
    base = Arguments(base_rules, instant("--base-data-as-of", base_data_as_of), base_code)
    name = parse_period(month).name
    with replayer(house_from_environment()) as replays:
        if compare or base != Arguments():
            chosen = "shapley" if method == "shapley" else "sequential"
            _say_compared(split(replays, name, base, wanted, chosen))
        else:
            _say_replayed(replays.replay(name, wanted))


def _groups(settling: Settling, month: Period, pay_group: str | None) -> list[str]:
    if pay_group:
        return [pay_group]
    return [state.key.pay_group for state in settling.observe(month)]


def _locked_groups(settling: Settling, month: Period) -> list[str]:
    """The locked pay groups of a month, or all of them where none is, to be refused by name."""
    known = [s for s in settling.ledger.settlements() if s.key.period == month.name]
    locked = [s.key.pay_group for s in known if s.state == "LOCKED"]
    return locked or _groups(settling, month, None)


def _told(state: Settlement) -> Iterable[str]:
    version = f", version {state.version}" if state.version else ""
    result = f", result {state.result_hash[:12]} of run {state.run_id}" if state.result_hash else ""
    yield f"{state.key}: {state.state}{version}{result}"
    for signature in state.signatures:
        given = signature.given
        void = f" (void: {signature.voided_because})" if signature.voided_at else ""
        yield f"    {given.step}: {given.by}, {given.at.isoformat()}Z{void}"
    if state.state == "IN_REVIEW":
        yield f"    {state.next_step}: not signed yet"


def _say(state: Settlement) -> None:
    for line in _told(state):
        click.echo(line)


def _say_replayed(replayed: Replayed) -> None:
    identity = replayed.identity
    click.echo(
        f"{identity.period} with rules {identity.rules}, data {identity.data}, code "
        f"{identity.code}: {shown(replayed.folder)}/"
    )
    for name, digest in replayed.digests.items():
        click.echo(f"    {digest[:16]}  {name}")


def _say_compared(compared: Compared) -> None:
    """Sums over everybody only: what concerns one person stays in the file."""
    rows = compared.deltas.to_pylist()
    for ends in (compared.first, compared.second):
        _say_replayed(ends)
    for figure in ("pay", "score"):
        changed = [row for row in rows if row["figure"] == figure and _differs(row)]
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in changed:
            for effect in ("rules_effect", "data_effect", "code_effect"):
                sums[effect] += row[effect] or 0
        parts = ", ".join(f"{name.removesuffix('_effect')} {sums[name]:+}" for name in sums)
        click.echo(f"{figure}: {len(changed)} people differ" + (f" ({parts})" if parts else ""))
    click.echo(f"per person: {shown(compared.path)}")


def _differs(row: dict[str, object]) -> bool:
    return row["from_value"] != row["to_value"]
