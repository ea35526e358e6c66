"""The law's side of a month as a run stores it: overtime, time off in lieu, claims, proofs.

Belongs here: fetching what `scoring.statutory` reads and storing what it returns. Must stay out:
any limit, rate or formula of the law.
"""
