"""What is known of a project: its last merges, and what they say when the next pull request opens."""

import math

LAST = 60
CLASSES = ["HOUR", "DAY", "REST"]

#: What `told` gives, in its order.
FEATURES = [
    "merges",
    "last_wait",
    "waits_of_5",
    "waits_of_all",
    "within_hour",
    "within_day",
    "since_last_merge",
    "merges_of_day",
    "own_merges",
    "own_last_wait",
    "own_waits",
]
HOUR = 3600
DAY = 86_400


def new():
    """The state of a project of which nothing is known. It is plain JSON: [when, how long, whose, number], by time."""
    return {"merges": []}


def class_of(opened, merged):
    minutes = (merged - opened) // 60
    return "HOUR" if minutes <= 60 else "DAY" if minutes <= 1440 else "REST"


def merged(state, number, requester, opened, at):
    """Takes note of a merge. One that is told again, as it may be after a crash, is known."""
    merges = state["merges"]
    if any(known[3] == number for known in merges):
        return
    merges.append([at, max(0, at - opened), requester, number])
    merges.sort(key=lambda merge: merge[0])
    del merges[:-LAST]


def told(state, requester, opened):
    """What the merges strictly before a moment say; NaN where they say nothing."""
    known = [merge for merge in state["merges"] if merge[0] < opened]
    if not known:
        return [0.0] + [math.nan] * (len(FEATURES) - 1)
    waits = [_scaled(wait) for _, wait, _, _ in known]
    own = [_scaled(wait) for _, wait, whose, _ in known if whose == requester]
    count = len(known)
    return [
        float(count),
        waits[-1],
        _mean(waits[-5:]),
        _mean(waits),
        sum(class_of(0, wait) == "HOUR" for _, wait, _, _ in known) / count,
        sum(class_of(0, wait) != "REST" for _, wait, _, _ in known) / count,
        _scaled(opened - known[-1][0]),
        float(sum(at >= opened - DAY for at, _, _, _ in known)),
        float(len(own)),
        own[-1] if own else math.nan,
        _mean(own) if own else math.nan,
    ]


def _scaled(seconds):
    return math.log1p(seconds)


def _mean(numbers):
    return sum(numbers) / len(numbers)
