"""Work measurement: from observation sheets to standard times, points and their expiry.

Belongs here: time studies (`kind: time_study`), their statistics, the tariff that follows from
them and its check, re-time triggers (`kind: retiming`), and the learning curve of new staff.
Takes YAML documents and tables of timings, returns tables and YAML text.
Must stay out: the points ledger, the clock, the disk and databases. Means, standards and points
are exact; standard deviations, intervals and the fit of a curve are floats, converted once.

    studies = read_time_studies(documents, timings)
    standards = standards_of(studies)
    tables = standard_tables(standards)
    text = tariff_text(standards, heading)
    differences = check_tariff(tariff_document, standards, first, last)
    due = retime_triggers(standards, work_observed, as_of, retiming)
    curve = learning_curve(work_by_tenure, settled_from_week=26, weeks=13)

Source: scoring.md 4.6, features N11, S1-04, S1-18, X49.
"""

from scoring.standards.learning import LearningCurve, learning_curve, ramp_steps
from scoring.standards.retiming import Retiming, read_retiming, retime_triggers
from scoring.standards.standard import Standard, standards_of
from scoring.standards.study import LocatedStudy, read_time_studies
from scoring.standards.tables import (
    LEARNING_CURVE,
    RETIME_TRIGGERS,
    STANDARD_TIMES,
    STUDY_ELEMENTS,
    StandardTables,
    standard_tables,
)
from scoring.standards.tariff import TariffDifference, TariffHeading, check_tariff, tariff_text

__all__ = [
    "LEARNING_CURVE",
    "RETIME_TRIGGERS",
    "STANDARD_TIMES",
    "STUDY_ELEMENTS",
    "LearningCurve",
    "LocatedStudy",
    "Retiming",
    "Standard",
    "StandardTables",
    "TariffDifference",
    "TariffHeading",
    "check_tariff",
    "learning_curve",
    "ramp_steps",
    "read_retiming",
    "read_time_studies",
    "retime_triggers",
    "standard_tables",
    "standards_of",
    "tariff_text",
]
