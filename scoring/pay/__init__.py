"""Pay: components P1 … P12, one file each; their order, limits and gates; lines and trace.

Belongs here: everything between scores or points and money (scoring.md 4.7), for all people
of a plan at once. Must stay out: how scores and points are made, what the law says
(`statutory/`), and every file format.

    paid = pay_people(plan, group, inputs)
    table = pay_lines("2026-06", paid)
    trace_pay(trace, paid)
"""

from scoring.pay.components import Paid, pay_people
from scoring.pay.inputs import Extras, PayInputs
from scoring.pay.lines import pay_lines
from scoring.pay.notices import facts_not_paid
from scoring.pay.trace import trace_pay

__all__ = [
    "Extras",
    "Paid",
    "PayInputs",
    "facts_not_paid",
    "pay_lines",
    "pay_people",
    "trace_pay",
]
