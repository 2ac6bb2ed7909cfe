"""Azure EA in crowns, Azure MCA in Canadian dollars (a workbook), OCI in reais (packed), Google in pounds."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import google, oracle
from evals.formats.azure import Ea, Mca, ea_row, ea_unused, mca_row, mca_unused
from evals.formats.files import packed
from evals.formats.plain import amount, days, write
from evals.formats.workbook import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

# service, family, meter, region, group, resource, unit, env, cost a day in crowns
_EA = (
    ("Virtual Machines", "Compute", "D4s v5", "swedencentral", "rg-booking", "vm-book-01", "booking", "prod", 92),
    ("Virtual Machines", "Compute", "F16s v2", "swedencentral", "rg-fleet", "vm-fleet-07", "fleet", "prod", 210),
    ("Virtual Machines", "Compute", "B2ms", "norwayeast", "rg-playground", "vm-play-3", "", "", 31),
    ("SQL Managed Instance", "Databases", "vCore", "swedencentral", "rg-booking", "sqlmi-book", "booking", "prod", 340),
    ("Azure Functions", "Compute", "Standard Execution Time", "swedencentral", "rg-fleet", "func-eta", "fleet", "prod", 18.5),
    ("Azure Functions", "Compute", "Standard Execution Time", "norwayeast", "rg-playground", "func-try", "", "test", 2.4),
    ("Event Grid", "Internet of Things", "Standard Operations", "swedencentral", "rg-fleet", "evgt-ships", "fleet", "prod", 7.7),
    ("Application Gateway", "Networking", "Standard v2 Capacity Units", "swedencentral", "rg-core", "agw-core", "platform", "prod", 64),
    ("Storage", "Storage", "Hot LRS Data Stored", "swedencentral", "rg-core", "stcorelogs", "platform", "prod", 27),
    ("Storage", "Storage", "Cool GRS Data Stored", "norwayeast", "rg-booking", "stbookold", "booking", "test", 9.5),
    ("Azure Machine Learning", "AI + Machine Learning", "NC6s v3", "norwayeast", "rg-fleet", "mlw-routes", "fleet", "test", 120),
    ("Sentinel", "Security", "Pay-as-you-go Analysis", "swedencentral", "rg-core", "log-secops", "platform", "prod", 45),
)  # fmt: skip
_LATE = ("Virtual Machines", "Compute", "E32s v5", "swedencentral", "rg-fleet", "vm-sim-99", "fleet", "test", 260)  # fmt: skip
_NORDKAP = Ea(
    account="7700123",
    name="Nordkap Lines",
    currency="SEK",
    tags=("unit", "env"),
    subscriptions={
        "": ("", ""),
        "rg-booking": ("5e5e0000-0000-4000-8000-000000000000", "Nordkap Booking"),
        "rg-fleet": ("5e5e0000-0000-4000-8000-000000000001", "Nordkap Fleet"),
        "rg-playground": ("5e5e0000-0000-4000-8000-000000000002", "Nordkap Play"),
        "rg-core": ("5e5e0000-0000-4000-8000-000000000003", "Nordkap Shared"),
    },
    reserved="D4s v5",
    reservation=("/providers/Microsoft.Capacity/reservationOrders/31/reservations/2", "ri-d4s-swe"),
)


def ea(path: Path, seed: int) -> None:
    """2026-03-01 to 2026-05-31; Machine Learning x5 on April 21; a machine new on May 11; reservations unused in April."""
    rng = Random(seed)
    rows = []
    for day in days("2026-03-01", 92):
        for line in _EA:
            burst = 5 if line[5] == "mlw-routes" and f"{day}" == "2026-04-21" else 1
            rows.append(ea_row(_NORDKAP, day, line, amount(rng, line[-1] * burst, 0.07)))
        if f"{day}" >= "2026-05-11":
            rows.append(ea_row(_NORDKAP, day, _LATE, amount(rng, _LATE[-1], 0.05)))
        if day.month == 4:
            rows.append(ea_unused(_NORDKAP, day, _EA[0], amount(rng, 23)))
    write(path, rows, bom=True)


# service, family, meter, location, group, resource, crew, cost a day in Canadian dollars
_MCA = (
    ("Azure Spring Apps", "Compute", "vCPU Duration", "CA Central", "rg-lumber", "spring-mill", "mill", 33.0),
    ("Azure Database for MariaDB", "Databases", "vCore", "CA Central", "rg-lumber", "maria-mill", "mill", 14.6),
    ("Service Bus", "Internet of Things", "Premium Messaging Unit", "CA Central", "rg-lumber", "sb-orders", "mill", 22.3),
    ("Content Delivery Network", "Networking", "Standard Data Transfer", "Global", "rg-shop", "cdn-shop", "shop", 8.8),
    ("Azure Bastion", "Networking", "Basic Gateway", "CA East", "rg-ops", "bas-ops", "", 6.2),
    ("Virtual Machines", "Compute", "D8s v5", "CA East", "rg-shop", "vmss-shop", "shop", 41.5),
    ("Storage", "Storage", "Premium SSD P20", "CA East", "rg-shop", "disk-shop", "shop", 5.1),
    ("Azure Firewall", "Networking", "Standard Deployment", "CA Central", "rg-ops", "fw-ops", "", 30.0),
)  # fmt: skip
_MAPLE = Mca(
    invoice="G91",
    account=("mca-77", "Maple & Pine"),
    profile=("BP-3", "Maple CAD"),
    currency="CAD",
    dollars=0.73,
    tag="crew",
    subscriptions={
        "": ("cccc0000-0000-4000-8000-0000000000012", "maple-retail"),
        "rg-lumber": ("cccc0000-0000-4000-8000-0000000000014", "maple-industry"),
        "rg-shop": ("cccc0000-0000-4000-8000-0000000000012", "maple-retail"),
        "rg-ops": ("cccc0000-0000-4000-8000-000000000009", "maple-ops"),
    },
    planned="D8s v5",
    benefit=("/sp/12", "sp-1y"),
)


def mca(path: Path, seed: int) -> None:
    """2025-11-01 to 2026-01-31; the CDN doubles in December; a savings plan partly unused in January."""
    rng = Random(seed)
    rows = []
    for day in days("2025-11-01", 92):
        for line in _MCA:
            more = 2 if line[0] == "Content Delivery Network" and day.month == 12 else 1
            rows.append(mca_row(_MAPLE, day, line, amount(rng, line[-1] * more, 0.09)))
        if f"{day:%Y-%m}" == "2026-01":
            rows.append(mca_unused(_MAPLE, day, amount(rng, 3.3)))
    write_workbook(path, rows, "amortized")


# service, description, compartment, region, resource, owner, unit, cost a day in reais
_OCI = (
    ("COMPUTE", "Standard - E5 - OCPU", "varejo", "sa-saopaulo-1", "ocid1.instance.oc1..loja1", "loja", "OCPU Hours", 84.0),
    ("COMPUTE", "Standard - A1 - OCPU", "lab", "sa-vinhedo-1", "ocid1.instance.oc1..lab2", "dados", "OCPU Hours", 27.0),
    ("BLOCK_STORAGE", "Block Volume - Storage", "varejo", "sa-saopaulo-1", "ocid1.volume.oc1..v1", "loja", "Gigabyte Months", 16.4),
    ("OBJECTSTORE", "Object Storage - Storage", "arquivo", "sa-saopaulo-1", "ocid1.bucket.oc1..b1", "", "Gigabyte Months", 9.9),
    ("LOADBALANCER", "Load Balancer Base", "varejo", "sa-saopaulo-1", "ocid1.loadbalancer.oc1..lb", "loja", "Load Balancer Hours", 12.0),
    ("ANALYTICS", "Oracle Analytics Cloud - OCPU", "lab", "sa-vinhedo-1", "ocid1.analyticsinstance.oc1..an", "dados", "OCPU Hours", 58.0),
    ("API_GATEWAY", "API Gateway - Calls", "varejo", "sa-saopaulo-1", "ocid1.apigateway.oc1..gw", "", "Calls", 3.2),
)  # fmt: skip
_IPANEMA = oracle.Company("ipanema", "BRL", "org.owner")


def oci(path: Path, seed: int) -> None:
    """June and July 2026; object storage x7 on July 9; the lab machine off from July 20 on."""
    rng = Random(seed)
    rows = []
    for day in days("2026-06-01", 61):
        for number, line in enumerate(_OCI):
            if line[4].endswith("lab2") and f"{day}" >= "2026-07-20":
                continue
            peak = 7 if line[0] == "OBJECTSTORE" and f"{day}" == "2026-07-09" else 1
            rows.append(oracle.row(_IPANEMA, day, number, line, amount(rng, line[-1] * peak, 0.06)))
    packed(path, lambda inner: write(inner, rows))


# service, SKU, project, region, team, cost a day, share credited for use, for commitment, as a promotion
_GCP = (
    ("Compute Engine", "E2 Instance Core running in London", "camden-shop", "europe-west2", "shop", 38.0, 0.2, 0, 0),
    ("Compute Engine", "Storage PD Capacity in London", "camden-shop", "europe-west2", "shop", 6.4, 0, 0, 0),
    ("Cloud Bigtable", "Server node in London", "camden-ads", "europe-west2", "ads", 52.0, 0, 0.3, 0),
    ("Cloud Firestore", "Document Reads", "camden-shop", "europe-west2", "shop", 4.9, 0, 0, 0),
    ("Cloud Functions", "CPU Time", "camden-ads", "europe-west1", "ads", 2.8, 0, 0, 0),
    ("Cloud Composer", "Environment fee", "camden-core", "europe-west1", "", 13.7, 0, 0, 0),
    ("Cloud Storage", "Nearline Storage Belgium", "camden-core", "europe-west1", "", 5.6, 0, 0, 0),
    ("Secret Manager", "Secret version replica storage", "camden-core", "europe-west2", "", 0.4, 0, 0, 0),
    ("Vertex AI", "Gemini text output", "camden-lab", "europe-west2", "research", 17.0, 0, 0, 0.4),
)  # fmt: skip
_GIVEN = (
    ("Sustained Usage Discount", "SUSTAINED_USAGE_DISCOUNT"),
    ("Committed Usage Discount", "COMMITTED_USAGE_DISCOUNT"),
    ("Startup programme", "PROMOTION"),
)
_CAMDEN = google.Company("0C0C0C-111111-ABCDEF", "GBP", ("team",), _GIVEN)


def gcp(path: Path, seed: int) -> None:
    """2026-02-01 to 2026-04-30 in pounds; Gemini x6 on March 26; Firestore grows in April; three kinds of credits."""
    rng = Random(seed)
    rows = []
    for day in days("2026-02-01", 89):
        for line in _GCP:
            more = 6 if line[0] == "Vertex AI" and f"{day}" == "2026-03-26" else 1
            more = 3 if line[0] == "Cloud Firestore" and day.month == 4 else more
            rows.append(google.row(_CAMDEN, day, line, amount(rng, line[5] * more, 0.08)))
    write(path, rows)
