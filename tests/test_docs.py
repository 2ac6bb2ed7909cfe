"""The docs say what is: generated pages are fresh, examples run, links lead somewhere."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands import run

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
BILL = ROOT / "tests" / "data" / "aws-cur2-northwind-2026q3.csv"


def blocks(language):
    for page in PAGES:
        for block in re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            yield page.name, block


def test_generated_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, "scripts/make_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def commands():
    for name, block in blocks("bash"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["finops-agent"] and words[1] != "run":
                yield pytest.param(words[1:], id=f"{name}: {' '.join(words[1:4])}")


@pytest.mark.parametrize("words", list(commands()))
def test_each_command_in_the_docs_runs_as_printed(words, tmp_path, request):
    shutil.copy(BILL, tmp_path / "bill.csv")
    environment = {**os.environ, "FINOPS_AGENT_HOME": str(tmp_path / "home")}
    if words[0] == "aws":
        environment |= request.getfixturevalue("aws").environment
    done = run(*words, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("name", "block"), list(blocks("python")))
def test_each_python_example_runs_as_printed(name, block, tmp_path):
    environment = {**os.environ, "FINOPS_AGENT_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", block], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{name}: {done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page):
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) + re.findall(r'src(?:set)?="([^":]+)"', text)
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_every_make_target_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_no_page_names_a_registry_or_a_path_of_a_machine():
    for page in [*PAGES, *(ROOT / "requirements").glob("*")]:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"index-url|/root/|/work/|--find-links", text), page
