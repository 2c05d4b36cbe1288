"""The test kit, by itself and with the example."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import scorebus
from scorebus.test import difference
from scorebus.testing import MessageError, ProgramTest
from tests.runner import PATIENCE, SDK

EXAMPLE = SDK.parent.parent / "examples" / "python-score"
PROGRAM = """
import scorebus
app = scorebus.Program("p")
app.state(dict)

@app.score
def score(message, state, settings, customer):
    print("a print")
    state["n"] = state.get("n", 0) + 1
    if message == "boom":
        raise scorebus.Retryable("later")
    return {"double": 2 * message, "n": state["n"], "t": settings.get("t"), "customer": customer}

app.run()
"""


class BytesTest(unittest.TestCase):
    def test_bytes_are_given_to_a_program_that_takes_them(self):
        app = scorebus.Program("sizes", binary=True)
        app.score(lambda message: len(message))
        test = ProgramTest(app)
        self.assertEqual(test.score_all([b"\0\xff", [1, 2, 3]]), [{"value": 2}, {"value": 3}])

    def test_and_to_no_other(self):
        app = scorebus.Program("sizes")
        app.score(lambda message: len(message))
        with self.assertRaisesRegex(TypeError, "binary=True"):
            ProgramTest(app).score(b"\0")


class KitTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.program = self.write("program.py", PROGRAM)

    def write(self, name, text):
        file = self.folder / name
        file.write_text(text)
        return file

    def kit(self, *arguments):
        done = subprocess.run(
            [sys.executable, "-m", "scorebus.test", *map(str, arguments)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SDK), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def test_the_example_does_what_it_should(self):
        expected = EXAMPLE / "expected.jsonl"
        status, answers, err = self.kit(
            EXAMPLE / "program.py", "--input", EXAMPLE / "cases.jsonl", "--expect", expected
        )
        self.assertEqual(status, 0, err)
        self.assertEqual(len(answers), 4)
        for answer in answers[:3]:
            explanation = answer["explanation"]
            total = explanation["base"] + sum(explanation["contributions"].values())
            self.assertAlmostEqual(answer["value"], total)

    def test_answers_are_one_json_line_per_case(self):
        cases = self.write("cases.jsonl", '1\n\n{"data": 2, "customer": "acme"}\n')
        status, answers, err = self.kit(self.program, "--input", cases, "--settings", '{"t": 5}')
        self.assertEqual(status, 0)
        self.assertEqual(
            answers,
            [
                {"line": 1, "value": {"double": 2, "n": 1, "t": 5, "customer": None}},
                {"line": 3, "value": {"double": 4, "n": 1, "t": 5, "customer": "acme"}},
            ],
        )
        self.assertIn("2 of 2 cases are right", err)

    def test_what_one_run_prints_another_may_expect(self):
        cases = self.write("cases.jsonl", '1\n"boom"\n3\n')
        status, answers, err = self.kit(self.program, "--input", cases)
        self.assertEqual(status, 1)
        self.assertIn("line 2: Retryable: later", err)
        expected = self.write("expected.jsonl", "\n".join(map(json.dumps, answers)))
        self.assertEqual(self.kit(self.program, "--input", cases, "--expect", expected)[0], 0)

    def test_a_difference_is_said_with_its_line_and_place(self):
        cases = self.write("cases.jsonl", "1\n2\n")
        expected = self.write("expected.jsonl", '{"value": {"double": 2}}\n{"value": {"double": 5}}\n')
        status, _, err = self.kit(self.program, "--input", cases, "--expect", expected)
        self.assertEqual(status, 1)
        self.assertIn("cases.jsonl, line 2: value.double is 4, expected 5", err)
        self.assertIn("1 of 2 cases are right", err)

    def test_what_cannot_be_run_is_said_in_one_line(self):
        cases = self.write("cases.jsonl", "1\n{\n")
        one = self.write("one.jsonl", "1\n")
        none = self.write("none.py", "x = 1\n")
        for arguments, words in (
            ((self.program, "--input", cases), "cases.jsonl, line 2, is no JSON"),
            ((self.program, "--input", self.folder / "no.jsonl"), "no.jsonl cannot be read"),
            ((self.program, "--input", self.write("empty.jsonl", "\n")), "there are no cases"),
            ((self.folder / "no.py", "--input", one), "there is no file"),
            ((none, "--input", one), "makes 0 programs"),
            ((self.program, "--input", one, "--settings", "5"), "is a JSON object"),
            ((self.program, "--input", one, "--expect", self.write("e1", '{"val": 1}')), "has none of value"),
            ((self.program, "--input", one, "--expect", self.write("e2", "")), "there are 1 cases, and 0 lines"),
        ):
            with self.subTest(words=words):
                status, _, err = self.kit(*arguments)
                self.assertEqual(status, 2)
                self.assertIn(words, err)
                self.assertNotIn("Traceback", err)

    def test_differences(self):
        self.assertIsNone(difference({"a": 1}, {"a": 1.0, "b": 2}, 1e-9))
        self.assertIsNone(difference([1, "x", None], [1, "x", None], 0))
        self.assertIsNone(difference(0.1 + 0.2, 0.3, 1e-9))
        self.assertIsNotNone(difference(0.1 + 0.2, 0.3, 0))
        self.assertIsNotNone(difference(1, True, 1))
        self.assertIsNotNone(difference([1], [1, 2], 1))
        self.assertEqual(difference({"a": {"b": 1}}, {"a": {}}, 1), "a.b is missing")


class ProgramTestTest(unittest.TestCase):
    def test_it_gives_values_explanations_errors_and_metrics(self):
        app = scorebus.Program("p")
        seen = app.counter("seen")

        @app.score
        def score(message, model):
            seen.inc(kind="x")
            if message < 0:
                raise scorebus.Retryable("negative")
            return scorebus.Score([message, model.version], scorebus.Explanation(1, {"a": 2}))

        test = ProgramTest(app, model="/models/m")
        self.assertEqual(test.score(5), [5, "test"])
        self.assertEqual(test.explain(5), scorebus.Explanation(1, {"a": 2}))
        with self.assertRaises(MessageError) as caught:
            test.score(-1)
        self.assertEqual((caught.exception.kind, caught.exception.retryable), ("Retryable", True))
        self.assertEqual(test.metrics, {"seen{kind=x}": 3})
        with self.assertRaises(TypeError):
            test.score(5, custumer="acme")

    def test_a_batch_that_fails_is_halved(self):
        app = scorebus.Program("p")
        app.score_batch(lambda messages: [1 // message for message in messages])
        entries = ProgramTest(app).score_all([1, 0, 1])
        self.assertEqual([entry.get("value") for entry in entries], [1, None, 1])
        self.assertEqual(entries[1]["error"]["class"], "ZeroDivisionError")


if __name__ == "__main__":
    unittest.main()
