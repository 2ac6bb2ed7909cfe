"""One table of Streamlit settings, wherever they are used."""

import tomllib
from pathlib import Path

import pytest

from finops_agent.web import STREAMLIT_SETTINGS, config_toml, streamlit_flags

ROOT = Path(__file__).parents[2]


def flat(table, prefix=""):
    found = {}
    for name, value in table.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def test_the_config_file_says_what_the_table_says():
    assert flat(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))) == STREAMLIT_SETTINGS


def test_the_config_file_is_the_one_that_is_made_from_the_table():
    assert (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8") == config_toml()


def test_streamlit_knows_every_setting_and_reads_its_flag_as_the_table_has_it():
    """Its own options are the judge: a renamed one would otherwise be passed over in silence."""
    config = pytest.importorskip("streamlit.config")
    known = config.get_config_options()
    assert not set(STREAMLIT_SETTINGS) - set(known)
    for name, value in STREAMLIT_SETTINGS.items():
        assert bool(known[name].multiple) == isinstance(value, list), name


def test_the_safe_choices_are_made():
    chosen = {
        "server.address": "127.0.0.1",
        "server.allowedHosts": ["localhost", "127.0.0.1"],
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
    }
    assert {name: STREAMLIT_SETTINGS[name] for name in chosen} == chosen


def test_no_font_comes_from_the_network():
    fonts = [str(value) for name, value in STREAMLIT_SETTINGS.items() if "font" in name.lower()]
    assert fonts
    assert not [font for font in fonts if "http" in font or "url(" in font]


def test_flags_spell_lists_and_switches_as_streamlit_reads_them():
    flags = streamlit_flags()
    assert "--browser.gatherUsageStats=false" in flags
    assert [flag for flag in flags if "allowedHosts" in flag] == [
        "--server.allowedHosts=localhost",
        "--server.allowedHosts=127.0.0.1",
    ]
    assert "--server.maxUploadSize=200" in flags


def test_flags_take_the_hosts_of_the_settings():
    assert [flag for flag in streamlit_flags(["costs.example"]) if "allowedHosts" in flag] == [
        "--server.allowedHosts=costs.example"
    ]
