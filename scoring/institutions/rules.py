"""institutions.yaml: which metric belongs to which institution."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from data_contracts.dated import Rule
from data_contracts.located_yaml import LocatedYaml, validated

OTHER = "other"


class Institution(Rule):
    """One institution with the metrics that its rules count."""

    id: str
    name_zh: str
    name_en: str
    metrics: tuple[str, ...] = ()


class Institutions(Rule):
    """institutions.yaml; a metric of none of them belongs to `other`."""

    kind: Literal["institutions"]
    institutions: tuple[Institution, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_each(self) -> Institutions:
        ids = [one.id for one in self.institutions]
        metrics = [metric for one in self.institutions for metric in one.metrics]
        for what, names in (("institutions", ids), ("institutions name the metric", metrics)):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"two {what} {', '.join(twice)}")
        return self

    def of(self, metric: str) -> str:
        """The institution of a metric."""
        found = (one.id for one in self.institutions if metric in one.metrics)
        return next(found, OTHER)


def read_institutions(document: LocatedYaml) -> Institutions:
    """Raises Refusal with file and line for a file that is wrong."""
    return validated(Institutions, document)
