"""KPIs: a centre's few figures against their targets, and how likely each target is met (S2-34).

Belongs here: the KPI file (`rules`), how weeks are drawn (`weeks`), attainment, lights, forecasts
and chances (`judged`), people in figures (`staff`), and what threatens soon with the cheapest way
out (`ahead`, `ways_out`, `warnings`). Must stay out: how a metric is summed, the clock, the disk
and databases. Sums come in; what reaches no score and no pay may be computed in floats, and is
rounded once.
"""

from scoring.kpi.ahead import Absence, Ahead, Costs, Gap, Leave, Month, Prices, Week
from scoring.kpi.judged import judge_kpis
from scoring.kpi.rules import Kpi, KpiPlan, KpiRules
from scoring.kpi.staff import staff_figures
from scoring.kpi.tables import EARLY_WARNINGS, KPI_WEEKS, KPIS, STAFF_FIGURES
from scoring.kpi.warnings import early_warnings

__all__ = [
    "EARLY_WARNINGS",
    "KPIS",
    "KPI_WEEKS",
    "STAFF_FIGURES",
    "Absence",
    "Ahead",
    "Costs",
    "Gap",
    "Kpi",
    "KpiPlan",
    "KpiRules",
    "Leave",
    "Month",
    "Prices",
    "Week",
    "early_warnings",
    "judge_kpis",
    "staff_figures",
]
