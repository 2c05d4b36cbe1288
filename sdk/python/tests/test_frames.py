"""Frames, as they come in pieces of any size."""

import json
import random
import socket
import struct
import threading
import unittest

from scorebus._frames import BrokenFrame, Frames, Gone


def framed(number, size):
    payload = json.dumps({"type": "call", "id": number, "text": "\u00e4" * size}, ensure_ascii=False)
    data = payload.encode("utf-8")
    return struct.pack(">I", len(data)) + data


class FramesTest(unittest.TestCase):
    def setUp(self):
        self.runner, program = socket.socketpair()
        self.frames = Frames(program)
        self.addCleanup(self.runner.close)
        self.addCleanup(self.frames.close)

    def write(self, data, piece):
        def run():
            for begin in range(0, len(data), piece):
                self.runner.sendall(data[begin : begin + piece])

        thread = threading.Thread(target=run)
        thread.start()
        self.addCleanup(thread.join)

    def test_frames_of_all_sizes_come_whole_and_in_their_order(self):
        sizes = [0, 3_000_000, 1, 30_000, 32_000, 40_000, 5, 70_000, 0]
        chance = random.Random(7)
        sizes += [chance.randrange(60_000) for _ in range(100)]
        for piece in (40_000, 100_000, 10_000_000):
            self.write(b"".join(framed(number, size) for number, size in enumerate(sizes)), piece)
            for number, size in enumerate(sizes):
                frame = self.frames.take()
                self.assertEqual((frame["id"], frame["text"]), (number, "\u00e4" * size))

    def test_memory_is_taken_for_what_comes_and_given_back(self):
        self.runner.sendall(struct.pack(">I", 60_000_000) + b"{")
        self.assertIsNone(self.frames.poll(frozenset()))
        self.assertLess(len(self.frames._buffer), 100_000)

        runner, program = socket.socketpair()
        self.runner, frames = runner, Frames(program)
        self.addCleanup(runner.close)
        self.addCleanup(frames.close)
        self.write(framed(1, 5_000_000) + framed(2, 1), 1 << 20)
        self.assertEqual([frames.take()["id"], frames.take()["id"]], [1, 2])
        self.assertIsNone(frames.poll(frozenset()))
        self.assertLess(len(frames._buffer), 100_000)

    def test_bytes_of_the_attachment_are_the_data_of_their_message(self):
        self.frames = Frames(self.frames._sock, binary=True)
        call = {"type": "call", "messages": [{"data": 1}, {"bytes": [2, 4], "id": "b"}, {"bytes": [6, 0]}]}
        payload = json.dumps(call).encode() + b"\0" + b"xx\0\xff{\0"
        self.write(struct.pack(">I", len(payload)) + payload + framed(8, 1), 7)
        messages = self.frames.take()["messages"]
        self.assertEqual([each["data"] for each in messages], [1, b"\0\xff{\0", b""])
        self.assertEqual(self.frames.take()["id"], 8)

    def test_what_is_no_frame_is_told(self):
        self.runner.sendall(b"\0\0\0\0")
        with self.assertRaises(BrokenFrame):
            self.frames.take()

    def test_the_end_in_the_midst_of_a_frame_is_an_end(self):
        self.runner.sendall(framed(1, 10)[:-1])
        self.runner.shutdown(socket.SHUT_WR)
        with self.assertRaises(Gone):
            self.frames.take()


if __name__ == "__main__":
    unittest.main()
