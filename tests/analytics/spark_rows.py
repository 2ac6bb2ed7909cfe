"""Run queries with Spark on this machine, in an environment of its own: `spark_rows.py TASK.json`.

The task names the folder of an archive, the table and the queries; their rows go to stdout as JSON, by query.
"""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession

task = json.loads(Path(sys.argv[1]).read_text())
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
spark.read.parquet(task["folder"]).createOrReplaceTempView(task["table"])
rows = {name: [list(row) for row in spark.sql(text).collect()] for name, text in task["queries"].items()}
spark.stop()
print(json.dumps(rows))  # noqa: T201 - what the test reads
