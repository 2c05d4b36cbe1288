"""The connection to the runner: handshake, calls, and what may come while a call runs."""

from __future__ import annotations

import faulthandler
import os
import socket
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, Optional

from scorebus._answers import encode
from scorebus._calls import Call, Calls
from scorebus._frames import BrokenFrame, Frames, Gone
from scorebus.values import Model

if TYPE_CHECKING:
    from scorebus.program import Program

ADDRESS = "SCOREBUS_BRIDGE"
TOKEN_FILE = "SCOREBUS_BRIDGE_TOKEN_FILE"

#: While a test kit holds the program, `run` does nothing.
held_by_tests = False

_MEANWHILE = frozenset(("ping", "cancel"))
_TICK = 0.02
_IDLE_TICKS = 50
_GRACE = 2.0

_BY_HAND = """\
{name} is a program that Scorebus starts; {missing} is not set.
To try it without Scorebus:     python -m scorebus.test {file} --input cases.jsonl
To check how it is called:      scorebus bridge check -- python {file}
"""


class Refused(Exception):
    """The runner does not want this program."""


def run(program: "Program") -> None:
    """Serves the runner that the environment names."""
    if held_by_tests:
        return
    program.check()
    # They stay: the runner knows by them what the program has started, and ends it.
    address, token_file = os.environ.get(ADDRESS), os.environ.get(TOKEN_FILE)
    if not address or not token_file:
        missing = ADDRESS if not address else TOKEN_FILE
        file = os.path.basename(sys.argv[0]) or "program.py"
        sys.stderr.write(_BY_HAND.format(name=program.name, missing=missing, file=file))
        raise SystemExit(2)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True)
    if sys.stderr is not None and not faulthandler.is_enabled():
        faulthandler.enable()
    try:
        token = Path(token_file).read_text(encoding="ascii")
        sock = connect(address)
    except (OSError, ValueError) as failure:
        sys.stderr.write(f"{program.name} cannot connect to {address}: {failure}\n")
        raise SystemExit(1) from None
    os.register_at_fork(after_in_child=lambda: _forget(program, sock))
    status = Served(program, sock, token, os._exit).until_the_end()
    if status:
        raise SystemExit(status)


def _forget(program: "Program", sock: socket.socket) -> None:
    """A forked child is not the program: it must not hold the connection."""
    program.log.taken = False
    sock.close()


def connect(address: str) -> socket.socket:
    """A socket that is connected to ``tcp:HOST:PORT`` or ``unix:PATH``."""
    kind, _, rest = address.partition(":")
    if kind == "unix":
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(rest)
        return sock
    host, _, port = rest.rpartition(":")
    if kind != "tcp" or not host or not port.isdigit():
        raise ValueError("an address is tcp:HOST:PORT or unix:PATH")
    sock = socket.create_connection((host.strip("[]"), int(port)))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class Served:
    """One connection. The thread that calls ``until_the_end`` runs the user's code and, between calls,
    reads; while a call takes long, another thread reads in its place, so that a ping and a cancel are
    answered. A call that is short costs no change of threads."""

    def __init__(
        self,
        program: "Program",
        sock: socket.socket,
        token: str,
        end: Callable[[int], Any],
    ) -> None:
        self._program = program
        self._frames = Frames(sock, binary=program.binary)
        self._token = token
        self._end = end
        self._calls: Optional[Calls] = None
        self._begun = 0
        self._running = False
        self._asleep = False
        self._wake = threading.Event()
        self._over = threading.Event()

    def until_the_end(self) -> int:
        """Answers calls until the runner drains or is gone; the exit status."""
        name = self._program.name
        try:
            self._calls = self._handshake()
        except Refused as refused:
            sys.stderr.write(f"{name} is refused: {refused}\n")
            return 1
        except (Gone, BrokenFrame) as failure:
            sys.stderr.write(f"{name} has no runner: {failure}\n")
            return 1
        self._program._outbox.awake = self._awake
        self._program.log.taken = True
        watcher = threading.Thread(target=self._watch, name="scorebus-watch", daemon=True)
        watcher.start()
        try:
            return self._serve(self._calls)
        finally:
            self._over.set()
            self._wake.set()
            watcher.join(_GRACE)
            self._program.log.taken = False
            if self._program._state is not None:
                self._program._state.close()
            self._frames.close()

    def _handshake(self) -> Calls:
        from scorebus import __version__

        hello = {
            "type": "hello",
            "protocol": [1],
            "token": self._token,
            "name": self._program.name,
            "commands": self._program.commands,
            "concurrency": 1,
            "heartbeat": True,
            "binary": self._program.binary,
            "pure": self._program.pure,
            "sdk": f"python {__version__}",
        }
        self._frames.send([encode(hello).encode("ascii")])
        while True:
            frame = self._frames.take()
            if frame["type"] == "refused":
                raise Refused(frame.get("reason", "no reason was given"))
            if frame["type"] == "welcome":
                return self._welcome(frame)

    def _welcome(self, frame: Dict[str, Any]) -> Calls:
        self._frames.max_frame = frame.get("maxFrame", self._frames.max_frame)
        given = frame.get("model")
        model = None
        if given is not None:
            model = Model(given["name"], given["version"], Path(given["folder"]))
        settings = frame.get("settings") or {}
        return Calls(self._program, model, settings, self._frames.max_frame)

    def _serve(self, calls: Calls) -> int:
        with self._busy():
            try:
                calls.prepare()
            except Exception as failure:
                self._program.log.error(f"nothing can be scored yet: {failure}")
        try:
            while True:
                frame = self._frames.take()
                if frame["type"] == "call":
                    self._call(calls, frame)
                elif frame["type"] == "drain":
                    self._drained()
                    return 0
                elif frame["type"] == "ping":
                    self._pong(frame)
        except (Gone, BrokenFrame) as failure:
            self._gone(failure)
            return 1

    @contextmanager
    def _busy(self) -> Iterator[None]:
        """While the user's code runs, the other thread reads."""
        self._begun += 1
        self._running = True
        if self._asleep:
            self._wake.set()
        try:
            yield
        finally:
            self._running = False

    def _call(self, calls: Calls, frame: Dict[str, Any]) -> None:
        with self._busy():
            answer = calls.answer(frame)
        outbox = self._program._outbox
        said = [text.encode("ascii") for text in outbox.take()] if outbox.waiting else []
        said.append(answer)
        self._frames.send(said)
        messages = frame.get("messages")
        state = self._program._state
        if state is not None and isinstance(messages, list):
            count = len(messages)
            self._store(lambda: state.scored(count))

    def _store(self, store: Callable[[], None]) -> None:
        with self._busy():
            try:
                store()
            except Exception as failure:
                kind = type(failure).__name__
                self._program.log.error(f"the state could not be stored: {kind}: {failure}")

    def _drained(self) -> None:
        if self._program._state is not None:
            self._store(self._program._state.store)
        last = [text.encode("ascii") for text in self._program._outbox.take()]
        self._frames.send([*last, b'{"type":"drained"}'])

    def _pong(self, frame: Dict[str, Any]) -> None:
        self._frames.send([encode({"type": "pong", "n": frame.get("n")}).encode("ascii")])

    def _awake(self) -> None:
        if self._asleep:
            self._wake.set()

    def _watch(self) -> None:
        """Reads while a call takes longer than a tick, and sends what the program says beside its answers."""
        seen, idle = -1, 0
        try:
            while not self._over.wait(_TICK):
                if self._running and seen == self._begun:
                    self._read_meanwhile()
                idle = 0 if self._running or seen != self._begun else idle + 1
                seen = self._begun
                if self._program._outbox.waiting:
                    self._frames.send(text.encode("ascii") for text in self._program._outbox.take())
                if idle >= _IDLE_TICKS:
                    self._sleep()
                    idle = 0
        except (Gone, BrokenFrame) as failure:
            if not self._over.is_set():
                self._gone(failure)

    def _sleep(self) -> None:
        self._wake.clear()
        self._asleep = True
        if not (self._running or self._program._outbox.waiting or self._over.is_set()):
            self._wake.wait()
        self._asleep = False

    def _read_meanwhile(self) -> None:
        while self._running:
            frame = self._frames.poll(_MEANWHILE)
            if frame is None:
                return
            if frame["type"] == "ping":
                self._pong(frame)
            else:
                call = self._current()
                if call is not None and call.number == frame.get("id"):
                    call.stopped = True

    def _current(self) -> Optional[Call]:
        return self._calls.current if self._calls is not None else None

    def _gone(self, why: Exception) -> None:
        """The runner is not there any more: whatever still runs has two seconds."""
        if not self._over.is_set():
            self._over.set()
            sys.stderr.write(f"{self._program.name} ends, its runner is gone: {why}\n")
            call = self._current()
            if call is not None:
                call.stopped = True
            last = threading.Timer(_GRACE, self._end, [1])
            last.daemon = True
            last.start()
