"""Awards of a centre: its contests, cascades, commission, guarantees and targets, month by month.

Belongs here: fetching what scoring.awards reads, and storing what it settles in schema scoring;
`extras` hands the month's amounts to pay.
Must stay out: how anybody earns (scoring.awards), scores and pay themselves, Dagster.

Order of a month: `commission` and `contests` rest on facts alone; `results` then calculates the
month in memory, settles cascades by its scores and guarantees by its pay; scores and pay follow.
"""
