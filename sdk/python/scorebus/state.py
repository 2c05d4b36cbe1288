"""State that is kept across calls, per customer."""

from __future__ import annotations

import copy as copying
import fcntl
import json
import os
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, Mapping, Optional, TextIO, Tuple, Union

FILE = "state.jsonl"
LOCK = "state.lock"

#: ("customer", "acme"), ("key", "k1") or ("all", "").
Owner = Tuple[str, str]


def _same(value: Any) -> Any:
    return value


class State:
    """The states of a program: one per customer, made by ``factory`` when it is wanted first.

    A message's state is that of its customer; of its key, when it has no customer; one for all, when it
    has neither. ``save`` makes JSON of a state and ``load`` a state of that JSON; without them the state
    must be JSON itself. ``copy`` makes the copy on which a message works. The least recently used state is
    forgotten when there are more than ``most``.
    """

    def __init__(
        self,
        factory: Callable[[], Any],
        save: Callable[[Any], Any] = _same,
        load: Callable[[Any], Any] = _same,
        copy: Optional[Callable[[Any], Any]] = None,
        every: int = 10_000,
        most: int = 100_000,
    ) -> None:
        if not callable(factory):
            raise TypeError("the factory of a state is a function without parameters, such as dict")
        if every < 1 or most < 1:
            raise ValueError("every and most are 1 or more")
        self.every = every
        self.most = most
        self._factory = factory
        self._save = save
        self._load = load
        self._copy = self._pickled if copy is None else copy
        self._states: "OrderedDict[Owner, Any]" = OrderedDict()
        self._folder: Optional[Path] = None
        self._lock: Optional[TextIO] = None
        self._since = 0

    def of(self, customer: Optional[str] = None, key: Optional[str] = None) -> Any:
        """The state for a message of this customer, or with this key, as it is kept; a new one, if none is."""
        owner = owner_of({"customer": customer, "key": key})
        return self._states[owner] if owner in self._states else self._factory()

    def copy_of(self, owner: Owner) -> Any:
        """A copy of the owner's state, or a new state."""
        return self._copy(self._states[owner]) if owner in self._states else self._factory()

    def copied(self, state: Any) -> Any:
        """A copy of a state."""
        return self._copy(state)

    def put(self, owner: Owner, state: Any) -> None:
        """Keeps the owner's state."""
        self._states[owner] = state
        self._states.move_to_end(owner)
        if len(self._states) > self.most:
            self._states.popitem(last=False)

    def _pickled(self, state: Any) -> Any:
        try:
            return pickle.loads(pickle.dumps(state, pickle.HIGHEST_PROTOCOL))
        except Exception:
            self._copy = copying.deepcopy
            return copying.deepcopy(state)

    def __len__(self) -> int:
        return len(self._states)

    def __iter__(self) -> Iterator[Owner]:
        return iter(self._states)

    def clear(self) -> None:
        """Forgets all states, not what is stored."""
        self._states.clear()

    def snapshot(self, folder: Union[str, Path]) -> None:
        """Writes all states to a file of the folder, wholly or not at all."""
        target = Path(folder) / FILE
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(FILE + ".part")
        with open(part, "w", encoding="ascii") as file:
            for (kind, name), state in self._states.items():
                line = {"of": kind, "name": name, "state": self._save(state)}
                file.write(json.dumps(line, separators=(",", ":"), allow_nan=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)

    def restore(self, folder: Union[str, Path]) -> None:
        """Takes the states that ``snapshot`` wrote to the folder instead of those it has; none if there are none."""
        source = Path(folder) / FILE
        states: "OrderedDict[Owner, Any]" = OrderedDict()
        if source.exists():
            with open(source, encoding="ascii") as file:
                for number, text in enumerate(file, 1):
                    try:
                        line = json.loads(text)
                        states[(line["of"], line["name"])] = self._load(line["state"])
                    except Exception as failure:
                        raise ValueError(f"{source}, line {number}, is no state") from failure
        while len(states) > self.most:
            states.popitem(last=False)
        self._states = states

    def open(self, folder: Union[str, Path]) -> None:
        """Takes the folder for itself, and the states that are in it."""
        if self._folder is not None:
            return
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        lock = open(place / LOCK, "a", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.restore(place)
        except BlockingIOError:
            lock.close()
            raise BlockingIOError(f"the state folder {place} is used by another process") from None
        except BaseException:
            lock.close()
            raise
        self._folder = place
        self._lock = lock

    def scored(self, messages: int) -> None:
        """Counts messages; stores the states when it is time."""
        self._since += messages
        if self._since >= self.every:
            self.store()

    def store(self) -> None:
        """Stores the states, if there is a folder and anything was scored since."""
        if self._since:
            self._since = 0
            if self._folder is not None:
                self.snapshot(self._folder)

    def close(self) -> None:
        """Gives the folder back."""
        if self._lock is not None:
            self._lock.close()
        self._lock = None
        self._folder = None


def owner_of(message: Mapping[str, Any]) -> Owner:
    """Whose state a message works on."""
    customer = message.get("customer")
    if customer is not None:
        return "customer", customer
    key = message.get("key")
    return ("key", key) if key is not None else ("all", "")


class CallStates:
    """The states that one call works on. They are kept when the call is answered, not before, so that a call
    that is tried again finds them as they were."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._touched: Dict[Owner, Any] = {}

    def copy_of(self, owner: Owner) -> Any:
        """A copy for one message; it counts once it is given to ``keep``."""
        if owner in self._touched:
            return self._state.copied(self._touched[owner])
        return self._state.copy_of(owner)

    def shared(self, owner: Owner) -> Any:
        """A copy for all messages of the owner in this call."""
        if owner not in self._touched:
            self._touched[owner] = self._state.copy_of(owner)
        return self._touched[owner]

    def keep(self, owner: Owner, state: Any) -> None:
        """What the message made of its copy is what the next one finds."""
        self._touched[owner] = state

    def commit(self) -> None:
        """The call is answered."""
        for owner, state in self._touched.items():
            self._state.put(owner, state)
