"""A changed number in a rule file is refused or makes a sentence false: every fortieth is tried.

So the sentences say what each value means, and not only that the files run.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from data_contracts.located_yaml import LocatedYaml, Path, read_yaml
from data_contracts.refusal import Refusal
from scoring import compile_rules
from tests.spec import sentences
from tests.spec.sentences import KINDS, REPOSITORY, Told, catalogue, told
from tests.spec.test_spec import test_sentence as holds

EVERY = 40
TEXTS = ("source", "id", "name_zh", "name_en", "payroll_code", "description", "owner", "code")
# Nothing lies beyond these: volumes and quality have no values there.
OUTER_EDGES = ("bounds.0", "columns.bounds.3")
# The full score of an item without NEUTRAL is told as its target, where the metric may fall.
TOLD_ONLY = ("items.2.full_score",)


def numbers(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every number in a rule file, and the next one at its last digit."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key not in TEXTS:
                yield from numbers(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from numbers(value, (*path, place))
    elif isinstance(data, int) and not isinstance(data, bool):
        yield path, data + 1
    elif isinstance(data, str) and re.fullmatch(r"-?\d+\.\d+", data):
        digits = Decimal(data).as_tuple().exponent
        yield path, str(Decimal(data) + Decimal(1).scaleb(int(digits)))


def changed(document: LocatedYaml, path: Path, value: Any) -> LocatedYaml:
    data = copy.deepcopy(document.data)
    within = data
    for part in path[:-1]:
        within = within[part]
    within[path[-1]] = value
    return LocatedYaml(document.file, data, document.lines)


def documents(centre: str) -> dict[str, LocatedYaml]:
    folder = REPOSITORY / "centres" / centre
    files = [f for kind in KINDS for f in sorted((folder / kind).glob("*.yaml"))]
    names = [f.relative_to(folder).as_posix() for f in files]
    texts = [file.read_text(encoding="utf-8") for file in files]
    return {name: read_yaml(text, name) for name, text in zip(names, texts, strict=True)}


def about(centre: str, name: str) -> list[Told]:
    """The sentences that read a rule file, its own first."""
    among = [one for one in told() if one.centre == centre]
    if centre == "packs":
        among = [one for one in among if name in (one.file, *one.sentence.get("rules", ()))]
    return sorted(among, key=lambda one: one.file != name)


def is_noticed(one: Sequence[Told], monkeypatch: pytest.MonkeyPatch, files: Any) -> bool:
    def compiled(_: str, names: tuple[str, ...] = ()) -> Any:
        return compile_rules([files[name] for name in names or files], catalogue())

    monkeypatch.setattr(sentences, "rules_of", compiled)
    for sentence in one:
        try:
            holds(sentence)
        except (AssertionError, Refusal, KeyError, pytest.fail.Exception):
            return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("centre", ["sample", "anonymous_bank", "packs"])
def test_a_changed_number_is_noticed(centre: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = documents(centre)
    every = [(name, *found) for name in files for found in numbers(files[name].data)]
    assert len(every) > 20
    for name, path, value in every[::EVERY]:
        where = ".".join(map(str, path))
        if where.endswith(OUTER_EDGES) or any(part in where for part in TOLD_ONLY):
            continue
        other = {**files, name: changed(files[name], path, value)}
        assert is_noticed(about(centre, name), monkeypatch, other), f"{name}: {where} → {value}"
