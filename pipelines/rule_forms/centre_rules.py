"""The rule files of a centre that a form is made of, and what a change of them would break."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre, load_centre
from pipelines.centre_check import check
from pipelines.period import parse_period
from pipelines.rulebook import FILES, FOLDERS
from pipelines.scores import catalogue, centre_rules, scoring_catalogue
from pipelines.settings import House
from pipelines.settlement.ledger import SettlementLedger
from scoring.catalogue import Catalogue
from scoring.rule_forms import Base, DatedValue, RuleText, dated_values

# Not a manager's to change by form: the law, and who signs.
NOT_BY_FORM = frozenset({"statutory", "approvals.yaml", "overtime.yaml"})


@dataclass(frozen=True)
class CentreRules:
    """One centre's rule files, as a form knows them."""

    house: House
    centre: Centre

    @cached_property
    def texts(self) -> list[RuleText]:
        """The rule files that a form shows, under the names that refusals give them."""
        return [
            RuleText(self._name(path), path.read_bytes().decode("utf-8")) for path in self._paths()
        ]

    @cached_property
    def values(self) -> list[DatedValue]:
        return dated_values(self.texts)

    @cached_property
    def metrics(self) -> Catalogue:
        return scoring_catalogue(catalogue(self.house, self.centre))

    @property
    def base(self) -> Base:
        """What an exported form carries, to be known again."""
        digests = {t.file: hashlib.sha256(t.text.encode()).hexdigest() for t in self.texts}
        return Base(self.centre.settings.centre_id, digests)

    @cached_property
    def locked_upto(self) -> date | None:
        """The last day of the latest month of which any pay group is locked."""
        states = SettlementLedger(self.house.control).settlements()
        locked = [parse_period(s.key.period).last for s in states if s.state == "LOCKED"]
        return max(locked, default=None)

    def path(self, file: str) -> Path:
        """Where a rule file lies."""
        return self.centre.directory / Path(file).relative_to(self._name(self.centre.directory))

    @contextmanager
    def with_texts(self, texts: Mapping[str, str]) -> Generator[tuple[House, Centre]]:
        """The same centre in a folder of its own, with other texts of some files."""
        with TemporaryDirectory() as scratch:
            folder = Path(scratch, self.centre.directory.name)
            shutil.copytree(self.centre.directory, folder)
            for file, text in texts.items():
                place = folder / self.path(file).relative_to(self.centre.directory)
                place.write_bytes(text.encode("utf-8"))
            yield replace(self.house, centre_dir=folder), load_centre(folder)

    def compile_with(self, texts: Mapping[str, str], days: Sequence[date]) -> None:
        """Everything check-centre refuses, and the months of `days` under the new rules."""
        with self.with_texts(texts) as (house, centre):
            rules = centre_rules(centre, catalogue(self.house, self.centre))
            for month in sorted({f"{day:%Y-%m}" for day in days}):
                rules.in_month(month)
            for _ in check(house, centre):
                pass

    def _paths(self) -> Iterator[Path]:
        for folder in (name for name in FOLDERS if name not in NOT_BY_FORM):
            yield from sorted((self.centre.directory / folder).glob("*.yaml"))
        for name in (name for name in FILES if name not in NOT_BY_FORM):
            if (self.centre.directory / name).is_file():
                yield self.centre.directory / name

    def _name(self, path: Path) -> str:
        inside = path.relative_to(self.centre.directory)
        return Path("centres", self.centre.directory.name, inside).as_posix()


def write_texts(rules: CentreRules, texts: Mapping[str, str]) -> list[Path]:
    """Write every file beside and rename it; none where one of them changed meanwhile."""
    known = {text.file: text.text for text in rules.texts}
    for file in texts:
        if rules.path(file).read_bytes().decode("utf-8") != known[file]:
            raise Refusal(
                "this rule file changed while the form was checked",
                place=Place(file),
                next_step="export the form again",
            )
    written = list[tuple[Path, Path]]()
    for file, text in texts.items():
        beside = rules.path(file).with_suffix(".yaml.part")
        beside.write_bytes(text.encode("utf-8"))
        written.append((beside, rules.path(file)))
    for beside, path in written:
        beside.replace(path)
    return [path for _, path in written]
