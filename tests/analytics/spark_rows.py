"""Run queries with Spark on this machine, in an environment of its own: `spark_rows.py TASK.json`.

The task names the folder of an archive, the table and the queries; their rows go to stdout as JSON, by query.
"""

import json
import sys
from pathlib import Path


def main():
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only in the environment that has it

    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
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
    sys.stdout.write(json.dumps(rows) + "\n")


if __name__ == "__main__":
    main()
