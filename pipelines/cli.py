"""The operator's command. Exit code 0 done, 1 defect in the product, 2 wrong usage,
3 input or rule refused, 4 a gate blocked."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from io import TextIOWrapper
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import click

from data_contracts.refusal import GateBlocked, Refusal
from pipelines.acknowledgement.commands import acknowledgements
from pipelines.centre import Centre, load_centre
from pipelines.forecast_commands import backtest, reforecast
from pipelines.impact import commands as impact
from pipelines.period import Period, parse_period
from pipelines.replan_commands import replan
from pipelines.rule_forms import commands as rule_forms
from pipelines.settings import PROJECT, SAMPLE_CENTRE, House, house_from_environment
from pipelines.settlement import appeal_commands
from pipelines.settlement import commands as settlement

REFUSED, BLOCKED = 3, 4
SAMPLE_SEED = 20260401


def main() -> None:
    """Entry point of `callfloor`."""
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    for stream in (sys.stdout, sys.stderr):  # a line is seen when it is said, in a pipe too
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(line_buffering=True)
    try:
        commands(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(2)
    except Refusal as error:
        click.echo(str(error), err=True)
        sys.exit(REFUSED)
    except GateBlocked as error:
        click.echo(str(error), err=True)
        sys.exit(BLOCKED)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Contact-centre operations as code.

    CENTRE names the centre's folder (default: centres/sample), OUT the folder that is filled,
    EXTRACTS the folder of extracts where it is not the one that centre.yaml names.
    """


for command in (settlement.period, appeal_commands.appeals, settlement.replay):
    commands.add_command(command)
commands.add_command(rule_forms.rules)
commands.add_command(acknowledgements)
commands.add_command(replan)
for command in (backtest, reforecast):
    commands.add_command(command)
for command in (impact.preview_rules, impact.compare_packs, impact.forecast_pay, impact.project):
    commands.add_command(command)


@commands.command()
@click.option("--period", help="Month, as 2026-06. Default: the last month of the centre's data.")
def run(period: str | None) -> None:
    """Run one month: extracts, warehouse, scores, pay, plan, workbooks, mail."""
    house, centre = _house_and_centre()
    _run(house, centre, _period(period, centre))


@commands.command()
def demo() -> None:
    """Make the sample centre's extracts and run its last month."""
    os.environ.pop("CENTRE", None)
    house, centre = _house_and_centre()
    _run(house, centre, _period(None, centre))


@commands.command("generate-sample")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--seed", type=int, default=SAMPLE_SEED, show_default=True)
@click.option("--agents", type=int, default=120, show_default=True, help="People in the centre.")
@click.option("--into", type=click.Path(path_type=Path), help="Folder to fill.")
def generate_sample(
    first: datetime | None, last: datetime | None, seed: int, agents: int, into: Path | None
) -> None:
    """Write the sample centre's extracts, with the truth they were made from."""
    from pipelines.sample_centre import write_sample_centre

    house = house_from_environment({**os.environ, "CENTRE": str(SAMPLE_CENTRE)})
    data_from, data_upto = _days_of_data(load_centre(SAMPLE_CENTRE))
    destination = into or house.generated_extracts
    write_sample_centre(
        destination,
        first=_day(first) or data_from,
        last=_day(last) or data_upto,
        seed=seed,
        agents=agents,
    )
    click.echo(f"Extracts and their truth are in {destination}")


@commands.command()
@click.option("--agent", required=True, help="The agent's login, as A1001.")
@click.option("--period", help="Month, as 2026-06.")
@click.option("--node", help="Start at this node, such as score/total, instead of the whole.")
@click.option("--depth", type=click.IntRange(0, 9), default=2, show_default=True, help="Levels.")
@click.option("--rows", is_flag=True, help="The days of the figure at --node, and their sum.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The extracts' rows of this day.")
@click.option("--table", help="All rows of one landing table on --day, beyond a screen.")
@click.option("--language", type=click.Choice(["zh_CN", "en"]), help="Default: the centre's.")
def explain(
    agent: str,
    period: str | None,
    node: str | None,
    depth: int,
    rows: bool,
    day: datetime | None,
    table: str | None,
    language: Literal["zh_CN", "en"] | None,
) -> None:
    """Say why an agent's score, points and pay are what they are, down to the extracts' rows."""
    from pipelines.explaining.rows import rows_behind
    from pipelines.explaining.trace import explanation
    from pipelines.explaining.work import is_points, work_behind

    house, centre = _house_and_centre()
    month = _period(period, centre)
    words = language or centre.settings.languages[0]
    whole = explanation(house, month.name, agent, node=node, language=words, depth=depth)
    if not rows and day is None and table is None:
        click.echo(whole)
        return
    if node is None or (table and day is None):
        raise click.UsageError("--rows and --day need --node, and --table needs --day")
    behind = work_behind if is_points(node, month, agent) else rows_behind
    click.echo(
        behind(
            house, month, agent, node,
            zone=centre.settings.zone, language=words, day=_day(day), table=table,
        )
    )  # fmt: skip


@commands.command()
@click.option("--period", help="Month, as 2026-06.")
@click.option("--language", type=click.Choice(["zh_CN", "en"]), help="Default: the centre's.")
def proofs(period: str | None, language: Literal["zh_CN", "en"] | None) -> None:
    """Show the statutory proofs of a month, also of one that the gate stopped."""
    from pipelines.statutory.proofs import stored_sheet

    house, centre = _house_and_centre()
    words = language or centre.settings.languages[0]
    click.echo(stored_sheet(house, _period(period, centre), words))


@commands.command("check-centre")
def check_centre() -> None:
    """Read every rule file of a centre and refuse what is wrong, without running anything."""
    from pipelines.centre_check import check

    house, centre = _house_and_centre()
    for line in check(house, centre):
        click.echo(line)


@commands.command()
@click.option("--port", type=int, default=3000, show_default=True)
def ui(port: int) -> None:
    """Open the Dagster UI on this machine only (127.0.0.1)."""
    from pipelines.dagster_instance import prepare_dagster_home

    house, _ = _house_and_centre()
    environment = {**os.environ, "DAGSTER_HOME": str(prepare_dagster_home(house))}
    program = str(Path(sys.executable).parent / "dagster")
    click.echo(f"Dagster UI: http://127.0.0.1:{port} (stop with Ctrl-C)")
    os.chdir(PROJECT)
    os.execve(
        program,
        [program, "dev", "-m", "pipelines.definitions", "-h", "127.0.0.1", "-p", str(port)],
        environment,
    )


def _house_and_centre() -> tuple[House, Centre]:
    house = house_from_environment()
    return house, load_centre(house.centre_dir)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _period(text: str | None, centre: Centre) -> Period:
    if text:
        return parse_period(text)
    upto = centre.settings.data_upto
    if upto is None:
        raise click.UsageError("name the month: --period 2026-06 (make run PERIOD=2026-06)")
    return Period(upto.year, upto.month)


def _run(house: House, centre: Centre, period: Period) -> None:
    from pipelines.run import days_read, prepare, run_period

    began = time.monotonic()
    days_read(period, centre)
    click.echo(
        f"{centre.settings.name_en}, {period.name}: everything goes into {_shown(house.out)}"
    )
    if centre.settings.extracts == "generated" and not house.extracts_override:
        click.echo("Making the sample centre's extracts (nothing is made twice) …")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
            made = beside.submit(_generate, house.generated_extracts, *_days_of_data(centre))
            prepare(house)  # imports and parsing meanwhile, on the other core
            made.result()
    run_period(house, centre, period, say=click.echo)
    click.echo(f"Done in {time.monotonic() - began:.0f} s. What was made, and where to look:")
    for line in _made(house, period):
        click.echo("  " + line)


def _generate(destination: Path, first: date, last: date) -> None:
    from pipelines.sample_centre import write_sample_centre

    write_sample_centre(destination, first=first, last=last, seed=SAMPLE_SEED)


def _days_of_data(centre: Centre) -> tuple[date, date]:
    settings = centre.settings
    return settings.data_from, settings.data_upto or settings.data_from


def _made(house: House, period: Period) -> list[str]:
    books = sorted((house.workbooks / period.name).rglob("*.xlsx"))
    example = next((book for book in books if "WB01" in book.name), books[0] if books else None)
    lines = [f"{len(books):4d} workbooks     {_shown(house.workbooks / period.name)}/"]
    if example:
        lines.append(f"     for example  {_shown(example)}")
    mails = sorted(house.mail.glob("*.eml"))
    if mails:
        lines.append(f"{len(mails):4d} messages      {_shown(house.mail)}/*.eml")
    lines.append(f"     warehouse    {_shown(house.published)} (read-only copy for analysts)")
    lines.append(f"     data docs    {_shown(house.data_docs)}/index.html")
    lines.append("     lineage      make ui")
    return lines


def _shown(path: Path) -> str:
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)
