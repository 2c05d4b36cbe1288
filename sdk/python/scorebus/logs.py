"""Structured logs."""

from __future__ import annotations

import logging
import math
import sys
import traceback
from typing import Any, Dict

from scorebus._answers import cut
from scorebus._outbox import Outbox

MAX_TEXT = 10_000
MAX_FIELD = 1000


def _field(value: Any) -> Any:
    if isinstance(value, bool) or type(value) is int:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    return cut(str(value), MAX_FIELD)


class Log:
    """Log events of the program: a text, and fields that are text, numbers or booleans."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        #: Whether somebody takes the events; otherwise they are written to standard error.
        self.taken = False

    def debug(self, text: str, /, **fields: Any) -> None:
        """Something for whoever looks closely."""
        self.event("debug", text, fields)

    def info(self, text: str, /, **fields: Any) -> None:
        """Something to know."""
        self.event("info", text, fields)

    def warning(self, text: str, /, **fields: Any) -> None:
        """Something to look at."""
        self.event("warn", text, fields)

    warn = warning

    def error(self, text: str, /, **fields: Any) -> None:
        """Something is wrong."""
        self.event("error", text, fields)

    def exception(self, text: str, /, **fields: Any) -> None:
        """Something is wrong, with the trace of the exception that is being handled."""
        self.event("error", f"{text}\n{traceback.format_exc().rstrip()}", fields)

    def event(self, level: str, text: str, fields: Dict[str, Any]) -> None:
        """A log event; ``level`` is debug, info, warn or error."""
        known = {cut(str(name), 100): _field(value) for name, value in fields.items()}
        message = cut(str(text), MAX_TEXT)
        if self.taken:
            self._outbox.frame(
                {"type": "log", "level": level, "message": message, "fields": known}
            )
        else:
            print(f"{level}: {message}", *(f"{k}={v}" for k, v in known.items()), file=sys.stderr)

    def handler(self, level: int = logging.INFO) -> "LogHandler":
        """A handler for Python's ``logging``: ``logging.getLogger().addHandler(app.log.handler())``."""
        return LogHandler(self, level)


class LogHandler(logging.Handler):
    """Python's ``logging`` as log events of the program."""

    def __init__(self, log: Log, level: int = logging.INFO) -> None:
        super().__init__(level)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._log.event(_level(record.levelno), self.format(record), {"logger": record.name})
        except Exception:
            self.handleError(record)


def _level(number: int) -> str:
    if number >= logging.ERROR:
        return "error"
    if number >= logging.WARNING:
        return "warn"
    return "info" if number >= logging.INFO else "debug"
