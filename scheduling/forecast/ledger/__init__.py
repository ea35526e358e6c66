"""The forecast ledger (N17): what was forecast when a plan was made, and how it turned out.

Belongs here: freezing a forecast, its errors against what came, champion and challengers, and
what planners overrode. Stays out: making forecasts, and where the tables are stored.
"""

from scheduling.forecast.ledger.champions import CHAMPIONS, champions, current_champions
from scheduling.forecast.ledger.errors import ACCURACY, accuracy, backtest_pairs, frozen_pairs
from scheduling.forecast.ledger.frozen import FROZEN, VERSIONS, freeze
from scheduling.forecast.ledger.overrides import (
    OVERRIDES,
    Override,
    OverrideFile,
    overridden,
    reconciled,
)

__all__ = [
    "ACCURACY",
    "CHAMPIONS",
    "FROZEN",
    "OVERRIDES",
    "VERSIONS",
    "Override",
    "OverrideFile",
    "accuracy",
    "backtest_pairs",
    "champions",
    "current_champions",
    "freeze",
    "frozen_pairs",
    "overridden",
    "reconciled",
]
