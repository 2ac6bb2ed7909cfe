"""An AWS of our own on loopback: one server a test run, one table a test."""

import atexit
import functools
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from importlib.util import find_spec
from pathlib import Path

import boto3.session
from botocore.config import Config

from finops_agent.aws import DynamoStore, ensure_table

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


_making = threading.Lock()
"""A session makes one client at a time."""


@functools.cache
def _session():
    """What all clients are made by: each session reads the models of the services anew."""
    return boto3.session.Session()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Aws:
    """A running emulator; `close` ends it."""

    def __init__(self, folder):
        assert find_spec("ministack"), "The AWS tests need ministack: install the development requirements."
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        settings = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
        }
        self._log = (folder / "ministack.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env={**os.environ, **settings},
            cwd=folder,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._wait()
        self.environment = {**KEYS, "AWS_ENDPOINT_URL": self.url}
        self._clients = {}
        self._tables = 0

    def client(self, url=None, **config):
        """A client of the emulator, or of what stands in front of it at `url`; not shared."""
        return self.service("dynamodb", url, **config)

    def service(self, name, url=None, **config):
        """As `client`, of any service."""
        settings = Config(retries={"mode": "standard", "total_max_attempts": 1}, **config)
        with _making:
            return _session().client(
                name,
                endpoint_url=url or self.url,
                region_name=KEYS["AWS_REGION"],
                aws_access_key_id="test",
                aws_secret_access_key="test",  # noqa: S106 - the emulator takes any
                config=settings,
            )

    def shared_client(self):
        """The client that tests share: making one takes longer than most tests."""
        if not self._clients:
            self._clients["shared"] = self.client()
        return Shared(self._clients["shared"])

    def table(self):
        """The name of a new table, made by our own code."""
        self._tables += 1
        name = f"finops-agent-{self._tables}"
        ensure_table(name, make_client=self.shared_client, deletion_protection=False)
        return name

    def store(self, table=None):
        """A store over a table, a new one if not given, that waits for nothing; nothing in it expires by itself.

        The emulator deletes once a minute what is expired, and would be first in a test of what our code deletes.
        """
        name = table or self.table()
        off = {"Enabled": False, "AttributeName": "ttl"}
        self.shared_client().update_time_to_live(TableName=name, TimeToLiveSpecification=off)
        return DynamoStore(name, make_client=self.shared_client, sleep=lambda _: None)

    def close(self):
        self._process.terminate()
        self._process.wait()
        self._log.close()

    def _wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self._process.poll() is None, "ministack ended at once; see ministack.log"
            try:
                with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)  # a condition of another process; there is nothing to wait on but the port
        raise AssertionError("ministack did not answer within a minute")


@functools.cache
def running():
    """The emulator of this test run, started when first asked for and ended with the run."""
    folder = tempfile.TemporaryDirectory()
    server = Aws(Path(folder.name))
    atexit.register(folder.cleanup)
    atexit.register(server.close)
    return server


class Shared:
    """A client that outlives the stores that use it."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        return getattr(self._client, name)

    def close(self):
        pass
