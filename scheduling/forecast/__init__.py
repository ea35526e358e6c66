"""Forecasts of volume and handle time per queue and half-hour, with a 90 % interval.

Belongs here: history as a grid, levels, profiles, events, their combination by rolling origins,
intervals, accuracy, the day's re-forecast; `ledger` keeps what was forecast and how it turned out.
Stays out: agents and service levels (scheduling.requirement), files and clocks.
"""

from scheduling.forecast.accuracy import backtest, judged_forecasts
from scheduling.forecast.events import Event, EventFile
from scheduling.forecast.history import OpenHours, read_history
from scheduling.forecast.intraday import Reforecast, reforecast
from scheduling.forecast.queue_forecast import forecast_queue
from scheduling.forecast.weeks_ahead import Forecast, forecast, forecast_tables

__all__ = [
    "Event",
    "EventFile",
    "Forecast",
    "OpenHours",
    "Reforecast",
    "backtest",
    "forecast",
    "forecast_queue",
    "forecast_tables",
    "judged_forecasts",
    "read_history",
    "reforecast",
]
