"""Rows of the form made into changes: corrections of open entries, and new entries."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data_contracts.located_yaml import Path
from scoring.catalogue import Catalogue
from scoring.rule_forms.cell_values import value_in
from scoring.rule_forms.changes import Change, with_leaf, within_value
from scoring.rule_forms.dated_values import STEPS, DatedValue, steps_of
from scoring.rule_forms.given import Cell, Row
from scoring.rule_forms.problems import STEP_WORDS, Problem, problem
from scoring.rule_forms.value_words import day_in, is_end, same

Rows = Sequence[tuple[Row, DatedValue]]


@dataclass
class Desk:
    """What reading a form needs to know, and the problems it meets."""

    catalogue: Catalogue
    locked_upto: date | None
    problems: list[Problem] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)

    @contextmanager
    def reading(self, file: str) -> Generator[None]:
        """While rows of a rule file are read: a problem met meanwhile makes the file faulty."""
        known = len(self.problems)
        yield
        if len(self.problems) > known:
            self.faulty.add(file)

    def refuse(self, code: str, at: Cell | str, **gaps: object) -> None:
        """Note a problem."""
        self.problems.append(problem(code, at, **gaps))

    def value(self, cell: Cell, of: DatedValue, leaf: Path, model: Any) -> Any:
        """The value of a cell; `model`, and a problem noted, where it cannot be read."""
        found = value_in(cell, of, leaf, model, self.catalogue)
        if isinstance(found, Problem):
            self.problems.append(found)
            return model
        return found


def corrections(rows: Mapping[tuple[str, str, str], Rows], desk: Desk) -> Iterator[Change]:
    """Entries whose value or source was changed in place. Entries of locked months stay."""
    for (_, _, entry), group in rows.items():
        of, day = group[0][1], date.fromisoformat(entry)
        with desk.reading(of.file):
            yield from _correction(group, of, day, desk)


def _correction(group: Rows, of: DatedValue, day: date, desk: Desk) -> Iterator[Change]:
    old, old_source = of.entries[day]["value"], str(of.entries[day]["source"])
    new, source = old, old_source
    cells: dict[Path, str] = {}
    for row, _ in group:
        if day_in(row.cell("since").value) != day:
            desk.refuse("date_moved", row.cell("since"), day=day)
        for leaf, cell in _cells(row, of, old):
            read = _reread(cell, of, leaf, old, desk)
            if not same(read, within_value(old, leaf)):
                new, cells = with_leaf(new, leaf, read), {**cells, leaf: cell.address}
        said = row.text("source").strip()
        if said not in (old_source.strip(), ""):
            source, cells = said, {**cells, ("source",): row.cell("source").address}
        elif not said:
            desk.refuse("source_missing", row.cell("source"))
    if cells and desk.locked_upto is not None and day <= desk.locked_upto:
        for address in cells.values():
            desk.refuse("past_changed", address, day=day, upto=desk.locked_upto)
    elif cells:
        yield Change(of, day, old, new, source, True, cells)


def _reread(cell: Cell, of: DatedValue, leaf: Path, old: Any, desk: Desk) -> Any:
    """The value that a cell of an existing entry has now."""
    model = within_value(old, leaf)
    if cell.value is None:
        desk.refuse("value_missing", cell)
        return model
    if model is None:  # an end stays an end
        return None if is_end(cell.value) else desk.value(cell, of, leaf, of.latest)
    return desk.value(cell, of, leaf, model)


def _cells(row: Row, of: DatedValue, said: Any) -> Iterator[tuple[Path, Cell]]:
    """The cells of a row that say values, each with its path within the entry's value."""
    part = row.text("part")
    if "from" not in row.sheet.columns:
        yield _leaf(part, said), row.cell("value")
        return
    key = steps_of(said) or of.steps or "bands"
    for place, name in enumerate(STEPS[key]):
        yield (key, int(part), name if key == "bands" else place), row.cell(name)


def _leaf(part: str, said: Any) -> Path:
    """A part as a path: a number is a place where a list stands, else a key."""
    path: Path = ()
    for word in part.split("/") if part else ():
        inside = within_value(said, path)
        path = (*path, int(word) if isinstance(inside, list) else word)
    return path


@dataclass
class _Draft:
    """A new entry as its rows say it."""

    of: DatedValue
    since: Cell
    day: date
    rows: list[Row] = field(default_factory=list)

    @property
    def source(self) -> Cell:
        """The first cell that names the authority; the first of all where none does."""
        cells = [row.cell("source") for row in self.rows]
        return next((cell for cell in cells if cell.value is not None), cells[0])


def new_entries(rows: Mapping[tuple[str, str], Rows], desk: Desk) -> Iterator[Change]:
    """The new entries of every key, in the order of their days."""
    for group in rows.values():
        with desk.reading(group[0][1].file):
            yield from _of_key(group, group[0][1], desk)


def _of_key(group: Rows, of: DatedValue, desk: Desk) -> Iterator[Change]:
    said = {day: entry["value"] for day, entry in of.entries.items()}
    for draft in sorted(_drafts(group, of, desk), key=lambda draft: draft.day):
        begun = max((day for day in said if day < draft.day), default=None)
        change = _entry(draft, said[begun] if begun else None, desk)
        if change is not None:
            said[draft.day] = change.new
            yield change


def _drafts(group: Rows, of: DatedValue, desk: Desk) -> list[_Draft]:
    """The rows by day; a row without a day belongs to the one above it."""
    drafts: dict[date, _Draft] = {}
    day: date | None = None
    for row, _ in group:
        since = row.cell("since")
        if since.value is not None:
            day = _day(since, of, desk)
            if day is not None and day not in drafts:
                drafts[day] = _Draft(of, since, day)
        elif not drafts and day is None:
            desk.refuse("date_missing", since)
        if day is not None:
            drafts[day].rows.append(row)
    return list(drafts.values())


def _day(cell: Cell, of: DatedValue, desk: Desk) -> date | None:
    day = day_in(cell.value)
    if cell.formula:
        desk.refuse("formula", cell)
    elif day is None:
        desk.refuse("not_a_date", cell)
    elif desk.locked_upto is not None and day <= desk.locked_upto:
        desk.refuse("date_locked", cell, day=day, upto=desk.locked_upto)
    elif day in of.entries:
        desk.refuse("date_taken", cell, label=of.label, day=day)
    else:
        return day
    return None


def _entry(draft: _Draft, old: Any, desk: Desk) -> Change | None:
    """The change that a draft makes; None, with problems noted, where it cannot be made."""
    known, of, model = len(desk.problems), draft.of, draft.of.latest
    if draft.source.value is None:
        desk.refuse("source_missing", draft.source)
    source, entered = str(draft.source.value).strip(), _entered(draft, model, desk)
    cells = {path: cell.address for path, cell in entered.items()} or {(): draft.since.address}
    if any(is_end(cell.value) for cell in entered.values()):
        new = None
    elif not entered:
        desk.refuse("value_missing", draft.rows[0].cell(_first(draft.rows[0])))
        return None
    else:
        new = _composed(entered, of, old if _alike(old, model) else model, desk)
    if len(desk.problems) > known:
        return None
    return Change(of, draft.day, old, new, source, False, cells)


def _entered(draft: _Draft, model: Any, desk: Desk) -> dict[Path, Cell]:
    """The filled cells by path. A step lacks nothing, and no path is filled twice."""
    found: dict[Path, Cell] = {}
    for row in draft.rows:
        cells = list(_cells(row, draft.of, model))
        filled = [(path, cell) for path, cell in cells if cell.value is not None]
        if 0 < len(filled) < len(cells) and not any(is_end(cell.value) for _, cell in filled):
            empty = next(cell for _, cell in cells if cell.value is None)
            desk.refuse("step_incomplete", empty, name=STEP_WORDS[_column(row, empty)])
        for path, cell in filled:
            if path in found:
                desk.refuse("date_taken", row.cell("since"), label=draft.of.label, day=draft.day)
            found[path] = cell
    return found


def _composed(entered: Mapping[Path, Cell], of: DatedValue, base: Any, desk: Desk) -> Any:
    """The value in force before with the entered parts; a table of steps is taken whole."""
    key, new = steps_of(base), base
    steps = {path: cell for path, cell in entered.items() if key is not None and path[:1] == (key,)}
    if key is not None and steps:
        new = {**base, key: _steps(steps, of, key, base, desk)}
    for path, cell in entered.items():
        if path not in steps:
            new = with_leaf(new, path, desk.value(cell, of, path, within_value(base, path)))
    return new


def _steps(
    cells: Mapping[Path, Cell], of: DatedValue, key: str, base: Any, desk: Desk
) -> list[Any]:
    """The entered steps in the order of their rows, each number like those of its column."""
    rows: dict[int, list[Any]] = {}
    for path, cell in cells.items():
        model = max((row[path[2]] for row in base[key]), key=lambda said: str(said).endswith("0"))
        rows.setdefault(int(path[1]), []).append(desk.value(cell, of, path, model))
    if len(rows) < 2:
        desk.refuse("steps_one_only", next(iter(cells.values())))
    found = [rows[place] for place in sorted(rows)]
    if key == "points":
        return found
    return [dict(zip(STEPS[key], row, strict=False)) for row in found]


def _alike(first: Any, second: Any) -> bool:
    """Whether two values have the same shape, so that parts of one fit the other."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return first.keys() == second.keys() and steps_of(first) == steps_of(second)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second)
    return first is not None and not isinstance(first, dict | list)


def _first(row: Row) -> str:
    return "from" if "from" in row.sheet.columns else "value"


def _column(row: Row, cell: Cell) -> str:
    return next(name for name in row.sheet.columns if row.cell(name).address == cell.address)
