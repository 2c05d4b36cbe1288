"""The program in a process of its own, as it is started in production."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tests.runner import PATIENCE, SDK, Process

NOISY = """
import scorebus, sys, os
app = scorebus.Program("noisy")

@app.score
def score(message):
    print("hello from the program")
    print("and to the other", file=sys.stderr)
    if message == "exit":
        sys.exit(3)
    if message == "die":
        os._exit(9)
    if message == "fork":
        child = os.fork()
        if child == 0:
            app.log.info("from the child")
            os._exit(0)
        os.waitpid(child, 0)
    if message == "orphan":
        if os.fork() == 0:
            import time
            time.sleep(3)
            os._exit(0)
        os._exit(1)
    if message == "environment":
        return sorted(name for name in os.environ if name.startswith("SCOREBUS"))
    return message

if __name__ == "__main__":
    app.run()
"""


class ProcessTest(unittest.TestCase):
    def test_it_scores_over_tcp_and_prints_do_no_harm(self):
        with Process(NOISY) as process:
            self.assertEqual(process.hello["token"], "3f1c0a")
            self.assertEqual(process.line.call(1, 1, 2)["replies"], [{"value": 1}, {"value": 2}])
            process.line.send(type="drain")
            self.assertEqual(process.line.receive(), {"type": "drained"})
            self.assertIsNone(process.line.receive())
            status, out, err = process.end()
        self.assertEqual(status, 0)
        self.assertEqual(out, "hello from the program\n" * 2)
        self.assertEqual(err, "and to the other\n" * 2)

    def test_it_scores_over_a_unix_socket(self):
        with Process(NOISY, unix=True) as process:
            self.assertEqual(process.line.call(1, 1)["replies"], [{"value": 1}])

    def test_what_is_printed_arrives_before_the_end(self):
        with Process(NOISY) as process:
            process.line.call(1, 1)
            self.assertEqual(process.child.stdout.readline(), "hello from the program\n")

    def test_it_ends_when_it_is_refused(self):
        with Process(NOISY, welcome=False) as process:
            process.line.send(type="refused", reason="the token is not the one of this run")
            status, _, err = process.end()
        self.assertEqual(status, 1)
        self.assertIn("the token is not the one of this run", err)

    def test_it_ends_when_the_runner_is_gone(self):
        with Process(NOISY) as process:
            process.line.call(1, 1)
            process.line.close()
            status, _, err = process.end()
        self.assertEqual(status, 1)
        self.assertIn("its runner is gone", err)

    def test_sys_exit_in_a_function_ends_the_process(self):
        with Process(NOISY) as process:
            self.assertIsNone(process.line.call(1, "exit"))
            self.assertEqual(process.end()[0], 3)

    def test_a_forked_child_does_not_disturb_the_connection(self):
        with Process(NOISY) as process:
            self.assertEqual(process.line.call(1, "fork")["replies"], [{"value": "fork"}])
            self.assertEqual(process.line.call(2, 1)["replies"], [{"value": 1}])

    def test_a_forked_child_does_not_hold_the_connection_open(self):
        with Process(NOISY) as process:
            process.line.sock.settimeout(2.5)
            self.assertIsNone(process.line.call(1, "orphan"))

    def test_what_it_starts_can_be_known_by_the_environment(self):
        with Process(NOISY) as process:
            names = ["SCOREBUS_BRIDGE", "SCOREBUS_BRIDGE_TOKEN_FILE"]
            self.assertEqual(process.line.call(1, "environment")["replies"], [{"value": names}])

    def test_a_program_that_does_not_fit_together_says_so(self):
        status, err = self.start("@app.score\ndef score(message, loaded): ...\napp.run()\n")
        self.assertEqual(status, 1)
        self.assertIn("score wants loaded, which needs @app.load", err)

    def test_started_by_hand_it_says_how_to_run_it(self):
        status, err = self.start("app.score(lambda message: 1)\napp.run()\n")
        self.assertEqual(status, 2)
        self.assertIn("SCOREBUS_BRIDGE is not set", err)
        self.assertIn("python -m scorebus.test by_hand.py --input cases.jsonl", err)
        self.assertNotIn("Traceback", err)

    def test_nobody_at_the_address_is_an_error_in_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            token = Path(folder, "token")
            token.write_text("t")
            where = {"SCOREBUS_BRIDGE": f"unix:{folder}/none", "SCOREBUS_BRIDGE_TOKEN_FILE": str(token)}
            status, err = self.start("app.score(lambda message: 1)\napp.run()\n", where)
        self.assertEqual(status, 1)
        self.assertIn("cannot connect to unix:", err)
        self.assertNotIn("Traceback", err)

    def start(self, rest, environment=None):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "by_hand.py")
            file.write_text(f"import scorebus\napp = scorebus.Program('p')\n{rest}")
            done = subprocess.run(
                [sys.executable, str(file)],
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SDK), **(environment or {})},
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
        return done.returncode, done.stderr


if __name__ == "__main__":
    unittest.main()
