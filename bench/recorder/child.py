"""Runs one measurement in a process of its own: `child.py TASK CLIENT JSON` prints what `TASK.child` returns."""

import importlib
import json
import sys

if __name__ == "__main__":
    task, client, given = sys.argv[1:]
    figures = importlib.import_module(task).child(client, **json.loads(given))
    print(json.dumps(figures), flush=True)
