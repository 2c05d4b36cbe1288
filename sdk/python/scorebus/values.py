"""What a program is given, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, NamedTuple, Optional, Union


class Retryable(Exception):
    """What failed may succeed at another attempt: a service is away, a file is not there yet."""


class BadAnswer(Exception):
    """The program's function answered with something that cannot be sent: None, NaN, an object without JSON."""


class Cancelled(Exception):
    """Nobody waits for the answer any more. May be raised where ``scorebus.cancelled()`` is found true.
    That says nothing of the message: another attempt may help."""


class NoModel(Exception):
    """A function wants the model, and there is none."""


class Explanation(NamedTuple):
    """Why a score is what it is: ``base`` and the contributions add up to the raw prediction."""

    base: float
    contributions: Mapping[str, float]


class Score:
    """A value together with its explanation."""

    __slots__ = ("value", "explanation")

    def __init__(
        self,
        value: Any,
        explanation: Optional[Union[Explanation, Mapping[str, Any]]] = None,
    ) -> None:
        self.value = value
        self.explanation = explanation

    def __repr__(self) -> str:
        return f"Score({self.value!r}, {self.explanation!r})"


@dataclass(frozen=True)
class Model:
    """The model version that serves: ``folder`` holds its files."""

    name: str
    version: str
    folder: Path
