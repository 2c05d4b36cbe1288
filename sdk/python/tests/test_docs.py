"""The guide: each program on it runs, and each command does what it says."""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tests.runner import PATIENCE, SDK

GUIDE = SDK.parent.parent / "docs" / "python-sdk.md"
BLOCK = re.compile(r"(?:<!-- (file|run)(?:: (\S+))? -->\n)?```(\w*)\n(.*?)\n```", re.S)


class GuideTest(unittest.TestCase):
    def test_each_program_runs_and_each_command_succeeds(self):
        commands = 0
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "bin").mkdir()
            (folder / "bin" / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
            (folder / "bin" / "python3").chmod(0o755)
            for kind, file, language, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
                with self.subTest(text=text[:60]):
                    if kind == "file":
                        (folder / file).write_text(text + "\n")
                    if kind == "run":
                        self.done(folder, ["sh", "-c", text])
                        commands += 1
                    elif language == "python":
                        (folder / "block.py").write_text(text + "\n")
                        self.done(folder, ["python3", "-c", "import block"])
        self.assertEqual(commands, 2)

    def done(self, folder, command):
        environment = {
            "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(SDK),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = ["sh", "-c", 'exec "$@"', "sh", *command]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
