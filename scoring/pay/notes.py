"""What is said of an amount in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, chosen, filled, repeated
from scoring.columns import Mask, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS
from scoring.gates import Fired
from scoring.pay.amounts import Amounts
from scoring.pay.lines import formula
from scoring.scores.texts import gate_told


@dataclass(frozen=True)
class Notes:
    """绩效工资 1,254.36 = 1,140.33 × 1.10 (规则 P2@2026-01-01, 得分 92.14 落入 [90,95))."""

    amounts: Amounts

    def of(self, who: Rows) -> tuple[Texts, Texts]:
        """The notes of some people."""
        at = pa.array(who)
        return self.zh.take(at), self.en.take(at)

    @cached_property
    def zh(self) -> pa.Array:
        """Everybody's note in Chinese."""
        plan = self.amounts.component
        texts = filled(f"{plan.name_zh} ", self._money, " = ", self._formula, *self._rule("zh"))
        return self._unless_held(texts, plan.name_zh, "：", "zh")

    @cached_property
    def en(self) -> pa.Array:
        """Everybody's note in English."""
        plan = self.amounts.component
        texts = filled(f"{plan.name_en} ", self._money, " = ", self._formula, *self._rule("en"))
        return self._unless_held(texts, plan.name_en, ": ", "en")

    @cached_property
    def _money(self) -> pa.Array:
        return self.amounts.paid.text(MONEY_DIGITS)

    @cached_property
    def _formula(self) -> pa.Array:
        return formula(self.amounts)

    def _rule(self, language: str) -> list[str | Texts]:
        amounts, plan = self.amounts, self.amounts.component
        rule = f"{plan.code}@{plan.rule_ref.rsplit('@', 1)[1]}"
        told: list[str | Texts] = [f" ({'规则' if language == 'zh' else 'rule'} {rule}"]
        if amounts.parts.coefficient is not None:
            told += self._score(language)
        if amounts.share is not None:
            told += [", 奖金池 " if language == "zh" else ", pool ", self._pools]
        return [*told, ")"]

    def _score(self, language: str) -> list[str | Texts]:
        coefficient, first = self.amounts.parts.coefficient, self.amounts.first
        assert coefficient is not None
        score = coefficient.score.take(first).text_cut()
        where = repeated(coefficient.told(), len(coefficient.value)).take(pa.array(first))
        if language == "zh":
            return [", 得分 ", score, " 落入 ", where]
        return [", score ", score, " falls in ", where]

    @cached_property
    def _pools(self) -> pa.Array:
        share, persons = self.amounts.share, self.amounts.persons
        assert share is not None
        ids = np.array(share.pools.ids, dtype=object)[share.pool]
        texts = ids[persons.first]
        for group in np.flatnonzero(persons.counts > 1):
            begin = persons.starts[group]
            rows = persons.order[begin : begin + persons.counts[group]]
            texts[group] = ", ".join(ids[rows])
        return pa.array(texts, pa.string())

    def _unless_held(self, texts: pa.Array, name: str, colon: str, language: str) -> pa.Array:
        for code, hold in enumerate(self.amounts.holds, start=1):
            at = self.amounts.hold == code
            if at.any():
                why = hold.zh if language == "zh" else hold.en
                texts = chosen(pa.array(at), filled(f"{name} ", self._money, colon, why), texts)
        return texts


def change_notes(amounts: Amounts, who: Rows) -> tuple[Texts, Texts]:
    """What limits and gates did to some people: names, conditions, before → after."""
    at = pa.array(who)
    before = amounts.exact.truncated(SCORE_DIGITS).text(MONEY_DIGITS).take(at)
    after = amounts.limited.truncated(SCORE_DIGITS).text(MONEY_DIGITS).take(at)
    zh = reasons(amounts.fired, who, "zh", "；", "上下限")
    en = reasons(amounts.fired, who, "en", "; ", "Floor or cap")
    return filled(zh, "：", before, " → ", after), filled(en, ": ", before, " → ", after)


def reasons(
    fired: Sequence[Fired], who: Rows, language: str, between: str, otherwise: str
) -> pa.Array:
    """The gates that act on each of `who`, with their conditions."""
    texts = np.full(len(who), "", dtype=object)
    for gate in fired:
        for place in np.flatnonzero(gate.who[who]):
            one = gate_told(gate, int(who[place]), language)
            texts[place] = f"{texts[place]}{between}{one}" if texts[place] else one
    texts[texts == ""] = otherwise
    return pa.array(texts, pa.string())


def any_fired(fired: Sequence[Fired], count: int) -> Mask:
    """Who has a gate that acts on them."""
    return np.logical_or.reduce([np.zeros(count, dtype=bool), *(gate.who for gate in fired)])
