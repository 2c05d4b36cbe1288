"""Metrics and logs: what is sent, how often, and what is dropped."""

import contextlib
import io
import logging
import math
import threading
import unittest

import scorebus
from scorebus.testing import ProgramTest
from tests.runner import PATIENCE, InProcess


class MetricTest(unittest.TestCase):
    def setUp(self):
        self.app = scorebus.Program("p")
        self.rows, self.depth = self.app.counter("rows_seen"), self.app.gauge("depth")
        self.sizes = self.app.histogram("sizes")

    def score(self, function):
        self.app.score(function)

    def test_a_call_adds_up_its_counters_and_sends_each_observation(self):
        def score(message):
            self.rows.inc(lang="go")
            self.rows.inc(2, lang="java")
            self.depth.set(message)
            self.sizes.observe(message)
            return message

        self.score(score)
        with InProcess(self.app) as line:
            line.send(type="call", id=1, command="score", messages=[{"data": n} for n in range(3)])
            said = []
            while not said or said[-1]["type"] != "reply":
                said.append(line.receive())
        metrics = [(m["name"], m["kind"], m["labels"], m["value"]) for m in said[:-1]]
        self.assertCountEqual(
            metrics,
            [
                ("rows_seen", "counter", {"lang": "go"}, 3),
                ("rows_seen", "counter", {"lang": "java"}, 6),
                ("depth", "gauge", {}, 2),
                ("sizes", "histogram", {}, 0),
                ("sizes", "histogram", {}, 1),
                ("sizes", "histogram", {}, 2),
            ],
        )

    def test_a_long_call_is_heard_before_it_ends(self):
        go_on = threading.Event()

        def score(message):
            self.rows.inc()
            self.app.log.info("half way", rows=1)
            go_on.wait(PATIENCE)
            return 1

        self.score(score)
        with InProcess(self.app) as line:
            line.send(type="call", id=1, command="score", messages=[{"data": 1}])
            self.assertEqual(
                line.until("log"),
                {"type": "log", "level": "info", "message": "half way", "fields": {"rows": 1}},
            )
            self.assertEqual(line.until("metric")["value"], 1)
            go_on.set()
            self.assertEqual(line.answer()["type"], "reply")

    def test_what_a_thread_of_the_program_says_between_calls_is_sent(self):
        self.score(lambda message: 1)
        with InProcess(self.app) as line:
            line.call(1, 1)
            threading.Timer(1.3, self.rows.inc).start()
            self.assertEqual(line.until("metric")["name"], "rows_seen")

    def test_a_wrong_value_is_dropped_and_told_once(self):
        def score(message):
            for value in (math.nan, math.inf, -1, "many", None):
                self.rows.inc(value)
            self.rows.inc(5)
            return 1

        self.score(score)
        test = ProgramTest(self.app)
        test.score(1)
        test.score(1)
        self.assertEqual(test.metrics, {"rows_seen": 10})
        self.assertEqual(len(test.logs), 4)
        self.assertTrue(all(log["level"] == "warn" for log in test.logs))

    def test_a_wrong_name_is_an_error_where_it_is_written(self):
        for name in ("", "Rows", "rows-seen", "1st", "r" * 64):
            with self.subTest(name=name), self.assertRaises(ValueError):
                self.app.counter(name)
        with self.assertRaises(ValueError):
            self.rows.inc(Lang="go")
        with self.assertRaises(ValueError):
            self.rows.inc(a=1, b=1, c=1, d=1, e=1, f=1)
        with self.assertRaisesRegex(ValueError, "is a counter already"):
            self.app.gauge("rows_seen")
        self.assertIs(self.app.counter("rows_seen"), self.rows)

    def test_series_and_labels_are_bound(self):
        def score(message):
            for number in range(1500):
                self.rows.inc(number=number)
            self.depth.set(1, long="x" * 500)
            return 1

        self.score(score)
        test = ProgramTest(self.app)
        test.score(1)
        self.assertEqual(len(test.metrics), 1000)
        self.assertIn("1000 series", test.logs[0]["message"])

    def test_a_label_is_cut(self):
        self.score(lambda message: self.depth.set(1, long="x" * 500) or 1)
        test = ProgramTest(self.app)
        test.score(1)
        self.assertEqual(list(test.metrics), ["depth{long=" + "x" * 100 + "}"])


class LogTest(unittest.TestCase):
    def test_levels_and_fields(self):
        app = scorebus.Program("p")

        @app.score
        def score(message):
            app.log.debug("d")
            app.log.info("i", trees=300, share=0.5, ok=True, folder=["x"], bad=math.nan)
            app.log.warning("w")
            try:
                raise ValueError("oh")
            except ValueError:
                app.log.exception("e")
            return 1

        test = ProgramTest(app)
        test.score(1)
        self.assertEqual([log["level"] for log in test.logs], ["debug", "info", "warn", "error"])
        fields = {"trees": 300, "share": 0.5, "ok": True, "folder": "['x']", "bad": "nan"}
        self.assertEqual(test.logs[1]["fields"], fields)
        self.assertIn("ValueError: oh", test.logs[3]["message"])

    def test_the_handler_takes_pythons_own_logging(self):
        app = scorebus.Program("p")
        logger = logging.getLogger("science")
        handler = app.log.handler()
        logger.addHandler(handler)
        self.addCleanup(logger.removeHandler, handler)

        @app.score
        def score(message):
            logger.critical("a %s", "b")
            return 1

        test = ProgramTest(app)
        test.score(1)
        self.assertEqual(test.logs, [{"level": "error", "message": "a b", "fields": {"logger": "science"}}])

    def test_without_a_runner_it_is_written_to_standard_error(self):
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            scorebus.Program("p").log.info("reads", file="a")
        self.assertEqual(said.getvalue(), "info: reads file=a\n")

    def test_more_than_can_wait_is_dropped_and_told(self):
        app = scorebus.Program("p")

        @app.score
        def score(message):
            for number in range(10_005):
                app.log.info("line", number=number)
            return 1

        test = ProgramTest(app)
        test.score(1)
        self.assertEqual(len(test.logs), 10_001)
        self.assertIn("5 logs and observations were dropped", test.logs[-1]["message"])


if __name__ == "__main__":
    unittest.main()
