"""The engine's input tables as columns: checked once, sorted once.

Belongs here: one reader per input table, aligned to the rows of People. Must stay out: rules,
and anything computed from what was read but a metric's ratio.
"""

from scoring.inputs.measures import Measured, Measures, ratios, read_measures
from scoring.inputs.people import People, read_people
from scoring.inputs.work import ANY_TIME, Kind, Work, kinds_of, read_work

__all__ = [
    "ANY_TIME",
    "Kind",
    "Measured",
    "Measures",
    "People",
    "Work",
    "kinds_of",
    "ratios",
    "read_measures",
    "read_people",
    "read_work",
]
