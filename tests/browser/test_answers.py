"""What a visitor does with an answer, in a real browser: read it otherwise, take its chart, its rows, the report."""

import csv
import io
import json

import openpyxl
import pypdf
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TOP = "top 3 services in September 2026"
CHANGE = "How did cost change from August 2026 to September 2026 by service?"
TO_THE_END = """() => {
    const place = document.querySelector('[data-testid="stAppScrollToBottomContainer"]');
    place.scrollTop = place.scrollHeight;
}"""
PNG = b"\x89PNG\r\n\x1a\n"


def features(visit):
    told = [json.loads(event["event_data"]) for event in visit.events("custom_event")]
    return [data["feature"] for data in told if "feature" in data]


def test_a_chip_is_opened_another_reading_taken_and_the_first_taken_back(visit, bill):
    visit.upload(bill)
    assert "AmazonEC2 is highest" in visit.ask(TOP)
    page = visit.page
    page.get_by_text("How this was computed").click()
    page.get_by_role("button", name="Split by service").click()
    page.get_by_role("button", name="by account", exact=True).click()
    page.get_by_text("northwind-prod is highest").wait_for()
    assert page.get_by_text("AmazonEC2 is highest").count() == 0
    assert page.get_by_role("button", name="as first read").is_visible()
    visit.until(lambda: features(visit) == ["interpretation"], "the recorded use")
    page.get_by_role("button", name="as first read").click()
    page.get_by_text("AmazonEC2 is highest").wait_for()


def test_the_chart_comes_down_as_a_picture_made_in_the_browser(visit, bill):
    visit.upload(bill)
    visit.ask(CHANGE)
    requests = []
    visit.page.on("request", lambda request: requests.append(request.url))
    visit.page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.hover()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Download as PNG").first.click()
    assert download.value.path().read_bytes().startswith(PNG)
    assert all(address.startswith((visit.server.address, "data:", "blob:")) for address in requests)


def test_another_chart_is_drawn_by_a_click(visit, bill):
    visit.upload(bill)
    visit.ask(CHANGE)
    drawn = visit.page.locator("[class*='st-key-drawn_1_waterfall'] :is(canvas, svg)").first
    drawn.wait_for()
    visit.page.get_by_role("radio", name="side by side").click()
    visit.page.locator("[class*='st-key-drawn_1_side_by_side'] :is(canvas, svg)").first.wait_for()
    drawn.wait_for(state="detached")


def test_the_rows_come_down_as_a_workbook_with_numbers(visit, bill):
    visit.upload(bill)
    visit.ask(TOP)
    with visit.page.expect_download() as download:
        visit.page.locator(".st-key-workbook_1 button").click()
    page = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))["Answer"]
    cells = {row[0]: row[1] for row in page.iter_rows(values_only=True)}
    assert cells["AmazonEC2"] == pytest.approx(4076.25, abs=0.01)


def test_a_cell_that_is_a_formula_comes_down_as_a_text(visit, tmp_path):
    hostile = tmp_path / "bill.csv"
    lines = ["date,service,cost", *(f'2026-09-0{day},"=HYPERLINK(""http://h/"")",{day}' for day in (1, 2, 3))]
    hostile.write_text("\n".join([*lines, "2026-09-04,plain,1"]) + "\n", encoding="utf-8")
    visit.upload(hostile)
    visit.ask("cost by service")
    with visit.page.expect_download() as download:
        visit.page.locator(".st-key-workbook_1 button").click()
    page = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))["Answer"]
    (cell,) = [cell for row in page.iter_rows() for cell in row if str(cell.value).startswith("=HYPER")]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    with visit.page.expect_download() as download:
        visit.page.locator(".st-key-download_1 button").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert any(row[0].startswith("'=HYPERLINK") for row in rows)


def test_the_report_comes_down_with_the_conversation(visit, bill):
    visit.upload(bill)
    visit.ask(TOP)
    visit.page.get_by_role("button", name="Report").click()
    visit.page.get_by_role("button", name="PDF").wait_for()
    visit.page.evaluate(TO_THE_END)  # as Streamlit does by itself, at the latest once the chart is there
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="PDF").click()
    pages = pypdf.PdfReader(io.BytesIO(download.value.path().read_bytes())).pages
    text = "\n".join(page.extract_text() for page in pages)
    for said in ("17,997.62", "gp2", TOP, "4,076.25"):
        assert said in text
    visit.until(lambda: "report" in features(visit), "the recorded use")


def test_the_computation_is_whole_on_a_telephone(browser, chat, visitor, bill):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    try:
        visit = visitor(context.new_page(), chat)
        visit.upload(bill)
        visit.ask(CHANGE)
        visit.page.get_by_text("How this was computed").click()
        visit.page.get_by_role("tab", name="Reconciliation").click()
        visit.page.get_by_text("agrees with them to the cent").wait_for()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert visit.page.get_by_role("heading", name="FinOps GenAI Agent").is_visible()
        for button in ("What is kept", "Report", "End session"):
            expect(visit.page.get_by_role("button", name=button)).to_be_in_viewport(ratio=1)
    finally:
        context.close()
