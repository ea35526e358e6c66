"""The sample centre's roster beside a proven bound."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.planning import store_roster
from pipelines.warehouse import open_warehouse
from tests.bench.figure import Figure, at_most
from tests.bench.place import Place

GAP_GOAL_PERCENT = 2.0


def roster(place: Place) -> Mapping[str, Figure]:
    """Proven gap of the sample week's roster; by definition its bound has a gap of 0."""
    with open_warehouse(place.warehouse()) as connection:
        made = store_roster(connection, place.centre, place.period.plan_week)
    if made is None:
        raise ValueError("the sample centre has no shifts, so no roster")
    return {"roster": Figure(100 * made.proof.gap, "% gap", 0.0, at_most(GAP_GOAL_PERCENT))}
