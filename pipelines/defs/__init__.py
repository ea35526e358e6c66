"""The assets, checks and schedules, one file for each part of the flow.

Belongs here: what Dagster needs to show and run the flow: keys, groups, partitions, checks,
metadata. Must stay out: the work itself, which stands beside this package and runs without
Dagster.
"""
