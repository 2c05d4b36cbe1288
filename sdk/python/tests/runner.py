"""The runner's side of the bridge, for tests."""

import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from scorebus._bridge import Served

SDK = Path(__file__).resolve().parent.parent
PATIENCE = 20


class Line:
    """A connection, seen from the runner."""

    def __init__(self, sock):
        self.sock = sock
        self.sock.settimeout(PATIENCE)
        self._file = sock.makefile("rb")

    def send(self, **frame):
        self.raw(json.dumps(frame).encode())

    def raw(self, payload):
        self.sock.sendall(struct.pack(">I", len(payload)) + payload)

    def receive(self):
        """The next frame; None at the end of the connection."""
        head = self._file.read(4)
        if len(head) < 4:
            return None
        (length,) = struct.unpack(">I", head)
        return json.loads(self._file.read(length))

    def answer(self):
        """The next reply or failed, passing over what is said beside it."""
        while True:
            frame = self.receive()
            if frame is None or frame["type"] in ("reply", "failed"):
                return frame

    def call(self, number, *messages, **more):
        """Calls `score` with the data of messages, and gives the answer."""
        self.send(
            type="call",
            id=number,
            command="score",
            deadline=30000,
            messages=[{"data": data} for data in messages],
            **more,
        )
        return self.answer()

    def until(self, kind):
        """The next frame of a type."""
        while True:
            frame = self.receive()
            if frame is None or frame["type"] == kind:
                return frame

    def close(self):
        self._file.close()
        self.sock.close()


class InProcess(Line):
    """A program that is served in a thread of this process."""

    def __init__(self, program, model=None, settings=None, **welcome):
        ours, theirs = socket.socketpair()
        super().__init__(ours)
        self.ended = []
        self.status = None
        served = Served(program, theirs, "token", self.ended.append)

        def serve():
            self.status = served.until_the_end()

        self.thread = threading.Thread(target=serve, daemon=True)
        self.thread.start()
        self.hello = self.receive()
        more = {} if model is None else {"model": model}
        self.send(type="welcome", protocol=1, settings=settings or {}, **more, **welcome)

    def over(self):
        """Waits for the end and gives the exit status."""
        self.thread.join(PATIENCE)
        return self.status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        self.thread.join(PATIENCE)


class Process:
    """A program in a process of its own."""

    def __init__(self, source, unix=False, welcome=True):
        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        file = folder / "program.py"
        file.write_text(source)
        token = folder / "token"
        token.write_text("3f1c0a")
        listener = socket.socket(socket.AF_UNIX if unix else socket.AF_INET)
        listener.bind(str(folder / "sock") if unix else ("127.0.0.1", 0))
        listener.listen(1)
        listener.settimeout(PATIENCE)
        address = f"unix:{folder / 'sock'}" if unix else "tcp:127.0.0.1:%d" % listener.getsockname()[1]
        self.child = subprocess.Popen(
            [sys.executable, str(file)],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(SDK),
                "PYTHONDONTWRITEBYTECODE": "1",
                "SCOREBUS_BRIDGE": address,
                "SCOREBUS_BRIDGE_TOKEN_FILE": str(token),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        sock, _ = listener.accept()
        listener.close()
        self.line = Line(sock)
        self.hello = self.line.receive()
        if welcome:
            self.line.send(type="welcome", protocol=1, settings={})

    def end(self):
        """Status, standard output and standard error of the ended process."""
        out, err = self.child.communicate(timeout=PATIENCE)
        return self.child.returncode, out, err

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()
        if self.child.poll() is None:
            self.child.kill()
        if not self.child.stdout.closed:
            self.child.communicate(timeout=PATIENCE)
        self.folder.cleanup()
