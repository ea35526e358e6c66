"""The proof sheet: the statutory proofs of a month as people read and sign them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from scoring.statutory.proof_rules import PROOF_RULES

Locale = Literal["zh_CN", "en"]


@dataclass(frozen=True)
class _Words:
    """The sheet's own words in one language; `name` and `note` are the columns it reads."""

    name: str
    note: str
    title: str
    summary: str
    rule: str
    open_gate: str
    closed_gate: str
    blocks: str
    counsel: dict[str, str]


_WORDS: dict[Locale, _Words] = {
    "zh_CN": _Words(
        name="name_zh",
        note="note_zh",
        title="法定校验 {period}（{city}）",
        summary="{people} 人，{tests} 项校验，{failed} 项未通过，其中 {blocking} 项阻断发布",
        rule="{name}：{passed} 项通过，{failed} 项未通过",
        open_gate="结论：可以发布",
        closed_gate="结论：不得发布",
        blocks="【阻断】",
        counsel={"check_with_counsel": "须经律师确认", "confirmed": "律师已确认"},
    ),
    "en": _Words(
        name="name_en",
        note="note_en",
        title="Statutory proofs {period} ({city})",
        summary="{people} people, {tests} tests, {failed} not passed, {blocking} of them blocking",
        rule="{name}: {passed} passed, {failed} not passed",
        open_gate="Outcome: may be published",
        closed_gate="Outcome: must not be published",
        blocks="[blocks] ",
        counsel={"check_with_counsel": "check with counsel", "confirmed": "confirmed by counsel"},
    ),
}


def proof_sheet(proofs: pa.Table, locale: Locale) -> str:
    """The table statutory_proofs as text: outcome, each rule with its source, each failure.

    The text follows from the table alone, so a signature over the table's hash covers it.
    """
    words, rows = _WORDS[locale], proofs.to_pylist()
    failed = [row for row in rows if not row["passed"]]
    blocking = [row for row in failed if row["blocking"]]
    summary = words.summary.format(
        people=len({row["agent_id"] for row in rows}),
        tests=len(rows),
        failed=len(failed),
        blocking=len(blocking),
    )
    lines = [_title(rows, words), summary, words.closed_gate if blocking else words.open_gate]
    for rule_id in PROOF_RULES:
        lines += _rule(words, [row for row in rows if row["rule"] == rule_id])
    return "\n".join(lines) + "\n"


def _title(rows: list[dict[str, Any]], words: _Words) -> str:
    periods = ", ".join(sorted({row["period"] for row in rows}))
    cities = ", ".join(sorted({row["city_id"] for row in rows}))
    return words.title.format(period=periods, city=cities)


def _rule(words: _Words, rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    failed = [row for row in rows if not row["passed"]]
    counts = {"passed": len(rows) - len(failed), "failed": len(failed)}
    cited = sorted({(row["source"], row["counsel_status"]) for row in rows})
    return [
        "",
        words.rule.format(name=rows[0][words.name], **counts),
        *(f"  {source} · {words.counsel[status]}" for source, status in cited),
        *(
            f"  - {words.blocks if row['blocking'] else ''}{row['agent_id']} {row[words.note]}"
            for row in failed
        ),
    ]
