"""Learns how many hours pull requests wait, and says of each forecast why. Put your own science in the place of `pipeline`."""

import csv
import json
import pickle
import sys
import tempfile
from pathlib import Path

from sklearn.dummy import DummyRegressor
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error
from sklearn.pipeline import make_pipeline

import scorebus

app = scorebus.Program("{{name}}")

NUMBERS = ["team_size"]
CATEGORIES = ["lang"]
TARGET = "hours"
TEST_FRACTION = 0.2
FILE = "pipeline.pickle"


def pipeline():
    return make_pipeline(DictVectorizer(sparse=False), LinearRegression())


def features(message):
    """A message as the pipeline wants it; what is no number, or missing and needed, is an error."""
    found = {name: float(message[name]) for name in NUMBERS}
    found.update({name: str(message[name]) for name in CATEGORIES if message.get(name) is not None})
    return found


@app.command("train")
def train(input, output, progress):
    with open(input["dataSet"]["path"], encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    known = [features(row) for row in rows]
    hours = [row[TARGET] for row in rows]
    newest = max(1, int(len(rows) * TEST_FRACTION))
    progress(0.1, "rows are read")
    trial = pipeline().fit(known[:-newest], hours[:-newest])
    base = DummyRegressor(strategy="median").fit(known[:-newest], hours[:-newest])
    progress(0.5, "measured on the newest rows")
    (output / FILE).write_bytes(pickle.dumps(pipeline().fit(known, hours)))
    return {
        "metrics": {
            "mae": mean_absolute_error(hours[-newest:], trial.predict(known[-newest:])),
            "mae.base": mean_absolute_error(hours[-newest:], base.predict(known[-newest:])),
        },
        "notes": [f"measured on the newest {newest} rows by a model of the others; the version has learned from all"],
    }


@app.load
def load(model):
    # A pickle runs what is in it: only files that this program's own training wrote come here.
    return pickle.loads((model.folder / FILE).read_bytes())


@app.score
def score(message, loaded, explain):
    row = features(message)
    if not explain:
        return float(loaded.predict([row])[0])
    vectorizer, regression = loaded[0], loaded[-1]
    contributions = dict.fromkeys([*NUMBERS, *CATEGORIES], 0.0)
    parts = vectorizer.transform([row])[0] * regression.coef_
    for column, part in zip(vectorizer.get_feature_names_out(), parts):
        contributions[column.split("=")[0]] += float(part)
    base = float(regression.intercept_)
    return scorebus.Score(base + sum(contributions.values()), scorebus.Explanation(base, contributions))


def train_here(rows, folder):
    """Trains without a platform: `sh run.sh program.py rows.csv model` writes a folder that the canary and `run` take."""
    from scorebus.testing import ProgramTest

    Path(folder).mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as lines, open(rows, encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            known = {name: float(cell) if name in [*NUMBERS, TARGET] else cell for name, cell in row.items() if cell}
            lines.write(json.dumps(known) + "\n")
        lines.flush()
        return ProgramTest(app).command("train", {"dataSet": {"path": lines.name}, "output": str(folder)})


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(train_here(*sys.argv[1:])))
    else:
        app.run()
