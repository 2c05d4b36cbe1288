"""What functions may want and answer, and what becomes of their errors."""

import math
import unittest
from pathlib import Path

import scorebus
from scorebus.testing import MessageError, ProgramTest
from tests.runner import InProcess


def program(function, batch=False):
    app = scorebus.Program("p")
    (app.score_batch if batch else app.score)(function)
    return app


class Unwritable:
    def __str__(self):
        raise RuntimeError("no text")


class Float32:
    """As NumPy's scalars are: no float, but with tolist()."""

    def __init__(self, value):
        self._value = value

    def tolist(self):
        return self._value

    def __float__(self):
        return float(self._value)


class AnswerTest(unittest.TestCase):
    def answers(self, *values, explain=False):
        app = program(lambda message: values[message])
        with InProcess(app) as line:
            return line.call(1, *range(len(values)), explain=explain)["replies"]

    def test_what_json_does_not_have_is_the_error_of_its_message_alone(self):
        circle = []
        circle.append(circle)
        bad = [math.nan, [math.inf], {"a": -math.inf}, None, scorebus.Score(None), object(), {1, 2}]
        bad += [circle, {(1, 2): 3}, b"bytes"]
        for value in bad:
            with self.subTest(value=repr(value)[:40]):
                replies = self.answers(1.5, value, "good")
                self.assertEqual(replies[0], {"value": 1.5})
                self.assertEqual(replies[1]["error"]["class"], "BadAnswer")
                self.assertFalse(replies[1]["error"]["retryable"])
                self.assertEqual(replies[2], {"value": "good"})

    def test_false_zero_and_empty_are_values(self):
        self.assertEqual([entry["value"] for entry in self.answers(False, 0, "", [], {})], [False, 0, "", [], {}])

    def test_numbers_alone_are_written_as_in_any_other_answer(self):
        values = [1.5, 0, -7, True, False, 1e300, 5e-324, 12345678901234567890, -0.0, 0.1]
        self.assertEqual([repr(entry["value"]) for entry in self.answers(*values)], [repr(value) for value in values])
        for odd in (math.nan, -math.inf):
            replies = self.answers(1.5, odd, 2)
            self.assertEqual([replies[0], replies[2]], [{"value": 1.5}, {"value": 2}])
            self.assertEqual(replies[1]["error"]["class"], "BadAnswer")

    def test_numbers_of_numpy_are_written_without_it(self):
        self.assertEqual(self.answers({"p": Float32(0.5), "all": Float32([1, 2])}), [{"value": {"p": 0.5, "all": [1, 2]}}])
        self.assertEqual(self.answers(Float32(math.nan))[0]["error"]["class"], "BadAnswer")

    def test_half_a_surrogate_pair_is_written(self):
        self.assertEqual(self.answers("\ud800"), [{"value": "\ud800"}])

    def test_an_explanation_is_sent_when_it_is_wanted(self):
        explained = scorebus.Score(12.5, scorebus.Explanation(10, {"b": 2, "a": Float32(0.5)}))
        as_dict = scorebus.Score(12.5, {"base": 10, "contributions": {"b": 2, "a": 0.5}})
        self.assertEqual(self.answers(explained, as_dict), [{"value": 12.5}] * 2)
        wanted = {"base": 10.0, "contributions": {"b": 2.0, "a": 0.5}}
        replies = self.answers(explained, as_dict, explain=True)
        self.assertEqual(replies, [{"value": 12.5, "explanation": wanted}] * 2)
        self.assertEqual(list(replies[0]["explanation"]["contributions"]), ["b", "a"])

    def test_a_wrong_explanation_is_the_error_of_its_message(self):
        for wrong in ({"base": 1}, "because", {"base": "x", "contributions": {}}, {"base": 1, "contributions": [1]},
                      {"base": 1, "contributions": {"a": math.nan}}, {"base": 1, "contributions": {"a": None}}):
            with self.subTest(wrong=wrong):
                replies = self.answers(scorebus.Score(1, wrong), 2, explain=True)
                self.assertEqual(replies[0]["error"]["class"], "BadAnswer")
                self.assertEqual(replies[1], {"value": 2})


class ErrorTest(unittest.TestCase):
    def error(self, raised):
        def score(message):
            raise raised

        with InProcess(program(score)) as line:
            return line.call(1, {"secret": "payload"})["replies"][0]["error"]

    def test_the_class_and_the_text_are_those_of_the_exception(self):
        self.assertEqual(self.error(ValueError("bad")), {"class": "ValueError", "message": "bad", "retryable": False})

    def test_retryable_and_what_is_made_of_it_may_be_tried_again(self):
        class Away(scorebus.Retryable):
            pass

        self.assertEqual(self.error(scorebus.Retryable("later"))["retryable"], True)
        self.assertEqual(self.error(Away("later")), {"class": "Away", "message": "later", "retryable": True})

    def test_texts_are_cut_to_what_is_allowed(self):
        error = self.error(type("E" * 500, (Exception,), {})("m" * 5000))
        self.assertEqual((len(error["class"]), len(error["message"])), (200, 2000))
        self.assertEqual(len(self.error(ValueError("\U0001f600" * 5000))["message"]), 1000)

    def test_an_exception_without_text_has_a_message(self):
        self.assertEqual(self.error(KeyError())["message"], "KeyError without a message")
        self.assertEqual(self.error(ValueError(Unwritable()))["message"], "ValueError without a message")

    def test_endless_recursion_and_no_memory_are_errors_of_the_message(self):
        def score(message):
            if message == 0:
                return score(message)
            if message == 1:
                raise MemoryError
            return message

        with InProcess(program(score)) as line:
            replies = line.call(1, 0, 1, 2)["replies"]
        self.assertEqual([e["error"]["class"] for e in replies[:2]], ["RecursionError", "MemoryError"])
        self.assertEqual(replies[2], {"value": 2})

    def test_what_cannot_be_loaded_is_a_retryable_error_until_it_can(self):
        app = program(lambda message, loaded: loaded)
        attempts = []

        @app.load
        def load():
            attempts.append(1)
            if len(attempts) < 3:
                raise FileNotFoundError("model.json")
            return "model"

        with InProcess(app) as line:
            errors = [entry["error"] for entry in line.call(1, 1, 2)["replies"]]
            self.assertEqual(errors[0], {"class": "LoadFailed", "message": "FileNotFoundError: model.json", "retryable": True})
            self.assertEqual(errors[0], errors[1])
            self.assertEqual(line.call(2, 1)["replies"], [{"value": "model"}])
        self.assertEqual(len(attempts), 3)

    def test_a_command_that_wants_nothing_loaded_does_not_wait_for_it(self):
        app = program(lambda message, loaded: loaded)
        app.command("train")(lambda input: input + 1)
        app.command("tell")(lambda input, loaded: loaded)

        @app.load
        def load(model):
            return "unreachable without a model"

        with InProcess(app) as line:
            line.send(type="call", id=1, command="train", input=41)
            self.assertEqual(line.answer()["result"], 42)
            line.send(type="call", id=2, command="tell", input=1)
            self.assertEqual(line.answer()["error"]["class"], "LoadFailed")


class BatchTest(unittest.TestCase):
    def test_a_batch_is_answered_in_order_and_an_exception_is_the_error_of_its_message(self):
        def score(messages, keys, customers, ids, times):
            return [[m, k, c, i, t] if m else ValueError("no") for m, k, c, i, t in zip(messages, keys, customers, ids, times)]

        with InProcess(program(score, batch=True)) as line:
            messages = [{"data": 1, "key": "k", "customer": "c", "id": "i", "time": "t"}, {"data": 0}, {"data": 2}]
            line.send(type="call", id=1, command="score", messages=messages)
            replies = line.answer()["replies"]
        self.assertEqual(replies[0], {"value": [1, "k", "c", "i", "t"]})
        self.assertEqual(replies[1]["error"]["class"], "ValueError")
        self.assertEqual(replies[2], {"value": [2, None, None, None, None]})

    def test_a_batch_that_fails_as_a_whole_is_failed_and_a_single_message_has_its_error(self):
        def score(messages):
            return [1 / message for message in messages]

        with InProcess(program(score, batch=True)) as line:
            failed = line.call(1, 1, 0)
            self.assertEqual((failed["type"], failed["error"]["class"]), ("failed", "ZeroDivisionError"))
            self.assertEqual(line.call(2, 0)["replies"][0]["error"]["class"], "ZeroDivisionError")
            self.assertEqual(line.call(3, 2, 4)["replies"], [{"value": 0.5}, {"value": 0.25}])

    def test_a_wrong_number_of_answers_never_leaves_the_program(self):
        for wrong in ([], [1], [1, 2, 3], None, 5, iter([1, 2])):
            with self.subTest(wrong=wrong), InProcess(program(lambda messages: wrong, batch=True)) as line:
                failed = line.call(1, 1, 2)
                self.assertEqual((failed["type"], failed["error"]["class"]), ("failed", "BadAnswer"))

    def test_numbers_of_a_batch_are_answered_in_order_and_one_that_json_lacks_fails_alone(self):
        with InProcess(program(lambda messages: tuple(messages), batch=True)) as line:
            self.assertEqual(line.call(1, 1, 2.5, True)["replies"], [{"value": 1}, {"value": 2.5}, {"value": True}])
        with InProcess(program(lambda messages: [1, math.nan, 2], batch=True)) as line:
            replies = line.call(1, 1, 2, 3)["replies"]
        self.assertEqual([replies[0], replies[2]], [{"value": 1}, {"value": 2}])
        self.assertEqual(replies[1]["error"]["class"], "BadAnswer")

    def test_an_array_of_numpy_is_a_list(self):
        with InProcess(program(lambda messages: Float32([0.5, 0.25]), batch=True)) as line:
            self.assertEqual(line.call(1, 1, 2)["replies"], [{"value": 0.5}, {"value": 0.25}])


class CommandTest(unittest.TestCase):
    def test_a_command_takes_and_gives_one_value_and_says_how_far_it_is(self):
        app = program(lambda message: 1)

        @app.command("train")
        def train(input, output, progress, settings):
            progress(0.25, "round 50")
            return {"rows": input["rows"], "output": str(output / "model.json"), "path": isinstance(output, Path)}

        with InProcess(app) as line:
            line.send(type="call", id=8, command="train", input={"rows": 5, "output": "/models/new"})
            said = line.receive()
            self.assertEqual(said, {"type": "progress", "id": 8, "done": 0.25, "message": "round 50"})
            self.assertEqual(
                line.answer(),
                {"type": "reply", "id": 8, "result": {"rows": 5, "output": "/models/new/model.json", "path": True}},
            )
            line.send(type="call", id=9, command="train", input={"rows": 5})
            self.assertEqual(line.answer()["error"]["class"], "WrongCall")

    def test_a_result_that_is_no_json_fails(self):
        app = program(lambda message: 1)
        app.command("report")(lambda input: math.nan)
        app.command("wait-for-it")(lambda progress: progress(2))
        with self.assertRaisesRegex(MessageError, "BadAnswer: the value holds NaN"):
            ProgramTest(app).command("report")
        with self.assertRaisesRegex(MessageError, "progress is 0 to 1, not 2"):
            ProgramTest(app).command("wait-for-it")


class DeclarationTest(unittest.TestCase):
    def test_a_parameter_that_cannot_be_given_is_named(self):
        with self.assertRaisesRegex(TypeError, "wants 'mesage'; it may want: message, key, customer"):
            program(lambda mesage: 1)
        program(lambda message, other=5: other)
        with self.assertRaisesRegex(TypeError, r"'\*\*more'"):
            program(lambda **more: 1)

    def test_what_cannot_be_called_is_refused(self):
        async def score(message): ...

        with self.assertRaisesRegex(TypeError, "neither async nor a generator"):
            program(score)

    def test_names_are_checked(self):
        app = program(lambda message: 1)
        for name in ("", "Train", "1", "a_b", "x" * 64, "score"):
            with self.subTest(name=name), self.assertRaises(ValueError):
                app.command(name)
        with self.assertRaises(ValueError):
            app.score_batch(lambda messages: [])
        with self.assertRaises(ValueError):
            scorebus.Program("")

    def test_a_program_fits_together(self):
        for function, wanted in (
            (lambda message, loaded: 1, "@app.load"),
            (lambda message, state: 1, "app.state"),
        ):
            with self.assertRaisesRegex(TypeError, wanted):
                program(function).check()
        with self.assertRaisesRegex(TypeError, "has no function"):
            scorebus.Program("empty").check()

    def test_a_missing_model_is_said_and_a_default_is_taken(self):
        with self.assertRaisesRegex(MessageError, "NoModel"):
            ProgramTest(program(lambda message, model: 1)).score(1)
        self.assertIsNotNone(ProgramTest(program(lambda message, model=None: model is None)).score(1))


if __name__ == "__main__":
    unittest.main()
