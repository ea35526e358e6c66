"""Source mappings: how one kind of extract becomes rows of one landing table.

docs/source_mappings.md explains the YAML to those who write it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from data_contracts.contract import Contract
from data_contracts.dated import Rule
from data_contracts.located_yaml import LocatedYaml, read_yaml, validated
from data_contracts.refusal import Place, Refusal

# Raise it when the same file and mapping would give other rows than before.
READING_VERSION = 1

CodeValue = str | bool | int | None


class Reader(Rule):
    """How the bytes of an extract become rows of text."""

    format: Literal["delimited", "json_lines", "json", "excel", "parquet"]
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header: bool = True
    columns: tuple[str, ...] = ()
    optional_columns: tuple[str, ...] = ()
    skip_rows: int = 0
    sheet: str | None = None
    records: str | None = None
    null_words: tuple[str, ...] = ("",)
    trim: bool = False
    zone: str | None = None

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str) -> str:
        try:
            "".encode(name)
        except LookupError:
            raise ValueError("no such encoding, as utf-8 or gb18030") from None
        return name

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        try:
            if name is not None:
                ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("no such time zone, as Asia/Shanghai") from None
        return name

    @model_validator(mode="after")
    def _fits_the_format(self) -> Reader:
        if len(self.delimiter) != 1 or len(self.quote) > 1:
            raise ValueError("delimiter is one character, quote one or none")
        if self.format == "delimited" and self.header == bool(self.columns):
            raise ValueError("give columns exactly where there is no header")
        if self.format == "excel" and self.sheet is None:
            raise ValueError("an excel reader names its sheet")
        return self


class LandingDate(Rule):
    """Where a row's partition comes from: the file's date, or an expression giving a DATE."""

    from_: Literal["file", "column"]
    expression: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_is_a_python_word(cls, value: Any) -> Any:
        if isinstance(value, dict) and "from" in value:
            return {"from_" if key == "from" else key: each for key, each in value.items()}
        return value

    @model_validator(mode="after")
    def _expression_with_column(self) -> LandingDate:
        if (self.from_ == "column") != (self.expression is not None):
            raise ValueError("expression goes with from: column, and only there")
        return self


class Codes(Rule):
    """A source's words for a contract column: an SQL expression giving text, and its values."""

    column: str
    values: dict[str, CodeValue]

    @field_validator("values", mode="before")
    @classmethod
    def _words(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        for code in values:
            if isinstance(code, bool) or code is None:
                raise ValueError(f"YAML reads a code here as {code}: put the word in quotes")
        return {str(code): value for code, value in values.items()}


class Exclusion(Rule):
    """Rows refused on purpose: condition over the source columns, its name, and the reason."""

    when: str
    rule: str
    message: str


class MappingRule(Rule):
    """The YAML of one mapping as written."""

    table: str
    description: str
    files: tuple[str, ...]
    reader: Reader
    missing_file: Literal["refuse", "skip"] = "refuse"
    landing_date: LandingDate | None = None
    columns: dict[str, str]
    codes: dict[str, Codes] = Field(default_factory=dict)
    exclude: tuple[Exclusion, ...] = ()
    hash: tuple[str, ...] = ()

    @field_validator("files", mode="before")
    @classmethod
    def _one_or_many(cls, files: Any) -> Any:
        return (files,) if isinstance(files, str) else files

    @field_validator("columns", mode="before")
    @classmethod
    def _constants_are_sql(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {name: _constant_sql(value) for name, value in columns.items()}

    @property
    def dated_files(self) -> bool:
        """Whether each file's name says its day."""
        return any("{date:" in pattern for pattern in self.files)


def _constant_sql(value: Any) -> Any:
    """YAML reads `1`, `true` and an empty value as what they are; here they are SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


@dataclass(frozen=True)
class SourceMapping:
    """A checked mapping with its contract and the place of each key."""

    rule: MappingRule
    contract: Contract
    document: LocatedYaml
    fingerprint: str

    def place(self, *path: str | int) -> Place:
        """Where a key stands in the mapping file."""
        return self.document.place(path)

    @property
    def landing_date(self) -> LandingDate:
        """The rule as written, or the file's date."""
        return self.rule.landing_date or LandingDate(from_="file")

    @property
    def hashed_columns(self) -> tuple[str, ...]:
        """Contract columns stored only as keyed hashes."""
        classified = {
            c.name for c in self.contract.columns if c.classification == "personal-hashed"
        }
        return tuple(sorted(classified | set(self.rule.hash)))

    @property
    def expressions(self) -> dict[str, str]:
        """Contract column → SQL over the source columns, code maps by the expression they read."""
        read = {name: codes.column for name, codes in self.rule.codes.items()}
        return {n: e for n, e in {**self.rule.columns, **read}.items()}

    def place_of_column(self, name: str) -> Place:
        """Where the expression of a contract column stands."""
        if name in self.rule.codes:
            return self.place("codes", name, "column")
        return self.place("columns", name)


def read_mapping(text: str, file: str, contracts: Mapping[str, Contract]) -> SourceMapping:
    """The mapping in a YAML text, checked against its contract.

    Raises Refusal naming file, line and key for whatever does not fit.
    """
    document = read_yaml(text, file)
    rule = validated(MappingRule, document)
    if rule.table not in contracts:
        raise _refused(document, ("table",), "no input contract has this name", rule.table)
    mapping = SourceMapping(rule, contracts[rule.table], document, _fingerprint(rule))
    _check_columns(mapping)
    _check_dates(mapping)
    _check_zone(mapping)
    return mapping


def load_mappings(
    folder: Path, contracts: Mapping[str, Contract]
) -> dict[str, list[SourceMapping]]:
    """All mappings of a centre's `sources` folder by table; a table without source is absent."""
    found: dict[str, list[SourceMapping]] = {}
    for path in sorted(folder.glob("*.yaml")):
        name = path.relative_to(folder.parent.parent.parent).as_posix()
        mapping = read_mapping(path.read_text("utf-8"), name, contracts)
        found.setdefault(mapping.rule.table, []).append(mapping)
    return found


def _fingerprint(rule: MappingRule) -> str:
    written = json.dumps([READING_VERSION, rule.model_dump(mode="json")], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _check_columns(mapping: SourceMapping) -> None:
    rule, known = mapping.rule, mapping.contract.column_names
    named = [("columns", n) for n in rule.columns] + [("codes", n) for n in rule.codes]
    for section, name in named:
        if name not in known:
            raise _refused(
                mapping.document,
                (section, name),
                f"the contract {rule.table} has no column '{name}', it has {', '.join(known)}",
            )
    for name in set(rule.columns) & set(rule.codes):
        what = f"'{name}' stands in columns and in codes"
        raise _refused(mapping.document, ("codes", name), what)
    for name in set(rule.hash) - set(known):
        what = f"the contract {rule.table} has no column '{name}'"
        raise _refused(mapping.document, ("hash",), what)
    for column in mapping.contract.columns:
        if column.required and column.name not in {**rule.columns, **rule.codes}:
            what = f"the contract {rule.table} requires '{column.name}', and nothing gives it"
            raise _refused(mapping.document, ("columns",), what)


def _check_dates(mapping: SourceMapping) -> None:
    dated = ["{date:" in pattern for pattern in mapping.rule.files]
    if not dated or any(dated) != all(dated):
        what = "name files, either all with {date:…} or none"
        raise _refused(mapping.document, ("files",), what)
    for pattern in mapping.rule.files:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            what = "files are named relative to the centre's extracts"
            raise _refused(mapping.document, ("files",), what, pattern)
    if mapping.landing_date.from_ == "file" and not any(dated):
        what = "files without {date:…} need landing_date: {from: column, expression: …}"
        raise _refused(mapping.document, ("landing_date",), what)


def _check_zone(mapping: SourceMapping) -> None:
    uses = any(re.search(r"\butc\(", e) for e in mapping.expressions.values())
    if uses and mapping.rule.reader.zone is None:
        what = "utc() needs the zone of the source's local times"
        raise _refused(mapping.document, ("reader",), what)


def _refused(
    document: LocatedYaml, path: tuple[str | int, ...], what: str, value: object = None
) -> Refusal:
    return Refusal(
        what,
        place=document.place(path),
        value=value,
        next_step="correct the mapping; docs/source_mappings.md explains each key",
    )
