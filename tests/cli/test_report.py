"""`finops-agent report` from the command line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BILL = Path(__file__).parents[1] / "data" / "aws-cur2-northwind-2026q3.csv"
CODE = "import sys; sys.argv[0] = 'finops-agent'; from finops_agent.cli import main; main()"


@pytest.fixture
def finops_agent(tmp_path, monkeypatch):
    monkeypatch.setenv("FINOPS_AGENT_HOME", str(tmp_path / "home"))
    shutil.copy(BILL, tmp_path / "bill.csv")

    def run(*words):
        return subprocess.run(
            [sys.executable, "-c", CODE, "report", "bill.csv", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize(("name", "begins"), [("r.pdf", b"%PDF"), ("r.xlsx", b"PK")])
def test_a_report_is_written_whole(finops_agent, tmp_path, name, begins):
    done = finops_agent("-o", name, "-q", "top 3 services")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert done.stdout == ""
    assert not list(tmp_path.glob(".*.part"))


def test_a_kind_that_is_not_known_is_told_before_anything_is_read(finops_agent, tmp_path):
    done = finops_agent("-o", "r.html")
    assert done.returncode == 1
    assert "ends in .pdf or .xlsx" in done.stderr
    assert not (tmp_path / "r.html").exists()


def test_a_folder_that_is_not_there_is_told(finops_agent):
    done = finops_agent("-o", "nowhere/r.pdf")
    assert done.returncode == 1
    assert "Check that the folder exists" in done.stderr
