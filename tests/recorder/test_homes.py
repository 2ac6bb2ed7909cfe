"""One store that several homes deliver to: what is erased from one of them comes back from none, and stays nowhere."""

import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from aws_here import running
from finops_agent.aws import DynamoStore
from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.events.items import encode
from finops_agent.recorder import Recorder, dead_letters, heeding
from finops_agent.recorder.erasure import erase_journals, erase_session, journal_folders
from finops_agent.recorder.erasures import add_tombstone, delivering
from finops_agent.recorder.frames import file_header, frame
from finops_agent.runtime import open_recorder, open_store
from finops_agent.stores import MemoryStore, SqliteStore
from made import made_events
from nursery import run

TEXT = "the question that is to be forgotten"


@pytest.fixture
def homes(tmp_path):
    """Two homes over one SQLite file."""
    store = f"sqlite:///{tmp_path / 'shared' / 'events.db'}"
    return [load_config({}, home=tmp_path / name, store=store) for name in ("one", "two")]


def bytes_below(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "did not come true within a minute"
        time.sleep(0.005)  # the other side is another thread or process; there is nothing else to wait on


AWAY = """
import finops_agent
from finops_agent import runtime
from finops_agent.errors import StoreUnavailable
def refuse(config):
    raise StoreUnavailable("away")
runtime.open_store = refuse
recorder = finops_agent.start(home=home, store=store, journal=kind)
gone, kept = recorder.session(), recorder.session()
for _ in range(50):
    gone.query(secret), kept.query("stays")
say(gone.session_id), say(kept.session_id)
die()
"""


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_what_waits_in_another_home_is_not_delivered_after_an_erasure(homes, kind):
    one, two = homes
    outcome = run(AWAY, two.home, store=two.store, kind=kind, secret=TEXT)
    assert outcome.status == -signal.SIGKILL, outcome.err
    gone, kept = outcome.lines
    store = open_store(one)
    assert erase_session(one.journal_dir, store, gone).total == 0
    assert TEXT.encode() in bytes_below(two.home)
    for _ in range(2):
        with open_recorder(two) as recorder:
            assert recorder.flush(20)
            assert recorder.stats().damaged == recorder.stats().dead == 0
    assert store.session(gone) == []
    assert len(store.session(kept)) == 51
    store.close()
    assert gone.encode() not in bytes_below(one.home.parent / "shared")
    assert TEXT.encode() not in bytes_below(two.home)


GOING_ON = """
import finops_agent, sys
recorder = finops_agent.start(home=home, store=store, journal=kind)
gone, kept = recorder.session(), recorder.session()
gone.query(secret), kept.query("stays")
assert recorder.flush(20)
pid = os.fork()
if pid == 0:  # another process with another home
    from finops_agent.config import load_config
    from finops_agent.recorder.erasure import erase_session
    from finops_agent.runtime import open_store
    config = load_config({}, home=other, store=store)
    report = erase_session(config.journal_dir, open_store(config), gone.session_id)
    os._exit(0 if report.is_gone and report.store == 2 else 1)
while os.waitpid(pid, os.WNOHANG)[0] == 0:  # the visitor goes on while the session is erased
    gone.query(secret), kept.query("stays")
for _ in range(100):
    gone.query(secret), kept.query("stays")
assert recorder.flush(20)
say(gone.session_id), say(recorder.stats().erased)
die()
"""


def test_a_process_of_another_home_that_records_on_brings_nothing_back(homes):
    one, two = homes
    outcome = run(GOING_ON, two.home, store=two.store, other=str(one.home), kind="mapped", secret=TEXT)
    assert outcome.status == -signal.SIGKILL, outcome.err
    gone, erased = outcome.lines
    assert int(erased) >= 100
    store = open_store(one)
    assert store.session(gone) == []
    with open_recorder(two) as recorder:
        assert recorder.flush(20)
    assert store.session(gone) == []
    assert erase_session(one.journal_dir, store, gone).is_gone
    store.close()
    assert TEXT.encode() not in bytes_below(one.home.parent)


def test_two_homes_over_one_table_agree_on_what_was_erased(tmp_path):
    aws = running()
    table = aws.table()
    configs = [load_config({}, home=tmp_path / name, store=f"dynamodb://{table}") for name in ("one", "two")]

    def open_table():
        return DynamoStore(table, make_client=aws.shared_client, sleep=lambda _: None)

    def refuse():
        raise StoreUnavailable("away")

    with Recorder(configs[1].journal_dir, refuse, configs[1]) as away:
        gone, kept = away.session(), away.session()
        gone.query(TEXT)
        kept.query("stays")
    store = open_table()
    assert erase_session(configs[0].journal_dir, store, gone.session_id).store == 0
    with Recorder(configs[1].journal_dir, open_table, configs[1]) as back:
        assert back.flush(30)
        assert back.stats().erased == 2
        assert back.session(gone.session_id).query(TEXT).is_safe
        assert back.flush(30)
        assert TEXT.encode() not in bytes_below(tmp_path)
    assert store.session(gone.session_id) == []
    assert len(store.session(kept.session_id)) == 2
    store.close()


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_what_an_erased_session_records_on_is_overwritten_when_it_is_passed_over(tmp_path, kind):
    """Also where it is no event, and where the erasure came from another home, which leaves no tombstone here."""
    config = load_config({}, home=tmp_path, journal=kind)
    store = MemoryStore()
    with Recorder(config.journal_dir, lambda: store, config) as recorder:
        sessions = [recorder.session() for _ in range(3)]
        erase_session(config.journal_dir, store, sessions[0].session_id)
        store.erase_session(sessions[1].session_id)
        for number, session in enumerate(sessions):
            session.query(f"question {number}")
            session.response(f"letter {number}", processing_time=1.0, input_tokens=-1)
        assert recorder.flush(20)
        content = bytes_below(tmp_path)
        texts = [f"{what} {number}".encode() for number in range(3) for what in ("question", "letter")]
        assert [text for text in texts if text in content] == [b"question 2", b"letter 2"]
        assert dead_letters.count(config.journal_dir) == 1
        assert recorder.stats().damaged == 0
    assert {stored.event.session_id for stored in store.scan()} == {sessions[2].session_id}


def test_what_was_delivered_is_overwritten_when_another_home_erases_it(tmp_path, monkeypatch):
    monkeypatch.setattr(heeding, "HEED_EVERY_S", 0.0)
    config = load_config({}, home=tmp_path)
    store = MemoryStore()
    with Recorder(config.journal_dir, lambda: store, config) as recorder:
        gone, kept = recorder.session(), recorder.session()
        for session in (gone, kept):
            session.query(f"of {session.session_id}")
            session.response("no number", processing_time=1.0, input_tokens=-1)
        assert recorder.flush(20)
        assert gone.session_id.encode() in bytes_below(tmp_path)
        store.erase_session(gone.session_id)
        until(lambda: gone.session_id.encode() not in bytes_below(tmp_path))
        assert kept.session_id.encode() in bytes_below(tmp_path)
        assert dead_letters.count(config.journal_dir) == 1
        kept.query("goes on")
        assert recorder.flush(20)
        assert recorder.stats().damaged == 0
    assert len(store.session(kept.session_id)) == 3


def test_journals_for_other_stores_of_the_home_are_searched_too(tmp_path):
    configs = [load_config({}, home=tmp_path), load_config({}, home=tmp_path, store=f"sqlite:///{tmp_path / 'b.db'}")]
    for config in configs:
        config.journal_dir.mkdir(parents=True, exist_ok=True)
        body = encode(made_events(1, "gone")[0])
        (config.journal_dir / "0-1-left.journal").write_bytes(file_header() + frame(body))
    (tmp_path / "journal" / "odd.journal").mkdir()
    unused = load_config({}, home=tmp_path, store="dynamodb://not-used-yet").journal_dir
    folders = journal_folders(configs[0].journal_root, unused)
    report = erase_journals(folders, "gone")
    assert report.journals == 2
    assert set(report.searched) == {str(config.journal_dir) for config in configs} | {str(unused)}
    assert not any(b'"gone"' in path.read_bytes() for path in tmp_path.rglob("*.journal") if path.is_file())
    assert len(report.passed_over) == 1
    assert "odd.journal" in report.passed_over[0]


def test_an_erasure_waits_no_longer_than_told_and_names_who_holds_it_up(tmp_path):
    """A process was stopped in the middle of a batch; the store is erased all the same."""
    pid = os.fork()
    if pid == 0:
        with delivering(tmp_path):
            (tmp_path / "holds").touch()
            os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    try:
        until((tmp_path / "holds").exists)
        report = erase_journals([tmp_path], "gone", wait_s=0.05)
        (told,) = report.remains
        assert f"process {pid} has delivered a batch" in told
        assert "End or continue it, then erase again." in told
        assert report.searched == ()
        os.kill(pid, signal.SIGCONT)
        assert os.waitpid(pid, 0) == (pid, 0)
        pid = 0
        assert erase_journals([tmp_path], "gone").remains == ()
    finally:
        if pid:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def test_while_an_erasure_waits_no_batch_gets_ahead_of_it(tmp_path):
    with delivering(tmp_path) as first:
        assert first
        assert erase_journals([tmp_path], "gone", wait_s=0.0).remains
        with delivering(tmp_path) as second:
            assert second  # the erasure gave up, so it holds nobody off
    assert erase_journals([tmp_path], "gone", wait_s=0.0).remains == ()


AS_SOMEONE_ELSE = """
from pathlib import Path
from finops_agent.recorder.erasure import erase_journals
from finops_agent.recorder.inspection import inspect
folder = Path(home) / "journal"
os.setuid(65534)
report = erase_journals([folder], "gone")
say(report.journals), say(report.is_gone), say(len(report.passed_over))
for sentence in report.remains:
    say(sentence)
say([(found.name, found.waiting, found.problem) for found in inspect(folder)])
os._exit(0)
"""


def open_to_all(folder):
    """Let another user come to `folder`, which is in the folder of temporary files."""
    while folder != Path(tempfile.gettempdir()):
        folder.chmod(0o755)
        folder = folder.parent


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become someone else")
def test_a_file_of_someone_else_is_passed_over_with_a_sentence_and_the_rest_is_erased(tmp_path):
    home = tmp_path / "home"
    folder = home / "journal"
    folder.mkdir(parents=True)
    open_to_all(home)
    os.chown(folder, 65534, 65534)
    (folder / "1-folder.journal").mkdir()
    foreign, own = folder / "0-foreign.journal", folder / "2-own.journal"
    for path in (foreign, own):
        path.write_bytes(file_header() + frame(encode(made_events(1, "gone")[0])))
    foreign.chmod(0o600)
    os.chown(own, 65534, 65534)
    outcome = run(AS_SOMEONE_ELSE, home)
    assert outcome.status == 0, outcome.err
    journals, is_gone, passed_over, told, seen = outcome.lines
    assert (journals, is_gone, passed_over) == ("1", "False", "1")
    assert "0-foreign.journal' could not be searched: Permission denied" in told
    assert "erase as the user whose it is" in told
    assert "('2-own.journal', 0, None)" in seen
    assert "('0-foreign.journal', 0, 'Permission denied')" in seen
    assert "('1-folder.journal', 0, 'Is a directory')" in seen
    assert b'"gone"' not in own.read_bytes()


AS_THE_APP = """
import codecs
codecs.lookup("ascii")  # what another user could not load from the home of root
os.setgid(65534), os.setuid(65534)
recorder = start(home)
session = recorder.session()
session.query("stays"), session.response("no number", processing_time=1.0, input_tokens=-1)
assert recorder.flush(20), recorder.stats()
say(recorder.stats().stored), say(recorder.stats().dead)
os._exit(0)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become someone else")
def test_after_an_erasure_by_root_the_app_of_another_user_delivers_on(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    open_to_all(home)
    os.chown(home, 65534, 65534)
    folder = home / "journal"
    for _ in range(2):
        erase_journals([folder], "gone")
        outcome = run(AS_THE_APP, home)
        assert outcome.status == 0, outcome.err
        assert outcome.lines == ["2", "1"]
        gone = encode(made_events(1, "gone")[0])
        dead_letters.bury(folder, [(gone, "why")])
    assert erase_journals([folder], "gone").dead_letters == 1
    assert {path.stat().st_uid for path in folder.iterdir()} == {65534}


def test_a_folder_that_cannot_be_written_is_told_and_the_store_is_erased(tmp_path):
    in_the_way = tmp_path / "journal"
    in_the_way.write_text("a file")
    store = SqliteStore(tmp_path / "events.db")
    store.put_many(made_events(3, "gone"))
    report = erase_session(in_the_way, store, "gone")
    assert (report.store, report.is_gone, store.session("gone")) == (3, False, [])
    assert "could not be searched" in report.remains[0]
    store.close()


def test_a_tombstone_of_this_home_holds_though_the_store_has_none(tmp_path):
    """The store was away at the erasure, and the session records on."""
    config = load_config({}, home=tmp_path)
    store = MemoryStore()
    config.journal_dir.mkdir(parents=True)
    add_tombstone(config.journal_dir, "gone")
    with Recorder(config.journal_dir, lambda: store, config) as recorder:
        recorder.session("gone").query(TEXT)
        assert recorder.flush(20)
    assert list(store.scan()) == []
    assert TEXT.encode() not in bytes_below(tmp_path)
