"""What makes two runs the same run: period, rules, data as of, code.

Equal identity gives byte-equal tables and workbooks. None of the four knows the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.settings import PROJECT, House

CODE = (
    "data_contracts/**/*.py", "data_contracts/**/*.yaml", "scoring/**/*.py", "scheduling/**/*.py",
    "reports/**/*.py", "reports/**/*.po", "reports/**/*.yaml", "pipelines/**/*.py",
    "dbt_project/*.yml", "dbt_project/models/**/*", "dbt_project/macros/**/*",
    "dbt_project/tests/**/*", "uv.lock",
)  # fmt: skip


@dataclass(frozen=True)
class RunIdentity:
    """The four arguments of a replay, as short fingerprints."""

    period: str
    rules: str
    data: str
    code: str

    @property
    def run_id(self) -> str:
        return _digest([self.period, self.rules, self.data, self.code])


def run_identity(house: House, period: str) -> RunIdentity:
    """Identity of a run of `period` on what lies on disk now."""
    return RunIdentity(
        period=period,
        rules=_files_digest(house.centre_dir, ("**/*.yaml",)),
        data=data_fingerprint(house.landing),
        code=code_version(),
    )


@cache
def code_version() -> str:
    """Fingerprint of every source file that can change a number or a sheet."""
    return _files_digest(PROJECT, CODE)


def data_fingerprint(landing: Path) -> str:
    """Fingerprint of the current landing version of each table and date.

    A version is named `<utc>-<sha12>.parquet`; the newest of a date is current, and only its
    hash counts, so that the hour of landing does not change a run's identity.
    """
    newest: dict[str, str] = {}
    for version in sorted(landing.glob("*/date=*/*.parquet")):
        newest[str(version.parent.relative_to(landing))] = version.stem.split("-")[-1]
    return _digest(f"{partition} {sha}" for partition, sha in sorted(newest.items()))


def _files_digest(root: Path, patterns: Iterable[str]) -> str:
    found = sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()})
    return _digest(
        f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in found
    )


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
