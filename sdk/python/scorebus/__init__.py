"""Programs in Python that Scorebus calls.

    import scorebus

    app = scorebus.Program("team-size")

    @app.score
    def score(message):
        return 10 + 0.5 * message["team_size"]

    if __name__ == "__main__":
        app.run()
"""

from scorebus._calls import cancelled
from scorebus.logs import Log, LogHandler
from scorebus.metrics import Counter, Gauge, Histogram
from scorebus.program import Program
from scorebus.state import State
from scorebus.values import BadAnswer, Cancelled, Explanation, Model, NoModel, Retryable, Score

__version__ = "0.1.0"

__all__ = [
    "BadAnswer",
    "Cancelled",
    "Counter",
    "Explanation",
    "Gauge",
    "Histogram",
    "Log",
    "LogHandler",
    "Model",
    "NoModel",
    "Program",
    "Retryable",
    "Score",
    "State",
    "cancelled",
]
