"""The end of a running month: exact when it is over, and as sure as it says while it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from pipelines.landing import load_contract
from scoring.impact import Band, KnownDays, ProjectionModel, project_month
from scoring.impact.urn import Urn

FIRST, LAST = date(2026, 5, 1), date(2026, 6, 30)
SPAN = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MODEL = ProjectionModel(draws=40, seed=3, urn=Urn(team_days=3, presence_days=60), memory_days=40)
SUMS = ("contacts_per_hour", "average_handle_time_s", "qa_score", "csat_mean", "adherence_strict")
# Numerator on a day of an hour, a call, a form: how it scatters around a person's own level.
LEVEL = {
    "contacts_per_hour": (5.5, 0.6, 8), "average_handle_time_s": (300, 40, 40),
    "qa_score": (80, 4, 1), "csat_mean": (4.0, 0.3, 6), "adherence_strict": (0.93, 0.02, 100),
}  # fmt: skip


class Centre:
    """People of two teams whose days scatter around levels of their own; weekends are off."""

    def __init__(self, small, catalogue, seed: int, size: int) -> None:
        self.small, self.catalogue = small, catalogue
        self.draw = np.random.default_rng(seed)
        self.agents = [f"A{n:02d}" for n in range(size)]
        self.people = [{"agent_id": a, "team_id": f"T{n % 2}"} for n, a in enumerate(self.agents)]
        levels = {name: self.draw.normal(0, 1, size) for name in SUMS}
        self.rows, self.work, self.shifts = [], {}, []
        for number, agent in enumerate(self.agents):
            for day in SPAN:
                if day.weekday() < 5:
                    self._day(agent, day, {name: levels[name][number] for name in SUMS})

    def _day(self, agent: str, day: date, level: dict[str, float]) -> None:
        away = bool(self.draw.random() < 0.03)
        self.shifts.append((agent, day, "D", not away, away))
        if away:
            return
        for name, (middle, spread, cases) in LEVEL.items():
            value = middle + spread * (level[name] + self.draw.normal())
            numerator = Decimal(round(value * cases * 100)) / 100
            self.rows.append((agent, day, name, cases, numerator, Decimal(cases)))
        self.work[agent, day, "contact:sales"] = int(self.draw.integers(20, 60))

    def known(self, as_of: date) -> KnownDays:
        """What is known on the evening of a day."""
        rows = [row for row in self.rows if row[1] <= as_of]
        agent, day, metric, n, numerator, denominator = (list(c) for c in zip(*rows, strict=True))
        exact = pa.decimal128(18, 6)
        values = pa.table({
            "agent_id": agent, "business_date": pa.array(day, pa.date32()), "metric": metric,
            "variant": [self.catalogue[name].variant for name in metric],
            "n": pa.array(n, pa.int64()), "numerator": pa.array(numerator, exact),
            "denominator": pa.array(denominator, exact), "divided": [True] * len(rows),
        })  # fmt: skip
        names = ("agent_id", "business_date", "shift", "paid", "away")
        done = [one for one in self.shifts if one[1] <= as_of]
        ahead = [one for one in self.shifts if as_of < one[1] <= LAST]
        return KnownDays(
            as_of, values, self._done(as_of), _table(names, done), _table(names, ahead),
            self.month().metric_values.slice(0, 0),
        )  # fmt: skip

    def _done(self, as_of: date) -> pa.Table:
        work = {key: quantity for key, quantity in self.work.items() if key[1] <= as_of}
        return self.small.month(self.people, {}, work).work_done

    def month(self):
        """June as the engine takes it, with its sums."""
        sums: dict = {}
        for agent, day, name, n, numerator, denominator in self.rows:
            if day.month == 6:
                old = sums.get((agent, name), (Decimal(0), Decimal(0), 0))
                sums[agent, name] = (old[0] + numerator, old[1] + denominator, old[2] + n)
        work = {key: quantity for key, quantity in self.work.items() if key[1].month == 6}
        counts = {agent: [0, 0] for agent in self.agents}
        for agent, day, _, paid, _ in self.shifts:
            if day.month == 6:
                counts[agent][0] += 1
                counts[agent][1] += paid
        people = [
            person | {"scheduled_days": counts[agent][0], "paid_days": counts[agent][1]}
            for agent, person in zip(self.agents, self.people, strict=True)
        ]
        return self.small.month(people, sums, work)

    def project(self, rules, as_of: date, model: ProjectionModel = MODEL, **given):
        month = self.month()
        return project_month(
            rules, "2026-06", month.people, self.known(as_of), model, month.facts, **given
        )


def _table(names: tuple[str, ...], rows: list) -> pa.Table:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    kinds = (pa.string(), pa.date32(), pa.string(), pa.bool_(), pa.bool_())
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    return pa.table(dict(zip(names, arrays, strict=True)))


@pytest.fixture(scope="module")
def centre(small, catalogue) -> Centre:
    return Centre(small, catalogue, 7, 12)


def test_when_no_day_is_left_the_projection_is_the_result(centre, sample_rules) -> None:
    done = centre.month().under(sample_rules)
    rows = centre.project(sample_rules, LAST).table().to_pylist()
    assert {row["status"] for row in rows} == {"final"}
    ends = {(row["agent_id"], row["figure"]): row["p50"] for row in rows}
    assert all(row["p10"] == row["p50"] == row["p90"] for row in rows)
    for line in done.score_lines.to_pylist():
        if line["kind"] == "total":
            assert ends[line["agent_id"], "score"] == line["score"]
    for table, column, figure in (
        ("point_lines", "points", "points"),
        ("pay_lines", "pay_amount", "pay"),
    ):
        sums: dict = {}
        for line in done.tables[table].to_pylist():
            sums[line["agent_id"]] = sums.get(line["agent_id"], 0) + line[column]
        assert {agent: ends[agent, figure] for agent in sums} == sums


def test_the_ends_of_generated_months_lie_within_their_bounds(
    small, catalogue, sample_rules
) -> None:
    """P10 to P90 holds about 80 % of the ends: 100 people of one generated month."""
    centre = Centre(small, catalogue, 42, 100)
    ends = {
        (row["agent_id"], row["figure"]): row["p50"]
        for row in centre.project(sample_rules, LAST).table().to_pylist()
    }
    rows = centre.project(sample_rules, date(2026, 6, 14), replace(MODEL, draws=150)).table()
    for figure in ("score", "points"):
        within = [
            row["p10"] <= ends[row["agent_id"], figure] <= row["p90"]
            for row in rows.to_pylist()
            if row["figure"] == figure
        ]
        assert len(within) == 100 and 0.70 <= np.mean(within) <= 0.90


def test_tables_are_those_of_the_contracts(centre, sample_rules) -> None:
    found = centre.project(sample_rules, LAST)
    for name, table in (("projections", found.table()), ("projection_bands", found.bands({}))):
        contract = load_contract(name, "outputs")
        assert [column.name for column in contract.columns] == table.column_names


def test_draws_depend_on_seed_and_number_alone(centre, sample_rules) -> None:
    as_of = date(2026, 6, 10)
    whole = centre.project(sample_rules, as_of)
    parts = centre.project(sample_rules, as_of, rows_at_once=100)
    fewer = centre.project(sample_rules, as_of, replace(MODEL, draws=15))
    other = centre.project(sample_rules, as_of, replace(MODEL, seed=4))
    assert whole.table() == parts.table()
    for name, column in whole.ends.figures.items():
        assert (fewer.ends.figures[name] == column[:16]).all()
    assert (other.ends.figures["score"] != whole.ends.figures["score"]).any()


def test_bands_share_out_the_draws_and_risk_is_what_lies_below(centre, sample_rules) -> None:
    found = centre.project(sample_rules, date(2026, 6, 20))
    edges = [Decimal(0), Decimal(80), Decimal(90), None]
    bands = [Band(f"{a}", f"{a}", a, b) for a, b in pairwise(edges)]
    chances: dict = {}
    for row in found.bands({"inbound": bands}).to_pylist():
        chances.setdefault(row["agent_id"], []).append(row["probability"])
    assert set(chances) == set(centre.agents)
    assert all(abs(sum(one) - 1) <= Decimal("0.000002") for one in chances.values())
    for row in found.table(Decimal(80)).to_pylist():
        if row["figure"] == "score":
            assert row["risk_probability"] == chances[row["agent_id"]][0]


def test_somebody_who_leaves_does_nothing_more(centre, sample_rules) -> None:
    month = centre.month()
    leaves = pa.array([date(2026, 6, 12)] + [None] * (month.people.num_rows - 1), pa.date32())
    rest = [name for name in month.people.column_names if name != "employed_to"]
    people = month.people.select(rest).append_column("employed_to", leaves)
    found = project_month(
        sample_rules, "2026-06", people, centre.known(date(2026, 6, 12)), MODEL, month.facts
    )
    assert found.days_left.tolist() == [0] + [12] * 11
    assert len(set(found.ends.figures["points"][:, 0].tolist())) == 1
    assert len(set(found.ends.figures["points"][:, 1].tolist())) > 1
