"""What deploying runs, as far as no container is needed: the image's files, entry point, health check; the unit."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from aws_here import free_port

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
UNIT = ROOT / "deploy" / "finops-agent.service"


def words_of(instruction):
    """The words of the last such instruction in the form of a list."""
    return json.loads(re.findall(rf"^{instruction} (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The folder that the Dockerfile fills, without what it installs."""
    folder = tmp_path_factory.mktemp("image")
    for line in re.findall("^COPY (.+)$", DOCKERFILE, re.MULTILINE):
        *sources, target = line.split()
        for source in map(ROOT.joinpath, sources):
            if source.is_dir():
                shutil.copytree(source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / target)
    return folder


def test_the_package_is_built_from_what_the_image_holds(image, tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    done = subprocess.run(command, cwd=image, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("*.whl"))


def test_the_extras_of_the_image_are_those_of_the_package():
    extras = re.search("^ARG EXTRAS=(.+)$", DOCKERFILE, re.MULTILINE)[1].split(",")
    project = (ROOT / "pyproject.toml").read_text()
    assert all(f"\n{extra} = [" in project for extra in extras)


@pytest.mark.parametrize("page", [*words_of("CMD"), "analytics_dashboard.py"])
def test_the_entry_point_starts_a_page_that_the_health_check_finds(image, tmp_path, page):
    port = free_port()
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "PORT": str(port),
        "FINOPS_AGENT_HOME": str(tmp_path),
        "FINOPS_AGENT_ALLOWED_HOSTS": "finops.example.com",
    }
    log = (tmp_path / "log").open("wb")
    server = subprocess.Popen(
        [*words_of("ENTRYPOINT"), page], cwd=image, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        deadline = time.monotonic() + 60
        while subprocess.run(words_of("HEALTHCHECK CMD"), env=environment, capture_output=True, check=False).returncode:
            assert server.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < deadline, "the page is not healthy"
        assert status(port, "finops.example.com") == 200
        assert status(port, "other.example.com") >= 400
    finally:
        server.terminate()
        server.wait()
        log.close()


def status(port, host):
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_unit_starts_what_is_in_the_tree():
    unit = UNIT.read_text()
    command = re.search("^ExecStart=(.+)$", unit, re.MULTILINE)[1].split()
    assert re.search("^WorkingDirectory=(.+)$", unit, re.MULTILINE)[1] == "/opt/finops-agent"
    assert command[0] == "/opt/finops-agent/.venv/bin/python"
    assert all((ROOT / name).is_file() for name in command[1:3])


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_the_unit_is_clean_in_the_eyes_of_systemd(tmp_path):
    """But for the environment and the user, which are made on the machine."""
    text = re.sub("^ExecStart=.+$", f"ExecStart={sys.executable}", UNIT.read_text(), flags=re.MULTILINE)
    path = tmp_path / UNIT.name
    path.write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if UNIT.name in line]) == (0, [])
