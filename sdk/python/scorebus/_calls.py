"""Calls: what is asked of the program, and what becomes of it."""

from __future__ import annotations

import math
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Set, Tuple

from scorebus import _answers
from scorebus._functions import ALL, EACH, Function
from scorebus.state import CallStates, owner_of
from scorebus.values import BadAnswer, Cancelled, Model, NoModel, Retryable

if TYPE_CHECKING:
    from scorebus.program import Program

_MOST_TRACES = 100


class UnknownCommand(Exception):
    """A command that the program does not have."""


class WrongCall(Exception):
    """Messages for a command that takes one input, or the other way round."""


class AnswerTooLarge(Exception):
    """An answer that is larger than a frame."""


class LoadFailed(Retryable):
    """What the program loads before its first message cannot be loaded now."""


#: What is no message's fault.
_OF_THE_CALL = (UnknownCommand, WrongCall, Cancelled)
#: What would befall each message alone, so that halving the batch finds nothing.
_OF_EACH = (LoadFailed, NoModel)


class Call:
    """A call that runs."""

    def __init__(self, number: int, deadline: Any) -> None:
        self.number = number
        self.stopped = False
        self.states: Optional[CallStates] = None
        seconds = deadline / 1000 if isinstance(deadline, (int, float)) else math.inf
        self._ends = time.monotonic() + seconds

    def of_no_use(self) -> bool:
        """Whether it was cancelled, or its deadline has passed."""
        return self.stopped or time.monotonic() > self._ends


_current: Optional[Call] = None


def cancelled() -> bool:
    """Whether the answer to the running call is of no use any more: stop the work, then."""
    call = _current
    return call is not None and call.of_no_use()


class Calls:
    """Answers calls by the functions of a program. One at a time."""

    def __init__(
        self,
        program: "Program",
        model: Optional[Model],
        settings: Dict[str, Any],
        max_frame: int,
    ) -> None:
        program.check()
        self._program = program
        self._model = model
        self._settings = settings
        self._max = max_frame
        self._loaded: Any = None
        self._ready = False
        self._traced: Set[Tuple[str, str, int]] = set()

    def answer(self, frame: Dict[str, Any]) -> bytes:
        """The frame that answers the call; whatever the user's code does, there is one."""
        global _current
        call = _current = Call(frame.get("id", 0), frame.get("deadline"))
        try:
            try:
                text = self._answer(call, frame)
            except Exception as raised:
                self._trace(raised)
                call.states = None
                text = self._whole(call, frame, raised)
            payload = text.encode("ascii")
            if len(payload) > self._max:
                return self._too_large(call, frame, payload)
            if call.states is not None and not call.of_no_use():
                call.states.commit()
            return payload
        finally:
            _current = None

    @property
    def current(self) -> Optional[Call]:
        """The call that runs."""
        return _current

    def prepare(self) -> None:
        """Opens the state and loads what the program loads, if that has not been done."""
        if self._ready:
            return
        program = self._program
        try:
            if program._state is not None and "stateFolder" in self._settings:
                program._state.open(self._settings["stateFolder"])
            if program._loader is not None:
                self._loaded = program._loader.call(**self._shared(program._loader, False))
        except Exception as raised:
            self._trace(raised)
            said = _answers.error(raised)
            raise LoadFailed(f"{said['class']}: {said['message']}") from raised
        self._ready = True

    def _answer(self, call: Call, frame: Dict[str, Any]) -> str:
        command = frame.get("command")
        program = self._program
        if command not in program.commands:
            has = ", ".join(program.commands)
            raise UnknownCommand(f"this program has no such command; it has: {has}")
        if command == "score" or "loaded" in program._commands[command].wants:
            self.prepare()
        messages = frame.get("messages")
        if command != "score":
            if messages is not None:
                raise WrongCall(f"{command} takes one input, not messages")
            result = self._command(call, program._commands[command], frame.get("input"))
            return self._result(call, result)
        if not isinstance(messages, list):
            raise WrongCall("score takes messages, not one input")
        explain = frame.get("explain") is True
        if program._state is not None:
            call.states = CallStates(program._state)
        if program._batch is not None:
            return self._batch(call, program._batch, messages, explain)
        assert program._each is not None
        if call.states is not None and "state" in program._each.wants:
            return self._each_with_state(call, program._each, messages, explain)
        return self._each(call, program._each, messages, explain)

    def _each(self, call: Call, function: Function, messages: List[Any], explain: bool) -> str:
        shared = self._shared(function, explain)
        fields = function.fields(EACH)
        plain = fields == [("message", "data")] and not shared
        score, entry, numbers = function.call, _answers.entry, _answers.NUMBERS
        entries: List[Any] = []
        for message in messages:
            if call.stopped:
                raise Cancelled("the call was cancelled")
            try:
                if plain:
                    answer = score(message=message.get("data"))
                else:
                    answer = score(**{name: message.get(field) for name, field in fields}, **shared)
                entries.append(answer if type(answer) in numbers else entry(answer, explain))
            except Exception as raised:
                entries.append(self._error(raised))
        return _answers.reply(call.number, entries)

    def _each_with_state(
        self, call: Call, function: Function, messages: List[Any], explain: bool
    ) -> str:
        """Each entry is written at once: a message whose answer cannot be sent has failed, and changes no state."""
        assert call.states is not None
        shared, fields, states = self._shared(function, explain), function.fields(EACH), call.states
        written = []
        for message in messages:
            if call.stopped:
                raise Cancelled("the call was cancelled")
            try:
                owner = owner_of(message)
                state = states.copy_of(owner)
                wanted = {name: message.get(field) for name, field in fields}
                answer = function.call(state=state, **wanted, **shared)
                written.append(_answers.sendable(_answers.entry(answer, explain)))
                states.keep(owner, state)
            except Exception as raised:
                written.append(_answers.encode(self._error(raised)))
        return _answers.joined(call.number, written)

    def _batch(self, call: Call, function: Function, messages: List[Any], explain: bool) -> str:
        wanted = self._shared(function, explain)
        for name, field in function.fields(ALL):
            wanted[name] = [message.get(field) for message in messages]
        if call.states is not None and "states" in function.wants:
            wanted["states"] = [call.states.shared(owner_of(message)) for message in messages]
        answers = function.call(**wanted)
        if not isinstance(answers, (list, tuple)):
            answers = _listed(answers)
        if len(answers) != len(messages):
            raise BadAnswer(f"{function.name} gave {len(answers)} answers to {len(messages)} messages")
        if _answers.NUMBERS.issuperset(map(type, answers)):
            return _answers.reply(call.number, list(answers))
        entries = []
        for answer in answers:
            try:
                if isinstance(answer, Exception):
                    raise answer
                entries.append(_answers.entry(answer, explain))
            except Exception as raised:
                entries.append(self._error(raised))
        return _answers.reply(call.number, entries)

    def _command(self, call: Call, function: Function, given: Any) -> Any:
        outbox = self._program._outbox

        def progress(done: float, message: str = "") -> None:
            if not 0 <= done <= 1:
                raise ValueError(f"progress is 0 to 1, not {done}")
            outbox.progress(call.number, float(done), _answers.cut(str(message), 1000))

        wanted = {**self._shared(function, False), **function.chosen({"input": given})}
        if "progress" in function.wants:
            wanted["progress"] = progress
        if "output" in function.wants:
            folder = given.get("output") if isinstance(given, dict) else None
            if isinstance(folder, str):
                wanted["output"] = Path(folder)
            elif not function.takes_without("output"):
                raise WrongCall(f"{function.name} wants a folder in the field output of its input")
        return function.call(**wanted)

    def _result(self, call: Call, result: Any) -> str:
        try:
            return _answers.encode({"type": "reply", "id": call.number, "result": result})
        except Exception as failure:
            raise _answers.unsendable(failure) from None

    def _shared(self, function: Function, explain: bool) -> Dict[str, Any]:
        if "model" in function.wants and self._model is None:
            if not function.takes_without("model"):
                raise NoModel(f"{function.name} wants the model, and the action names none")
        offered = {"settings": self._settings, "explain": explain, "loaded": self._loaded}
        if self._model is not None:
            offered["model"] = self._model
        return function.chosen(offered)

    def _whole(self, call: Call, frame: Dict[str, Any], raised: Exception) -> str:
        messages = frame.get("messages")
        if isinstance(messages, list) and not isinstance(raised, _OF_THE_CALL):
            if len(messages) == 1 or isinstance(raised, _OF_EACH):
                entry = {"error": _answers.error(raised)}
                return _answers.reply(call.number, [entry] * len(messages))
        return _answers.failed(call.number, raised)

    def _too_large(self, call: Call, frame: Dict[str, Any], payload: bytes) -> bytes:
        why = f"the answer has {len(payload)} bytes, and a frame holds at most {self._max}"
        return self._whole(call, frame, AnswerTooLarge(why)).encode("ascii")

    def _error(self, raised: Exception) -> Dict[str, Any]:
        if not isinstance(raised, BadAnswer):
            self._trace(raised)
        return {"error": _answers.error(raised)}

    def _trace(self, raised: Exception) -> None:
        """Writes the trace of an error to standard error, once per class and line."""
        if isinstance(raised, _OF_THE_CALL):
            return
        last = raised.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        file, line = (last.tb_frame.f_code.co_filename, last.tb_lineno) if last else ("", 0)
        where = (type(raised).__name__, file, line)
        if where not in self._traced and len(self._traced) < _MOST_TRACES:
            self._traced.add(where)
            traceback.print_exception(type(raised), raised, raised.__traceback__, file=sys.stderr)


def _listed(answers: Any) -> List[Any]:
    tolist: Optional[Callable[[], Any]] = getattr(answers, "tolist", None)
    listed = tolist() if callable(tolist) else None
    if not isinstance(listed, list):
        raise BadAnswer("a function for score_batch returns a list with one answer per message")
    return listed
