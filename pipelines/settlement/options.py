"""What the settlement commands share: options, and reading what was typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from data_contracts.refusal import Place, Refusal
from pipelines.centre import load_centre
from pipelines.settings import house_from_environment

if TYPE_CHECKING:
    from pipelines.settlement.settling import Settling

MONTH = click.option("--period", "month", required=True, help="Month, as 2026-06.")
GROUP = click.option("--pay-group", help="One pay group. Default: every one of the month.")
BY = click.option("--by", required=True, help="Who does it, as approvals.yaml names people.")


def settling_here() -> Settling:
    """The months of the centre that the environment names."""
    from pipelines.settlement.settling import Settling

    house = house_from_environment()
    return Settling(house, load_centre(house.centre_dir))


def instant(option: str, text: str | None) -> datetime | None:
    """An instant in UTC, naive; a day alone means its end."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-06-30"):
            return datetime.combine(date.fromisoformat(text), datetime.max.time())
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "this is not an instant",
            place=Place(option),
            value=text,
            next_step="write it in UTC, as 2026-07-05T02:00 or 2026-07-05",
        ) from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def figure_of(option: str, text: str | None) -> Decimal | None:
    """An exact number from the command line. Raises Refusal for anything else."""
    if text is None:
        return None
    try:
        figure = Decimal(text)
    except ArithmeticError:
        figure = Decimal("nan")
    if not figure.is_finite():
        raise Refusal(
            "this is not a number", place=Place(option), value=text, next_step="write it as 12.50"
        )
    return figure
