"""WB16: people and their development, for human resources."""

from __future__ import annotations

from reports.language import N_
from reports.workbooks import columns
from reports.workbooks import result_columns as results
from reports.workbooks.capacity_sheets import add_capacity
from reports.workbooks.person_facts_sheet import add_person_facts
from reports.workbooks.profile_sheets import add_profiles, add_training
from reports.workbooks.review_columns import CAPACITY_PLAN
from reports.workbooks.selection_sheets import add_criteria, add_promotion, add_talent

WORKBOOK_ID = "WB16"
TITLE = N_("People and development")
TRACED = False
READS = {
    "directory": columns.DIRECTORY,
    "person_profile": results.PERSON_PROFILE,
    "person_facts": results.PERSON_FACTS,
    "promotion_eligibility": results.PROMOTION_ELIGIBILITY,
    "talent_pool": results.TALENT_POOL,
    "training_needs": results.TRAINING_NEEDS,
    "capacity_plan": CAPACITY_PLAN,
}
SHEETS = (
    add_profiles,
    add_person_facts,
    add_promotion,
    add_criteria,
    add_talent,
    add_training,
    add_capacity,
)
