"""Rule forms: dated values to the lines of a workbook, and an edited workbook to rule files.

Belongs here: the lines of the form, reading its cells, types and units, the changes it makes
to the texts of rule files, the compiler's refusals with their cells and in Chinese (S0-07,
S2-35). Must stay out: reading and writing .xlsx, the disk, which months are locked, mail.

    values = dated_values(texts)
    lines = form_lines(values, metrics, locked_upto)
    reading = read_form(sheets, Base(centre_id, fingerprints), values, metrics, locked_upto)
    verdict = judged(reading, texts, compile_centre)
"""

from scoring.rule_forms.changes import Change
from scoring.rule_forms.checking import Verdict, judged
from scoring.rule_forms.dated_values import DatedValue, dated_values
from scoring.rule_forms.fixed_keys import RULE_FORM_FIXED, fixed_keys
from scoring.rule_forms.form_lines import RULE_FORM_LINES, form_lines
from scoring.rule_forms.given import Cell, GivenSheet
from scoring.rule_forms.problems import Problem, problem
from scoring.rule_forms.reading import Base, Reading, read_form
from scoring.rule_forms.rule_text import RuleText
from scoring.rule_forms.standing import standing_text

__all__ = [
    "RULE_FORM_FIXED",
    "RULE_FORM_LINES",
    "Base",
    "Cell",
    "Change",
    "DatedValue",
    "GivenSheet",
    "Problem",
    "Reading",
    "RuleText",
    "Verdict",
    "dated_values",
    "fixed_keys",
    "form_lines",
    "judged",
    "problem",
    "read_form",
    "standing_text",
]
