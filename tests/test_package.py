"""The package as a whole: what it exports, what it imports, how fast."""

import re
import subprocess
import sys
from pathlib import Path

import finops_agent


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_public_names_are_these():
    assert finops_agent.__all__ == [
        "AnalysisType",
        "Receipt",
        "Recorder",
        "Session",
        "Stats",
        "Turn",
        "__version__",
        "current_session",
        "current_turn",
        "observed",
        "start",
    ]
    assert all(hasattr(finops_agent, name) for name in finops_agent.__all__)


def test_every_public_name_is_explained_to_those_who_embed():
    page = (Path(__file__).parents[1] / "docs" / "embedding.md").read_text(encoding="utf-8")
    assert [
        name for name in finops_agent.__all__ if name != "__version__" and not re.search(rf"\b{name}\b", page)
    ] == []


def test_importing_the_package_brings_no_heavy_library():
    heavy = ("boto3", "botocore", "duckdb", "pandas", "streamlit", "numpy", "altair", "pyarrow", "typer")
    loaded = run("import sys, finops_agent; print(*sys.modules)").split()
    assert [name for name in heavy if name in loaded] == []


def test_recording_brings_no_heavy_library(tmp_path):
    code = f"""
import sys, finops_agent
recorder = finops_agent.start(home={str(tmp_path)!r}, store='sqlite:///{tmp_path}/e.db')
with recorder.session() as session:
    session.query('q')
recorder.flush()
print(*sys.modules)"""
    loaded = run(code).split()
    assert [name for name in ("boto3", "duckdb", "pandas", "streamlit", "numpy") if name in loaded] == []


def test_start_gives_the_same_recorder_again_and_refuses_other_settings(tmp_path):
    code = f"""
import finops_agent
from finops_agent.errors import SettingsError
first = finops_agent.start(home={str(tmp_path)!r}, store='sqlite:///{tmp_path}/e.db')
assert finops_agent.start() is first
try:
    finops_agent.start(environment='prod')
except SettingsError as error:
    print(error)
first.close()
assert finops_agent.start(home={str(tmp_path)!r}, store='sqlite:///{tmp_path}/e.db') is not first"""
    assert "already runs in this process" in run(code)
