"""Which files a mapping reads for the days of a run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from data_contracts.refusal import Place, Refusal
from pipelines.landing.mapping import SourceMapping

_DATE = re.compile(r"\{date:([^}]*)\}")


@dataclass(frozen=True)
class Extract:
    """One file: where it lies, its name below the extracts, and the day its name says."""

    path: Path
    name: str
    day: date | None

    @property
    def place(self) -> Place:
        """The file as shown to people."""
        return Place(self.name)


def find_extracts(mapping: SourceMapping, root: Path, first: date, last: date) -> list[Extract]:
    """The files of a run from `first` to `last`, both included, in the order of their names.

    Raises Refusal naming path and day where a file is missing that the mapping expects.
    """
    found: list[Extract] = []
    for pattern in mapping.rule.files:
        if not mapping.rule.dated_files:
            found.extend(_undated(mapping, root, pattern))
        elif mapping.contract.delivery == "snapshot":
            found.extend(_snapshots(mapping, root, pattern, first, last))
        else:
            found.extend(_daily(mapping, root, pattern, first, last))
    return sorted(set(found), key=lambda extract: (extract.day or date.min, extract.name))


def _undated(mapping: SourceMapping, root: Path, pattern: str) -> list[Extract]:
    paths = sorted(path for path in root.glob(pattern) if path.is_file())
    if not paths and mapping.rule.missing_file == "refuse":
        raise _missing(mapping, root, pattern, "no file has this name")
    return [Extract(path, path.relative_to(root).as_posix(), None) for path in paths]


def _daily(
    mapping: SourceMapping, root: Path, pattern: str, first: date, last: date
) -> list[Extract]:
    found: list[Extract] = []
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        name = _DATE.sub(lambda found, day=day: day.strftime(found[1]), pattern)
        if (root / name).is_file():
            found.append(Extract(root / name, name, day))
        elif mapping.rule.missing_file == "refuse":
            raise _missing(mapping, root, name, f"the file of {day.isoformat()} is missing")
    return found


def _snapshots(
    mapping: SourceMapping, root: Path, pattern: str, first: date, last: date
) -> list[Extract]:
    dated = sorted(
        (extract for extract in _existing(root, pattern) if extract.day and extract.day <= last),
        key=lambda extract: extract.day or date.min,
    )
    before = [extract for extract in dated if extract.day and extract.day <= first]
    within = [extract for extract in dated if extract.day and extract.day > first]
    found = before[-1:] + within
    if not found and mapping.rule.missing_file == "refuse":
        told = f"there is no copy of {last.isoformat()} or an earlier day"
        raise _missing(mapping, root, pattern, told)
    return found


def _existing(root: Path, pattern: str) -> list[Extract]:
    formats = _DATE.findall(pattern)
    parts = [re.escape(part) for part in _DATE.split(pattern)[::2]]
    shape = re.compile("(.+?)".join(parts) + "$")
    found: list[Extract] = []
    for path in root.glob(_DATE.sub("*", pattern)):
        name = path.relative_to(root).as_posix()
        match = shape.match(name)
        day = _day(match.groups(), formats) if match else None
        if day is not None:
            found.append(Extract(path, name, day))
    return found


def _day(texts: tuple[str, ...], formats: list[str]) -> date | None:
    try:
        return datetime.strptime(" ".join(texts), " ".join(formats)).date()
    except ValueError:
        return None


def _missing(mapping: SourceMapping, root: Path, name: str, what: str) -> Refusal:
    return Refusal(
        what,
        place=Place(f"{root.name}/{name}"),
        next_step=(
            f"deliver the file and run again, or write missing_file: skip in "
            f"{mapping.document.file} if the source is silent on such days"
        ),
    )
