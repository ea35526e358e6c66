"""Acknowledgements kept: an append-only log, its commands, and the month's tables (X14).

Must stay out: which plan is whose and what an acknowledgement is worth, which is
scoring.acknowledgement's.
"""
