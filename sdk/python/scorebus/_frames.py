"""Frames of the bridge: four bytes of length, then JSON."""

from __future__ import annotations

import socket
import struct
import threading
from collections import deque
from typing import Any, Deque, Dict, FrozenSet, Iterable, Optional

from scorebus._answers import decode

_LENGTH = struct.Struct(">I")
_CHUNK = 1 << 18


class BrokenFrame(Exception):
    """Nothing can be read after it."""


class Gone(Exception):
    """The other side has closed the connection."""


class Frames:
    """Reads and writes frames of one socket. Reading and writing may be done by different threads."""

    def __init__(self, sock: socket.socket, max_frame: int = 67_108_864) -> None:
        self.max_frame = max_frame
        self._sock = sock
        self._buffer = bytearray()
        self._ready: Deque[Dict[str, Any]] = deque()
        self._reading = threading.Lock()
        self._writing = threading.Lock()

    def take(self) -> Dict[str, Any]:
        """The next frame; waits for it."""
        with self._reading:
            if self._ready:
                return self._ready.popleft()
            while True:
                frame = self._parsed()
                if frame is not None:
                    return frame
                self._fill(0)

    def poll(self, wanted: FrozenSet[str]) -> Optional[Dict[str, Any]]:
        """The next frame of a wanted type, if it is here; keeps the others for ``take``. Never waits."""
        if not self._reading.acquire(blocking=False):
            return None
        try:
            while True:
                frame = self._parsed()
                if frame is None:
                    self._fill(socket.MSG_DONTWAIT)
                elif frame["type"] in wanted:
                    return frame
                else:
                    self._ready.append(frame)
        except BlockingIOError:
            return None
        finally:
            self._reading.release()

    def _fill(self, flags: int) -> None:
        try:
            chunk = self._sock.recv(_CHUNK, flags)
        except BlockingIOError:
            raise
        except OSError as failure:
            raise Gone(str(failure)) from failure
        if not chunk:
            raise Gone("the connection is closed")
        self._buffer += chunk

    def _parsed(self) -> Optional[Dict[str, Any]]:
        buffer = self._buffer
        if len(buffer) < 4:
            return None
        length: int = _LENGTH.unpack_from(buffer)[0]
        if not 1 <= length <= self.max_frame:
            raise BrokenFrame(f"a frame of {length} bytes; 1 to {self.max_frame} are allowed")
        end = 4 + length
        if len(buffer) < end:
            return None
        try:
            with memoryview(buffer) as view:
                text = str(view[4:end], "utf-8")
            frame = decode(text)
        except (ValueError, RecursionError) as failure:
            raise BrokenFrame(f"a frame that is no JSON: {type(failure).__name__}") from None
        del buffer[:end]
        if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
            raise BrokenFrame("a frame that is no JSON object with a type")
        return frame

    def send(self, payloads: Iterable[bytes]) -> None:
        """Sends frames in one write."""
        parts = []
        for payload in payloads:
            parts.append(_LENGTH.pack(len(payload)))
            parts.append(payload)
        if not parts:
            return
        try:
            with self._writing:
                self._sock.sendall(b"".join(parts))
        except OSError as failure:
            raise Gone(str(failure)) from failure

    def close(self) -> None:
        """Closes the socket."""
        self._sock.close()
