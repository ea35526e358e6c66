"""Answering "why" on the command line, from the published copy of the warehouse.

Belongs here: the trace of a person's month, and from its nodes down to days and to the rows of the
extracts. Must stay out: making the trace (`scoring`), and anything that changes a table.
"""
