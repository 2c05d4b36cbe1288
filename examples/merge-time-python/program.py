"""Forecasts when a pull request is merged: within the hour, within the day, or later.

It is given two kinds of events in the order of time: a pull request was opened, which is forecast, and one was
closed; if it was merged, that is remembered for its project. A forecast uses those merges only that were before it.
"""

import json
from datetime import datetime, timezone

import numpy
import xgboost

import history
import scorebus

app = scorebus.Program("merge-time-python")
memory = app.state(history.new)
opened = app.counter("pull_requests_opened")
closed = app.counter("pull_requests_closed")

#: What the event of an opening says. What is known later only (comments, conflicts, links) is left out.
OPENING = [
    "team_size",
    "files_changed",
    "perc_external_contribs",
    "sloc",
    "src_churn",
    "test_churn",
    "commits_on_files_touched",
    "test_lines_per_kloc",
    "prev_pullreqs",
    "requester_succ_rate",
    "main_team_member",
    "intra_branch",
]
FEATURES = [*OPENING, "hour", "weekday", *history.FEATURES]
PARAMETERS = {"rounds": 250, "depth": 6, "learningRate": 0.06, "minChildWeight": 10, "subsample": 0.8, "columnSample": 0.6}
TEST_FRACTION = 0.2


def features(event, state):
    """The row of an opening."""
    at = datetime.fromtimestamp(event["created_at"], timezone.utc)
    known = [number(event.get(name)) for name in OPENING]
    return [*known, at.hour + at.minute / 60, at.weekday(), *history.told(state, event["requester"], event["created_at"])]


def number(value):
    return numpy.nan if value is None else float(value)


def remember(event, state):
    """Takes note of a merge, and says what came of the pull request."""
    history.merged(state, event["github_id"], event["requester"], event["created_at"], event["closed_at"])
    return history.class_of(event["created_at"], event["closed_at"])


@app.load
def load(model):
    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(model.folder / "model.ubj")
    return {"booster": booster, "states": json.loads((model.folder / "states.json").read_text())}


@app.score_batch
def score(messages, customers, states, loaded, explain):
    answers, rows, places = [], [], []
    for event, project, state in zip(messages, customers, states):
        try:
            begin(state, loaded["states"].get(project))
            if "merged" in event:
                answers.append({"outcome": remember(event, state) if event["merged"] else "never"})
                closed.inc()
            else:
                rows.append(features(event, state))
                places.append(len(answers))
                answers.append(None)
                opened.inc()
        except (AttributeError, KeyError, TypeError, ValueError) as failure:
            answers.append(failure)
    if rows:
        for place, forecast in zip(places, forecasts(loaded["booster"], rows, explain)):
            answers[place] = forecast
    return answers


def begin(state, known):
    """A state that is new, as after a restart, begins with what the model version knows of the project."""
    if known and not state["merges"]:
        state["merges"] = [list(merge) for merge in known["merges"]]


def forecasts(booster, rows, explain):
    data = xgboost.DMatrix(numpy.array(rows, dtype=numpy.float32), feature_names=FEATURES)
    probabilities = booster.predict(data)
    contributions = booster.predict(data, pred_contribs=True) if explain else None
    for index, row in enumerate(probabilities):
        best = int(row.argmax())
        value = {"class": history.CLASSES[best], "probabilities": dict(zip(history.CLASSES, row.tolist()))}
        if contributions is None:
            yield value
        else:
            *parts, base = contributions[index][best].tolist()
            yield scorebus.Score(value, scorebus.Explanation(base, dict(zip(FEATURES, parts))))


@app.command("train")
def train(input, output, progress):
    parameters = {**PARAMETERS, **input.get("parameters", {})}
    with open(input["dataSet"]["path"], encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row.get("merged_at") is not None]
    rows.sort(key=lambda row: row["created_at"])
    progress(0.05, "rows are read")
    states, table = replay(rows)
    labels = numpy.array([history.CLASSES.index(history.class_of(row["created_at"], row["merged_at"])) for row in rows])
    progress(0.2, "merges are replayed")
    split = int(len(rows) * (1 - TEST_FRACTION))
    known = numpy.array([row["merged_at"] < rows[split]["created_at"] for row in rows[:split]])
    trial = fit(table[:split][known], labels[:split][known], parameters, input.get("seed", 0), progress, 0.2)
    tested = trial.predict(xgboost.DMatrix(table[split:], feature_names=FEATURES))
    booster = fit(table, labels, parameters, input.get("seed", 0), progress, 0.6)
    booster.save_model(output / "model.ubj")
    (output / "states.json").write_text(json.dumps(states, sort_keys=True))
    base = numpy.bincount(labels[:split][known], minlength=3) / known.sum()
    return {
        "metrics": {
            "auc": auc(tested, labels[split:]),
            "logLoss": log_loss(tested, labels[split:]),
            "logLoss.base": log_loss(numpy.tile(base, (len(tested), 1)), labels[split:]),
        },
        "rows": {"train": int(known.sum()), "test": len(tested)},
        "notes": ["measured by a model of the older rows on the newest; the version itself has learned from all"],
    }


def replay(rows):
    """The rows of the openings, each with what was known then; and the states at the end."""
    states, table = {}, [None] * len(rows)
    events = [(row["created_at"], 0, place) for place, row in enumerate(rows)]
    events += [(row["merged_at"], 1, place) for place, row in enumerate(rows)]
    for _, is_merge, place in sorted(events):
        row = rows[place]
        state = states.setdefault(row["project_name"], history.new())
        if is_merge:
            remember({**row, "closed_at": row["merged_at"]}, state)
        else:
            table[place] = features(row, state)
    return states, numpy.array(table, dtype=numpy.float32)


def fit(table, labels, parameters, seed, progress, done):
    class Told(xgboost.callback.TrainingCallback):
        def after_iteration(self, model, epoch, evals_log):
            if scorebus.cancelled():
                raise scorebus.Cancelled("training was cancelled")
            progress(done + 0.4 * (epoch + 1) / rounds, f"round {epoch + 1} of {rounds}")
            return False

    rounds = int(parameters["rounds"])
    chosen = {
        "objective": "multi:softprob",
        "num_class": len(history.CLASSES),
        "tree_method": "hist",
        "max_depth": int(parameters["depth"]),
        "eta": parameters["learningRate"],
        "min_child_weight": parameters["minChildWeight"],
        "subsample": parameters["subsample"],
        "colsample_bytree": parameters["columnSample"],
        "seed": seed,
    }
    return xgboost.train(chosen, xgboost.DMatrix(table, labels, feature_names=FEATURES), rounds, callbacks=[Told()])


def auc(probabilities, labels):
    """How well each class is told from the others: the mean of the areas under their three curves."""
    return float(numpy.mean([auc_of(probabilities[:, one], labels == one) for one in range(len(history.CLASSES))]))


def auc_of(scores, positive):
    _, place, count = numpy.unique(scores, return_inverse=True, return_counts=True)
    ranks = (numpy.cumsum(count) - (count - 1) / 2)[place]
    hits = int(positive.sum())
    return (ranks[positive].sum() - hits * (hits + 1) / 2) / (hits * (len(scores) - hits))


def log_loss(probabilities, labels):
    return float(-numpy.log(numpy.clip(probabilities[numpy.arange(len(labels)), labels], 1e-15, 1)).mean())


if __name__ == "__main__":
    app.run()
