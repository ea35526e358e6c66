"""The pages of the specification sentences are current and say what the sentences say."""

from __future__ import annotations

import pytest

from pipelines.spec_page import PAGES, SENTENCES, main, named_nodes, spec_pages


def test_the_pages_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0, capsys.readouterr().out


def test_every_sentence_stands_on_a_page() -> None:
    pages = spec_pages()
    for file in SENTENCES.glob("*/*/**/*.yaml"):
        page = pages[f"{file.relative_to(SENTENCES).parts[0]}.md"]
        names = [
            line.split("name: ", 1)[1]
            for line in file.read_text(encoding="utf-8").splitlines()
            if line.startswith("- name: ")
        ]
        assert names
        for name in names:
            assert f". {name}**" in page


def test_a_page_that_has_changed_is_told(monkeypatch, tmp_path, capsys) -> None:
    for page in PAGES.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        (tmp_path / page.name).write_text(text.replace("100", "101"), encoding="utf-8")
    (tmp_path / "closed_centre.md").write_text("# gone", encoding="utf-8")
    monkeypatch.setattr("pipelines.spec_page.PAGES", tmp_path)
    assert main([]) == 1
    told = capsys.readouterr().out
    assert "sample.md" in told and "closed_centre.md" in told
    assert main(["--write"]) == 0
    assert main([]) == 0
    assert not (tmp_path / "closed_centre.md").exists()


def test_figures_are_named_in_both_languages_as_the_rule_file_names_them() -> None:
    rules = {"items": [{"id": "csat", "name_en": "Satisfaction", "name_zh": "满意度"}]}
    assert named_nodes(rules) == {"csat": "Satisfaction 满意度"}
    assert "Total 总分 = 0.25 × 60 + 0.35 × 100 + 0.20 × 110" in spec_pages()["sample.md"]
