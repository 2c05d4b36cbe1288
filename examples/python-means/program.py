"""Learns how many hours pull requests stay open, by language, and says of each score what the language adds."""

import json
from collections import defaultdict

import scorebus

app = scorebus.Program("python-means")
TEST_FRACTION = 0.2


def mean(numbers):
    return sum(numbers) / len(numbers)


@app.command("train")
def train(input, output, progress):
    with open(input["dataSet"]["path"], encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    held_out = max(1, int(len(rows) * TEST_FRACTION))
    learned, tested = rows[:-held_out], rows[-held_out:]
    progress(0.1, "rows are read")
    by_language = defaultdict(list)
    for row in learned:
        by_language[row["lang"]].append(row["hours"])
    base = mean([row["hours"] for row in learned])
    model = {"base": base, "adds": {lang: mean(hours) - base for lang, hours in by_language.items()}}
    (output / "means.json").write_text(json.dumps(model, sort_keys=True), encoding="utf-8")
    errors = [abs(row["hours"] - base - model["adds"].get(row["lang"], 0.0)) for row in tested]
    return {
        "metrics": {"mae": mean(errors), "mae.base": mean([abs(row["hours"] - base) for row in tested])},
        "rows": {"train": len(learned), "test": len(tested)},
    }


@app.load
def load(model):
    return json.loads((model.folder / "means.json").read_text(encoding="utf-8"))


@app.score
def score(message, loaded):
    adds = loaded["adds"].get(message["lang"], 0.0)
    return scorebus.Score(loaded["base"] + adds, scorebus.Explanation(loaded["base"], {"lang": adds}))


if __name__ == "__main__":
    app.run()
