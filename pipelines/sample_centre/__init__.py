"""The sample centre: realistic extracts of a made-up contact centre, and the truth in them.

Belongs here: the simulation of people, calls and the systems that record them, the formats
in which such systems export, the rows that are spoilt on purpose, and the record of all that
was put in. Must stay out: landing, warehouse and every other reader of the extracts (they
meet the sample centre only through its files), and real data.

Public: `write_sample_centre`, `Truth`.
"""

from pipelines.sample_centre.generator import write_sample_centre
from pipelines.sample_centre.truth import Truth

__all__ = ["Truth", "write_sample_centre"]
