"""Where things lie on disk and what time it is: read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data_contracts.refusal import Place, Refusal

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE_CENTRE = PROJECT / "centres" / "sample"


@dataclass(frozen=True)
class House:
    """One centre's folder of rules and the folder that its run fills."""

    centre_dir: Path
    out: Path
    extracts_override: Path | None = None

    @property
    def landing(self) -> Path:
        return self.out / "landing"

    @property
    def quarantine(self) -> Path:
        return self.out / "quarantine"

    @property
    def control(self) -> Path:
        return self.out / "control"

    @property
    def warehouse(self) -> Path:
        return self.out / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.out / "published" / "warehouse.duckdb"

    @property
    def workbooks(self) -> Path:
        return self.out / "workbooks"

    @property
    def mail(self) -> Path:
        return self.out / "mail"

    @property
    def data_docs(self) -> Path:
        return self.out / "data_docs"

    @property
    def dbt_target(self) -> Path:
        return self.out / "dbt"

    @property
    def dagster_home(self) -> Path:
        return self.out / "dagster"

    @property
    def generated_extracts(self) -> Path:
        return self.out / "extracts"


def house_from_environment(environment: Mapping[str, str] | None = None) -> House:
    """CENTRE names the centre's folder, OUT the output folder, EXTRACTS the extracts' folder.

    Without OUT the sample centre fills `out/` and every other centre `out/<its folder's name>/`,
    so that two centres never share a warehouse.
    """
    env = os.environ if environment is None else environment
    centre_dir = Path(env.get("CENTRE") or SAMPLE_CENTRE).resolve()
    if not (centre_dir / "centre.yaml").is_file():
        raise Refusal(
            "this folder is not a centre: it has no centre.yaml",
            place=Place(str(centre_dir)),
            next_step="set CENTRE to a folder under centres/, for example CENTRE=centres/sample",
        )
    default_out = PROJECT / "out"
    if centre_dir != SAMPLE_CENTRE:
        default_out = default_out / centre_dir.name
    out = Path(env["OUT"]).resolve() if env.get("OUT") else default_out
    extracts = Path(env["EXTRACTS"]).resolve() if env.get("EXTRACTS") else None
    return House(centre_dir, out, extracts)


def now() -> datetime:
    """The time of the run, naive UTC; SOURCE_DATE_EPOCH fixes it for reproducible runs."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)
    return moment.replace(tzinfo=None, microsecond=0)
