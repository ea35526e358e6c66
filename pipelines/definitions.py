"""The code location that Dagster loads."""

from pipelines.assembly import build_definitions
from pipelines.settings import house_from_environment

defs = build_definitions(house_from_environment())
