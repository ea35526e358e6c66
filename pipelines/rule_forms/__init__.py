"""Rules by workbook: export a form, check an edited one, take it over (S0-07, S2-35).

Belongs here: reading and writing .xlsx and rule files, locked months, trying a change on past
months, the answer by mail. Must stay out: what a cell means and what a change makes of a rule
file (scoring.rule_forms), how the sheets look (reports).
"""
