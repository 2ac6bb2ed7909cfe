"""The page Findings, run without a browser."""

from pathlib import Path

import pytest

BILL = Path(__file__).parents[1] / "data" / "aws-cur2-northwind-2026q3.csv"
FINDINGS = "screens/findings.py"


def words(at):
    kinds = ("header", "text", "markdown", "caption", "error")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


@pytest.fixture
def loaded(page):
    page.file_uploader(key="files").set_value([(BILL.name, BILL.read_bytes(), "text/csv")]).run()
    assert not page.exception
    return page


@pytest.fixture
def findings(loaded):
    loaded.switch_page(FINDINGS).run()
    assert not loaded.exception
    return loaded


def test_without_data_the_page_says_what_to_do(page):
    page.switch_page(FINDINGS).run()

    assert not page.exception
    assert "There is no data to look through yet. Add your files on the page «Ask»" in words(page)
    page.button(key="sample").click().run()
    assert "with a saving" in words(page)


def test_findings_show_saving_evidence_query_and_what_to_verify(findings):
    shown = words(findings)

    assert "4 gp2 volumes at a lower price as gp3" in shown
    assert "41.60 USD a month" in shown
    assert "cannot be proven" in shown
    assert any("EBS:VolumeUsage.gp2" in code.value for code in findings.code)
    assert any("aws ec2 modify-volume --volume-id vol-0b0001" in code.value for code in findings.code)
    assert "CloudWatch" in shown


def test_an_area_narrows_the_list(findings):
    findings.segmented_control(key="area").set_value("Commitment Analysis").run()

    assert not findings.exception
    shown = words(findings)
    assert "Savings Plan of 288.00 USD is used by 76.06 %" in shown
    assert "gp2 volumes" not in shown


def test_the_use_is_recorded_once_without_a_name_or_a_figure_of_the_bill(findings, items):
    findings.run()

    (event,) = [item for item in items("custom_event") if "findings" in str(item)]
    assert "feature_used" in str(event)
    assert "nat-0c01" not in str(event)
    assert "northwind" not in str(event)


def test_the_conversation_is_still_there_after_a_look_at_the_findings(findings):
    findings.switch_page("screens/ask.py").run()

    assert not findings.exception
    assert "4,498 rows" in words(findings)


def test_wrong_assumptions_are_told_on_the_page(home, monkeypatch, request):
    monkeypatch.setenv("FINOPS_AGENT_ASSUMPTIONS", str(home / "none.toml"))
    at = request.getfixturevalue("findings")

    assert "cannot be read" in words(at)
