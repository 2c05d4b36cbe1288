"""The program that Scorebus calls."""

from pathlib import Path

import scorebus

from model import Model

app = scorebus.Program("peer")
model = Model(Path(__file__).parent)


@app.score_batch
def score(messages):
    return model.scores(messages)


if __name__ == "__main__":
    app.run()
