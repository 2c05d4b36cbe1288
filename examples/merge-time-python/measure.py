"""How well the program forecasts, measured as it would have been used.

    sh run.sh measure.py pull_requests.csv.gz [--most N] [--alone]

The merged pull requests are put in the order of their opening. The program's command `train` is given those of the
first four fifths that were merged by the end of that time. What happened from then on goes through its function of
`score` in the order of time, with its state: openings, and merges, also of pull requests that were opened before.
"""

import argparse
import csv
import gzip
import json
import tempfile
from pathlib import Path

import numpy

import history
import program
from scorebus.testing import ProgramTest

BOOLEANS = {"main_team_member", "intra_branch"}
TOGETHER = 500


def read(file, most):
    """The merged pull requests, as the data set has them."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = [typed(row) for row in csv.DictReader(lines) if row["merged_at"]]
    rows.sort(key=lambda row: row["created_at"])
    return rows[-most:]


def typed(row):
    known = {name: cell(name, row[name]) for name in program.OPENING}
    about = {name: int(float(row[name])) for name in ("github_id", "created_at", "merged_at")}
    return {**known, **about, "project_name": row["project_name"], "requester": row["requester"]}


def cell(name, text):
    if not text:
        return None
    return bool(float(text)) if name in BOOLEANS else float(text)


def opening(row):
    return {name: value for name, value in row.items() if name != "merged_at"}


def merge(row):
    about = {name: row[name] for name in ("project_name", "github_id", "requester", "created_at")}
    return {**about, "closed_at": row["merged_at"], "merged": True}


def events(rows, start):
    """What happened from the start on, in the order of time: when, whether it is a merge, and which row."""
    found = [(row["created_at"], 0, place) for place, row in enumerate(rows)]
    found += [(row["merged_at"], 1, place) for place, row in enumerate(rows)]
    return [event for event in sorted(found) if event[0] >= start]


def trained(rows, folder, parameters):
    file = folder / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    output = folder / "model"
    output.mkdir()
    asked = {"dataSet": {"path": str(file)}, "output": str(output), "parameters": parameters, "seed": 42}
    ProgramTest(program.app).command("train", asked)
    return output


def forecast(test, rows, start):
    """The probabilities and the classes of the pull requests that were opened from the start on."""
    probabilities, labels = [], []
    stream = events(rows, start)
    for at in range(0, len(stream), TOGETHER):
        page = stream[at : at + TOGETHER]
        messages = [
            {"data": merge(rows[place]) if is_merge else opening(rows[place]), "customer": rows[place]["project_name"]}
            for _, is_merge, place in page
        ]
        for (_, is_merge, place), entry in zip(page, test.entries(messages)):
            if not is_merge:
                probabilities.append([entry["value"]["probabilities"][one] for one in history.CLASSES])
                labels.append(history.CLASSES.index(history.class_of(rows[place]["created_at"], rows[place]["merged_at"])))
    return numpy.array(probabilities), numpy.array(labels)


def measure(file, most, parameters, alone=False):
    rows = read(file, most)
    if alone:
        rows = [{**row, "project_name": f"{row['project_name']}/{row['github_id']}"} for row in rows]
    start = rows[int(len(rows) * 0.8)]["created_at"]
    known = [row for row in rows if row["created_at"] < start and row["merged_at"] < start]
    with tempfile.TemporaryDirectory() as folder:
        model = trained(known, Path(folder), parameters)
        probabilities, labels = forecast(ProgramTest(program.app, model=model), rows, start)
    return {"trained": len(known), "forecast": len(labels), "auc": program.auc(probabilities, labels)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure the forecasts on the pull requests of a file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--most", type=int, default=1_000_000, help="the newest N merged pull requests only")
    parser.add_argument("--alone", action="store_true", help="each pull request in a project of its own: what it is worth without state")
    chosen = parser.parse_args()
    print(json.dumps(measure(chosen.file, chosen.most, {}, chosen.alone)))
