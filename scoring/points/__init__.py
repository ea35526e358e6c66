"""Points: work × standard × coefficients, one ledger row per person, day and type of work.

Belongs here: the ledger (scoring.md 4.6) with its coefficients, caps, corrections and expiry,
its lines and its trace. Must stay out: how standards are studied (`standards/`), what a point
is worth in money (`pay/`), and every file format.
"""

from scoring.points.corrections import expire, reverse
from scoring.points.expiry_trace import expiry_trace
from scoring.points.ledger import Ledger, earn_points, take_back
from scoring.points.lines import point_lines
from scoring.points.overtime import overtime_points
from scoring.points.reversals import TakenBack
from scoring.points.trace import trace_points

__all__ = [
    "Ledger",
    "TakenBack",
    "earn_points",
    "expire",
    "expiry_trace",
    "overtime_points",
    "point_lines",
    "reverse",
    "take_back",
    "trace_points",
]
