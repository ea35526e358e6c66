"""`callfloor replan`: changes of a roster in force, proposed and never carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from pipelines.centre import load_centre
from pipelines.settings import House, house_from_environment

if TYPE_CHECKING:
    from datetime import date

    from scheduling.roster.replanning import Proposal, Published

DAY = click.option(
    "--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Local date of the change."
)
AGENT = click.option("--agent", required=True, help="The agent's login, as A1001.")


@click.group()
def replan() -> None:
    """Propose changes to a stored roster, with their effect on coverage and their legality.

    Every proposal is printed and written to out/proposals/; the roster itself stays as it is.
    """


@replan.command()
@DAY
def breaks(day: datetime) -> None:
    """Place meals and breaks anew from a day to the end of its week; shifts stay."""
    from scheduling.roster.replanning import better_breaks

    house, published, n = _published(day)
    _tell(house, f"breaks-{day.date()}", [better_breaks(published, from_day=n)])


@replan.command()
@AGENT
@DAY
@click.option("--change-price", default=20.0, show_default=True, help="Cost of a changed day.")
def sick(agent: str, day: datetime, change_price: float) -> None:
    """Who can cover for somebody who is sick: by moved days, or by an extra shift."""
    from scheduling.roster.replanning import cover_for_sick, overtime_for_sick

    house, published, n = _published(day)
    moved = cover_for_sick(published, agent, n, change_price=change_price)
    extra = overtime_for_sick(published, agent, n)
    _tell(house, f"sick-{agent}-{day.date()}", [*moved, *extra])


@replan.command()
@AGENT
@click.option("--with", "other", required=True, help="The login of the other person.")
@DAY
def swap(agent: str, other: str, day: datetime) -> None:
    """Two people exchange a day."""
    from scheduling.roster.replanning import swap as exchanged

    house, published, n = _published(day)
    _tell(house, f"swap-{agent}-{other}-{day.date()}", [exchanged(published, agent, other, n)])


@replan.command()
@AGENT
@DAY
@click.option("--shift", "code", help="Shift of extra hours; without it the day's shift goes.")
@click.option("--from", "start", help="Its start, as 09:00.")
def offer(agent: str, day: datetime, code: str | None, start: str | None) -> None:
    """An extra shift, or time off where no shift is named."""
    from scheduling.half_hours import minute_of
    from scheduling.roster.replanning import extra_shift, time_off

    if (code is None) != (start is None):
        raise click.UsageError("--shift and --from go together")
    house, published, n = _published(day)
    if code is None or start is None:
        made = time_off(published, agent, n)
    else:
        made = extra_shift(published, agent, n, code, minute_of(start))
    _tell(house, f"offer-{agent}-{day.date()}", [made])


@replan.command()
@click.option("--team", required=True, help="The team, as T01.")
@DAY
@click.option("--minutes", default=60, show_default=True, help="Length, in whole half-hours.")
def meet(team: str, day: datetime, minutes: int) -> None:
    """When a team can meet in the week of a day, and what that costs coverage."""
    from pipelines.planning.replanning import meeting_lines, monday_of, team_members
    from pipelines.warehouse import open_warehouse
    from scheduling.roster.replanning import meeting_slots

    if minutes <= 0 or minutes % 30:
        raise click.UsageError("--minutes must be whole half-hours, as 30 or 60")
    house, published, _ = _published(day)
    with open_warehouse(house.warehouse, say=click.echo) as connection:
        centre = load_centre(house.centre_dir)
        members = team_members(connection, centre, monday_of(day.date()), team)
    for line in meeting_lines(meeting_slots(published, members, minutes)):
        click.echo(line)


def _published(day: datetime) -> tuple[House, Published, int]:
    """The roster of the day's week, and which day of it the day is."""
    from pipelines.planning.replanning import monday_of, published_roster
    from pipelines.warehouse import open_warehouse

    house = house_from_environment()
    monday: date = monday_of(day.date())
    with open_warehouse(house.warehouse, say=click.echo) as connection:
        published = published_roster(connection, load_centre(house.centre_dir), monday)
    return house, published, (day.date() - monday).days


def _tell(house: House, name: str, proposals: Sequence[Proposal]) -> None:
    from pipelines.planning.replanning import proposal_lines, write_proposals

    for line in proposal_lines(proposals):
        click.echo(line)
    click.echo(f"Written: {write_proposals(house, name, proposals)}")
