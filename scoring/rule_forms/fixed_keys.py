"""What a rule file says without dates: not to be entered in a form, but to be read in it.

Such a key (a metric, a name, whom a rule is about) gives a rule its shape. Who keeps the rules
changes it in the file, at the line that stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from scoring.rule_forms.dated_values import Leaf, leaves_of
from scoring.rule_forms.rule_text import RuleText
from scoring.rules.rule_words import Twin, told

RULE_FORM_FIXED = pa.schema(
    [
        ("file", pa.string()), ("line", pa.int64()), ("rule_zh", pa.string()),
        ("rule_en", pa.string()), ("where_zh", pa.string()), ("where_en", pa.string()),
        ("field_zh", pa.string()), ("field_en", pa.string()), ("value_zh", pa.string()),
        ("value_en", pa.string()),
    ]
)  # fmt: skip
# Two keys name what every other line names already; `kind` is what the file is.
_UNSAID = ("id", "kind")


def fixed_keys(texts: Sequence[RuleText]) -> pa.Table:
    """A row per key without dates, and per dated one that says more than a form can: file, line
    (from 1), what it is about and what it says, in the order of the files."""
    rows = [
        _row(text, leaf)
        for text in texts
        for leaf in leaves_of(text)
        if not leaf.is_plain and leaf.path and leaf.path[-1] not in _UNSAID
    ]
    return pa.Table.from_pylist(rows, RULE_FORM_FIXED)


def _row(text: RuleText, leaf: Leaf) -> dict[str, Any]:
    words = _said(leaf)
    where, field = leaf.node.where_words, leaf.node.field_words
    return {
        "file": text.file,
        "line": text.document.place(leaf.path).line,
        "rule_zh": leaf.node.rule.zh, "rule_en": leaf.node.rule.en,
        "where_zh": where.zh, "where_en": where.en, "field_zh": field.zh, "field_en": field.en,
        "value_zh": words.zh, "value_en": words.en,
    }  # fmt: skip


def _said(leaf: Leaf) -> Twin:
    """The value in words; of a dated one the newest."""
    if not leaf.is_dated:
        return told(leaf.data)
    newest = leaf.data[max(leaf.data)]
    return told(newest["value"] if isinstance(newest, dict) and "value" in newest else newest)
