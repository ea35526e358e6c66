"""Pay: components P1, P2, P4, one file each; their order, limits and gates; their lines.

Belongs here: everything between scores or points and money. Must stay out: how scores and
points are made, and every file format.
"""
