"""Inventories: lists of resources. They stay tables, to be asked alone or joined to the bill by their ids."""

from finops_agent.costs.formats.base import Kind
from finops_agent.costs.formats.reports import with_columns

_BILL = frozenset({"lineitemunblendedcost", "billedcost", "unblendedcost", "usagetype"})
_COSTS = ("monthlycost", "monthlycostusd", "estimatedmonthlycost", "costpermonth", "cost")

SNAPSHOTS = Kind(
    "inventory_snapshots",
    "Inventory of EBS snapshots",
    "`SnapshotId` with size, volume or start time",
    with_columns(
        {"snapshotid"}, {"volumesize", "volumeid", "starttime", "storagetier", "sizegb", "sizegib"}, without=_BILL
    ),
    "AWS",
    _COSTS,
)
EBS = Kind(
    "inventory_ebs",
    "Inventory of EBS volumes",
    "`VolumeId` with type, size, state or IOPS",
    with_columns(
        {"volumeid"},
        {"volumetype", "size", "sizegb", "sizegib", "state", "iops", "attachmentstate", "status"},
        without=_BILL,
    ),
    "AWS",
    _COSTS,
)
RDS = Kind(
    "inventory_rds",
    "Inventory of RDS databases",
    "`DBInstanceIdentifier` with engine or class",
    with_columns(
        {"dbinstanceidentifier", "dbinstanceid", "dbidentifier", "databaseid", "dbname", "dbclusteridentifier"},
        {"engine", "dbinstanceclass", "instanceclass", "multiaz", "engineversion"},
        without=_BILL,
    ),
    "AWS",
    _COSTS,
)
LAMBDA = Kind(
    "inventory_lambda",
    "Inventory of Lambda functions",
    "`FunctionName` with runtime, memory or time-out",
    with_columns(
        {"functionname", "functionarn"},
        {"runtime", "memorysize", "memorymb", "timeout", "codesize", "memory"},
        without=_BILL,
    ),
    "AWS",
    _COSTS,
)
S3 = Kind(
    "inventory_s3",
    "Inventory of S3 buckets or objects",
    "`Bucket` with storage class, size or number of objects",
    with_columns(
        {"bucket", "bucketname"},
        {
            "storageclass",
            "size",
            "sizegb",
            "sizebytes",
            "objectcount",
            "objects",
            "numberofobjects",
            "totalsizegb",
            "key",
            "versioning",
            "lifecyclepolicy",
            "haslifecycle",
        },
        without=_BILL,
    ),
    "AWS",
    _COSTS,
)
EC2 = Kind(
    "inventory_ec2",
    "Inventory of EC2 instances",
    "`InstanceId` with type, state or launch time",
    with_columns({"instanceid"}, {"instancetype", "state", "instancestate", "launchtime", "platform"}, without=_BILL),
    "AWS",
    _COSTS,
)
INVENTORIES = (SNAPSHOTS, EBS, RDS, LAMBDA, S3, EC2)
