"""Tables, stores that reach them through a proxy that fails on request, and recorders over those."""

import pytest

from aws.fault_server import FaultServer
from aws_here import Aws, Shared
from finops_agent.aws import DynamoStore
from finops_agent.aws.services import Services
from finops_agent.config import load_config
from finops_agent.recorder import Recorder


class Watched(Shared):
    """A client that tells each call to `before`, and keeps the calls."""

    def __init__(self, client, before=lambda _operation, _arguments: None):
        super().__init__(client)
        self.calls = []
        self.before = before

    def __getattr__(self, operation):
        call = super().__getattr__(operation)

        def watched(**arguments):
            self.calls.append((operation, arguments))
            self.before(operation, arguments)
            return call(**arguments)

        return watched


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    """An account of the test file's own: alarms, metrics and the dashboard have fixed names."""
    server = Aws(tmp_path_factory.mktemp("account"))
    yield server
    server.close()


@pytest.fixture
def services(account):
    made = Services(account.service)
    yield made
    made.close()


@pytest.fixture
def table(aws):
    return aws.table()


@pytest.fixture
def store(aws, table):
    made = aws.store(table)
    yield made
    made.close()


@pytest.fixture
def watched(aws):
    return Watched(aws.client())


@pytest.fixture
def other(aws, table, watched):
    """A second process's store over the same table, whose calls are watched."""
    made = DynamoStore(table, make_client=lambda: watched, sleep=lambda _: None)
    yield made
    made.close()


@pytest.fixture
def faults(aws):
    server = FaultServer(aws.url)
    yield server
    server.close()


@pytest.fixture
def pauses():
    """The seconds that stores would have slept."""
    return []


@pytest.fixture
def failing(aws, faults, table, pauses):
    """A store that reaches its table through the proxy and gives up waiting for an answer soon."""
    client = aws.client(faults.url, read_timeout=1)
    made = DynamoStore(table, make_client=lambda: Shared(client), sleep=pauses.append)
    yield made
    client.close()


@pytest.fixture
def recorder(tmp_path, failing):
    with Recorder(tmp_path / "journal", lambda: failing, load_config({}, home=tmp_path, debug=True)) as made:
        yield made


@pytest.fixture
def ids(store):
    """Ids of what is really stored, asked at the table itself."""
    return lambda: sorted(stored.event.interaction_id for stored in store.scan())
