"""The form of a centre's rules: exported, and an edited one judged and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

import reports
from pipelines.identity import code_version
from pipelines.period import Period
from pipelines.rule_forms.centre_rules import CentreRules
from pipelines.rule_forms.trial import Trial, tried
from pipelines.rule_forms.workbook import given_sheets
from pipelines.settings import now
from scoring.rule_forms import Change, Verdict, fixed_keys, form_lines, judged, read_form
from scoring.rule_forms.value_words import CHOICES
from scoring.rules.rule_words import Twin, told

_TEXT = pa.string()
ABOUT = pa.schema([("about", _TEXT), ("value", _TEXT)])
CHOICE_WORDS = pa.schema([("choices", _TEXT), ("word_zh", _TEXT), ("word_en", _TEXT)])
PROBLEMS = pa.schema(
    [
        ("number", pa.int64()), ("address", _TEXT), ("code", _TEXT), ("words_zh", _TEXT),
        ("words_en", _TEXT), ("found", _TEXT),
    ]
)  # fmt: skip
CHANGES = pa.schema(
    [
        ("since", pa.date32()), ("file", _TEXT), ("key", _TEXT), ("rule_zh", _TEXT),
        ("rule_en", _TEXT), ("where_zh", _TEXT), ("where_en", _TEXT), ("field_zh", _TEXT),
        ("field_en", _TEXT), ("unit_zh", _TEXT), ("unit_en", _TEXT), ("old_zh", _TEXT),
        ("old_en", _TEXT), ("new_zh", _TEXT), ("new_en", _TEXT), ("source", _TEXT),
        ("corrects", pa.bool_()), ("roles", _TEXT), ("address", _TEXT),
    ]
)  # fmt: skip
_TRUE_FALSE = {"true": told(True), "false": told(False)}


@dataclass(frozen=True)
class Checked:
    """An edited form with its verdict, what it would cost, and the answer to its sender."""

    verdict: Verdict
    report: reports.Workbook
    context: reports.ReportContext
    trial: Trial | None


def export_form(rules: CentreRules, locale: str) -> reports.Workbook:
    """The form of the rules as they are now, in one language."""
    tables = {
        "rule_form_lines": form_lines(rules.values, rules.metrics, rules.locked_upto),
        "rule_form_about": pa.Table.from_pylist(list(_about(rules)), ABOUT),
        "rule_form_fixed": fixed_keys(rules.texts),
        "rule_form_choices": pa.Table.from_pylist(list(_choices(rules)), CHOICE_WORDS),
    }
    return reports.build_rule_form(tables, form_context(rules, locale))


def check_form(rules: CentreRules, path: Path, locale: str, months: int) -> Checked:
    """An edited form: read, compiled, and where it is in order tried on the last `months`.

    Nothing of the centre is written. Raises Refusal where the file is no workbook.
    """
    sheets = given_sheets(path)
    reading = read_form(sheets, rules.base, rules.values, rules.metrics, rules.locked_upto)
    verdict = judged(reading, rules.texts, rules.compile_with)
    trial = tried(rules, verdict, months) if verdict.accepted and months else None
    context = form_context(rules, locale)
    tables = {
        "rule_form_problems": pa.Table.from_pylist(_problems(verdict), PROBLEMS),
        "rule_form_changes": pa.Table.from_pylist(
            [_change(change, rules) for change in verdict.changes], CHANGES
        ),
    }
    if trial is not None:
        tables["rule_preview_summary"] = trial.summary
    return Checked(verdict, reports.build_form_report(tables, context), context, trial)


def form_context(rules: CentreRules, locale: str) -> reports.ReportContext:
    """What the workbook says of itself; it has no figures of a month."""
    settings = rules.centre.settings
    month = _month(rules)
    return reports.ReportContext(
        centre_id=settings.centre_id,
        centre_name_zh=settings.name_zh,
        centre_name_en=settings.name_en,
        zone=settings.zone,
        currency=settings.currency,
        period=month.name,
        period_from=month.first,
        period_to=month.last,
        locale=locale,
        status="provisional",
        run_id="rules",
        code_version=code_version(),
        rule_fingerprint=",".join(d[:8] for d in rules.base.fingerprints.values()),
        data_as_of=now(),
        names=_names(rules),
    )


def _names(rules: CentreRules) -> dict[str, tuple[str, str]]:
    """The centre's own words, and the names of metrics."""
    metrics = {name: (metric.name_zh, metric.name_en) for name, metric in rules.metrics.items()}
    return metrics | {code: (word.zh, word.en) for code, word in rules.centre.words.items()}


def _month(rules: CentreRules) -> Period:
    day = rules.centre.settings.data_upto or now().date()
    return Period(day.year, day.month)


def _about(rules: CentreRules) -> Iterator[dict[str, str]]:
    base = rules.base
    for name, value in {"centre": base.centre_id, **base.fingerprints}.items():
        yield {"about": name, "value": value}


def _choices(rules: CentreRules) -> Iterator[dict[str, str]]:
    for name, codes in {**CHOICES, "metric": tuple(sorted(rules.metrics))}.items():
        for code in codes:
            words = _TRUE_FALSE.get(code) or told(code)
            yield {"choices": name, "word_zh": words.zh, "word_en": words.en}


def _problems(verdict: Verdict) -> list[dict[str, Any]]:
    return [
        {
            "number": number, "address": one.address, "code": one.code, "words_zh": one.words.zh,
            "words_en": one.words.en, "found": one.found,
        }
        for number, one in enumerate(verdict.problems, start=1)
    ]  # fmt: skip


def _change(change: Change, rules: CentreRules) -> dict[str, Any]:
    of = change.of
    unit = of.unit(next(iter(change.cells)), rules.metrics)
    twins: Mapping[str, Twin] = {
        "rule": of.rule, "where": of.where, "field": of.field, "unit": Twin(unit.zh, unit.en),
        "old": told(change.old), "new": told(change.new),
    }  # fmt: skip
    words = {f"{name}_{lang}": twin[i] for name, twin in twins.items()
             for i, lang in enumerate(("zh", "en"))}  # fmt: skip
    return words | {
        "since": change.day, "file": of.file, "key": of.key, "source": change.source,
        "corrects": change.corrects, "roles": of.roles, "address": change.address,
    }  # fmt: skip
