"""Plan acknowledgement: what a person is scored and paid by, and who confirmed it (X14).

Belongs here: the plan document of each role with the hash of what it says, and the state of
everybody's acknowledgement. Must stay out: where acknowledgements are kept, who enters them,
workbooks.
"""

from scoring.acknowledgement.documents import PLAN_DOCUMENTS, plan_documents
from scoring.acknowledgement.status import (
    ACKNOWLEDGEMENT_STATUS,
    ACKNOWLEDGEMENTS,
    Acknowledgement,
    acknowledgement_status,
    acknowledgements_table,
)

__all__ = [
    "ACKNOWLEDGEMENTS",
    "ACKNOWLEDGEMENT_STATUS",
    "PLAN_DOCUMENTS",
    "Acknowledgement",
    "acknowledgement_status",
    "acknowledgements_table",
    "plan_documents",
]
