"""The arguments of a replay fetched: data as known at T, rules and code of another commit."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from data_contracts.refusal import Place, Refusal
from pipelines.landing import LandingStore
from pipelines.settings import PROJECT, House
from pipelines.settlement.carried import place_carried
from pipelines.settlement.corrections import override_journal, overrides
from pipelines.settlement.locked import all_versions


def place_data(house: House, scratch: House, period: str, as_of: datetime | None) -> None:
    """Put what was known at `as_of` (naive UTC; None: everything) into `scratch`.

    The landing as symbolic links to the versions in force then; override rows and the adjustments
    of other months as entered by then; what earlier months settled. Raises Refusal where nothing
    had landed.
    """
    store = LandingStore(house.out)
    aware = as_of.replace(tzinfo=UTC) if as_of else None
    tables = sorted(path.name for path in house.landing.glob("*") if path.is_dir())
    versions = [v for table in tables for v in store.versions(table, aware)]
    if not versions:
        raise Refusal(
            "no data had landed by then",
            place=Place("--data-as-of"),
            value=as_of.isoformat() if as_of else None,
            next_step="choose a later instant, in UTC; the landing's file names say when each came",
        )
    for version in versions:
        link = scratch.landing / version.landing.relative_to(house.landing)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(version.landing.resolve())
    _place_corrections(house, scratch, period, as_of)
    place_carried(house, scratch, period)


def _place_corrections(house: House, scratch: House, period: str, as_of: datetime | None) -> None:
    journal = override_journal(scratch)
    for override in overrides(house):
        if as_of is None or override.entered_at <= as_of:
            journal.append(override)
    for version in all_versions(house):
        said = version.description
        known = as_of is None or said.created_at <= as_of
        if version.has_adjustments and said.period != period and known:
            copy = scratch.out / version.folder.relative_to(house.out)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(version.folder.resolve())


def rules_folder(
    given: str | None, centre_dir: Path, work: Path, repository: Path = PROJECT
) -> Path:
    """The centre's rules as `given`: None is today's folder, else a folder, a day or a commit.

    A day (YYYY-MM-DD) means the newest commit of that day or before, in UTC. Rules of a commit
    are written below `work`. Raises Refusal where there are none.
    """
    if given is None:
        return centre_dir
    if (Path(given) / "centre.yaml").is_file():
        return Path(given).resolve()
    commit = commit_of(given, "--rules", repository)
    if not centre_dir.is_relative_to(repository):
        raise Refusal(
            "this centre's rules are not kept in the project's repository",
            place=Place(str(centre_dir)),
            value=given,
            next_step="give a folder with the rules of that time: --rules <folder>",
        )
    inside = centre_dir.relative_to(repository)
    _unpack(commit, repository, work / "rules" / commit, [inside.as_posix()])
    return work / "rules" / commit / inside


def code_folder(given: str | None, work: Path, repository: Path = PROJECT) -> Path:
    """The code as `given`: None is this code, else the files of a commit, written below `work`.

    Raises Refusal where the commit was locked to other libraries: their numbers cannot be had
    in this environment.
    """
    if given is None:
        return PROJECT
    commit = commit_of(given, "--code", repository)
    folder = work / "code" / commit
    _unpack(commit, repository, folder, [])
    if (folder / "uv.lock").read_bytes() != (PROJECT / "uv.lock").read_bytes():
        raise Refusal(
            "this code was locked to other libraries: uv.lock differs",
            place=Place("--code"),
            value=given,
            next_step="check that commit out with its own environment and replay there",
        )
    return folder


def commit_of(given: str, option: str, repository: Path = PROJECT) -> str:
    """The commit that a day or a name means. Raises Refusal where there is none."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        command = ["rev-list", "-1", f"--before={given}T23:59:59+00:00", "HEAD"]
    else:
        command = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{given}^{{commit}}"]
    found = _git(repository, *command)
    commit = found.stdout.decode().strip()
    if found.returncode or not commit:
        raise Refusal(
            "this is no folder of rules, no day of the repository and no commit"
            if option == "--rules"
            else "this is no commit of the repository",
            place=Place(option),
            value=given,
            next_step="git log shows the commits; a day is written as 2026-06-30",
        )
    return commit


def _unpack(commit: str, repository: Path, folder: Path, paths: list[str]) -> None:
    if folder.exists():
        return
    archive = _git(repository, "archive", "--format=tar", commit, *paths)
    if archive.returncode:
        raise Refusal(
            f"the commit does not hold this: {archive.stderr.decode().strip()}",
            place=Place(", ".join(paths) or "repository"),
            value=commit,
            next_step="choose a commit that has it",
        )
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")


def _git(repository: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", "-C", str(repository), *arguments], capture_output=True, check=False
    )
