"""Versions are immutable, whole, and found by time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.landing.store import LandingStore

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
NOTHING = pa.table({"a": pa.array([], pa.int64())})
A, B = "a" * 64, "b" * 64


def rows(*values: int) -> pa.Table:
    return pa.table({"a": pa.array(values, pa.int64())})


def write(store: LandingStore, digest: str, now: datetime, table: pa.Table = NOTHING):
    return store.write("sales", "2026-04-01", digest, now, table, NOTHING)


def test_the_newest_version_is_current_and_older_ones_stay(tmp_path: Path):
    store = LandingStore(tmp_path)
    first = write(store, A, NOON, rows(1))
    second = write(store, B, NOON + timedelta(hours=1), rows(2))
    assert store.version("sales", "2026-04-01") == second
    assert first.landing.exists() and first.landing.name.startswith("20260402T120000.000000Z-aaaa")
    assert store.version("sales", "2026-04-01", NOON + timedelta(minutes=59)) == first
    assert store.version("sales", "2026-04-01", NOON) == first
    assert store.version("sales", "2026-04-01", NOON - timedelta(seconds=1)) is None


def test_the_same_content_is_not_written_again(tmp_path: Path):
    store = LandingStore(tmp_path)
    first = write(store, A, NOON)
    assert write(store, A, NOON + timedelta(days=1)) == first
    assert len(list(first.landing.parent.iterdir())) == 1


def test_content_that_returns_is_a_new_version(tmp_path: Path):
    store = LandingStore(tmp_path)
    for hours, digest in enumerate((A, B, A)):
        newest = write(store, digest, NOON + timedelta(hours=hours))
    assert newest.known_since == NOON + timedelta(hours=2)


def test_a_version_never_sorts_before_the_one_it_replaces(tmp_path: Path):
    store = LandingStore(tmp_path)
    write(store, A, NOON)
    late = write(store, B, NOON - timedelta(days=1))
    assert store.version("sales", "2026-04-01") == late


def test_equal_rows_give_equal_bytes(tmp_path: Path):
    one = write(LandingStore(tmp_path / "1"), A, NOON, rows(3, 1, 2))
    two = write(LandingStore(tmp_path / "2"), A, NOON, rows(3, 1, 2))
    assert one.landing.read_bytes() == two.landing.read_bytes()


@pytest.mark.parametrize("killed_at", ["fsync", "rename_quarantine", "rename_landing"])
def test_a_killed_write_leaves_nothing_that_counts(tmp_path: Path, monkeypatch, killed_at):
    store = LandingStore(tmp_path)
    before = write(store, A, NOON)
    rename = Path.rename

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    def die_at(path: Path, target: Path) -> Path:
        room = target.relative_to(tmp_path).parts[0]
        return die() if killed_at == f"rename_{room}" else rename(path, target)  # type: ignore[return-value]

    with monkeypatch.context() as patched:
        if killed_at == "fsync":
            patched.setattr("pipelines.landing.store.os.fsync", die)
        patched.setattr(Path, "rename", die_at)
        with pytest.raises(Killed):
            store.write("sales", "2026-04-01", B, NOON + timedelta(hours=1), rows(1), rows(2))

    assert store.version("sales", "2026-04-01") == before
    store.forget_unfinished("sales")
    assert not list(tmp_path.rglob(".*.part"))
    after = store.write("sales", "2026-04-01", B, NOON + timedelta(hours=1), rows(1), rows(2))
    assert store.version("sales", "2026-04-01") == after
    assert after.quarantine is not None and after.quarantine.name == after.landing.name
