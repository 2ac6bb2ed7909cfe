"""Turns of phrase that mean what plainer words do; figures are worked out by hand from a bill of three months."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files
from finops_agent.events import AnalysisType

HEADER = (
    "ChargePeriodStart,ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd,BilledCost,EffectiveCost,ListCost,"
    "BillingCurrency,ChargeCategory,ProviderName,ServiceName,ServiceCategory,SubAccountName,ResourceId,Tags"
)
DAYS = (
    # day, billed, effective, category, service, account, resource, stage
    ("2026-01-05", 10, 12, "Usage", "Amazon DynamoDB", "shop", "table-forecast", "production"),
    ("2026-01-20", 30, 30, "Usage", "Amazon Simple Storage Service", "lab", "media", "development"),
    ("2026-02-03", 20, 22, "Usage", "Amazon DynamoDB", "shop", "table-forecast", ""),
    ("2026-02-14", 60, 60, "Usage", "Amazon DynamoDB", "shop", "table-forecast", "production"),
    ("2026-02-20", 25, 25, "Usage", "Amazon Simple Storage Service", "lab", "media", "development"),
    ("2026-02-28", 7, 7, "Tax", "Tax", "shop", "", ""),
    ("2026-02-28", -3, -3, "Credit", "Amazon DynamoDB", "shop", "", ""),
    ("2026-03-02", 40, 44, "Usage", "Amazon DynamoDB", "lab", "table-carts", "production"),
    ("2026-03-31", 15, 15, "Usage", "Amazon Simple Storage Service", "shop", "media", "development"),
)


def _row(values):
    day, billed, effective, category, service, account, resource, stage = values
    month = f"{day[:7]}-01T00:00:00Z"
    tags = f'"{{""stage"": ""{stage}""}}"' if stage else "{}"
    return (
        f"{day}T00:00:00Z,{day}T23:59:59Z,{month},{month},{billed},{effective},{billed},EUR,{category},AWS,"
        f"{service},Other,{account},{resource},{tags}"
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("bill") / "focus.csv"
    path.write_text("\n".join([HEADER, *map(_row, DAYS)]) + "\n", encoding="utf-8")
    dataset = load_files([path])
    yield OfflineEngine(dataset)
    dataset.close()


@pytest.fixture
def ask(engine):
    def asked(*questions):
        engine.reset()
        return [engine.ask(question) for question in questions][-1]

    return asked


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Break the bill down by account", "cost by account"),
        ("percentage change of the total bill january to february", "percent change from january to february"),
        ("% change of the bill from january to february", "percent change from january to february"),
        ("break the February bill down per account", "February cost by account"),
        ("shop versus lab, who costs more", "shop versus lab, which costs more"),
        ("cost not tagged with a stage", "cost that has no stage"),
        ("DynamoDB had a bad day, which one and what did it cost", "which day was most expensive for DynamoDB"),
        ("DynamoDB cost in the first half of february (1-15)", "DynamoDB cost in the first half of february"),
        ("When did the DynamoDB costs end?", "when was DynamoDB last charged"),
        ("how many services are we billed for?", "how many services"),
        ("effective cost of DynamoDB in january (not billed)", "effective cost of DynamoDB in january"),
        ("Whats our total multi cloud spend?", "total spend"),
        ("which resource was newly launched in march that wasn't running before", "which resources are new in march"),
    ],
)
def test_a_turn_of_phrase_is_answered_as_the_plain_question_is(ask, question, plain):
    answer = ask(question)
    assert not answer.refused, answer.text
    assert answer.value == ask(plain).value


def test_a_named_month_behind_the_data_asks_for_a_forecast_even_where_a_resource_is_called_so(ask):
    answer = ask("forecast for april please")
    assert answer.analysis_type is AnalysisType.FORECAST
    assert "resource" not in answer.text
    assert float(ask("forecast cost in february").value) == 80


def test_the_month_after_that_is_the_one_behind_the_month_of_the_question_before(ask):
    asked = "DynamoDB cost in january"
    assert float(ask(asked, "and the month after that?").value) == 77
    assert float(ask(asked, "and the month after that?", "and the month after?").value) == 40


def test_the_month_after_an_event_or_after_no_month_is_refused(ask):
    assert ask("DynamoDB cost in january", "and the month after the launch?").refused
    assert ask("DynamoDB cost", "and the month after that?").refused


def test_a_list_of_charges_leaves_out_each_though_they_are_of_different_columns(ask):
    assert float(ask("total spend leaving out tax, DynamoDB and credits").value) == 70


@pytest.mark.parametrize(
    "question",
    [
        "DynamoDB cost in the first half of february (1-12)",
        "cost of DynamoDB in january (not billed)",
        "who costs more in january",
    ],
)
def test_what_says_something_else_is_still_refused(ask, question):
    assert ask(question).refused


@pytest.mark.parametrize(
    "question",
    ["total without tax, DynamoDB", "cost except tax, lab in february", "total without tax, DynamoDB and S3"],
)
def test_a_name_behind_what_is_left_out_may_be_left_out_too_and_is_asked_back(ask, question):
    answer = ask(question)
    assert answer.refused
    assert "to be left out too, or to be counted" in answer.text


def test_a_name_that_a_word_sets_apart_from_what_is_left_out_is_counted(ask):
    assert ask("total without tax, only DynamoDB").value == ask("DynamoDB cost without tax").value
