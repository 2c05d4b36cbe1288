"""State per customer: whose it is, what is stored when, and what is not promised."""

import json
import math
import tempfile
import threading
import time
import unittest
from pathlib import Path

import scorebus
from scorebus.state import CallStates, State
from scorebus.testing import ProgramTest
from tests.runner import PATIENCE, InProcess


def counting(**how):
    app = scorebus.Program("counting")
    app.state(dict, **how)

    @app.score
    def score(message, state):
        state["seen"] = state.get("seen", 0) + 1
        if message == "bad":
            raise ValueError("bad")
        return state["seen"] if message != "not a number" else math.nan

    return app


class StateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_a_state_belongs_to_the_customer_else_the_key_else_all(self):
        test = ProgramTest(counting())
        said = [
            test.score(1, customer="acme"),
            test.score(1, customer="acme", key="k"),
            test.score(1, key="acme"),
            test.score(1, key="acme"),
            test.score(1),
            test.score(1),
            test.score(1, customer=""),
        ]
        self.assertEqual(said, [1, 2, 1, 2, 1, 2, 1])

    def test_a_batch_gets_the_states_of_its_messages(self):
        app = scorebus.Program("batch")
        app.state(list)

        @app.score_batch
        def score(messages, states):
            for message, state in zip(messages, states):
                state.append(message)
            return [len(state) for state in states]

        messages = [{"data": 1, "customer": "a"}, {"data": 2, "customer": "b"}, {"data": 3, "customer": "a"}]
        entries = ProgramTest(app).entries(messages)
        self.assertEqual([entry["value"] for entry in entries], [2, 1, 2])

    def test_what_a_failed_message_did_is_undone(self):
        test = ProgramTest(counting())
        entries = test.score_all([1, "bad", 1, "not a number", 1])
        self.assertEqual([entry.get("value") for entry in entries], [1, None, 2, None, 3])
        self.assertEqual(entries[3]["error"]["class"], "BadAnswer")

    def test_what_a_cancelled_call_did_is_undone(self):
        app = scorebus.Program("stopped")
        app.state(dict)
        begun = threading.Event()

        @app.score
        def score(message, state):
            state["seen"] = state.get("seen", 0) + 1
            begun.set()
            while message == "wait" and not scorebus.cancelled():
                time.sleep(0.005)
            return state["seen"]

        with InProcess(app) as line:
            line.send(type="call", id=1, command="score", messages=[{"data": 1}, {"data": "wait"}])
            self.assertTrue(begun.wait(PATIENCE))
            line.send(type="cancel", id=1)
            line.answer()
            self.assertEqual(line.call(2, 1)["replies"], [{"value": 1}])

    def test_what_a_call_did_whose_deadline_passed_before_its_cancel_came_is_undone(self):
        app = scorebus.Program("late")
        app.state(dict)

        @app.score
        def score(message, state):
            state["seen"] = state.get("seen", 0) + 1
            while message == "wait" and not scorebus.cancelled():
                time.sleep(0.005)
            return state["seen"]

        with InProcess(app) as line:
            line.send(type="call", id=1, command="score", deadline=50, messages=[{"data": "wait"}])
            line.answer()
            self.assertEqual(line.call(2, 1)["replies"], [{"value": 1}])

    def test_what_a_failed_batch_did_is_undone_before_it_is_halved(self):
        app = scorebus.Program("halved")
        app.state(list)

        @app.score_batch
        def score(messages, states):
            for message, state in zip(messages, states):
                state.append(1 // message)
            return [len(state) for state in states]

        entries = ProgramTest(app).score_all([1, 1, 1, 0])
        self.assertEqual([entry.get("value") for entry in entries], [2, 2, 3, None])

    def test_what_cannot_be_pickled_is_copied_all_the_same(self):
        state = State(lambda: {"f": lambda: 1, "seen": 0})
        for expected in (1, 2):
            call = CallStates(state)
            one = call.copy_of(("all", ""))
            one["seen"] += 1
            self.assertEqual(one["seen"], expected)
            call.copy_of(("all", ""))["seen"] = 100
            call.keep(("all", ""), one)
            call.commit()

    def test_a_copy_of_ones_own(self):
        test = ProgramTest(counting(copy=lambda state: state))
        self.assertEqual([entry.get("value") for entry in test.score_all([1, "bad", 1])], [1, None, 3])

    def test_the_least_recently_used_is_forgotten(self):
        test = ProgramTest(counting(most=2))
        said = [test.score(1, customer=name) for name in ("a", "b", "a", "c", "a", "b")]
        self.assertEqual(said, [1, 1, 2, 1, 3, 1])

    def test_drain_stores_and_the_next_process_goes_on(self):
        settings = {"stateFolder": str(self.folder)}
        for expected in (1, 2, 3):
            with InProcess(counting(), settings=settings) as line:
                self.assertEqual(line.call(1, 1)["replies"], [{"value": expected}])
                line.send(type="drain")
                self.assertEqual(line.until("drained"), {"type": "drained"})
                self.assertEqual(line.over(), 0)

    def test_it_is_stored_every_so_many_messages_and_the_rest_is_lost_without_drain(self):
        settings = {"stateFolder": str(self.folder)}
        with InProcess(counting(every=3), settings=settings) as line:
            line.call(1, 1, 1)
            line.call(2, 1, 1)
            line.call(3, 1)
        with InProcess(counting(), settings=settings) as line:
            self.assertEqual(line.call(1, 1)["replies"], [{"value": 5}])

    def test_without_a_folder_nothing_is_stored(self):
        with InProcess(counting(every=1)) as line:
            line.call(1, 1)
            line.send(type="drain")
            self.assertEqual(line.receive(), {"type": "drained"})
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_folder_is_used_by_one_process(self):
        first, second = State(dict), State(dict)
        first.open(self.folder)
        with self.assertRaisesRegex(BlockingIOError, "used by another process"):
            second.open(self.folder)
        first.close()
        second.open(self.folder)
        second.close()

    def test_hooks_make_json_of_a_state_and_back(self):
        state = State(set, save=sorted, load=set)
        state.put(("customer", "a"), {3, 1})
        state.snapshot(self.folder)
        again = State(set, save=sorted, load=set)
        again.restore(self.folder)
        self.assertEqual(again.of("a"), {1, 3})
        self.assertEqual(again.of("b"), set())

    def test_a_snapshot_that_fails_leaves_the_one_before_and_scores_go_on(self):
        settings = {"stateFolder": str(self.folder)}
        app = counting(every=1, save=lambda state: {1} if state["seen"] == 2 else state)
        with InProcess(app, settings=settings) as line:
            line.call(1, 1)
            self.assertEqual(line.call(2, 1)["replies"], [{"value": 2}])
            log = line.until("log")
            self.assertIn("could not be stored", log["message"])
        state = State(dict)
        state.restore(self.folder)
        self.assertEqual(state.of(), {"seen": 1})

    def test_a_file_that_is_no_state_is_said_with_its_line(self):
        (self.folder / "state.jsonl").write_text(json.dumps({"of": "all", "name": "", "state": {}}) + "\n{\n")
        with self.assertRaisesRegex(ValueError, "state.jsonl, line 2, is no state"):
            State(dict).restore(self.folder)

    def test_it_makes_no_sense_with_wrong_numbers(self):
        for wrong in ({"every": 0}, {"most": 0}):
            with self.assertRaises(ValueError):
                State(dict, **wrong)
        with self.assertRaises(TypeError):
            State({})


if __name__ == "__main__":
    unittest.main()
