"""A program: the functions that Scorebus calls."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Optional, TypeVar, overload

from scorebus import _bridge
from scorebus._functions import ALL, EACH, SHARED, Function
from scorebus._outbox import Outbox
from scorebus.logs import Log
from scorebus.metrics import Counter, Gauge, Histogram, Metrics
from scorebus.state import State

F = TypeVar("F", bound=Callable[..., Any])

_COMMAND = re.compile(r"[a-z][a-z0-9-]{0,62}")


class Program:
    """A program. Its functions are named by decorators; ``run`` gives them to Scorebus."""

    def __init__(self, name: str, *, binary: bool = False) -> None:
        """``binary``: messages that are no JSON come as ``bytes``, instead of being refused."""
        if not isinstance(name, str) or not name:
            raise ValueError("a program has a name, such as scorebus.Program('merge-time')")
        self.name = name
        self.binary = binary
        self._outbox = Outbox()
        self.log = Log(self._outbox)
        self._metrics = Metrics(self._outbox, self.log)
        self._each: Optional[Function] = None
        self._batch: Optional[Function] = None
        self._loader: Optional[Function] = None
        self._commands: Dict[str, Function] = {}
        self._pure: "set[str]" = set()
        self._state: Optional[State] = None

    @overload
    def score(self, function: F) -> F: ...

    @overload
    def score(self, *, pure: bool = ...) -> Callable[[F], F]: ...

    def score(self, function: Optional[F] = None, *, pure: bool = False) -> Any:
        """The function that scores one message. It returns the value, or ``Score(value, explanation)``.

        ``pure`` promises that the answer depends on nothing but the message's data and customer and the model version.
        """

        def take(chosen: F) -> F:
            self._once(pure)
            self._each = Function(chosen, [*EACH, "state", *SHARED])
            return chosen

        return take if function is None else take(function)

    @overload
    def score_batch(self, function: F) -> F: ...

    @overload
    def score_batch(self, *, pure: bool = ...) -> Callable[[F], F]: ...

    def score_batch(self, function: Optional[F] = None, *, pure: bool = False) -> Any:
        """The function that scores a list of messages. It returns as many answers, in their order;
        an exception among them is the error of that message."""

        def take(chosen: F) -> F:
            self._once(pure)
            self._batch = Function(chosen, [*ALL, "states", *SHARED])
            return chosen

        return take if function is None else take(function)

    def _once(self, pure: bool) -> None:
        if self._each is not None or self._batch is not None:
            raise ValueError("a program has one function for score: @app.score or @app.score_batch")
        if pure:
            self._pure.add("score")

    def command(self, name: str, *, pure: bool = False) -> Callable[[F], F]:
        """A command of another name: one JSON value in, one out."""
        if not isinstance(name, str) or not _COMMAND.fullmatch(name):
            raise ValueError(
                f"a command's name is lower-case letters, digits and -, at most 63, not {name!r}"
            )
        if name == "score" or name in self._commands:
            raise ValueError(f"the command {name} is there already, or made by @app.score")

        def take(chosen: F) -> F:
            offered = ["input", "output", "progress", "model", "settings", "loaded"]
            self._commands[name] = Function(chosen, offered)
            if pure:
                self._pure.add(name)
            return chosen

        return take

    def load(self, function: F) -> F:
        """The function that is called once, before the first message; what it returns is ``loaded``. A command that
        does not want ``loaded``, such as ``train``, does not wait for it."""
        if self._loader is not None:
            raise ValueError("a program has one function for load")
        self._loader = Function(function, ["model", "settings"])
        return function

    def state(
        self,
        factory: Callable[[], Any],
        *,
        save: Optional[Callable[[Any], Any]] = None,
        load: Optional[Callable[[Any], Any]] = None,
        copy: Optional[Callable[[Any], Any]] = None,
        every: int = 10_000,
        most: int = 100_000,
    ) -> State:
        """Keeps a state per customer, which the function of `score` gets as ``state``."""
        if self._state is not None:
            raise ValueError("a program has one kind of state")
        hooks: Dict[str, Any] = {}
        if save is not None:
            hooks["save"] = save
        if load is not None:
            hooks["load"] = load
        self._state = State(factory, copy=copy, every=every, most=most, **hooks)
        return self._state

    def counter(self, name: str) -> Counter:
        """A metric that only grows."""
        counter: Counter = self._metrics.declare(Counter(name, self._metrics))
        return counter

    def gauge(self, name: str) -> Gauge:
        """A metric that goes up and down."""
        gauge: Gauge = self._metrics.declare(Gauge(name, self._metrics))
        return gauge

    def histogram(self, name: str) -> Histogram:
        """A metric for the distribution of what is observed."""
        histogram: Histogram = self._metrics.declare(Histogram(name, self._metrics))
        return histogram

    def check(self) -> None:
        """Raises TypeError when the functions do not fit together."""
        if not self.commands:
            raise TypeError(f"{self.name} has no function; mark one with @app.score")
        functions = [self._each, self._batch, *self._commands.values()]
        for function in [known for known in functions if known is not None]:
            for name, there, how in (
                ("loaded", self._loader, "@app.load"),
                ("state", self._state, "app.state(dict)"),
                ("states", self._state, "app.state(dict)"),
            ):
                if name in function.wants and there is None and not function.takes_without(name):
                    raise TypeError(f"{function.name} wants {name}, which needs {how}")

    @property
    def commands(self) -> "list[str]":
        """The names of its commands."""
        scores = self._each is not None or self._batch is not None
        return (["score"] if scores else []) + list(self._commands)

    @property
    def pure(self) -> "list[str]":
        """Those of its commands that are pure."""
        return sorted(self._pure)

    def run(self) -> None:
        """Connects to Scorebus and answers until it says that it is enough."""
        _bridge.run(self)
