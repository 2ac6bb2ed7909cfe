"""Metrics in CloudWatch: what is told, how often, and that nothing of it hinders storing."""

import contextlib
import itertools
import json
import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from msgspec.structs import replace

from aws.fault_server import BlackHole
from finops_agent.aws.client import service_client
from finops_agent.aws.cloudwatch import CloudWatchSink
from finops_agent.aws.cloudwatch.minutes import MAX_VALUES
from finops_agent.aws.cloudwatch.names import METRICS
from finops_agent.aws.cloudwatch.sink import KEPT_MINUTES
from finops_agent.config import load_config
from finops_agent.events import timestamp
from finops_agent.recorder import Recorder, Session
from finops_agent.recorder.sink import Health
from finops_agent.stores import MemoryStore
from made import keep_in

MINUTE_US = 60_000_000


class Remembering:
    """A client that keeps what it is told, and fails when asked to."""

    def __init__(self):
        self.requests = []
        self.failures = []

    def put_metric_data(self, **arguments):
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or isinstance(failure, ReadTimeoutError):
            self.requests.append(arguments["MetricData"])
        if failure is not None:
            raise failure

    def close(self):
        pass

    def values(self, name, dimensions=()):
        """Sums and times told of a metric, request after request."""
        wanted = [{"Name": n, "Value": v} for n, v in dimensions]
        return [
            d.get("Value", d.get("Values"))
            for request in self.requests
            for d in request
            if d["MetricName"] == name and d["Dimensions"] == wanted
        ]


class Turned:
    """A sink whose clock is turned by hand."""

    def __init__(self):
        self.now_us = timestamp.now_us() // MINUTE_US * MINUTE_US
        self.client = Remembering()
        self.sink = CloudWatchSink("test", lambda: self.client, lambda: self.now_us)

    def minute(self, dropped=0, pending=0):
        """A minute passes, and what is due is sent."""
        self.now_us += MINUTE_US + 3_000_000
        self.sink.turn(lambda: Health(dropped, pending))
        self.sink._thread.join()


@pytest.fixture
def turned():
    return Turned()


def visit(answers=1, status="ok", analysis_type="Forecast", now_us=None):
    kept = []
    with Session(keep_in(kept), load_config({})) as session:
        session.upload("bill.csv", file_size=10, row_count=5, column_count=1)
        for i in range(answers):
            session.query("What are my top cost drivers?", analysis_type=analysis_type)
            session.response("So much", processing_time=0.5 + i, analysis_type=analysis_type, status=status)
    return [replace(event, timestamp=timestamp.to_text(now_us)) for event in kept] if now_us else kept


def test_a_minute_is_one_request_with_the_documented_metrics(turned):
    events = visit(answers=2, now_us=turned.now_us)
    turned.sink.delivered(events[:3])
    turned.sink.delivered(events[3:])
    turned.minute(dropped=3, pending=7)
    (request,) = turned.client.requests
    told = {d["MetricName"]: d.get("Value", d.get("Values")) for d in request if d["Dimensions"] == []}
    assert told == {
        "QueryCount": 2,
        "Requests": 2,
        "Errors": 0,
        "ErrorRate": 0,
        "ProcessingTime": [0.5, 1.5],
        "UploadCount": 1,
        "Sessions": 1,
        "EventsDropped": 3,
        "EventsPending": 7,
        "Heartbeat": 1,
    }


def test_a_quiet_minute_tells_zeros_and_the_heartbeat(turned):
    turned.minute()
    (request,) = turned.client.requests
    told = {d["MetricName"]: d["Value"] for d in request if d["Dimensions"] == []}
    assert told == {**{m.name: 0 for m in METRICS if m.always}, "Heartbeat": 1}


def test_figures_of_a_model_are_told(turned):
    events = [
        replace(e, input_tokens=100, output_tokens=20, cost_usd=0.25, time_to_first_token=0.2)
        for e in visit(answers=2, now_us=turned.now_us)
        if hasattr(e, "processing_time")
    ]
    turned.sink.delivered(events)
    turned.minute()
    assert turned.client.values("Tokens") == [240]
    assert turned.client.values("CostUSD") == [0.5]
    assert turned.client.values("TimeToFirstToken") == [[0.2]]


def test_dimensions_are_environment_and_analysis_type_and_hold_no_id_or_text(turned):
    events = visit(now_us=turned.now_us)
    turned.sink.delivered(events)
    turned.minute()
    (request,) = turned.client.requests
    assert {tuple((d["Name"], d["Value"]) for d in datum["Dimensions"]) for datum in request} == {
        (),
        (("Environment", "test"),),
        (("Environment", "test"), ("AnalysisType", "Forecast")),
    }
    text = json.dumps(request, default=str)
    assert events[0].session_id not in text
    assert "cost drivers" not in text


def test_each_time_is_told_with_its_count_in_parts_of_what_a_datum_takes(turned):
    events = visit(answers=MAX_VALUES + 10, now_us=turned.now_us) + visit(answers=1, now_us=turned.now_us)
    turned.sink.delivered(events)
    turned.minute()
    parts = [d for d in turned.client.requests[0] if d["MetricName"] == "ProcessingTime" and not d["Dimensions"]]
    assert [len(part["Values"]) for part in parts] == [MAX_VALUES, 10]
    assert parts[0]["Counts"][0] == 2  # 0.5 s came twice
    assert sum(sum(part["Counts"]) for part in parts) == MAX_VALUES + 11


def test_events_count_in_the_minute_in_which_they_happened(turned):
    late = turned.now_us - 3 * MINUTE_US
    turned.sink.delivered(visit(now_us=late))
    turned.minute()
    times = {d["Timestamp"] for d in turned.client.requests[0] if d["MetricName"] == "Requests" and not d["Dimensions"]}
    now = datetime.fromtimestamp((turned.now_us - 3_000_000) / 1e6 - 60, UTC)
    assert times == {now, now - timedelta(minutes=3)}


def test_what_is_too_old_for_cloudwatch_is_left_out(turned):
    turned.sink.delivered(visit(now_us=turned.now_us - 15 * timestamp.US_PER_DAY))
    turned.minute()
    assert turned.client.values("Requests") == [0]


def test_what_comes_again_is_counted_once(turned):
    events = visit(now_us=turned.now_us)
    turned.sink.delivered(events)
    turned.sink.delivered(events)
    turned.minute()
    assert turned.client.values("QueryCount") == [1]


def test_losses_are_told_once(turned):
    turned.minute(dropped=5)
    turned.minute(dropped=5)
    assert turned.client.values("EventsDropped") == [5, 0]


def refused():
    return ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutMetricData")


@pytest.mark.parametrize("failure", [refused(), EndpointConnectionError(endpoint_url="http://x")])
def test_what_was_refused_or_could_not_be_sent_is_sent_a_minute_later(turned, failure):
    turned.client.failures = [failure]
    turned.sink.delivered(visit(now_us=turned.now_us))
    turned.minute()
    assert "Cannot tell CloudWatch: " in turned.sink.last_error()
    assert turned.client.requests == []
    turned.minute()
    assert turned.sink.last_error() is None
    assert turned.client.values("QueryCount") == [1, 0]
    assert len(turned.client.requests) == 1


def test_what_may_have_arrived_is_not_sent_again(turned):
    turned.client.failures = [ReadTimeoutError(endpoint_url="http://x")]
    turned.sink.delivered(visit(now_us=turned.now_us))
    turned.minute()
    turned.minute()
    assert turned.client.values("QueryCount") == [1, 0]


def test_an_outage_keeps_an_hour(turned):
    turned.client.failures = [refused() for _ in range(KEPT_MINUTES + 20)]
    for _ in range(KEPT_MINUTES + 21):
        turned.minute()
    assert len(turned.client.values("Heartbeat")) == KEPT_MINUTES


# ------------------------------------------------------------ within a recorder


@contextlib.contextmanager
def recording(tmp_path, sink):
    store = MemoryStore()
    config = load_config({}, home=tmp_path)
    with Recorder(tmp_path / "journal", lambda: store, config, open_sink=lambda: sink) as recorder:
        yield recorder, store


def test_closing_tells_the_minute_under_way(tmp_path, turned):
    with recording(tmp_path, turned.sink) as (recorder, _), recorder.session() as session:
        session.query("q")
    assert sum(turned.client.values("QueryCount")) == 1
    assert sum(turned.client.values("Sessions")) == 1


class Broken:
    def delivered(self, _events):
        raise ZeroDivisionError("a fault of ours")

    def turn(self, _health):
        pass


def test_a_broken_sink_hinders_nothing_and_is_shown(tmp_path):
    with recording(tmp_path, Broken()) as (recorder, store), recorder.session() as session:
        session.query("q")
        assert recorder.flush(10)
        session.query("q")
        assert recorder.flush(10)
        assert "Metrics are told no more: ZeroDivisionError" in recorder.stats().metrics_error
        assert len(store.session(session.session_id)) == 3


def test_a_cloudwatch_that_never_answers_delays_no_event(tmp_path, monkeypatch):
    hole = BlackHole()
    for name, value in {"AWS_ENDPOINT_URL": hole.url, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    ticks = itertools.count(timestamp.now_us(), MINUTE_US)  # each look at the clock is a minute later
    sink = CloudWatchSink("test", lambda: service_client("cloudwatch"), lambda: next(ticks))
    try:
        with recording(tmp_path, sink) as (recorder, store), recorder.session() as session:
            while sink._thread is None:
                session.query("q")
                assert recorder.flush(10)
            session.query("the last one")
            assert recorder.flush(10)
            assert sink._thread.is_alive()  # it waits for an answer, and nothing else does
            assert store.session(session.session_id)[-1].user_query == "the last one"
    finally:
        hole.close()
        sink._thread.join()


def test_in_a_child_each_event_is_told_by_one_process(tmp_path):
    """A sink of its own in the child: what the parent counted is not told twice."""
    opened = []

    def open_sink():
        opened.append(threading.get_ident())

    store = MemoryStore()
    with Recorder(tmp_path / "j", lambda: store, load_config({}, home=tmp_path), open_sink=open_sink) as recorder:
        recorder.before_fork()
        recorder.after_fork_in_child()
        recorder.after_fork_in_parent()
    assert len(opened) == 2


# ------------------------------------------------------------ end to end


def test_percentiles_come_out_right(account):
    client = account.service("cloudwatch")
    sink = CloudWatchSink("test", lambda: client)
    name = f"e-{uuid.uuid4()}"
    sink._minutes._environment = name
    sink.delivered(visit(answers=10))
    sink.close()
    now = datetime.now(UTC)
    (found,) = account.service("cloudwatch").get_metric_statistics(
        Namespace="FinOpsAgent",
        MetricName="ProcessingTime",
        Dimensions=[{"Name": "Environment", "Value": name}],
        StartTime=now - timedelta(minutes=10),
        EndTime=now + timedelta(minutes=10),
        Period=3600,
        Statistics=["SampleCount", "Average", "Maximum"],
        Unit="Seconds",
    )["Datapoints"]
    assert (found["SampleCount"], found["Average"], found["Maximum"]) == (10, 5.0, 9.5)
