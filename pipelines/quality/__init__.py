"""Quality as a run stores it: evaluations, calibration, reviews from several sides, coaching.

Belongs here: fetching what `scoring.quality` reads and storing what it returns. Must stay out: how
an evaluation is scored or a rater judged.
"""
