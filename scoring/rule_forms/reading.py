"""An edited form read back: its rows against the dated values they were made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scoring.catalogue import Catalogue
from scoring.rule_forms.changes import Change
from scoring.rule_forms.dated_values import DatedValue, leaves, steps_of
from scoring.rule_forms.drafts import Desk, corrections, new_entries
from scoring.rule_forms.given import COLUMNS, Cell, FormSheet, GivenSheet, Row, form_sheets
from scoring.rule_forms.problems import Problem, problem

SHEETS = ("values", "steps", "parameters")


@dataclass(frozen=True)
class Base:
    """What a form is made from: the centre, and the fingerprint of every rule file."""

    centre_id: str
    fingerprints: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """What a form says: its changes, what is wrong with its cells, and in rows of which files."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    faulty: frozenset[str] = frozenset()


def read_form(
    sheets: Sequence[GivenSheet],
    base: Base,
    values: Sequence[DatedValue],
    catalogue: Catalogue,
    locked_upto: date | None,
) -> Reading:
    """The changes that an edited form makes to `values`, and every fault of its cells.

    A form of another centre, of rules that changed meanwhile, or without its sheets and marks
    is read no further. `locked_upto` is the last day of the latest locked month.
    """
    forms = form_sheets(sheets)
    unfit = [*_unfit(forms), *(_outdated(forms, base) if "about" in forms else ())]
    if unfit:
        return Reading((), tuple(unfit))
    form = _Form(forms, values)
    desk = Desk(catalogue, locked_upto)
    problems = [*form.merged(), *form.strange(), *form.lost()]
    found = [*corrections(form.existing, desk), *new_entries(form.blank, desk)]
    problems += desk.problems
    return Reading(tuple(found), tuple(problems), frozenset(desk.faulty))


def _unfit(forms: Mapping[str, FormSheet]) -> Iterator[Problem]:
    for name, columns in COLUMNS.items():
        if name not in forms:
            yield problem("sheet_missing", f"{name}!A1", name=name)
            continue
        form = forms[name]
        for column in columns:
            if column not in form.columns:
                address = form.given.address(form.header, 1)
                yield problem("column_missing", address, name=f"{name}.{column}")


def _outdated(forms: Mapping[str, FormSheet], base: Base) -> Iterator[Problem]:
    """Whether the form is of these rules: `about` names the centre, and each file's fingerprint."""
    if not {"about", "value"} <= set(forms["about"].columns):
        return
    told = {row.text("about"): row.cell("value") for row in forms["about"].rows}
    centre = told.pop("centre", Cell("about!A1", None))
    if centre.value != base.centre_id:
        yield problem("other_centre", centre, theirs=centre.value, ours=base.centre_id)
        return
    for file, fingerprint in base.fingerprints.items():
        cell = told.get(file, Cell(centre.address, None))
        if cell.value != fingerprint:
            yield problem("outdated", cell, file=file)


class _Form:
    """The rows of a form sorted out: of existing entries, blank ones, and strange ones."""

    def __init__(self, forms: Mapping[str, FormSheet], values: Sequence[DatedValue]) -> None:
        self._forms = {name: forms[name] for name in SHEETS}
        self._values = {(value.file, value.key): value for value in values}

    @property
    def _rows(self) -> Iterator[tuple[str, Row, DatedValue | None]]:
        for name, form in self._forms.items():
            for row in form.rows:
                yield name, row, self._values.get((row.text("file"), row.text("key")))

    @cached_property
    def existing(self) -> dict[tuple[str, str, str], list[tuple[Row, DatedValue]]]:
        """Rows of entries that the rules have, by file, key and day."""
        found: dict[tuple[str, str, str], list[tuple[Row, DatedValue]]] = {}
        for _, row, value in self._rows:
            if value is not None and row.text("entry") in _days(value):
                at = (value.file, value.key, row.text("entry"))
                found.setdefault(at, []).append((row, value))
        return found

    @cached_property
    def blank(self) -> dict[tuple[str, str], list[tuple[Row, DatedValue]]]:
        """The rows for new entries in which something was entered, by file and key."""
        found: dict[tuple[str, str], list[tuple[Row, DatedValue]]] = {}
        for _, row, value in self._rows:
            if value is not None and not row.text("entry") and row.entered():
                found.setdefault((value.file, value.key), []).append((row, value))
        return found

    def strange(self) -> Iterator[Problem]:
        """Rows that people made themselves, and rows that stand twice."""
        seen: set[tuple[str, ...]] = set()
        for name, row, value in self._rows:
            entered, entry = row.entered(), row.text("entry")
            if value is None or (entry and entry not in _days(value)):
                if entered:
                    yield problem("row_unknown", entered[0])
            elif entry:
                identity = (name, value.file, value.key, entry, row.text("part"))
                if identity in seen:
                    yield problem("row_twice", row.cell("since"))
                seen.add(identity)

    def lost(self) -> Iterator[Problem]:
        """Entries of which a row is gone: the sheet is told, no cell of it is left."""
        present = {
            (name, value.file, value.key, row.text("entry"), row.text("part"))
            for name, row, value in self._rows
            if value is not None
        }
        for value in self._values.values():
            for day, entry in value.entries.items():
                wanted = set(_parts(entry["value"]))
                rows = {(n, value.file, value.key, day.isoformat(), part) for n, part in wanted}
                gone = sorted(rows - present)
                if gone:
                    form = self._forms[gone[0][0]]
                    yield problem(
                        "row_deleted", form.given.address(form.header, 1),
                        label=value.label, day=day,
                    )  # fmt: skip

    def merged(self) -> Iterator[Problem]:
        """Merged cells below the marks: one of them would be read and the others not."""
        for form in self._forms.values():
            for row, name in form.given.merged:
                if row > form.header:
                    first = name.partition(":")[0]
                    yield problem("merged", f"{form.given.title}!{first}", range=name)


def _days(value: DatedValue) -> set[str]:
    return {day.isoformat() for day in value.entries}


def _parts(said: object) -> Iterable[tuple[str, str]]:
    """The sheet and part of each row that an entry has in the form."""
    if not isinstance(said, dict | list):
        yield "values", ""
        return
    key = steps_of(said)
    if key is not None and isinstance(said, dict):
        yield from (("steps", str(index)) for index in range(len(said[key])))
    yield from (("parameters", "/".join(map(str, leaf))) for leaf, _ in leaves(said))
