"""What a plan will give: service as distributions under forecast error, and a reserve against it.

Belongs here: the error of forecasts as a factor of the day and one of the half-hour, how queues
share it, predictions of given staffing, the worth of one agent more or less, and the two-stage
reserve. Stays out: making forecasts, requirements and rosters, and which prices a centre pays.
"""

from scheduling.prediction.correlation import ErrorCorrelation, error_correlation
from scheduling.prediction.errors import ForecastErrors, draw_offered, forecast_errors
from scheduling.prediction.predicted import Prediction, predict
from scheduling.prediction.reserve import ReservePrices, WindowReserve, size_reserve
from scheduling.prediction.risk import Risk, plan_risk
from scheduling.prediction.shared_reserve import SharedReserve
from scheduling.prediction.simulated import simulate_plan

__all__ = [
    "ErrorCorrelation",
    "ForecastErrors",
    "Prediction",
    "ReservePrices",
    "Risk",
    "SharedReserve",
    "WindowReserve",
    "draw_offered",
    "error_correlation",
    "forecast_errors",
    "plan_risk",
    "predict",
    "simulate_plan",
    "size_reserve",
]
