"""The house keeps its own rules: rooms, imports, names, and no stray paths."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
ROOMS = ("data_contracts", "scoring", "scheduling", "reports", "pipelines")
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "lib", "misc"}
TOP_LEVEL = {
    "centres", "data_contracts", "dbt_project", "docs", "pipelines", "reports", "scheduling",
    "scoring", "tests",
}  # fmt: skip


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [PROJECT / line for line in listed.splitlines() if (PROJECT / line).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked("*.py") if path.relative_to(PROJECT).parts[0] in ROOMS]


def test_imports_run_one_way() -> None:
    linted = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=PROJECT, capture_output=True, text=True
    )
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_every_package_says_what_belongs_in_it(room: str) -> None:
    for init in (PROJECT / room).rglob("__init__.py"):
        said = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8")))
        assert said, f"{init.relative_to(PROJECT)} has no docstring"
    said = importlib.import_module(room).__doc__ or ""
    assert "out" in said, f"{room}/__init__.py does not say what must stay out"


def test_no_room_is_called_after_nothing() -> None:
    parts = {
        part for path in python_files() for part in path.relative_to(PROJECT).with_suffix("").parts
    }
    assert not parts & FORBIDDEN_NAMES


def test_top_level_holds_only_the_rooms() -> None:
    folders = {path.relative_to(PROJECT).parts[0] for path in tracked() if path.parent != PROJECT}
    assert {folder for folder in folders if not folder.startswith(".")} == TOP_LEVEL


def test_engines_never_ask_for_the_time() -> None:
    clock = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
    for path in python_files():
        if path.relative_to(PROJECT).parts[0] == "pipelines":
            continue
        assert not clock.search(path.read_text(encoding="utf-8")), path


def test_no_star_imports() -> None:
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        stars = [
            n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.names[0].name == "*"
        ]
        assert not stars, path


def test_public_functions_are_documented_and_annotated() -> None:
    missing: list[str] = []
    for path in python_files():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node) or node.returns is None:
                missing.append(f"{path.relative_to(PROJECT)}:{node.lineno} {node.name}")
    assert not missing, "\n".join(missing)


def test_no_machine_path_or_private_index_is_written_down() -> None:
    hosts = set(
        re.findall(r"https?://[^/\"\s]+", (PROJECT / "uv.lock").read_text(encoding="utf-8"))
    )
    assert hosts == {"https://pypi.org", "https://files.pythonhosted.org"}
    absolute = re.compile(r"(?<![\w.])/(?:home|root|work|Users|farm)/\w")
    for path in tracked():
        if path.suffix in {".png", ".svg", ".mo", ".lock"}:
            continue
        found = absolute.search(path.read_text(encoding="utf-8", errors="ignore"))
        assert not found, f"{path.relative_to(PROJECT)} names {found and found.group()}"


def test_readme_commands_exist_in_the_makefile() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M)
    )
    for readme in PROJECT.glob("README*.md"):
        named = set(
            re.findall(
                r"(?:`|\$ |run: |^)(?:CENTRE=\S+ )?make ([a-z-]+)",
                readme.read_text(encoding="utf-8"),
            )
        )
        assert named and named <= targets, (readme.name, named - targets)
