"""Cost: what a month's work cost, what a contact costs, and what the budget said.

Belongs here: activity-based cost (S1-03, M149) from pay lines, the employer's contributions and
overheads; the journal entries of pay (X16); control totals; budgets and their variance (M148);
how full the seats were (M057), and what a point was worth (N5). It stands beside pay because it
is exact money made of pay lines: fen in integers, largest remainder, every amount a line with
its driver, share and reason.
Must stay out: what people are paid (`pay/`), forecasts of it (`impact/`), sheets, databases.

    plan = read_cost_rules(document, "2026-06")
    done = allocate(plan, facts)                    # .table: cost_lines
    unit, journal = unit_costs(done), journal_lines(done)
    controls = cost_controls(done, unit, journal, traced)
    budgets = read_budgets(document, "2026-06")
    variance = budget_variance("2026-06", budgets, actual)
    seats = seat_use(plan, occupied)
    prices = point_prices(run)
"""

from scoring.cost.allocation import Allocation, allocate
from scoring.cost.budgets import BudgetPlan, VolumeDriver, read_budgets
from scoring.cost.controls import cost_controls, differing
from scoring.cost.facts import CostFacts
from scoring.cost.journal import journal_lines
from scoring.cost.point_prices import point_prices
from scoring.cost.rules import CostPlan, read_cost_rules
from scoring.cost.seats import seat_use
from scoring.cost.unit_cost import unit_costs
from scoring.cost.variance import Actual, budget_variance

__all__ = [
    "Actual",
    "Allocation",
    "BudgetPlan",
    "CostFacts",
    "CostPlan",
    "VolumeDriver",
    "allocate",
    "budget_variance",
    "cost_controls",
    "differing",
    "journal_lines",
    "point_prices",
    "read_budgets",
    "read_cost_rules",
    "seat_use",
    "unit_costs",
]
