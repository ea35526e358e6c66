"""What a change would do: fetch months, call scoring.impact, store what it finds, and tell.

Belongs here: the previews of rule changes, next month's pay and prices, the counterfactuals of
a month, and their commands. Must stay out: every calculation, which is scoring.impact's.
"""
