"""Putting the parts of the flow together for one centre. No asset stands here."""

from __future__ import annotations

import warnings

import dagster as dg

from pipelines.centre import load_centre
from pipelines.defs.acknowledgements import acknowledgement_definitions
from pipelines.defs.analysis import analysis_definitions
from pipelines.defs.awards import award_definitions
from pipelines.defs.coaching import coaching_definitions
from pipelines.defs.finance import finance_definitions
from pipelines.defs.flags import flag_definitions
from pipelines.defs.ingest import ingest_definitions
from pipelines.defs.kpi import kpi_definitions
from pipelines.defs.mixed_work import mixed_work_definitions
from pipelines.defs.partitions import partitions_of
from pipelines.defs.plan import plan_definitions
from pipelines.defs.plan_analysis import plan_analysis_definitions
from pipelines.defs.qualification import qualification_definitions
from pipelines.defs.quality import quality_definitions
from pipelines.defs.report import report_definitions
from pipelines.defs.reviews import review_definitions
from pipelines.defs.schedules import schedule_definitions
from pipelines.defs.scores import score_definitions
from pipelines.defs.statutory import statutory_definitions
from pipelines.defs.tours import tour_definitions
from pipelines.defs.warehouse import warehouse_definitions
from pipelines.settings import House


def build_definitions(house: House) -> dg.Definitions:
    """Every asset, check, job and schedule of the centre that `house` names."""
    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    centre = load_centre(house.centre_dir)
    partitions = partitions_of(centre)
    return dg.Definitions.merge(
        dg.Definitions(executor=dg.in_process_executor),
        ingest_definitions(house, centre, partitions),
        warehouse_definitions(house, centre),
        quality_definitions(house, centre, partitions),
        review_definitions(house, centre, partitions),
        flag_definitions(house, centre, partitions),
        award_definitions(house, centre, partitions),
        score_definitions(house, centre, partitions),
        statutory_definitions(house, centre, partitions),
        acknowledgement_definitions(house, centre, partitions),
        finance_definitions(house, centre, partitions),
        analysis_definitions(house, centre, partitions),
        kpi_definitions(house, centre, partitions),
        coaching_definitions(house, centre, partitions),
        qualification_definitions(house, centre, partitions),
        plan_definitions(house, centre, partitions),
        plan_analysis_definitions(house, centre, partitions),
        mixed_work_definitions(house, centre, partitions),
        tour_definitions(house, centre, partitions),
        report_definitions(house, centre, partitions),
        schedule_definitions(centre, partitions),
    )
