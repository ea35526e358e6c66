"""The award files of a centre, by kind and as they stand in a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Refusal
from pipelines.centre import Centre
from pipelines.period import Period
from scoring.awards import (
    read_cascade,
    read_commission,
    read_contest,
    read_guarantee,
    read_target_tree,
)
from scoring.awards.advances_rules import GuaranteePlan
from scoring.awards.cascade_rules import CascadePlan
from scoring.awards.commission_rules import CommissionPlan
from scoring.awards.contest_rules import ContestPlan
from scoring.awards.target_tree import TargetPlan
from scoring.catalogue import Catalogue

FOLDERS = ("contests", "cascades", "awards")
KINDS = ("contest", "commission", "cascade", "guarantee", "target_tree")


# What a run settles for each kind of file; `PAID` are the tables that pay waits for.
SETTLED = {
    "contest": ("contest_standings", "contest_prizes"),
    "commission": ("commission_lines",),
    "cascade": ("cascade_lines", "team_awards"),
    "guarantee": ("advance_ledger",),
    "target_tree": ("target_tree",),
}
PAID = ("contest_prizes", "commission_lines", "team_awards", "advance_ledger")


@dataclass(frozen=True)
class AwardRules:
    """Every award rule of a centre that has begun by the end of a month."""

    contests: tuple[ContestPlan, ...]
    cascades: tuple[CascadePlan, ...]
    commissions: tuple[CommissionPlan, ...]
    guarantees: tuple[GuaranteePlan, ...]
    targets: tuple[TargetPlan, ...]


def settled_tables(centre: Centre) -> tuple[str, ...]:
    """The tables of schema scoring that the centre's award files are settled in."""
    return tuple(
        table for kind in KINDS if award_documents(centre, kind) for table in SETTLED[kind]
    )


def paid_tables(centre: Centre) -> tuple[str, ...]:
    """Those of them that must be settled before pay."""
    return tuple(table for table in settled_tables(centre) if table in PAID)


def award_documents(centre: Centre, kind: str) -> list[LocatedYaml]:
    """The files of one kind. Raises Refusal for a file of no known kind."""
    documents = [document for folder in FOLDERS for document in centre.documents(folder)]
    return [document for document in documents if _kind(document) == kind]


def _kind(document: LocatedYaml) -> str:
    kind = document.data.get("kind") if isinstance(document.data, dict) else None
    if kind not in KINDS:
        raise Refusal(
            "this file does not say which kind of award it holds",
            place=document.place(("kind",)),
            value=kind,
            next_step=f"write kind: {' or '.join(KINDS)} on its first line",
        )
    return kind


def award_rules(centre: Centre, catalogue: Catalogue, period: Period) -> AwardRules:
    """The rules as they stand in `period`. Raises Refusal with file and line."""

    def begun(kind: str) -> list[LocatedYaml]:
        return [one for one in award_documents(centre, kind) if has_begun(one, period.last)]

    return AwardRules(
        contests=tuple(read_contest(one, catalogue) for one in award_documents(centre, "contest")),
        cascades=tuple(read_cascade(one, catalogue, period.name) for one in begun("cascade")),
        commissions=tuple(read_commission(one) for one in begun("commission")),
        guarantees=tuple(read_guarantee(one, period.name) for one in begun("guarantee")),
        targets=tuple(
            read_target_tree(one, catalogue) for one in award_documents(centre, "target_tree")
        ),
    )


def has_begun(document: LocatedYaml, day: date) -> bool:
    """Whether any dated value of the file is in force by `day`."""
    return any(since <= day for since in _dates(document.data))


def _dates(data: Any) -> Iterator[date]:
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, date):
                yield key
            else:
                yield from _dates(value)
    elif isinstance(data, list):
        for value in data:
            yield from _dates(value)
