"""Workload: standard hours and points by type of work, and quantity beside quality (S1-15, S1-16).

Belongs here: the sums of the points ledger by person and type of work (`lines`), the matrix of
quantity and quality with its rule file (`rules`, `matrix`). Must stay out: standards and
coefficients, which are the tariff's; what a cell pays; the clock, the disk, databases.
"""

from scoring.workload.lines import workload_lines
from scoring.workload.matrix import work_matrix
from scoring.workload.rules import WorkMatrixPlan
from scoring.workload.tables import WORK_MATRIX, WORKLOAD_LINES

__all__ = ["WORKLOAD_LINES", "WORK_MATRIX", "WorkMatrixPlan", "work_matrix", "workload_lines"]
