"""The dashboard in CloudWatch: six graphs over the metrics of the app and one over the table."""

import json
from typing import Any, Final

from finops_agent.aws.cloudwatch.names import NAMESPACE
from finops_agent.aws.provision.wanted import Plan, Wanted
from finops_agent.aws.services import Services

NAME: Final = "finops-agent"
_WIDTH, _HEIGHT, _COLUMNS = 8, 6, 3


def body(wanted: Wanted, region: str) -> dict[str, Any]:
    """What PutDashboard takes, before it is made a text."""
    table = ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", wanted.table]
    graphs = [
        ("Questions", _of("QueryCount", "Requests", "Errors"), "Sum"),
        ("Time to the answer (s)", [[NAMESPACE, "ProcessingTime", {"stat": p}] for p in ("p50", "p90", "p99")], "p90"),
        ("Failed (%)", _of("ErrorRate"), "Average"),
        ("Sessions and uploads", _of("Sessions", "UploadCount"), "Sum"),
        ("Models", _of("Tokens", "CostUSD"), "Sum"),
        ("Events lost and waiting", _of("EventsDropped", "EventsPending"), "Maximum"),
        ("The table's units", [table, [table[0], "ConsumedReadCapacityUnits", *table[2:]]], "Sum"),
    ]
    return {"widgets": [_graph(place, region, *graph) for place, graph in enumerate(graphs)]}


def plan_dashboard(services: Services, wanted: Wanted, plan: Plan) -> None:
    """Make it, or set it back to what is wanted."""
    want = body(wanted, services.region())
    absent = {"ResourceNotFound", "DashboardNotFoundError"}
    found = services.find("cloudwatch", "get_dashboard", "look for the dashboard", absent, DashboardName=NAME)
    if found is not None and json.loads(found["DashboardBody"]) == want:
        return
    text = json.dumps(want)
    plan.add(
        f"{'make' if found is None else 'change'} the dashboard {NAME!r}",
        f"{'made' if found is None else 'changed'} the dashboard {NAME!r}",
        lambda: services.ask(
            "cloudwatch", "put_dashboard", "set the dashboard", DashboardName=NAME, DashboardBody=text
        ),
    )


def _of(*names: str) -> list[list[Any]]:
    return [[NAMESPACE, name] for name in names]


def _graph(place: int, region: str, title: str, metrics: list[list[Any]], statistic: str) -> dict[str, Any]:
    return {
        "type": "metric",
        "x": place % _COLUMNS * _WIDTH,
        "y": place // _COLUMNS * _HEIGHT,
        "width": _WIDTH,
        "height": _HEIGHT,
        "properties": {
            "title": title,
            "region": region,
            "view": "timeSeries",
            "period": 300,
            "stat": statistic,
            "metrics": metrics,
        },
    }
