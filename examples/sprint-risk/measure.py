"""What the program is worth: trains it on a CSV of sprint issues and says what it reaches on the newest sprints.

    sh run.sh measure.py jira_sprint_issues.csv
"""

import csv
import json
import sys
import tempfile
from pathlib import Path

import program
from scorebus.testing import ProgramTest

NUMBERS = [*program.KNOWN, "sprint_start", "sprint_end", "late"]


def trained(file, output):
    """Trains on the rows of a CSV, as the platform does on those of a data set."""
    with tempfile.TemporaryDirectory() as folder, open(file, encoding="utf-8", newline="") as rows:
        lines = Path(folder) / "rows.jsonl"
        lines.write_text("".join(json.dumps(typed(row)) + "\n" for row in csv.DictReader(rows)), encoding="utf-8")
        return ProgramTest(program.app).command("train", {"dataSet": {"path": str(lines)}, "output": str(output)})


def typed(row):
    return {name: float(row[name]) for name in NUMBERS if row[name]}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as model:
        print(json.dumps(trained(sys.argv[1], model)))
