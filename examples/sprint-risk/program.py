"""Says how likely an issue of a sprint is not resolved by the sprint's end, and why."""

import json
import pickle

import numpy
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import scorebus

app = scorebus.Program("sprint-risk")

#: What is known of an issue when its sprint begins. The data set has more columns, which say how things ended: type, priority,
#: links, parent, words, and the assignee, together with all that is counted for them.
KNOWN = [
    "age_days",
    "planned_days",
    "sprint_issues",
    "comments_before",
    "attachments_before",
    "previous_sprints",
    "team_late_rate",
    "team_history",
]
TEST_FRACTION = 0.2
FILE = "pipeline.pickle"


def pipeline():
    return make_pipeline(
        SimpleImputer(strategy="median", add_indicator=False),
        FunctionTransformer(numpy.log1p),
        StandardScaler(),
        LogisticRegression(C=0.3, max_iter=1000),
    )


def features(message):
    """The row of a message. A figure may be missing, a word in its place is an error."""
    return [numpy.nan if message.get(name) is None else float(message[name]) for name in KNOWN]


@app.command("train")
def train(input, output, progress):
    with open(input["dataSet"]["path"], encoding="utf-8") as lines:
        rows = sorted(map(json.loads, lines), key=lambda row: row["sprint_start"])
    table = numpy.array([features(row) for row in rows])
    late = numpy.array([int(row["late"]) for row in rows])
    start = rows[int(len(rows) * (1 - TEST_FRACTION))]["sprint_start"]
    tested = numpy.array([row["sprint_start"] >= start for row in rows])
    # How a sprint went is known when it is over: what was still under way at the start of the test teaches nothing.
    known = numpy.array([row["sprint_end"] <= start for row in rows])
    progress(0.1, "rows are read")
    forecast = pipeline().fit(table[known], late[known]).predict_proba(table[tested])[:, 1]
    base = numpy.full(len(forecast), late[known].mean())
    progress(0.5, "measured on the newest sprints")
    (output / FILE).write_bytes(pickle.dumps(pipeline().fit(table, late)))
    return {
        "metrics": {
            "auc": float(roc_auc_score(late[tested], forecast)),
            "logLoss": float(log_loss(late[tested], forecast)),
            "logLoss.base": float(log_loss(late[tested], base)),
            "late.share": float(late[tested].mean()),
        },
        "rows": {"train": int(known.sum()), "test": int(tested.sum())},
        "notes": [
            f"measured on {int(tested.sum())} issues of the newest sprints, by a model of {int(known.sum())} of sprints that were"
            " over by then; the version has learned from all"
        ],
    }


@app.load
def load(model):
    # A pickle runs what is in it: only files that this program's own training wrote come here.
    return pickle.loads((model.folder / FILE).read_bytes())


@app.score_batch
def score(messages, loaded, explain):
    answers, rows, places = [], [], []
    for message in messages:
        try:
            rows.append(features(message))
            places.append(len(answers))
            answers.append(None)
        except (AttributeError, TypeError, ValueError) as failure:
            answers.append(failure)
    if rows:
        scaled, model = loaded[:-1].transform(numpy.array(rows)), loaded[-1]
        base = float(model.intercept_[0])
        for place, risk, parts in zip(places, model.predict_proba(scaled)[:, 1], scaled * model.coef_[0]):
            contributions = dict(zip(KNOWN, parts.tolist()))
            answers[place] = scorebus.Score(float(risk), scorebus.Explanation(base, contributions) if explain else None)
    return answers


if __name__ == "__main__":
    app.run()
