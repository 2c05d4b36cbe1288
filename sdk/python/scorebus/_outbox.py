"""What is said beside the answers: logs, metrics and progress, kept until it is worth a write."""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, List, Optional, Tuple

from scorebus._answers import encode

#: Frames that wait; what comes when so many wait is dropped, and told.
MAX_WAITING = 10_000

_Series = Tuple[str, str, Tuple[Tuple[str, str], ...]]


class Outbox:
    """Counters are added up and gauges overwritten while they wait, so that a message costs no write."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frames: List[str] = []
        self._counters: Dict[_Series, float] = {}
        self._gauges: Dict[_Series, float] = {}
        self._progress: Optional[str] = None
        self._dropped = 0
        #: Called when something waits that did not before.
        self.awake: Callable[[], None] = lambda: None
        #: Whether anything waits; read without the lock.
        self.waiting = False

    def frame(self, frame: Dict[str, Any]) -> None:
        """Takes a frame that is sent as it is."""
        text = encode(frame)
        with self._lock:
            if len(self._frames) >= MAX_WAITING:
                self._dropped += 1
            else:
                self._frames.append(text)
        self._wake()

    def counter(self, series: _Series, value: float) -> None:
        """Adds to a counter."""
        with self._lock:
            self._counters[series] = self._counters.get(series, 0) + value
        self._wake()

    def gauge(self, series: _Series, value: float) -> None:
        """Sets a gauge."""
        with self._lock:
            self._gauges[series] = value
        self._wake()

    def progress(self, call: int, done: float, message: str) -> None:
        """Says how far a call is; only the newest word is sent."""
        text = encode({"type": "progress", "id": call, "done": done, "message": message})
        with self._lock:
            self._progress = text
        self._wake()

    def _wake(self) -> None:
        self.waiting = True
        self.awake()

    def take(self) -> List[str]:
        """Everything that waits, as frames."""
        with self._lock:
            self.waiting = False
            frames, self._frames = self._frames, []
            for series, value in self._counters.items():
                frames.append(_metric("counter", series, value))
            for series, value in self._gauges.items():
                frames.append(_metric("gauge", series, value))
            self._counters.clear()
            self._gauges.clear()
            if self._progress is not None:
                frames.append(self._progress)
                self._progress = None
            if self._dropped:
                text = f"{self._dropped} logs and observations were dropped: too many waited"
                frames.append(encode({"type": "log", "level": "warn", "message": text}))
                self._dropped = 0
        return frames


def _metric(kind: str, series: _Series, value: float) -> str:
    _, name, labels = series
    return encode(
        {"type": "metric", "name": name, "kind": kind, "value": value, "labels": dict(labels)}
    )
