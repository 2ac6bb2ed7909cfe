"""Lists with columns that no one foresaw: apps, tickets, namespaces, reservations; figures worked out by hand."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

APPS = """App,Category,Seats Purchased,Seats Active (30d),Annual Cost USD,Renewal Date,Auto-Renew,Business Owner,SSO
Slack,Chat,100,80,9000.00,2026-03-01,Yes,Ana,Enabled
Miro,Design,50,50,5000.00,2026-07-15,No,,Disabled
Figma,Design,40,0,4000.00,2027-01-10,Yes,Ben,Disabled
Zoom,Chat,10,7,500.00,2026-05-20,No,Ana,Enabled
"""
TICKETS = """Ticket,Queue,Opened,Hours Logged,Team,Assignee,Errors
T1,Network,2026-03-02 10:00,2.0,core,kim,0
T2,Network,2026-03-07 10:00,4.0,growth,lea,3
T3,Billing,2026-03-09 10:00,6.0,growth,kim,
T4,Billing,2026-03-15 10:00,9.0,data,,1
"""
NAMESPACES = """[
{"cluster": "prod-eu", "namespace": "web", "team": "shop", "memory_request_gib": 8, "memory_usage_gib": 2, "cost": 10},
{"cluster": "prod-us", "namespace": "web", "team": "shop", "memory_request_gib": 8, "memory_usage_gib": 6, "cost": 20},
{"cluster": "stage", "namespace": "batch", "team": "", "memory_request_gib": 4, "memory_usage_gib": 1, "cost": 30},
{"cluster": "stage", "namespace": "batch", "team": "", "memory_request_gib": 4, "memory_usage_gib": 1, "cost": 10}
]"""
RESERVED = """Reservation ID,Instance Type,Start Date,End Date,Monthly Cost
ri-1,m5.large,2024-02-01,2027-02-01,10
ri-2,m5.large,2025-03-01,2026-03-01,20
ri-3,c5.large,2025-09-01,2026-09-01,40
"""
EGRESS = """Site,Month,Committed GB,Egress GB,Charge EUR
Lisbon,2025-01,1000,1500,30
Lisbon,2025-02,1000,500,20
Gent,2025-01,2000,2500,50
Gent,2025-02,2000,2000,40
"""
BUCKETS = """Bucket Name,StorageClass,SizeGB,Versioning,CPU Efficiency (%),CreationDate,Monthly Cost
b1,STANDARD,100,Enabled,10,2024-01-05,5
b2,STANDARD,200,Disabled,30,2024-02-05,8
b3,GLACIER,300,Enabled,20,2024-03-05,3
"""
METRICS = """Timestamp,InstanceId,CPU Average,CPU Maximum
2026-04-01T00:00:00,i-1,10,20
2026-04-01T06:00:00,i-1,20,90
2026-04-01T00:00:00,i-2,40,60
2026-04-01T06:00:00,i-2,50,70
"""
DATABASES = "Database,Engine,EngineVersion,Cost\nd1,postgres,13.14,5\nd2,postgres,17.2,6\nd3,mysql,8.0.40,7\n"
BUDGET = "Department,Jan 2026,Feb 2026,Mar 2026\nMobile,100,110,120\nLegal,50,60,70\n"
FILES = {
    "apps": ("apps.csv", APPS), "tickets": ("tickets.csv", TICKETS), "namespaces": ("namespaces.json", NAMESPACES),
    "reserved": ("reserved.csv", RESERVED), "egress": ("egress.csv", EGRESS), "metrics": ("metrics.csv", METRICS),
    "budget": ("budget.csv", BUDGET),
    "units": ("units.csv", BUDGET.replace("Department", "Business Unit")),
    "buckets": ("buckets.csv", BUCKETS), "databases": ("databases.csv", DATABASES),
}  # fmt: skip


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    folder, datasets = tmp_path_factory.mktemp("lists"), {}
    for name, (file, text) in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
        datasets[name] = load_files([folder / file])
    yield {name: OfflineEngine(dataset) for name, dataset in datasets.items()}
    for dataset in datasets.values():
        dataset.close()


@pytest.fixture
def ask(engines):
    def asked(name, *questions):
        engines[name].reset()
        return [engines[name].ask(question) for question in questions][-1]

    return asked


def told(answer):
    """The figure, or the names and figures of the rows."""
    assert not answer.refused, answer.text
    if not isinstance(answer.value, list):
        return float(answer.value)
    return {row[0]: float(row[-1]) for row in answer.value}


@pytest.mark.parametrize(
    ("name", "question", "expected"),
    [
        # Rows of any kind are counted, ranked and averaged over.
        ("tickets", "tickets per queue", {"Network": 2, "Billing": 2}),
        ("tickets", "average hours per ticket", 5.25),
        ("apps", "median annual cost per app", 4500),
        ("apps", "second most expensive app", {"Miro": 5000}),
        ("apps", "apps costing more than 4500 a year", {"Slack": 9000, "Miro": 5000}),
        # A thing with many rows is no row.
        ("metrics", "average cpu by instance", {"i-1": 15, "i-2": 45}),
        ("metrics", "peak cpu by instance", {"i-1": 90, "i-2": 70}),
        # What columns are called.
        ("namespaces", "average memory usage in gib per cluster", {"prod-eu": 2, "prod-us": 6, "stage": 1}),
        ("apps", "number of purchased seats", 200),
        ("tickets", "hours spent on Billing", 15),
        ("tickets", "hours spent on billing", 15),
        ("egress", "how many TB of egress in january", 4),
        ("budget", "total budget for mobile", 330),
        # What is left of a pair of columns.
        ("apps", "how many inactive seats do we have", 63),
        ("apps", "how many unused seats in chat", 23),
        ("egress", "egress less committed in february", -500),
        # Flags, empty cells, zeros.
        ("apps", "annual cost of apps whose SSO is disabled", 9000),
        ("apps", "how many apps do not auto-renew", 2),
        ("apps", "which apps have zero active seats", {"Figma": 4000}),
        ("apps", "which apps have no business owner", {"Miro": 5000}),
        ("tickets", "how many tickets with no errors", 2),
        ("namespaces", "cost of namespaces without a team", 40),
        # Dates.
        ("reserved", "which reservations end before june 2026", {"ri-2": 20}),
        ("reserved", "how many reservations expire in 2026", 2),
        ("reserved", "how many reservations started in 2025", 2),
        ("apps", "which contracts renew before june 2026", {"Slack": 9000, "Zoom": 500}),
        ("egress", "charges in february 2025", 60),
        ("tickets", "how many tickets were opened on weekends", 2),
        ("egress", "how much did egress in lisbon fall from january to february", -1000),
        ("egress", "egress as a percentage of committed for Lisbon in january", 150),
        ("apps", "value of apps without an owner", 5000),
        # Adjectives made of columns, and figures that are better high.
        ("buckets", "what do versioned buckets cost us", 8),
        ("buckets", "how many buckets are not versioned", 1),
        ("buckets", "bucket with the worst cpu efficiency", {"b1": 10}),
        ("buckets", "which bucket has the worst cost", {"b2": 8}),
        ("buckets", "monthly s3 cost", 16),
        ("buckets", "storage cost per class", {"STANDARD": 13, "GLACIER": 3}),
        ("buckets", "how many GB do we store in glacier", 300),
        ("namespaces", "total kubernetes cost", 70),
        ("databases", "number of DBs still on postgres 13", 1),
        ("units", "how much did Legal rise since jan 2026 until feb 2026", 10),
        ("units", "second biggest unit overall", {"Legal": 180}),
        ("units", "total over all units and months", 510),
        # Names beside operators.
        ("tickets", "hours neither in core nor growth", 9),
        ("namespaces", "cost of all namespaces other than batch", 30),
        ("namespaces", "what does the shop team cost us in the prod clusters", 30),
        ("namespaces", "most expensive namespace across all clusters", {"batch": 40}),
        ("tickets", "who logged the most hours", {"kim": 8}),
        ("tickets", "share of hours for growth within Billing", 40),
    ],
)
def test_a_list_answers_in_its_own_words(ask, name, question, expected):
    found = told(ask(name, question))
    if isinstance(found, dict) and len(found) == 1 and not isinstance(expected, dict):
        found = next(iter(found.values()))
    assert found == pytest.approx(expected)


def test_a_question_goes_on_with_a_flag(ask):
    assert told(ask("apps", "annual cost by category", "and only for those which auto-renew")) == {
        "Chat": 9000, "Design": 4000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "question", "word"),
    [
        ("namespaces", "cost of the data team", "data"),
        ("reserved", "how many reservations are expired", "expired"),
        ("reserved", "reservations that end within 90 days", "90"),
        ("apps", "cost without apps", "apps"),
        ("tickets", "tickets by queue in number and value", "value"),
        ("egress", "egress on weekends", "days"),
        ("metrics", "total cpu of i-1", "total"),
        ("buckets", "how fast did our buckets grow since january", "more than one moment"),
        ("buckets", "which bucket has the worst size", "the worst"),
    ],
)
def test_what_would_get_lost_is_refused_by_its_word(ask, name, question, word):
    answer = ask(name, question)
    assert answer.refused
    assert answer.missing.startswith(word)


def test_a_total_of_two_lists_is_asked_back_and_one_that_names_its_list_is_not(tmp_path):
    for name in ("apps", "reserved"):
        (tmp_path / FILES[name][0]).write_text(FILES[name][1], encoding="utf-8")
    dataset = load_files(sorted(tmp_path.iterdir()))
    engine = OfflineEngine(dataset)
    answer = engine.ask("total cost")
    assert answer.refused
    assert answer.missing == "which list"
    assert told(engine.ask("total cost of reservations")) == 70
    assert told(engine.ask("total cost of apps")) == 18500
    dataset.close()


def test_two_figures_of_a_list_stand_side_by_side(ask):
    answer = ask("egress", "how much egress did we have in january and how much was committed")
    assert [[float(figure) for figure in row] for row in answer.value] == [[4000, 3000]]
