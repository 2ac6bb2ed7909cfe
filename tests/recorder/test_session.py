"""What a session makes of odd values, and where it goes on."""

import math
import os

import pytest

from finops_agent.config import load_config
from finops_agent.errors import SettingsError
from finops_agent.events.ids import MAX_ID_BYTES, storable_id
from finops_agent.recorder import Recorder
from finops_agent.stores import MemoryStore


@pytest.fixture
def quiet(tmp_path):
    with Recorder(tmp_path / "journal", MemoryStore, load_config({}, home=tmp_path)) as recorder:
        yield recorder


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -1.0, "4.5", None])
def test_a_duration_that_is_none_is_invalid(quiet, seconds):
    assert quiet.session().response("text", processing_time=seconds).drop_reason == "invalid"


def test_values_outside_the_closed_lists_are_invalid_and_never_kept(quiet, tmp_path):
    session = quiet.session()
    assert session.response("t", processing_time=1.0, status="mail jane@example.com").drop_reason == "invalid"
    assert session.upload("f", file_size=1, status="jane@example.com").drop_reason == "invalid"
    assert session.end("jane@example.com").drop_reason == "invalid"
    assert not any(b"jane@" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["AKIAIOSFODNN7EXAMPLE", "ghp_" + "a1B2" * 9])
def test_a_name_that_is_a_credential_is_redacted(quiet, tmp_path, name):
    session = quiet.session()
    assert session.custom(name).is_safe
    assert session.response("t", processing_time=1.0, model=f"m?key={name}", error_type=name).is_safe
    assert not any(name.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_no_text_of_the_app_is_in_the_log(quiet, caplog):
    session = quiet.session()
    quiet.close()
    session.custom("mail jane@example.com")
    assert "Dropped an event: closed" in caplog.text
    assert "jane" not in caplog.text


def test_a_session_copied_by_a_fork_gives_other_ids_than_its_parent(quiet):
    session = quiet.session()
    session.query("before")
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        os.write(write, session.query("child").interaction_id.encode())
        os._exit(0)
    os.waitpid(pid, 0)
    child = os.read(read, 1_000).decode()
    parent = session.query("parent").interaction_id
    os.close(read)
    os.close(write)
    assert parent == f"query_{session.session_id}_2"
    assert child.startswith(f"{parent}_")


def test_settings_given_as_texts_are_read_as_variables_are():
    config = load_config(
        {}, record_text="off", retention_days="30,user_query=7", debug="off", journal_max_bytes="20000000"
    )
    assert (config.record_text, config.debug, config.journal_max_bytes) == (False, False, 20_000_000)
    assert (config.retention_of("user_query"), config.retention_of("custom_event")) == (7, 30)


@pytest.mark.parametrize(
    "settings", [{"record_text": 0}, {"retention_days": 30.5}, {"journal": "maped"}, {"durability": "machin"}]
)
def test_a_setting_of_another_kind_is_refused(settings):
    with pytest.raises(SettingsError, match="Cannot use"):
        load_config({}, **settings)


def test_a_folder_named_from_here_stays_the_same_when_the_process_moves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = load_config({}, home="here", store="sqlite:///events.db")
    assert config.journal_dir.is_relative_to(tmp_path / "here" / "journal")
    assert config.sqlite_path == tmp_path / "events.db"


def test_two_stores_of_one_home_have_journals_of_their_own(tmp_path):
    own = load_config({}, home=tmp_path)
    other = load_config({}, home=tmp_path, store=f"sqlite:///{tmp_path / 'other.db'}")
    assert own.journal_dir == tmp_path / "journal"
    assert other.journal_dir.parent == own.journal_dir
    assert other.journal_dir != own.journal_dir


def test_a_long_session_id_is_shown_as_it_is_kept(quiet):
    session = quiet.session("ä" * 300)
    assert session.session_id == storable_id("ä" * 300) == storable_id(session.session_id)
    assert len(session.session_id.encode()) <= MAX_ID_BYTES


def test_two_long_ids_that_differ_in_the_middle_stay_two():
    one, other = ("s" * 300 + middle + "s" * 300 for middle in "ab")
    assert storable_id(one) != storable_id(other)


def test_events_of_a_long_session_id_are_found_by_it(tmp_path):
    store = MemoryStore()
    with Recorder(tmp_path / "journal", lambda: store, load_config({}, home=tmp_path)) as recorder:
        for end in "ab":
            recorder.session("\x00" + "s" * 400 + end + "s" * 400).query("q")
        assert recorder.flush()
    assert [len(store.session(storable_id("\x00" + "s" * 400 + end + "s" * 400))) for end in "ab"] == [1, 1]
