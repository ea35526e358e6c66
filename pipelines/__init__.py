"""The only room that knows the clock, the disk, Dagster, DuckDB and SMTP.

Belongs here: reading a centre's folder, landing its extracts, opening and publishing the
warehouse, the Dagster definitions, the command line, sending mail, the sample centre.
Kept thin: it fetches tables, calls one engine, stores what comes back. Must stay out:
any formula of a metric, a score, a pay component, a forecast or a roster, and the look of
a sheet.
"""
