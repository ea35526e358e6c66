"""The metric values that scoring reads, aligned to the rows of People."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scoring.columns import Figures, Ints, Mask, Rows, divided, figures_of, ints, minus, product
from scoring.exact import SCORE_DIGITS
from scoring.inputs.people import People
from scoring.inputs.tables import refused, require

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Measured:
    """A metric of everybody: Σ numerator ÷ Σ denominator at 6 digits where there is a row.

    One entry per row of People. `n` is the number of cases, 0 where there is no row.
    `corrected` tells in Chinese and English where an override stands for what was measured;
    None: nowhere.
    """

    n: Ints
    numerator: Figures
    denominator: Figures
    value: Figures
    present: Mask
    corrected: tuple[Texts, Texts] | None = None

    def take(self, rows: Rows) -> Measured:
        """The entries of these rows."""
        return Measured(
            self.n[rows],
            self.numerator.take(rows),
            self.denominator.take(rows),
            self.value.take(rows),
            self.present[rows],
            None if self.corrected is None else self._corrections(rows),
        )

    def _corrections(self, rows: Rows) -> tuple[Texts, Texts] | None:
        zh, en = (texts[rows] for texts in self.corrected or ())
        return (zh, en) if any(zh.tolist()) else None


@dataclass(frozen=True)
class Measures:
    """Every metric of one period.

    `whole` holds the table's row of each row of People (−1: none) by metric and variant, for
    the whole month; `place` the same for the segment where the table tells segments apart. The
    last row of the columns stands for 'none'.
    """

    columns: Measured
    whole: dict[tuple[str, str], Rows]
    place: dict[tuple[str, str], Rows]
    count: int

    def of(
        self, metric: str, variant: str, rows: Rows | None = None, whole: Mask | None = None
    ) -> Measured:
        """One metric in one variant, for `rows` of People (None: all); where `whole` holds, that
        of the whole month and not of the segment."""
        key, nobody = (metric, variant), np.full(self.count, -1, dtype=np.int64)
        place = self.place.get(key, nobody)
        if whole is not None:
            place = np.where(whole, self.whole.get(key, nobody), place)
        return self.columns.take(place if rows is None else place[rows])

    @property
    def available(self) -> set[tuple[str, str]]:
        """Metrics of which at least one person has a value."""
        known = self.columns.value.is_known
        return {key for key, place in self.place.items() if known[place].any()}


NEEDED = ("period", "subject_kind", "subject_id", "metric", "variant", "n", "value")


def read_measures(table: pa.Table, period: str, people: People) -> Measures:
    """The agents' values of `period`, for every row of `people`.

    A row may name a `segment_from`: it then holds for that segment of the person alone. The
    value is recomputed here as numerator ÷ denominator, so that the trace reaches both.
    Raises Refusal where the table's own value differs by more than its last digit, or where
    a metric of one agent stands twice.
    """
    require(table, "metric_values", NEEDED)
    table = _of_agents(table, period).combine_chunks()
    columns, person = _measured(table), _persons(table, people)
    placed = {
        key: _placed(table, key, rows[person[rows] >= 0], person, people)
        for key, rows in _keys(table).items()
    }
    return Measures(
        columns,
        whole={key: whole for key, (whole, _) in placed.items()},
        place={key: place for key, (_, place) in placed.items()},
        count=len(people),
    )


def _of_agents(table: pa.Table, period: str) -> pa.Table:
    """The rows of the agents in one month; the table itself where it has no others."""
    periods, kinds = periods_of(table), table["subject_kind"].unique().to_pylist()
    if periods == {period} and kinds == ["agent"]:
        return table
    if period not in periods:
        return table.slice(0, 0)
    return table.filter((pc.field("period") == period) & (pc.field("subject_kind") == "agent"))


def periods_of(table: pa.Table) -> set[str]:
    """The months that the table has values of."""
    return set(table["period"].unique().to_pylist())


def _keys(table: pa.Table) -> dict[tuple[str, str], Rows]:
    """The table's rows of each metric and variant."""
    if not table.num_rows:
        return {}
    metric = table["metric"].combine_chunks().dictionary_encode()
    variant = table["variant"].combine_chunks().dictionary_encode()
    names, variants = metric.dictionary.to_pylist(), variant.dictionary.to_pylist()
    code = np.asarray(metric.indices).astype(np.int64) * len(variants) + np.asarray(variant.indices)
    small = code.astype(np.min_scalar_type(len(names) * len(variants)))
    order = np.argsort(small, kind="stable")
    begins = np.flatnonzero(np.diff(code[order], prepend=-1))
    groups = np.split(order, begins[1:])
    pairs = [divmod(int(code[rows[0]]), len(variants)) for rows in groups]
    return {
        (names[name], variants[kind]): rows
        for (name, kind), rows in zip(pairs, groups, strict=True)
    }


def _persons(table: pa.Table, people: People) -> Rows:
    """Which person each row of the table is about, −1 for strangers."""
    among = pc.SetLookupOptions(pa.array(people.persons, pa.string()))
    found = pc.call_function("index_in", [table["subject_id"].combine_chunks()], among)
    return np.asarray(found.fill_null(-1)).astype(np.int64)


def _placed(
    table: pa.Table, key: tuple[str, str], rows: Rows, persons: Rows, people: People
) -> tuple[Rows, Rows]:
    """Where each row of people finds its row of `table` for one metric: for the whole month, and
    for its own segment."""
    person = persons[rows]
    if "segment_from" not in table.column_names:
        whole = _by_person(rows, person, people, key)
        return whole, whole
    days = table["segment_from"].cast(pa.date32()).combine_chunks().take(pa.array(rows))
    undivided = ~np.asarray(days.is_valid())
    whole = _by_person(rows[undivided], person[undivided], people, key)
    place = whole.copy()
    starts = {pair: at for at, pair in enumerate(zip(people.person, people.first, strict=True))}
    for row in np.flatnonzero(~undivided):
        at = starts.get((person[row], np.datetime64(days[int(row)].as_py())))
        if at is not None:
            place[at] = rows[row]
    return whole, place


def _by_person(rows: Rows, person: Rows, people: People, key: tuple[str, str]) -> Rows:
    of_person = np.full(len(people.persons), -1, dtype=np.int64)
    of_person[person] = rows
    counts = np.bincount(person)
    if counts.max(initial=0) > 1:
        agent = people.persons[int(np.argmax(counts > 1))]
        raise refused(
            "metric_values", "metric", (agent, *key), "a metric of one agent stands twice"
        )
    return of_person[people.person]


def _measured(table: pa.Table) -> Measured:
    """The rows of the table, and after them one of nobody."""
    n = figures_of(table["n"], 0).units
    given = figures_of(table["value"])
    numerator, denominator = (
        figures_of(table[column]) if column in table.column_names else _nothing(len(n))
        for column in ("numerator", "denominator")
    )
    value = _recomputed(numerator, denominator, given)
    _refuse_other_values(table, value, given)
    return Measured(
        np.append(n, 0),
        and_nobody(numerator),
        and_nobody(denominator),
        and_nobody(value),
        np.append(np.ones(len(n), dtype=bool), False),
        _corrected(table),
    )


def _corrected(table: pa.Table) -> tuple[Texts, Texts] | None:
    """The override of each row, '' where there is none; and of nobody."""
    if "override_zh" not in table.column_names or table["override_zh"].null_count == len(table):
        return None
    zh, en = (
        np.array([*table[name].fill_null("").to_pylist(), ""], dtype=object)
        for name in ("override_zh", "override_en")
    )
    return zh, en


def _nothing(count: int) -> Figures:
    return Figures(ints([0] * count), SCORE_DIGITS, np.zeros(count, dtype=bool))


def and_nobody(figures: Figures) -> Figures:
    """A column with the entry of nobody, who has no value, at its end."""
    return Figures(np.append(figures.units, 0), figures.digits, np.append(figures.is_known, False))


def _recomputed(numerator: Figures, denominator: Figures, given: Figures) -> Figures:
    """Numerator ÷ denominator where both are known (none over 0), else what was given."""
    both = numerator.is_known & denominator.is_known
    ratio = ratios(numerator.units, denominator.units)
    units = np.where(both, ratio.units, given.units)
    return Figures(units, SCORE_DIGITS, np.where(both, ratio.is_known, given.is_known))


def ratios(numerators: Ints, denominators: Ints) -> Figures:
    """numerators ÷ denominators, both in one digit, at 6 digits; not known where over 0."""
    sign = np.where(denominators < 0, -1, 1)
    over = np.where(denominators == 0, 1, product(denominators, sign))
    units = divided(product(product(numerators, sign), 10**SCORE_DIGITS), over)
    return Figures(units, SCORE_DIGITS, np.asarray(denominators != 0, dtype=bool))


def _refuse_other_values(table: pa.Table, value: Figures, given: Figures) -> None:
    apart = np.asarray(np.abs(minus(value.units, given.units)) > 1, dtype=bool)
    wrong = (value.is_known != given.is_known) | (apart & value.is_known)
    if wrong.any():
        row = table.slice(int(np.argmax(wrong)), 1).to_pylist()[0]
        told = f"{row['subject_id']}, {row['metric']}: value is not numerator ÷ denominator"
        raise refused("metric_values", "value", str(row["value"]), told)
