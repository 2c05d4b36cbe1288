"""The program's side of the protocol, against a runner that does what the protocol says, and what it forbids."""

import contextlib
import io
import json
import struct
import threading
import time
import unittest

import scorebus
from tests.runner import PATIENCE, InProcess


def echo():
    app = scorebus.Program("echo")

    @app.score
    def score(message):
        if message == "boom":
            raise ValueError("it was boom")
        return {"echo": message}

    return app


class HandshakeTest(unittest.TestCase):
    def test_hello_says_who_it_is(self):
        app = echo()
        app.command("train")(lambda input: input)
        with InProcess(app) as line:
            hello = line.hello
        self.assertEqual(hello["type"], "hello")
        self.assertEqual(hello["protocol"], [1])
        self.assertEqual(hello["token"], "token")
        self.assertEqual(hello["name"], "echo")
        self.assertEqual(hello["commands"], ["score", "train"])
        self.assertEqual(hello["concurrency"], 1)
        self.assertIs(hello["heartbeat"], True)
        self.assertIs(hello["binary"], False)
        self.assertEqual(hello["sdk"], f"python {scorebus.__version__}")

    def test_hello_names_what_is_pure(self):
        app = scorebus.Program("pure")
        app.score(pure=True)(lambda message: 1)
        with InProcess(app) as line:
            self.assertEqual(line.hello["pure"], ["score"])

    def test_model_and_settings_are_those_of_welcome(self):
        app = scorebus.Program("told")

        @app.load
        def load(model):
            return f"loaded from {model.folder}"

        @app.score
        def score(model, settings, loaded, explain):
            return [model.name, model.version, str(model.folder), settings["t"], loaded, explain]

        model = {"name": "m", "version": "9f86d0", "folder": "/models/m"}
        with InProcess(app, model=model, settings={"t": 0.5}) as line:
            reply = line.call(1, {}, explain=True)
        value = reply["replies"][0]["value"]
        self.assertEqual(value, ["m", "9f86d0", "/models/m", 0.5, "loaded from /models/m", True])


class CallTest(unittest.TestCase):
    def test_answers_come_in_order(self):
        with InProcess(echo()) as line:
            reply = line.call(7, *range(500))
        self.assertEqual(reply["type"], "reply")
        self.assertEqual(reply["id"], 7)
        self.assertEqual([e["value"]["echo"] for e in reply["replies"]], list(range(500)))

    def test_a_bad_message_leaves_its_neighbours_alone(self):
        with InProcess(echo()) as line:
            replies = line.call(1, "a", "boom", "b")["replies"]
        self.assertEqual(replies[0], {"value": {"echo": "a"}})
        self.assertEqual(
            replies[1],
            {"error": {"class": "ValueError", "message": "it was boom", "retryable": False}},
        )
        self.assertEqual(replies[2], {"value": {"echo": "b"}})

    def test_odd_json_comes_back_as_it_was(self):
        odd = [None, [], {}, "\U0001f600 \" \\ \n \u0000", 1e-300, 2**63, {"a": {"b": [None, True]}}]
        with InProcess(echo()) as line:
            replies = line.call(1, *odd)["replies"]
        self.assertEqual([entry["value"]["echo"] for entry in replies], odd)

    def test_a_call_in_single_bytes_and_two_frames_in_one_write(self):
        call = json.dumps({"type": "call", "id": 1, "command": "score", "messages": [{"data": 1}]})
        frame = struct.pack(">I", len(call)) + call.encode()
        ping = b'{"type":"ping","n":3}'
        with InProcess(echo()) as line:
            for byte in frame:
                line.sock.sendall(bytes([byte]))
            self.assertEqual(line.answer()["replies"], [{"value": {"echo": 1}}])
            line.sock.sendall(struct.pack(">I", len(ping)) + ping + frame)
            self.assertEqual(line.receive(), {"type": "pong", "n": 3})
            self.assertEqual(line.answer()["replies"], [{"value": {"echo": 1}}])

    def test_what_it_does_not_know_is_passed_over(self):
        with InProcess(echo()) as line:
            line.send(type="weather", is_="fine")
            self.assertEqual(line.call(1, 1, mood="good")["replies"], [{"value": {"echo": 1}}])

    def test_a_large_message(self):
        with InProcess(echo()) as line:
            reply = line.call(1, "x" * (1 << 20))
        self.assertEqual(len(reply["replies"][0]["value"]["echo"]), 1 << 20)

    def test_an_unknown_command_fails(self):
        with InProcess(echo()) as line:
            line.send(type="call", id=1, command="nothing", input={})
            failed = line.answer()
            self.assertEqual((failed["type"], failed["id"]), ("failed", 1))
            self.assertEqual(failed["error"]["class"], "UnknownCommand")
            self.assertEqual(line.call(2, 1)["type"], "reply")

    def test_messages_and_input_are_not_mixed_up(self):
        app = echo()
        app.command("train")(lambda input: input)
        with InProcess(app) as line:
            line.send(type="call", id=1, command="score", input={})
            self.assertEqual(line.answer()["error"]["class"], "WrongCall")
            line.send(type="call", id=2, command="train", messages=[{"data": 1}])
            self.assertEqual(line.answer()["error"]["class"], "WrongCall")

    def test_an_answer_larger_than_a_frame_fails_and_is_not_sent(self):
        app = scorebus.Program("long")
        app.score(lambda message: "x" * message)
        with InProcess(app, maxFrame=2000) as line:
            error = line.call(1, 3000)["replies"][0]["error"]
            self.assertEqual(error["class"], "AnswerTooLarge")
            self.assertEqual(line.call(2, 1500, 1500)["type"], "failed")
            self.assertEqual(line.call(3, 2)["replies"], [{"value": "xx"}])


class MeanwhileTest(unittest.TestCase):
    def setUp(self):
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.app = scorebus.Program("slow")

        @self.app.score
        def score(message):
            self.begun.set()
            while not self.go_on.wait(0.01):
                if scorebus.cancelled():
                    raise scorebus.Cancelled("stopped")
            return message

    def test_ping_is_answered_during_a_call(self):
        with InProcess(self.app) as line:
            line.send(type="call", id=1, command="score", deadline=30000, messages=[{"data": 5}])
            self.assertTrue(self.begun.wait(PATIENCE))
            line.send(type="ping", n=9)
            self.assertEqual(line.receive(), {"type": "pong", "n": 9})
            self.go_on.set()
            self.assertEqual(line.answer()["replies"], [{"value": 5}])

    def test_ping_is_answered_while_it_loads(self):
        @self.app.load
        def load():
            self.begun.set()
            self.go_on.wait(3 * PATIENCE)

        with InProcess(self.app) as line:
            self.assertTrue(self.begun.wait(PATIENCE))
            line.send(type="ping", n=1)
            self.assertEqual(line.receive(), {"type": "pong", "n": 1})
            self.go_on.set()
            self.assertEqual(line.call(1, 5)["replies"], [{"value": 5}])

    def test_ping_is_answered_after_a_long_idle_time(self):
        with InProcess(self.app) as line:
            time.sleep(1.3)
            line.send(type="call", id=1, command="score", deadline=30000, messages=[{"data": 5}])
            self.assertTrue(self.begun.wait(PATIENCE))
            line.send(type="ping", n=2)
            self.assertEqual(line.receive(), {"type": "pong", "n": 2})
            self.go_on.set()
            self.assertEqual(line.answer()["type"], "reply")

    def test_cancel_stops_the_call_and_the_next_is_answered(self):
        with InProcess(self.app) as line:
            line.send(type="call", id=7, command="score", deadline=30000, messages=[{"data": 5}] * 3)
            self.assertTrue(self.begun.wait(PATIENCE))
            line.send(type="cancel", id=7)
            failed = line.answer()
            self.assertEqual((failed["type"], failed["id"]), ("failed", 7))
            self.assertEqual(failed["error"]["class"], "Cancelled")
            self.assertIs(failed["error"]["retryable"], True)
            self.go_on.set()
            self.assertEqual(line.call(8, 5)["replies"], [{"value": 5}])

    def test_cancel_of_another_call_does_nothing(self):
        with InProcess(self.app) as line:
            line.send(type="call", id=7, command="score", deadline=30000, messages=[{"data": 5}])
            self.assertTrue(self.begun.wait(PATIENCE))
            line.send(type="cancel", id=6)
            line.send(type="ping", n=1)
            self.assertEqual(line.receive()["type"], "pong")
            self.assertFalse(scorebus.cancelled())
            self.go_on.set()
            self.assertEqual(line.answer()["replies"], [{"value": 5}])

    def test_a_passed_deadline_is_as_good_as_a_cancel(self):
        with InProcess(self.app) as line:
            line.send(type="call", id=1, command="score", deadline=50, messages=[{"data": 5}])
            error = line.answer()["replies"][0]["error"]
            self.assertEqual((error["class"], error["retryable"]), ("Cancelled", True))
        self.assertFalse(scorebus.cancelled())

    def test_calls_that_come_back_to_back_with_pings_are_all_answered(self):
        self.go_on.set()
        with InProcess(self.app) as line:
            for first in range(1, 400, 8):
                block = range(first, first + 8)
                for number in block:
                    line.send(type="ping", n=number)
                    line.send(type="call", id=number, command="score", messages=[{"data": number}])
                    if number % 3 == 0:
                        line.send(type="cancel", id=number)
                self.assertEqual([line.answer()["id"] for _ in block], list(block))


class EndTest(unittest.TestCase):
    def test_drain_ends_it_with_status_0(self):
        with InProcess(echo()) as line:
            line.call(1, 1)
            line.send(type="drain")
            self.assertEqual(line.receive(), {"type": "drained"})
            self.assertIsNone(line.receive())
            self.assertEqual(line.over(), 0)

    def test_drain_during_a_call_comes_after_its_answer(self):
        begun, go_on = threading.Event(), threading.Event()
        app = scorebus.Program("slow")

        @app.score
        def score(message):
            begun.set()
            go_on.wait(3 * PATIENCE)
            return message

        with InProcess(app) as line:
            line.send(type="call", id=1, command="score", messages=[{"data": 5}])
            self.assertTrue(begun.wait(PATIENCE))
            line.send(type="drain")
            line.send(type="ping", n=1)
            self.assertEqual(line.receive()["type"], "pong")
            go_on.set()
            self.assertEqual(line.receive()["type"], "reply")
            self.assertEqual(line.receive()["type"], "drained")
            self.assertEqual(line.over(), 0)

    def test_it_ends_when_the_runner_is_gone(self):
        with quiet(), InProcess(echo()) as line:
            line.call(1, 1)
            line.close()
            self.assertEqual(line.over(), 1)

    def test_a_call_that_goes_on_after_the_runner_is_gone_is_ended(self):
        go_on = threading.Event()
        app = scorebus.Program("deaf")

        @app.score
        def score(message):
            go_on.wait(3 * PATIENCE)

        with quiet(), InProcess(app) as line:
            line.send(type="call", id=1, command="score", messages=[{"data": 5}])
            line.close()
            until = time.monotonic() + PATIENCE
            while not line.ended and time.monotonic() < until:
                time.sleep(0.01)
            self.assertEqual(line.ended, [1])
            go_on.set()

    def test_garbage_ends_it(self):
        for garbage in (
            b"\x00\x00\x00\x00",
            b"\xff\xff\xff\xff",
            b"\x04\x00\x00\x01",
            struct.pack(">I", 5) + b"hello",
            struct.pack(">I", 2) + b"[]",
            struct.pack(">I", 2) + b"{}",
            struct.pack(">I", 10) + b'{"type":1}',
            struct.pack(">I", 2) + b"\xc3\x28",
            struct.pack(">I", 23) + b'{"type":"ping","n":NaN}',
            struct.pack(">I", 10000) + b"[" * 10000,
        ):
            with self.subTest(garbage=garbage[:12]), quiet() as said, InProcess(echo()) as line:
                line.sock.sendall(garbage)
                self.assertIsNone(line.receive())
                self.assertEqual(line.over(), 1)
                self.assertIn("frame", said.getvalue())


@contextlib.contextmanager
def quiet():
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        yield said


if __name__ == "__main__":
    unittest.main()
