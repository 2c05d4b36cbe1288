"""A user's function and what it wants, by the names of its parameters."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Dict, FrozenSet, List, Mapping, Sequence, Tuple

#: What is the same for all messages of a call.
SHARED = ("model", "settings", "explain", "loaded")
#: What the function of `score` may want of each message, and the field of the message that it is.
EACH = {"message": "data", "key": "key", "customer": "customer", "id": "id", "time": "time"}
#: The same for `score_batch`.
ALL = {"messages": "data", "keys": "key", "customers": "customer", "ids": "id", "times": "time"}


class Function:
    """A function of the program. ``wants`` are the names of its parameters that can be given."""

    def __init__(self, call: Callable[..., Any], offered: Sequence[str]) -> None:
        name = getattr(call, "__name__", "the function")
        if inspect.iscoroutinefunction(call) or inspect.isgeneratorfunction(call):
            raise TypeError(f"{name} must be a plain function: neither async nor a generator")
        self.call = call
        self.name = name
        self.wants: FrozenSet[str] = frozenset(self._wanted(offered))
        self._optional = frozenset(
            parameter.name
            for parameter in inspect.signature(call).parameters.values()
            if parameter.default is not inspect.Parameter.empty
        )

    def _wanted(self, offered: Sequence[str]) -> List[str]:
        wanted = []
        for parameter in inspect.signature(self.call).parameters.values():
            named = parameter.kind in (
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                inspect.Parameter.KEYWORD_ONLY,
            )
            if named and parameter.name in offered:
                wanted.append(parameter.name)
            elif named and parameter.default is not inspect.Parameter.empty:
                continue
            else:
                raise TypeError(
                    f"{self.name} wants {str(parameter)!r}; it may want: {', '.join(offered)}"
                )
        return wanted

    def takes_without(self, name: str) -> bool:
        """Whether the parameter has a value of its own."""
        return name in self._optional

    def fields(self, offered: Mapping[str, str]) -> List[Tuple[str, str]]:
        """Those of the offered parameters that it wants, with the field of a message that each is."""
        return [(name, field) for name, field in offered.items() if name in self.wants]

    def chosen(self, offered: Mapping[str, Any]) -> Dict[str, Any]:
        """Those of the offered values that it wants."""
        return {name: value for name, value in offered.items() if name in self.wants}
