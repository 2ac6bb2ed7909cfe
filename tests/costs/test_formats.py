# ruff: noqa: E501 - headers and rows of bills read best in lines
"""Each provider's bill, written here in a few lines, in FOCUS shape and right to the cent."""

import json
from decimal import Decimal

import pytest

from finops_agent.costs import bill, load_files
from finops_agent.costs.checks import CHECKS
from finops_agent.costs.formats import FORMATS, KINDS
from finops_agent.costs.told import TOLD

AZURE = (
    "\ufeffBillingAccountId,SubscriptionId,SubscriptionName,Date,MeterCategory,MeterName,MeterId,Quantity,"
    "CostInBillingCurrency,BillingCurrencyCode,PayGPrice,ResourceLocation,ResourceId,ResourceGroup,Tags,ChargeType,"
    "PricingModel,benefitId,UnitOfMeasure\n"
)
VM = '1,s-1,Shop,{day},Virtual Machines,D2,m1,24,{cost},EUR,0.2,westeurope,/vm/1,rg,"""team"": ""web"",""env"": ""prod""",'
ACTUAL = (
    AZURE
    + VM.format(day="09/13/2026", cost="4.80")
    + "Usage,OnDemand,,1 Hour\n"
    + VM.format(day="09/14/2026", cost="0")
    + "Usage,Reservation,ri-1,1 Hour\n"
    + VM.format(day="09/15/2026", cost="100")
    + "Purchase,Reservation,ri-1,1 Hour\n"
)
AMORTIZED = (
    AZURE
    + VM.format(day="09/13/2026", cost="4.80")
    + "Usage,OnDemand,,1 Hour\n"
    + VM.format(day="09/14/2026", cost="2.50")
    + "Usage,Reservation,ri-1,1 Hour\n"
    + VM.format(day="09/15/2026", cost="0.75")
    + "UnusedReservation,Reservation,ri-1,1 Hour\n"
)
GCP_DOTTED = (
    "billing_account_id,service.id,service.description,sku.id,sku.description,usage_start_time,project.id,project.name,"
    "project.labels,labels,location.region,cost,currency,usage.amount,usage.unit,credits,invoice.month,cost_type\n"
    "B-1,S-1,Compute Engine,K-1,N1 core,2026-09-01 00:00:00 UTC,p-1,Shop,[],"
    "\"[{'key': 'team', 'value': 'web'}]\",europe-west1,10.5,USD,3,hour,"
    "\"[{'name': 'CUD', 'amount': -2.25}, {'name': 'Free', 'amount': -0.25}]\",202609,regular\n"
    "B-1,S-2,Cloud Storage,K-2,Standard,2026-09-02 00:00:00 UTC,p-1,Shop,\"[{'key': 'team', 'value': 'data'}]\",[],"
    "europe-west1,1.25,USD,3,gibibyte month,[],202609,tax\n"
)
GCP_ROWS = [
    {
        "billing_account_id": "B-1",
        "service": {"id": "S-1", "description": "Compute Engine"},
        "sku": {"id": "K-1", "description": "N1 core"},
        "usage_start_time": "2026-09-01 00:00:00 UTC",
        "project": {"id": "p-1", "name": "Shop", "labels": []},
        "labels": [{"key": "team", "value": "web"}],
        "location": {"region": "europe-west1"},
        "cost": 10.5,
        "currency": "USD",
        "usage": {"amount": 3, "unit": "hour"},
        "credits": [{"name": "CUD", "amount": -2.25}, {"name": "Free", "amount": -0.25}],
        "invoice": {"month": "202609"},
        "cost_type": "regular",
    },
    {
        "billing_account_id": "B-1",
        "service": {"id": "S-2", "description": "Cloud Storage"},
        "sku": {"id": "K-2", "description": "Standard"},
        "usage_start_time": "2026-09-02 00:00:00 UTC",
        "project": {"id": "p-1", "name": "Shop", "labels": [{"key": "team", "value": "data"}]},
        "labels": [],
        "location": {"region": "europe-west1"},
        "cost": 1.25,
        "currency": "USD",
        "usage": {"amount": 3, "unit": "gibibyte month"},
        "credits": [],
        "invoice": {"month": "202609"},
        "cost_type": "tax",
    },
]
GCP_FLAT = (
    "billing_account_id,service_description,sku_id,sku_description,usage_start_time,project_id,project_name,labels,"
    "location_region,cost,currency,usage_amount,usage_unit,credits,cost_type\n"
    "B-1,Compute Engine,K-1,N1 core,2026-09-01T00:00:00Z,p-1,Shop,"
    '"[{""key"":""team"",""value"":""web""}]",europe-west1,10.5,USD,3,hour,'
    '"[{""name"":""CUD"",""amount"":""-2.25""},{""name"":""Free"",""amount"":""-0.25""}]",regular\n'
    "B-1,Cloud Storage,K-2,Standard,2026-09-02T00:00:00Z,p-1,Shop,"
    '"[{""key"":""team"",""value"":""data""}]",europe-west1,1.25,USD,3,gibibyte month,[],tax\n'
)
OCI = (
    "lineItem/referenceNo,lineItem/tenantId,lineItem/intervalUsageStart,lineItem/intervalUsageEnd,product/service,"
    "product/compartmentId,product/compartmentName,product/region,product/availabilityDomain,product/resourceId,"
    "usage/billedQuantity,cost/productSku,product/Description,cost/myCost,cost/currencyCode,cost/skuUnitDescription,"
    "lineItem/isCorrection,tags/Oracle-Tags.CreatedBy,tags/team\n"
    "1,t,2026-09-01T00:00Z,2026-09-01T01:00Z,COMPUTE,c-1,shop,us-ashburn-1,AD-1,ocid1.a,1,B1,E4 OCPU,0.0012345678,USD,"
    "OCPU Per Hour,false,ann,web\n"
    "2,t,2026-09-01T01:00Z,2026-09-01T02:00Z,COMPUTE,c-1,shop,us-ashburn-1,AD-1,ocid1.a,1,B1,E4 OCPU,-0.0002345678,USD,"
    "OCPU Per Hour,true,,\n"
)
COST_EXPLORER = (
    '"Service","EC2-Instances($)","S3($)","Total costs($)"\n"Service total","30.5","3","33.5"\n'
    '"2026-07-01","10.25","1","11.25"\n"2026-08-01","20.25","2","22.25"\n'
)


@pytest.fixture
def load(tmp_path):
    made = []

    def run(*contents, names=()):
        paths = []
        for number, content in enumerate(contents):
            path = tmp_path / (names[number] if names else f"{number}.csv")
            path.write_text(content, encoding="utf-8")
            paths.append(path)
        made.append(load_files(paths))
        return made[-1]

    yield run
    for dataset in made:
        dataset.close()


def ask(dataset, query):
    return dataset.connection.execute(query).fetchall()


def codes(file):
    return [notice.code for notice in file.warnings]


def test_an_azure_export_is_read_with_its_mark_its_dates_and_its_braceless_tags(load):
    dataset = load(AMORTIZED)
    (file,) = dataset.files
    assert (file.format, file.format_version, file.provider, file.currency) == ("azure", "amortized", "Azure", "EUR")
    assert (file.total, [str(day) for day in file.period]) == (Decimal("8.05"), ["2026-09-13", "2026-09-15"])
    query = "SELECT DISTINCT ServiceName, Tags, RegionId, x_ResourceGroup, ListCost FROM costs"
    assert ask(dataset, query) == [
        ("Virtual Machines", {"team": "web", "env": "prod"}, "westeurope", "rg", Decimal("4.8"))
    ]
    unused = "SELECT EffectiveCost, ChargeCategory FROM costs WHERE CommitmentDiscountStatus = 'Unused'"
    assert ask(dataset, unused) == [(Decimal("0.75"), "Usage")]


def test_actual_cost_alone_has_no_effective_cost_and_says_so(load):
    dataset = load(ACTUAL)
    assert "actual_export" in codes(dataset.files[0])
    assert ask(dataset, "SELECT sum(BilledCost), sum(EffectiveCost) FROM costs") == [(Decimal("104.8"), None)]
    assert "EffectiveCost" not in [column.name for column in dataset.tables[0].columns]


def test_actual_and_amortized_cost_together_count_each_charge_once(load):
    dataset = load(ACTUAL, AMORTIZED)
    assert ask(dataset, "SELECT sum(BilledCost), sum(EffectiveCost) FROM costs") == [
        (Decimal("104.80"), Decimal("8.05"))
    ]
    assert "actual_and_amortized" in codes(dataset.files[1])


def test_an_azure_export_without_commitments_has_effective_cost(load):
    dataset = load(AZURE + VM.format(day="2026-09-13", cost="4.80") + "Usage,OnDemand,,1 Hour\n")
    assert ask(dataset, "SELECT EffectiveCost, x_Day::VARCHAR FROM costs") == [(Decimal("4.80"), "2026-09-13")]


@pytest.mark.parametrize(
    ("content", "name"), [
        (GCP_DOTTED, "g.csv"),
        (GCP_FLAT, "g.csv"),
        (json.dumps(GCP_ROWS), "g.json"),
        ("\n".join(json.dumps(row) for row in GCP_ROWS), "g.jsonl"),
    ],
)  # fmt: skip
def test_a_google_export_is_the_same_bill_however_it_is_written(load, content, name):
    dataset = load(content, names=[name])
    (file,) = dataset.files
    assert (file.format, file.provider, file.currency, file.total) == ("gcp", "GCP", "USD", Decimal("11.75"))
    assert ask(
        dataset,
        "SELECT ServiceName, SubAccountId, RegionId, BilledCost, EffectiveCost, Tags['team'], ChargeCategory, "
        "ConsumedQuantity, x_Day::VARCHAR FROM costs ORDER BY 1 DESC",
    ) == [
        ("Compute Engine", "p-1", "europe-west1", Decimal("10.5"), Decimal(8), "web", "Usage", 3, "2026-09-01"),
        ("Cloud Storage", "p-1", "europe-west1", Decimal("1.25"), Decimal("1.25"), "data", "Tax", 3, "2026-09-02"),
    ]
    assert "Credits of -2.50 stand beside the costs" in {n.code: n.message for n in file.warnings}["gcp_credits"]


def test_an_oracle_report_keeps_its_tiny_costs_and_its_tags(load):
    dataset = load(OCI)
    (file,) = dataset.files
    assert (file.format, file.provider, file.total) == ("oci", "OCI", Decimal("0.001"))
    query = "SELECT ServiceName, SubAccountName, Tags, ChargeClass, ChargePeriodEnd::VARCHAR FROM costs ORDER BY 5"
    tags = {"Oracle-Tags.CreatedBy": "ann", "team": "web"}
    assert ask(dataset, query) == [
        ("COMPUTE", "shop", tags, None, "2026-09-01 01:00:00"),
        ("COMPUTE", "shop", {}, "Correction", "2026-09-01 02:00:00"),
    ]


@pytest.mark.parametrize(
    ("content", "name"), [
        pytest.param(ACTUAL, "a.csv", id="azure actual"),
        pytest.param(AMORTIZED, "a.csv", id="azure amortized"),
        pytest.param(GCP_DOTTED, "g.csv", id="gcp"),
        pytest.param(json.dumps(GCP_ROWS), "g.json", id="gcp nested"),
        pytest.param(OCI, "o.csv", id="oci"),
        pytest.param(COST_EXPLORER, "c.csv", id="cost explorer"),
    ],
)  # fmt: skip
def test_a_bill_of_any_provider_is_the_same_bill_when_it_is_large(load, monkeypatch, content, name):
    query = "SELECT COLUMNS(lambda c: c NOT LIKE 'x_Tag_%') FROM costs ORDER BY ChargePeriodStart, BilledCost"
    plain = load(content, names=[name])
    monkeypatch.setattr(bill, "LARGE_ROWS", 1)
    large = load(content, names=[name])
    assert ask(large, query) == ask(plain, query)
    assert large.tables[0].columns == plain.tables[0].columns
    assert codes(large.files[0]) == codes(plain.files[0])


def test_a_cost_explorer_file_is_a_bill_without_its_totals(load):
    dataset = load(COST_EXPLORER)
    (file,) = dataset.files
    assert (file.format, file.total, file.currency) == ("aws_cost_explorer", Decimal("33.5"), "USD")
    assert "reconciliation" not in codes(file)
    assert ask(dataset, "SELECT ServiceName, sum(BilledCost) FROM costs GROUP BY 1 ORDER BY 1") == [
        ("EC2-Instances", Decimal("30.5")),
        ("S3", Decimal(3)),
    ]


def test_a_total_that_the_rows_do_not_reach_is_shown(load):
    (file,) = load(COST_EXPLORER.replace("22.25", "25.25")).files
    told = {n.code: n.message for n in file.warnings}
    assert "own total (Total costs($)) is 36.50, the sum of its rows 33.50: 3.00 is in none" in told["reconciliation"]


def test_a_summary_beside_a_bill_counts_nothing_twice(load):
    dataset = load(COST_EXPLORER, OCI)
    assert [table.name for table in dataset.tables] == ["costs", "file_1"]
    assert ask(dataset, "SELECT sum(BilledCost) FROM costs") == [(Decimal("0.001"),)]
    assert "summary_beside_bill" in codes(dataset.files[0])


@pytest.mark.parametrize(
    ("header", "name", "basis"),
    [
        ("recommendationId,accountId,actionType,currentResourceType,estimatedMonthlySavings", "aws_cost_optimization_hub", "estimatedMonthlySavings"),
        ("instanceArn,finding,recommendationOptions_1_instanceType,recommendationOptions_1_estimatedMonthlySavings_value", "aws_compute_optimizer", "recommendationOptions_1_estimatedMonthlySavings_value"),
        ("Status,Region/AZ,Instance ID,Estimated Monthly Savings", "aws_trusted_advisor", "Estimated Monthly Savings"),
        ("Savings Plan ARN,Total Commitment,Used Commitment,Unused Commitment", "aws_savings_plans_utilization", "Total Commitment"),
        ("Service,Spend covered by Savings Plans,On-Demand cost,Coverage percentage", "aws_savings_plans_coverage", "On-Demand cost"),
        ("Reservation ID,Purchased hours,Used hours,Unused hours", "aws_reservation_utilization", None),
        ("Instance type,Reserved hours,On-Demand hours", "aws_reservation_coverage", None),
        ("Namespace,MetricName,Timestamp,Average", "aws_cloudwatch_metrics", None),
        ("InstanceId,InstanceType,State,MonthlyCost", "inventory_ec2", "MonthlyCost"),
        ("VolumeId,VolumeType,Size,State", "inventory_ebs", None),
        ("SnapshotId,VolumeId,StartTime,VolumeSize", "inventory_snapshots", None),
        ("Bucket,StorageClass,SizeGB", "inventory_s3", None),
        ("DBInstanceIdentifier,Engine,DBInstanceClass", "inventory_rds", None),
        ("FunctionName,Runtime,MemorySize", "inventory_lambda", None),
    ],
)  # fmt: skip
def test_a_known_report_is_named_and_stays_a_table(load, header, name, basis):
    cells = ["1.5" if number % 2 else "2" for number, _ in enumerate(header.split(","))]
    dataset = load(f"{header}\n{','.join(cells)}\n")
    (file,) = dataset.files
    assert (file.format, file.basis) == (name, basis)
    assert [table.name for table in dataset.tables] == ["file_1"]


def test_every_format_has_a_test_here_or_in_its_own():
    names = {known.name for known in FORMATS} | {kind.name for kind in KINDS}
    told = {"focus", "aws_cur_2", "aws_cur_legacy", "azure", "gcp", "oci", "aws_cost_explorer"}
    assert names - told == {
        "aws_cost_optimization_hub", "aws_compute_optimizer", "aws_trusted_advisor", "aws_savings_plans_utilization",
        "aws_savings_plans_coverage", "aws_reservation_utilization", "aws_reservation_coverage",
        "aws_cloudwatch_metrics", "inventory_ec2", "inventory_ebs", "inventory_snapshots", "inventory_s3",
        "inventory_rds", "inventory_lambda",
    }  # fmt: skip


def test_months_across_become_rows_and_totals_are_left_out(load):
    dataset = load("Service,Jul 2026,Aug 2026,Sep 2026,Total\nEC2,10,20,30,60\nS3,1,2,3,6\nTotal,11,22,33,66\n")
    (file,) = dataset.files
    assert (file.format, file.rows, file.total, file.basis) == ("monthly_trend", 6, Decimal(66), "cost")
    assert [str(day) for day in file.period] == ["2026-07-01", "2026-09-01"]
    assert codes(file)[:2] == ["months_across", "total_row"]


def test_tables_of_one_kind_become_one_and_others_stay(load):
    ebs = "VolumeId,VolumeType,Size,State\n{},gp2,100,in-use\n"
    ec2 = "InstanceId,InstanceType,State\ni-1,m5.large,running\n"
    dataset = load(ebs.format("vol-1"), ebs.format("vol-2"), ec2)
    assert [(table.name, table.rows) for table in dataset.tables] == [("all_1_2", 2), ("file_3", 1)]
    assert ask(dataset, "SELECT count(DISTINCT x_File) FROM all_1_2") == [(2,)]


def test_plans_and_reservations_of_one_bill_are_both_named(load):
    columns = (
        "line_item_unblended_cost,line_item_line_item_type,line_item_usage_start_date,line_item_usage_amount,"
        "savings_plan_savings_plan_a_r_n,savings_plan_total_commitment_to_date,savings_plan_used_commitment,"
        "reservation_reservation_a_r_n,reservation_unused_quantity,reservation_unused_recurring_fee\n"
    )
    dataset = load(
        columns + "9.6,SavingsPlanRecurringFee,2026-09-01,24,plan,9.6,7,,,\n100,RIFee,2026-09-01,720,,,,ri,180,25\n"
    )
    query = (
        "SELECT CommitmentDiscountId, CommitmentDiscountType, CommitmentDiscountCategory, CommitmentDiscountStatus, "
        "EffectiveCost, x_CommitmentTotal, x_CommitmentUsed, x_ReservationQuantity, x_ReservationUnused "
        "FROM costs ORDER BY 1"
    )
    assert ask(dataset, query) == [
        ("plan", "Savings Plan", "Spend", "Unused", Decimal("2.6"), Decimal("9.6"), 7, None, None),
        ("ri", "Reserved Instance", "Usage", "Unused", 25, None, None, 720, 180),
    ]


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("no_currency", "1,a,2026-09-01,,Usage\n"),
        ("negative_total", "-1,a,2026-09-01,USD,Usage\n"),
        ("negative_usage", "-1,a,2026-09-01,USD,Usage\n5,b,2026-09-01,USD,Usage\n"),
        ("all_zero", "0,a,2026-09-01,USD,Usage\n"),
        ("duplicate_rows", "1,a,2026-09-01,USD,Usage\n1,a,2026-09-01,USD,Usage\n"),
        ("no_service", "1,,2026-09-01,USD,Usage\n"),
        ("no_account", "1,a,2026-09-01,USD,Usage\n"),
        ("unknown_category", "1,a,2026-09-01,USD,Gift\n"),
        ("period_gaps", "1,a,2026-09-01,USD,Usage\n1,b,2026-09-02,USD,Usage\n1,b,2026-09-04,USD,Usage\n"),
        ("future_dates", "1,a,2062-09-01,USD,Usage\n"),
        ("early_dates", "1,a,1999-09-01,USD,Usage\n"),
        ("partial_month", "1,a,2026-09-02,USD,Usage\n"),
        ("mixed_currency", "1,a,2026-09-01,USD,Usage\n1,a,2026-09-01,EUR,Usage\n"),
        ("no_effective", "1,a,2026-09-01,USD,Usage\n"),
        ("credits", "5,a,2026-09-01,USD,Usage\n-1,a,2026-09-01,USD,Credit\n"),
    ],
)
def test_a_check_finds_what_it_looks_for(load, code, rows):
    header = "BilledCost,ServiceName,ChargePeriodStart,BillingCurrency,ChargeCategory\n"
    assert code in codes(load(header + rows).files[0])


def test_a_sound_bill_has_no_warning(load):
    header = (
        "BilledCost,EffectiveCost,ListCost,ContractedCost,ServiceName,ServiceCategory,ChargePeriodStart,"
        "ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd,BillingCurrency,ChargeCategory,SubAccountId\n"
    )
    rows = "".join(
        f"1.5,1.5,2,2,a,Compute,2026-09-{day:02},2026-09-{day:02} 23:00:00,2026-09-01,2026-10-01,USD,Usage,x\n"
        for day in range(1, 31)
    )
    assert load(header + rows).files[0].warnings == ()


def test_covered_usage_without_its_negation_is_told(load):
    columns = "line_item_unblended_cost,line_item_line_item_type,line_item_usage_start_date\n"
    (file,) = load(columns + "5,SavingsPlanCoveredUsage,2026-09-01\n").files
    assert {"savings_plan_unpaired", "no_amortized"} <= set(codes(file))


def test_every_code_is_known_once():
    names = [check.code for check in CHECKS] + list(TOLD)
    assert len(names) == len(set(names)) >= 25


def test_a_day_above_twelve_in_front_tells_the_order_of_a_date(load):
    header = "BilledCost,ServiceName,ChargePeriodStart,BillingCurrency\n"
    dataset = load(header + "1,a,03/09/2026,USD\n1,a,25/09/2026,USD\n")
    assert ask(dataset, "SELECT x_Day::VARCHAR FROM costs ORDER BY 1") == [("2026-09-03",), ("2026-09-25",)]
