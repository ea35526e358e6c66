"""Institutions 制度: attendance, quality, training, conduct, and what each took from whom (S0-09).

Belongs here: which metric belongs to which institution (`rules`), and every deduction and gate of
a calculated month by person and institution, with what is counted twice (`lines`). Must stay out:
the rules that deduct, which stand in scorecards and pay plans; the clock, the disk, databases.
"""

from scoring.institutions.lines import institution_lines
from scoring.institutions.rules import Institutions, read_institutions
from scoring.institutions.tables import INSTITUTION_LINES

__all__ = ["INSTITUTION_LINES", "Institutions", "institution_lines", "read_institutions"]
