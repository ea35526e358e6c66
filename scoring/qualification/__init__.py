"""Qualification: who may handle which type of contact, and who handled one without it (S1-05).

Belongs here: the qualification file (`rules`), the judgement of a person on a day (`judging`), the
matrix of the month and the work done without qualification (`matrix`). Must stay out: routing and
rosters, which have the same skills as hard constraints; the tariff; the clock, the disk, databases.
"""

from scoring.qualification.judging import Person, Skill
from scoring.qualification.matrix import qualification_matrix, unqualified_work
from scoring.qualification.rules import QualificationPlan, read_qualification
from scoring.qualification.tables import QUALIFICATION_MATRIX, UNQUALIFIED_WORK
from scoring.qualification.unpaid import UNQUALIFIED, without_pay

__all__ = [
    "QUALIFICATION_MATRIX",
    "UNQUALIFIED",
    "UNQUALIFIED_WORK",
    "Person",
    "QualificationPlan",
    "Skill",
    "qualification_matrix",
    "read_qualification",
    "unqualified_work",
    "without_pay",
]
