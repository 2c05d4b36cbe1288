"""Says of each message what kind it is and how large."""

import scorebus

app = scorebus.Program("sizes", binary=True)


@app.score
def score(message):
    if isinstance(message, bytes):
        return {"bytes": list(message)}
    return {"team_size": message["team_size"]}


if __name__ == "__main__":
    app.run()
