"""Forecasts how many hours a pull request waits, and says why. Put your own science in the place of `score`."""

import scorebus

app = scorebus.Program("{{name}}")

HOURS_OF_ALL = 10.0
HOURS_PER_MEMBER = 0.5
HOURS_BY_LANGUAGE = {"go": 0.5}


@app.score
def score(message, explain):
    if "team_size" not in message:
        raise ValueError("team_size is missing")
    contributions = {
        "team_size": HOURS_PER_MEMBER * message["team_size"],
        "lang": HOURS_BY_LANGUAGE.get(message.get("lang"), 0.0),
    }
    hours = HOURS_OF_ALL + sum(contributions.values())
    if explain:
        return scorebus.Score(hours, scorebus.Explanation(HOURS_OF_ALL, contributions))
    return hours


if __name__ == "__main__":
    app.run()
