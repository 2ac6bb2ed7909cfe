"""Write what deploying needs from the code: the template, the policies, and the costs in docs/deployment.md.

python scripts/make_deploy.py            # write them
python scripts/make_deploy.py --check    # exit 1 when one is out of date
"""

import json
import re
import sys
from decimal import Decimal
from pathlib import Path

from finops_agent.analytics.alerts import load_rules
from finops_agent.aws.costs import monthly
from finops_agent.aws.policies import Place, policies
from finops_agent.aws.prices import load_prices
from finops_agent.aws.provision.wanted import Wanted
from finops_agent.aws.template import BUCKET, template
from finops_agent.config import DEFAULT_TABLE

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "deployment.md"
AMOUNTS = (1_000_000, 10_000_000, 100_000_000)
BEGIN, END = "<!-- costs: made by scripts/make_deploy.py -->\n", "<!-- end of costs -->"


def costs() -> str:
    prices = load_prices()
    months = [monthly(prices, events) for events in AMOUNTS]
    rows = [
        f"| {lines[0].what} | " + " | ".join(_usd(line.usd) for line in lines) + " |"
        for lines in zip(*months, strict=True)
    ]
    totals = [sum((line.usd for line in lines), Decimal(0)) for lines in months]
    return "\n".join(
        [
            "| USD a month | 1 million events | 10 million | 100 million |",
            "|---|---:|---:|---:|",
            *rows,
            "| **together** | " + " | ".join(f"**{_usd(total)}**" for total in totals) + " |",
            "",
            f"Prices of {prices.region} as of {prices.as_of}, without free tiers and taxes; 90 days kept.",
            "`finops-agent aws costs --events N` computes it anew, with your prices.",
            "",
        ]
    )


def _usd(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def files() -> dict[Path, str]:
    wanted = Wanted(DEFAULT_TABLE, "prod", 90, bucket=BUCKET, rules=load_rules())
    place = Place(
        DEFAULT_TABLE, "123456789012", "eu-central-1", bucket="finops-agent-archive-123456789012-eu-central-1"
    )
    made = {ROOT / "deploy" / "template.json": template(wanted)}
    for who, document in policies(place).items():
        made[ROOT / "deploy" / f"policy-{who}.json"] = document
    page = PAGE.read_text(encoding="utf-8")
    table = re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: BEGIN + costs() + END, page, flags=re.DOTALL)
    return {**{path: json.dumps(told, indent=1) + "\n" for path, told in made.items()}, PAGE: table}


def main() -> int:
    stale = 0
    for path, text in files().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv:
            sys.stderr.write(f"{path.relative_to(ROOT)} is out of date: run scripts/make_deploy.py\n")
            stale = 1
        else:
            path.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main())
