"""A month recomputed in a folder of its own: any rules, data as known at any instant, any code.

Equal arguments give byte-identical tables (scoring.md 4.10, feature N2): a replay that finds the
same arguments replayed before compares the bytes, and a difference is a defect of the product.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data_contracts.refusal import Place, Refusal
from pipelines.identity import RunIdentity, run_identity
from pipelines.settings import PROJECT, House, now
from pipelines.settlement import replay_run
from pipelines.settlement.carried import CARRIED
from pipelines.settlement.corrections import override_journal
from pipelines.settlement.sources import code_folder, place_data, rules_folder

_MART_RULES = ("centre.yaml", "calendar.yaml", "queues.yaml")
_PARSED = ("manifest.json", "semantic_manifest.json", "parsed_from", "partial_parse.msgpack")
_RUNNER = Path("pipelines", "settlement", "replay_run.py")


@dataclass(frozen=True)
class Arguments:
    """What a replay recomputes a month with; None is what is in force now.

    `rules` is a folder, a day or a commit; `data_as_of` naive UTC; `code` a commit.
    """

    rules: str | None = None
    data_as_of: datetime | None = None
    code: str | None = None


@dataclass(frozen=True)
class Replayed:
    """A finished replay: its identity, where it lies, and the SHA-256 of every table's file."""

    identity: RunIdentity
    folder: Path
    digests: dict[str, str]

    def table(self, name: str) -> pa.Table:
        """One of its tables: a result table, metric_values or people."""
        return pq.read_table(self.folder / f"{name}.parquet")


@dataclass
class Replayer:
    """Replays of one centre that share what they can: marts of equal data, code and calendar."""

    house: House
    work: Path
    repository: Path = PROJECT
    _done: dict[tuple[str, Arguments], Replayed] = field(default_factory=dict)
    _marts: dict[str, Path] = field(default_factory=dict)
    _count: int = 0

    def replay(self, period: str, arguments: Arguments) -> Replayed:
        """Recompute `period` and keep its tables below replay/ of the output folder.

        Raises Refusal where the rules, data or code cannot be had or do not calculate, and
        RuntimeError where equal arguments gave other bytes than before.
        """
        key = (period, arguments)
        if key not in self._done:
            self._done[key] = self._replay(period, arguments)
        return self._done[key]

    def known(self, period: str, arguments: Arguments) -> Replayed | None:
        """An earlier replay with these arguments under this code, or None: nothing is computed."""
        if arguments.code is not None:
            return None
        scratch = self._placed(period, arguments)
        identity = run_identity(scratch, period)
        folder = _folder(self.house, scratch, identity, self._months(period))
        return Replayed(identity, folder, _digests(folder)) if folder.exists() else None

    def _replay(self, period: str, arguments: Arguments) -> Replayed:
        code = code_folder(arguments.code, self.work, self.repository)
        scratch = self._placed(period, arguments)
        marts = self._marts_key(scratch, code)
        if marts in self._marts:
            _reuse_marts(self._marts[marts], scratch)
        else:
            _reuse_parsed_project(self.house, scratch)
        months = self._months(period)
        _run(scratch, code, months, arguments)
        self._marts.setdefault(marts, scratch.out)
        return _kept(self.house, scratch, months)

    def _placed(self, period: str, arguments: Arguments) -> House:
        """A scratch folder with the landing, rules and corrections of the arguments."""
        self._count += 1
        centre = rules_folder(arguments.rules, self.house.centre_dir, self.work, self.repository)
        scratch = House(centre, self.work / f"run{self._count}")
        place_data(self.house, scratch, period, arguments.data_as_of)
        return scratch

    def _months(self, period: str) -> list[str]:
        """The month after those whose metric values are published: rules may look back to them."""
        if not self.house.published.exists():
            return [period]
        with duckdb.connect(str(self.house.published), read_only=True) as connection:
            rows = connection.execute(
                "select distinct period from scoring.metric_values where period < ? order by 1",
                [period],
            ).fetchall()
        return [*(month for (month,) in rows), period]

    def _marts_key(self, scratch: House, code: Path) -> str:
        landed = sorted(str(p.readlink()) for p in scratch.landing.glob("*/date=*/*.parquet"))
        rules = [(scratch.centre_dir / name).read_text(encoding="utf-8") for name in _MART_RULES]
        return hashlib.sha256("\n".join([str(code), *rules, *landed]).encode()).hexdigest()


@contextmanager
def replayer(house: House, repository: Path = PROJECT) -> Generator[Replayer]:
    """Replays with a work folder that is removed at the end."""
    house.out.mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix=".replay-", dir=house.out))
    try:
        yield Replayer(house, work, repository)
    finally:
        shutil.rmtree(work)


def _reuse_marts(source: Path, scratch: House) -> None:
    shutil.copyfile(source / scratch.warehouse.name, scratch.warehouse)
    shutil.copytree(source / scratch.dbt_target.name, scratch.dbt_target)


def _reuse_parsed_project(house: House, scratch: House) -> None:
    """What dbt has parsed already; it parses again where the replayed project is another one."""
    scratch.dbt_target.mkdir(parents=True)
    for name in _PARSED:
        if (house.dbt_target / name).exists():
            shutil.copyfile(house.dbt_target / name, scratch.dbt_target / name)


def _run(scratch: House, code: Path, months: Sequence[str], arguments: Arguments) -> None:
    """Calculate in a process of its own, under the replayed code and its clock."""
    runner = next(p for p in (code / _RUNNER, PROJECT / _RUNNER) if p.exists())
    moment = arguments.data_as_of or now()
    environment = {
        **os.environ,
        "PYTHONPATH": str(code),
        "PYTHONWARNINGS": "ignore",
        "SOURCE_DATE_EPOCH": str(int(moment.replace(tzinfo=UTC).timestamp())),
    }
    done = subprocess.run(
        [sys.executable, "-P", str(runner), str(scratch.centre_dir), str(scratch.out), *months],
        env=environment, cwd=code, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise _failed(done.stderr, arguments)


def _failed(told: str, arguments: Arguments) -> Exception:
    """What the calculation said last: a refusal of the rules, or code that cannot be replayed."""
    lines = [line.strip() for line in told.splitlines() if line.strip()] or ["no message"]
    reason = lines[-1].removeprefix("data_contracts.refusal.")
    if arguments == Arguments():
        return RuntimeError(f"the replay failed: {reason}")
    return Refusal(
        f"the month does not calculate with these arguments: {reason}",
        place=Place("replay"),
        next_step="choose other rules, another instant or another commit",
    )


def _kept(house: House, scratch: House, months: Sequence[str]) -> Replayed:
    """The tables under the fingerprint of the arguments, unless equal ones lie there already."""
    said = json.loads((scratch.out / replay_run.IDENTITY).read_text(encoding="utf-8"))
    identity = RunIdentity(**said)
    made = scratch.out / "tables"
    replayed = Replayed(identity, _folder(house, scratch, identity, months), _digests(made))
    if replayed.folder.exists():
        _require_equal(replayed)
        return replayed
    described = {"identity": said, "run_id": identity.run_id, "sha256": replayed.digests}
    text = json.dumps(described, indent=1, sort_keys=True)
    (made / "replay.json").write_text(text + "\n", encoding="utf-8")
    replayed.folder.parent.mkdir(parents=True, exist_ok=True)
    made.rename(replayed.folder)
    return replayed


def _folder(house: House, scratch: House, identity: RunIdentity, months: Sequence[str]) -> Path:
    """Where a replay is kept: named by all that it read beside the code."""
    corrections = override_journal(scratch).path
    entered = hashlib.sha256(corrections.read_bytes() if corrections.exists() else b"").hexdigest()
    posted = sorted(
        path.relative_to(scratch.out).as_posix() for path in scratch.out.glob("locked/*/*/v*")
    )
    settled = _digests(scratch.out / CARRIED)
    marks = "\n".join([identity.run_id, *months, entered, *posted, *settled.values()])
    return house.out / "replay" / hashlib.sha256(marks.encode()).hexdigest()[:12]


def _require_equal(replayed: Replayed) -> None:
    before = _digests(replayed.folder)
    other = [name for name in replayed.digests if before.get(name) != replayed.digests[name]]
    if other:
        raise RuntimeError(
            f"equal arguments gave other bytes than {replayed.folder}: {', '.join(other)}"
        )


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*.parquet"))
    }
