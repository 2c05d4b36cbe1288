"""Forecasts how many hours a pull request stays open, by rules of thumb, and says why."""

import scorebus

app = scorebus.Program("merge-time-by-hand")
scored = app.counter("pull_requests_scored")

HOURS_OF_ALL = 24.0
HOURS_PER_FILE = 0.75
HOURS_BY_LANGUAGE = {"go": -4.0, "java": 2.0, "python": -1.5}


@app.score
def score(message, explain, settings):
    language = message["lang"]
    contributions = {
        "lang": HOURS_BY_LANGUAGE.get(language, 0.0),
        "files": HOURS_PER_FILE * min(message["files"], settings.get("mostFiles", 40)),
        "draft": 36.0 if message.get("draft") else 0.0,
    }
    scored.inc(lang=language)
    hours = HOURS_OF_ALL + sum(contributions.values())
    if explain:
        return scorebus.Score(hours, scorebus.Explanation(HOURS_OF_ALL, contributions))
    return hours


if __name__ == "__main__":
    app.run()
