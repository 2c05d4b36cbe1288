"""Metrics of a program. They appear in Prometheus with the labels of the action."""

from __future__ import annotations

import math
import re
import threading
from typing import Any, Dict, Set, Tuple

from scorebus._answers import cut
from scorebus._outbox import Outbox
from scorebus.logs import Log

MAX_SERIES = 1000
MAX_LABELS = 5
MAX_LABEL = 100
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")

_Series = Tuple[str, str, Tuple[Tuple[str, str], ...]]


class _Metric:
    kind = ""

    def __init__(self, name: str, metrics: "Metrics") -> None:
        self.name = name
        self._metrics = metrics


class Counter(_Metric):
    """Only grows."""

    kind = "counter"

    def inc(self, value: float = 1, /, **labels: Any) -> None:
        """Adds ``value``, which is not negative."""
        self._metrics.add(self, value, labels)


class Gauge(_Metric):
    """Goes up and down."""

    kind = "gauge"

    def set(self, value: float, /, **labels: Any) -> None:
        """Sets it."""
        self._metrics.add(self, value, labels)


class Histogram(_Metric):
    """The distribution of what was observed."""

    kind = "histogram"

    def observe(self, value: float, /, **labels: Any) -> None:
        """Takes one observation."""
        self._metrics.add(self, value, labels)


class Metrics:
    """The metrics of one program. A wrong name is an error; a wrong value is dropped and told once."""

    def __init__(self, outbox: Outbox, log: Log) -> None:
        self._outbox = outbox
        self._log = log
        self._lock = threading.Lock()
        self._metrics: Dict[str, _Metric] = {}
        self._series: Set[_Series] = set()
        self._told: Set[Tuple[str, str]] = set()

    def declare(self, metric: _Metric) -> Any:
        """The metric of this name; the one that is there, if it is of the same kind."""
        if not isinstance(metric.name, str) or not _NAME.fullmatch(metric.name):
            raise ValueError(
                f"a metric's name is lower-case letters, digits and _, not {metric.name!r}"
            )
        with self._lock:
            known = self._metrics.setdefault(metric.name, metric)
        if known.kind != metric.kind:
            raise ValueError(f"the metric {metric.name} is a {known.kind} already")
        return known

    def add(self, metric: _Metric, value: Any, labels: Dict[str, Any]) -> None:
        """Counts, sets or observes."""
        series = self._labelled(metric, labels)
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            return self._drop(metric, "a value that is no number")
        if not math.isfinite(number):
            return self._drop(metric, f"the value {number}")
        if metric.kind == "counter" and number < 0:
            return self._drop(metric, "a negative value")
        if series not in self._series:
            with self._lock:
                if len(self._series) >= MAX_SERIES:
                    return self._drop(metric, f"more than {MAX_SERIES} series of one program")
                self._series.add(series)
        self._send(metric.kind, series, number)

    def _send(self, kind: str, series: _Series, number: float) -> None:
        if kind == "counter":
            self._outbox.counter(series, number)
        elif kind == "gauge":
            self._outbox.gauge(series, number)
        else:
            name, labels = series[1], dict(series[2])
            self._outbox.frame(
                {"type": "metric", "name": name, "kind": kind, "value": number, "labels": labels}
            )

    def _labelled(self, metric: _Metric, labels: Dict[str, Any]) -> _Series:
        if not labels:
            return metric.kind, metric.name, ()
        if len(labels) > MAX_LABELS:
            raise ValueError(f"the metric {metric.name} has more than {MAX_LABELS} labels")
        for name in labels:
            if not _NAME.fullmatch(name):
                raise ValueError(f"a label's name is lower-case letters, digits and _, not {name!r}")
        texts = ((name, cut(str(labels[name]), MAX_LABEL)) for name in sorted(labels))
        return metric.kind, metric.name, tuple(texts)

    def _drop(self, metric: _Metric, why: str) -> None:
        if (metric.name, why) not in self._told:
            self._told.add((metric.name, why))
            self._log.warning(f"the metric {metric.name} was given {why}; such are dropped")
