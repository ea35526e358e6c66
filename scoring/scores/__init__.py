"""From metric values to a scored tree, its lines and its trace (scoring.md 4.1–4.5).

Belongs here: the order inside an item and a section, what stands in for missing values,
targets for part of a month and for training, compositions, gates on scores, and the texts.
Must stay out: the scoring functions themselves, points, pay, and which rules apply to whom.
"""
