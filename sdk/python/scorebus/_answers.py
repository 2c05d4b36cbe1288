"""Answers as JSON, and errors as the protocol wants them."""

from __future__ import annotations

import json
import math
from typing import Any, Dict, List, Mapping, Optional

from scorebus.values import BadAnswer, Cancelled, Explanation, Retryable, Score

MAX_CLASS = 200
MAX_MESSAGE = 2000


#: Values that are quick to write: many at once.
NUMBERS = frozenset((float, int, bool))


def _plain(value: Any) -> Any:
    """What NumPy and pandas give is turned into Python's own numbers and lists."""
    tolist = getattr(value, "tolist", None)
    if callable(tolist):
        return tolist()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


#: Compact, ASCII, refuses NaN and Infinity.
encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, default=_plain).encode


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


#: Strict: NaN and Infinity are no JSON.
decode = json.JSONDecoder(parse_constant=_no_constant).decode


def cut(text: str, most: int) -> str:
    """The text with at most so many UTF-16 units, and without halves of surrogate pairs."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return units.decode("utf-16-le")
    return units[: 2 * most].decode("utf-16-le", "ignore")


def error(raised: BaseException) -> Dict[str, Any]:
    """The error of an exception: its class, its text, whether to try again."""
    try:
        text = str(raised)
    except Exception:
        text = ""
    kind = type(raised).__name__
    return {
        "class": cut(kind, MAX_CLASS),
        "message": cut(text, MAX_MESSAGE) or f"{cut(kind, MAX_CLASS)} without a message",
        "retryable": isinstance(raised, (Retryable, Cancelled)),
    }


def entry(answer: Any, explain: bool) -> Dict[str, Any]:
    """The entry of what a function returned for one message. Raises BadAnswer."""
    if type(answer) is Score:
        if answer.value is None:
            raise BadAnswer("the value is None")
        if explain and answer.explanation is not None:
            return {"value": answer.value, "explanation": _explanation(answer.explanation)}
        return {"value": answer.value}
    if answer is None:
        raise BadAnswer("the function returned None instead of a value")
    return {"value": answer}


def _explanation(given: Any) -> Dict[str, Any]:
    if isinstance(given, Explanation):
        base, contributions = given
    elif isinstance(given, Mapping) and "base" in given and "contributions" in given:
        base, contributions = given["base"], given["contributions"]
    else:
        raise BadAnswer("an explanation is scorebus.Explanation(base, contributions)")
    if not isinstance(contributions, Mapping):
        raise BadAnswer("the contributions of an explanation are names with numbers")
    return {
        "base": _number("base", base),
        "contributions": {
            str(name): _number(name, value) for name, value in contributions.items()
        },
    }


def _number(name: Any, value: Any) -> float:
    try:
        number = value if type(value) is float else float(value)
    except (TypeError, ValueError, OverflowError):
        raise BadAnswer(f"the explanation's {name} is no number") from None
    if not math.isfinite(number):
        raise BadAnswer(f"the explanation's {name} is {number}, which JSON does not have")
    return number


def unsendable(failure: Exception) -> BadAnswer:
    """Why a value cannot be JSON, in the words of its owner."""
    if isinstance(failure, ValueError) and "Out of range float" in str(failure):
        return BadAnswer("the value holds NaN or Infinity, which JSON does not have")
    if isinstance(failure, RecursionError):
        return BadAnswer("the value is nested too deeply")
    return BadAnswer(f"the value is no JSON: {failure}")


def reply(call: int, entries: List[Any]) -> str:
    """The reply to messages: of each its entry, or the value alone, if it is of ``NUMBERS``.
    An entry that cannot be written becomes an error; the others stay."""
    if entries and NUMBERS.issuperset(map(type, entries)):
        try:
            # No number has a comma.
            values = encode(entries)[1:-1].replace(",", '},{"value":')
            return joined(call, [f'{{"value":{values}}}'])
        except ValueError:
            pass
    whole = [{"value": one} if type(one) in NUMBERS else one for one in entries]
    try:
        return encode({"type": "reply", "id": call, "replies": whole})
    except (TypeError, ValueError, RecursionError, OverflowError):
        return joined(call, [_written(one) for one in whole])


def joined(call: int, written: List[str]) -> str:
    """The reply to messages, of entries that are written already."""
    return f'{{"type":"reply","id":{encode(call)},"replies":[{",".join(written)}]}}'


def sendable(one: Dict[str, Any]) -> str:
    """An entry as it is sent. Raises BadAnswer."""
    try:
        return encode(one)
    except Exception as failure:
        raise unsendable(failure) from None


def _written(one: Dict[str, Any]) -> str:
    try:
        return sendable(one)
    except BadAnswer as bad:
        return encode({"error": error(bad)})


def failed(call: Optional[int], raised: BaseException) -> str:
    """The answer to a call that fails as a whole."""
    return encode({"type": "failed", "id": call, "error": error(raised)})
