"""Frames of the bridge: four bytes of length, then JSON."""

from __future__ import annotations

import socket
import struct
import threading
from collections import deque
from typing import Any, Deque, Dict, FrozenSet, Iterable, Optional

from scorebus._answers import decode

_LENGTH = struct.Struct(">I")
#: What the buffer has between large frames: memory that stays costs less than memory that comes and goes.
_SMALL = 1 << 16
_KEPT = 1 << 22


class BrokenFrame(Exception):
    """Nothing can be read after it."""


class Gone(Exception):
    """The other side has closed the connection."""


def _with_bytes(payload: bytes) -> Any:
    """A frame whose messages may lie in what follows the first 0x00: each of those is its ``data``."""
    json, _, attachment = payload.partition(b"\0")
    frame = decode(str(json, "utf-8"))
    messages = frame.get("messages") if isinstance(frame, dict) else None
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and "bytes" in message:
            offset, length = message["bytes"]
            message["data"] = attachment[offset : offset + length]
    return frame


class Frames:
    """Reads and writes frames of one socket. Reading and writing may be done by different threads."""

    def __init__(
        self, sock: socket.socket, max_frame: int = 67_108_864, binary: bool = False
    ) -> None:
        self.max_frame = max_frame
        self._binary = binary
        self._sock = sock
        self._buffer = memoryview(bytearray(_SMALL))
        self._begin = 0
        self._end = 0
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
        self._make_room()
        try:
            count = self._sock.recv_into(self._buffer[self._end :], 0, flags)
        except BlockingIOError:
            raise
        except OSError as failure:
            raise Gone(str(failure)) from failure
        if not count:
            raise Gone("the connection is closed")
        self._end += count

    def _make_room(self) -> None:
        """Room for more behind what is here. It doubles with what has come, not with what was announced."""
        here, size = self._end - self._begin, len(self._buffer)
        if not here:
            self._begin = self._end = 0
            if size > _KEPT:
                self._buffer = memoryview(bytearray(_SMALL))
        elif self._end == size:
            buffer = self._buffer
            if 2 * here > size:
                buffer = memoryview(bytearray(2 * size))
            buffer[:here] = bytes(self._buffer[self._begin : self._end])
            self._buffer, self._begin, self._end = buffer, 0, here

    def _parsed(self) -> Optional[Dict[str, Any]]:
        here = self._end - self._begin
        if here < 4:
            return None
        length: int = _LENGTH.unpack_from(self._buffer, self._begin)[0]
        if not 1 <= length <= self.max_frame:
            raise BrokenFrame(f"a frame of {length} bytes; 1 to {self.max_frame} are allowed")
        if here < 4 + length:
            return None
        begin = self._begin + 4
        self._begin = begin + length
        try:
            payload = self._buffer[begin : self._begin]
            frame = _with_bytes(bytes(payload)) if self._binary else decode(str(payload, "utf-8"))
        except (ValueError, RecursionError) as failure:
            raise BrokenFrame(f"a frame that is no JSON: {type(failure).__name__}") from None
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
