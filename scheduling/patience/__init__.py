"""How long people wait before they leave, from waits that an answer cuts short.

Belongs here: the Kaplan–Meier curve of patience, its hazard, and the mean patience that Erlang A
takes. Stays out: queues, forecasts, and which contacts are counted.
"""

from scheduling.patience.curve import hazard_by_wait, patience_curve
from scheduling.patience.mean import Patience, estimate_patience

__all__ = ["Patience", "estimate_patience", "hazard_by_wait", "patience_curve"]
