"""What may cross a wall: table contracts, dated values, refusals.

Belongs here: the ODCS files (`inputs/`, `marts/`, `outputs/`), the models that
read them, the dated value that every rule file is made of, the YAML reader that
remembers line numbers, and the one exception shown to operators without a
traceback. Must stay out: any other room of the house, the clock, the disk
(callers hand over text and file names), Dagster, DuckDB, and every business rule.
"""
