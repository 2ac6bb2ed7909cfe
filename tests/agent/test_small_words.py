"""Small words that change the figure: each is read, or the question is refused; figures are worked out by hand."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

HEADER = (
    "ChargePeriodStart,ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd,BilledCost,EffectiveCost,ListCost,"
    "BillingCurrency,ChargeCategory,ProviderName,ServiceName,ServiceCategory,SubAccountName,Tags"
)
DAYS = (
    # day, billed, effective, list, provider, service, category, account, stage
    ("2026-01-05", 10, 12, 20, "AWS", "Amazon DynamoDB", "Databases", "shop", "production"),
    ("2026-01-20", 30, 30, 40, "AWS", "Amazon Simple Storage Service", "Storage", "lab", "development"),
    ("2026-02-03", 20, 22, 25, "Oracle", "Autonomous Database", "Databases", "shop", "production"),
    ("2026-02-14", 60, 60, 80, "AWS", "Amazon DynamoDB", "Databases", "shop", "production"),
    ("2026-02-20", 25, 25, 30, "AWS", "Amazon Simple Storage Service", "Storage", "lab", "development"),
    ("2026-03-02", 40, 44, 50, "Oracle", "Autonomous Database", "Databases", "lab", "production"),
    ("2026-03-31", 15, 15, 16, "AWS", "Amazon DynamoDB", "Databases", "shop", "development"),
)


def _row(values):
    day, billed, effective, listed, provider, service, category, account, stage = values
    month = f"{day[:7]}-01T00:00:00Z"
    tags = f'"{{""stage"": ""{stage}""}}"'
    return (
        f"{day}T00:00:00Z,{day}T23:59:59Z,{month},{month},{billed},{effective},{listed},EUR,Usage,{provider},"
        f"{service},{category},{account},{tags}"
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


def figures(value):
    """The figures of an answer's value, names left out."""
    if isinstance(value, list):
        return [figure for item in value for figure in figures(item)]
    return [] if isinstance(value, str) else [pytest.approx(float(value), abs=0.01)]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("what did shop and lab cost each in february", [80, 25]),
        ("production vs development in january", [10, 30]),
        ("stage development, share of total in january", [75]),
        ("gap between list and billed in january", [20]),
        ("gap between list and billed in january, in percent of list", [-33.33]),
        ("percent difference between list and billed in january", [50]),
        ("difference between list cost and billed cost in percent", [30.5]),
        ("how does effective compare to list in january", [42, 60]),
        ("which months cost more than 0.1k", [105]),
        ("category with the second highest cost in february", [25]),
        ("highest effective cost day in march", [44]),
        ("did we spend more in march than in february?", [55, 105]),
        ("february without its most expensive day", [45]),
        ("cost in february without its single dearest day", [45]),
        ("february without the cheapest day", [85]),
        ("february without the day with the highest cost", [45]),
        ("average monthly growth of total cost in percent", [(162.5 - 47.619) / 2]),
        ("average month over month growth of dynamodb in %", [(500 - 75) / 2]),
        ("mean monthly change of dynamodb in eur", [2.5]),
        ("first day we used oracle", [20]),
        ("last day on which oracle was charged", [40]),
        ("which service is the most expensive, and by how much", [25]),
        ("which of the accounts is the biggest and by how much", [10]),
        ("average daily cost january vs february", [40 / 27, 105 / 28]),
        ("average daily cost weekdays vs weekends", [140 / 62, 60 / 24]),
        ("cost on the last day of march", [15]),
        ("services that make up more than 30 % of the february bill", [57.142857]),
        ("which services are below 20 percent of spend in february", [19.047619]),
        ("which services grew by more than 10% from january to february", [500]),
        ("which services changed by more than 10 eur from january to february", [50, 20]),
        ("is dynamodb more than 40% of the bill?", [42.5]),
        ("january, february and march totals", [40, 105, 55]),
        ("total of january, february and march", [200]),
        ("how much does lab cost relative to shop in %", [100 * 95 / 105]),
        ("spend by account, smallest first", [95, 105]),
        ("which provider is cheaper in february, oracle or aws?", [20]),
        ("which is bigger, shop or lab?", [105]),
        ("which accounts are over 2000 eur", []),
        ("how did dynamodb change since january", [5]),
        ("total since february", [160]),
        ("spend of february in thousands", [0.105]),
        ("what is half of the dynamodb cost in february", [30]),
        ("services that cost less in february than in january", [-5]),
        ("cost of storage in february vs january, difference in eur", [-5]),
        ("average of january and february totals", [72.5]),
        ("average daily cost in january and february", [145 / 55]),
        ("production share of dynamodb", [100 * 70 / 85]),
        ("how much more expensive was february compared with january, in percent", [162.5]),
        ("average oracle cost per weekday in february", [1]),
        ("cost by account, largest to smallest", [105, 95]),
        ("total per account for february", [80, 25]),
        ("average of oracle over the 3 months", [20]),
        ("weekday average vs weekend average", [140 / 62, 60 / 24]),
        ("which service grew fastest from january to february", [500]),
        ("shop and lab in february, two numbers please", [80, 25]),
        ("top2 services in february", [60, 25]),
        ("How many money we spend for oracle in march?", [40]),
        ("how much is production of total dynamodb (percentage)?", [100 * 70 / 85]),
        ("average cost of a friday in february", [25 / 4]),
        ("how many eur did we pay for oracle", [60]),
        ("percentage of january cost with a stage tag", [100]),
        ("how many percent is february above january", [162.5]),
        ("by how much is list cost above billed cost in january", [20]),
        ("monthly change of oracle, march vs february, in %", [100]),
        ("how often was the daily total over 25", [3]),
        ("february without the 3rd and 14th", [25]),
        ("cost by service in february, leave oracle out", [60, 25]),
        ("share of development in lab", [100 * 55 / 95]),
        ("which service had the largest increase in absolute terms from january to february", [50]),
        ("average of february daily costs excluding weekends and the 3rd", [25 / 19]),
        ("total for everything tagged stage production in february", [80]),
        ("databases: what share is oracle", [41.37931]),
        ("of the shop spend in february, how much percent is oracle", [25]),
        ("what share of the increase from january to february came from dynamodb", [50 / 65 * 100]),
        ("contribution of oracle to the increase from january to february in percent", [20 / 65 * 100]),
    ],
)
def test_the_word_is_read(ask, question, wanted):
    answer = ask(question)
    assert not answer.refused, answer.text
    assert [float(figure.expected) for figure in figures(answer.value)] == [pytest.approx(w, abs=0.01) for w in wanted]


@pytest.mark.parametrize(
    "question",
    [
        "february: total, and how many services?",
        "dynamodb before and after february 3",
        "february without the dynamodb spike",
        "production vs development in january and february",
        "february bill / number of accounts",
        "what was spent before the oracle came",
        "average per day: january, february, march",
        "exclude the provider, february total",
        "dynamodb ranking among services in february",
        "mean and median daily cost in february",
        "did the bill go up every month?",
        "february, net of the credits and taxes",
        "shop and lab in february, each as share of total",
        "half of the services cost less than 50",
        "days when dynamodb was more than oracle",
        "share of the increase from january to february by service",
    ],
)
def test_what_would_be_dropped_is_asked_back(ask, question):
    assert ask(question).refused


def test_what_goes_on_with_plus_is_asked_back(ask):
    assert ask("january", "plus february").refused


def test_a_kind_of_service_is_no_usage_type_with_that_word(northwind):
    assert northwind.ask("compute cost in september").refused


def test_a_unit_of_nothing_that_is_charged_is_asked_back(northwind):
    assert northwind.ask("cost per GB of ec2 instances in september").refused


def test_a_slip_of_the_keyboard_leaves_the_kind_of_commitment_as_it_was_meant(northwind):
    meant = northwind.ask("cost of unused savings plans")
    northwind.reset()
    assert not meant.refused
    slipped = northwind.ask("cost of unused savigns plans")
    assert (slipped.value, slipped.text) == (meant.value, meant.text)
