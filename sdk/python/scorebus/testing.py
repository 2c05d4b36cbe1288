"""Tests of a program without any platform.

    from scorebus.testing import ProgramTest

    test = ProgramTest(program.app, settings={"threshold": 0.5})
    assert test.score({"team_size": 4}) == 12.0
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, Optional, Union

from scorebus._answers import decode
from scorebus._calls import Calls
from scorebus.values import Explanation, Model

if TYPE_CHECKING:
    from scorebus.program import Program

_MAX_FRAME = 67_108_864


class MessageError(Exception):
    """The error that Scorebus would be told: ``kind`` is the class that the program raised."""

    def __init__(self, kind: str, message: str, retryable: bool) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.retryable = retryable


class ProgramTest:
    """Calls a program as the platform would: the same code makes the answers, and they go through JSON.

    State, metrics and logs are kept across calls. ``model`` is a folder, or a ``Model``.
    """

    def __init__(
        self,
        program: "Program",
        model: Optional[Union[str, Path, Model]] = None,
        settings: Optional[Mapping[str, Any]] = None,
    ) -> None:
        if model is not None and not isinstance(model, Model):
            model = Model(program.name, "test", Path(model))
        self._program = program
        self._calls = Calls(program, model, dict(settings or {}), _MAX_FRAME)
        self._number = 0
        #: The sums, last values and lists of observations, by name and labels: ``rows_seen{lang=go}``.
        self.metrics: Dict[str, Any] = {}
        #: Log events: level, message, fields.
        self.logs: List[Dict[str, Any]] = []
        #: The newest progress of each command that said any: done, message.
        self.progress: List[Dict[str, Any]] = []

    def score(self, message: Any, **about: Any) -> Any:
        """The value for a message. ``about`` may be key, customer, id and time. Raises MessageError."""
        return self._single(message, False, about)["value"]

    def explain(self, message: Any, **about: Any) -> Explanation:
        """The explanation of a message's value. Raises MessageError; AssertionError, if there is none."""
        explanation = self._single(message, True, about).get("explanation")
        if explanation is None:
            raise AssertionError("the program gave no explanation")
        return Explanation(explanation["base"], explanation["contributions"])

    def score_all(self, messages: Iterable[Any], explain: bool = False) -> List[Dict[str, Any]]:
        """One entry per message, in their order: value (and explanation), or error."""
        return self.entries([{"data": message} for message in messages], explain)

    def entries(self, messages: List[Dict[str, Any]], explain: bool = False) -> List[Dict[str, Any]]:
        """One entry per message, each with its data and, if wanted, key, customer, id and time.

        If the program fails a batch as a whole, the batch is halved, as the platform does.
        """
        reply = self._call({"command": "score", "messages": messages, "explain": explain})
        if reply["type"] == "reply":
            entries: List[Dict[str, Any]] = reply["replies"]
            return entries
        if len(messages) == 1:
            return [{"error": reply["error"]}]
        half = len(messages) // 2
        return self.entries(messages[:half], explain) + self.entries(messages[half:], explain)

    def command(self, name: str, input: Any = None) -> Any:
        """The result of a command of another name. Raises MessageError."""
        reply = self._call({"command": name, "input": input})
        return _raised(reply)["result"]

    def _single(self, message: Any, explain: bool, about: Dict[str, Any]) -> Dict[str, Any]:
        unknown = set(about) - {"key", "customer", "id", "time"}
        if unknown:
            raise TypeError(f"a message has key, customer, id and time, not {sorted(unknown)}")
        return _raised(self.entries([{"data": message, **about}], explain)[0])

    def _call(self, call: Dict[str, Any]) -> Dict[str, Any]:
        self._number += 1
        frame = self._through_json({"type": "call", "id": self._number, **call})
        log = self._program.log
        log.taken = True
        try:
            with redirect_stdout(sys.stderr):
                answer = self._calls.answer(frame)
        finally:
            log.taken = False
            self._heard()
        reply: Dict[str, Any] = decode(answer.decode("ascii"))
        return reply

    def _through_json(self, call: Dict[str, Any]) -> Any:
        """The frame as a program gets it: bytes stay bytes."""
        messages = call.get("messages") or []
        raw = {n: one["data"] for n, one in enumerate(messages) if isinstance(one["data"], bytes)}
        if raw and not self._program.binary:
            raise TypeError("bytes are given only to a scorebus.Program(name, binary=True)")
        plain = [{**one, "data": None} if n in raw else one for n, one in enumerate(messages)]
        frame = decode(json.dumps({**call, "messages": plain} if messages else call))
        for n, data in raw.items():
            frame["messages"][n]["data"] = data
        return frame

    def _heard(self) -> None:
        for text in self._program._outbox.take():
            frame = json.loads(text)
            kind = frame.pop("type")
            if kind == "metric":
                self._metric(frame)
            elif kind == "log":
                self.logs.append(frame)
            elif kind == "progress":
                self.progress.append({"done": frame["done"], "message": frame["message"]})

    def _metric(self, metric: Dict[str, Any]) -> None:
        labels = ",".join(f"{name}={value}" for name, value in metric["labels"].items())
        name = metric["name"] + (f"{{{labels}}}" if labels else "")
        if metric["kind"] == "counter":
            self.metrics[name] = self.metrics.get(name, 0) + metric["value"]
        elif metric["kind"] == "gauge":
            self.metrics[name] = metric["value"]
        else:
            self.metrics.setdefault(name, []).append(metric["value"])


def _raised(answer: Dict[str, Any]) -> Dict[str, Any]:
    if "error" in answer:
        error = answer["error"]
        raise MessageError(error["class"], error["message"], error["retryable"])
    return answer
