"""Forecasts of volume and handle time per queue and half-hour, with a 90 % interval.

Belongs here: history as a grid, methods, their combination by rolling origins, intervals,
accuracy. Stays out: agents and service levels (scheduling.requirement), files and clocks.
"""

from scheduling.forecast.accuracy import backtest
from scheduling.forecast.history import OpenHours
from scheduling.forecast.weeks_ahead import forecast

__all__ = ["OpenHours", "backtest", "forecast"]
