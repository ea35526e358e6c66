"""Studies in brief, and the sample centre's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from data_contracts.located_yaml import LocatedYaml, read_yaml
from scoring.standards import Standard, read_time_studies, standards_of

SAMPLE = Path(__file__).parents[4] / "centres/sample"
Work = dict[str, Any]


def study(work_types: dict[str, Work], **keys: Any) -> LocatedYaml:
    """A study file with these work types; what is left out is that of an ordinary study."""
    usual = {
        "name_zh": "工作",
        "name_en": "Work",
        "studied_from": date(2025, 11, 3),
        "studied_to": date(2025, 11, 14),
        "valid_from": date(2026, 1, 1),
        "expires_on": date(2026, 12, 31),
        "allowance": "0",
        "source": "Time study, table 1",
    }
    document = {
        "kind": "time_study",
        "id": "study",
        "name_zh": "测时",
        "name_en": "Study",
        "owner": "Operations performance",
        "reference_s": 60,
        "work_types": {name: usual | work for name, work in work_types.items()},
    }
    text = yaml.safe_dump(document | keys, sort_keys=False, allow_unicode=True)
    return read_yaml(text, f"{(document | keys)['id']}.yaml")


def element(observations: Iterable[Any], **keys: Any) -> Work:
    """An element with these observations in seconds."""
    named = {"id": "talk", "name_zh": "通话", "name_en": "Talk"}
    return {**named, "observations_s": [str(one) for one in observations], **keys}


def standards(work_types: dict[str, Work], **keys: Any) -> tuple[Standard, ...]:
    """The standards of one study in brief."""
    return standards_of(read_time_studies([study(work_types, **keys)]))


def sample_document(name: str) -> LocatedYaml:
    """A rule file of the sample centre."""
    return read_yaml((SAMPLE / name).read_text("utf-8"), name)


def sample_standards() -> tuple[Standard, ...]:
    """The standards of the sample centre's studies."""
    names = sorted(file.name for file in (SAMPLE / "standards").glob("time_study*.yaml"))
    return standards_of(read_time_studies([sample_document(f"standards/{n}") for n in names]))
