"""The checker: recomputes every trace node from its inputs, with code of its own.

It shares nothing with the engine but the format of the trace (`scoring/trace.py`): its
arithmetic is plain Decimal and Fraction, one person at a time, written a second time on purpose.
Here belongs one rule per operation: what its output must be, given its inputs and children.
Must stay out: everything imported from the engine.

`check_trace` says what is wrong; `OPERATIONS` is the open table of rules by operation.
"""

from scoring.trace_check.nodes import check_trace
from scoring.trace_check.operations import OPERATIONS

__all__ = ["OPERATIONS", "check_trace"]
