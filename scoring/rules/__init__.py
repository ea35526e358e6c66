"""Rule files: their models, the checks on them, and their values in one month.

Belongs here: the YAML models (`scorecard`, `points`, `pay`), the compiler (`compiled`) with
its checks, and the plans that the engine calculates with (`plans`). Must stay out: people,
metric values and every calculation.
"""
