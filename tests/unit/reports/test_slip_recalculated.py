"""The slip opened by an office program: its formulas are recomputed and agree with the engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from reports import ReportContext, Scope, build_workbook

OFFICE = shutil.which("soffice")
PEOPLE = ("A1001", "A1003", "A1010")


def without_cached_values(content: bytes) -> bytes:
    """The file with no remembered result, so that only the office program can supply one."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice: apt-get install libreoffice-calc")
def test_the_difference_is_zero_after_recalculation(
    tmp_path: Path, tables: Mapping[str, pa.Table], context_for: Callable[..., ReportContext]
) -> None:
    for agent in PEOPLE:
        made = build_workbook(
            "WB01", tables, Scope("agent", agent, agent), context_for("WB01", "en")
        )
        (tmp_path / f"{agent}.xlsx").write_bytes(without_cached_values(made.content))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    files = [str(tmp_path / f"{agent}.xlsx") for agent in PEOPLE]
    command = [str(OFFICE), "--headless", profile, "--convert-to", "xlsx", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path / "out"), *files], check=True, capture_output=True, timeout=180
    )
    for agent in PEOPLE:
        slip = openpyxl.load_workbook(tmp_path / "out" / f"{agent}.xlsx", data_only=True)
        sheet = slip["Pay slip"]
        head = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[5] if cell.value}
        for row in range(6, 10):
            assert abs(sheet.cell(row, head["Difference"]).value) < 1e-9, (agent, row)
        paid = sum(sheet.cell(row, head["Amount"]).value for row in range(6, 9))
        assert abs(sheet.cell(9, head["Recomputed"]).value - paid) < 1e-6
