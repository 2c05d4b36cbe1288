"""Runs a program over JSON lines, without any platform.

    python -m scorebus.test program.py --input cases.jsonl [--expect expected.jsonl]

Each line of the input is a message; or {"data": …} with key, customer, id or time beside it. Each line of
the output is an answer, {"line": …, "value": …, "explanation": …} or {"line": …, "error": …}; what one run
prints is what another may expect. Only those fields of an expected line are compared that are there.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

from scorebus import _bridge
from scorebus._answers import decode
from scorebus.program import Program
from scorebus.testing import ProgramTest

_ABOUT = {"data", "key", "customer", "id", "time"}


class Unusable(Exception):
    """What was given cannot be used; its text says why."""


def load(file: Path) -> Program:
    """The program that a file makes."""
    if not file.is_file():
        raise Unusable(f"there is no file {file}")
    spec = importlib.util.spec_from_file_location("scorebus_program", file)
    if spec is None or spec.loader is None:
        raise Unusable(f"{file} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(file.resolve().parent))
    _bridge.held_by_tests = True
    spec.loader.exec_module(module)
    programs = [made for made in vars(module).values() if isinstance(made, Program)]
    if len(programs) != 1:
        raise Unusable(f"{file} makes {len(programs)} programs; one is wanted: scorebus.Program(…)")
    try:
        programs[0].check()
    except TypeError as failure:
        raise Unusable(f"{file}: {failure}") from None
    return programs[0]


def _lines(file: Path) -> List[Tuple[int, Any]]:
    try:
        texts = file.read_bytes().split(b"\n")
    except OSError as failure:
        raise Unusable(f"{file} cannot be read: {failure.strerror}") from None
    found = []
    for number, text in enumerate(texts, 1):
        if text.strip():
            try:
                found.append((number, decode(text.decode("utf-8").strip())))
            except ValueError as failure:
                raise Unusable(f"{file}, line {number}, is no JSON: {failure}") from None
    return found


def _message(case: Any) -> Dict[str, Any]:
    if isinstance(case, dict) and "data" in case and set(case) <= _ABOUT:
        return case
    return {"data": case}


def difference(expected: Any, actual: Any, tolerance: float, where: str = "") -> Optional[str]:
    """What of the expected is not so, or None. Numbers may differ by ``tolerance``, relative to the larger."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name, value in expected.items():
            place = f"{where}.{name}" if where else str(name)
            if name not in actual:
                return f"{place} is missing"
            found = difference(value, actual[name], tolerance, place)
            if found is not None:
                return found
        return None
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, pair in enumerate(zip(expected, actual)):
            found = difference(*pair, tolerance, f"{where}[{index}]")
            if found is not None:
                return found
        return None
    if _number(expected) and _number(actual):
        same = math.isclose(expected, actual, rel_tol=tolerance, abs_tol=tolerance)
    else:
        same = type(expected) is type(actual) and expected == actual
    return None if same else f"{where} is {json.dumps(actual)}, expected {json.dumps(expected)}"


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _wrong(number: int, answer: Dict[str, Any], expected: Any, tolerance: float) -> Optional[str]:
    if expected is None:
        if "error" in answer:
            return f"{answer['error']['class']}: {answer['error']['message']}"
        return None
    wanted = {name: value for name, value in expected.items() if name != "line"}
    if "error" in answer and "error" not in wanted:
        return f"{answer['error']['class']}: {answer['error']['message']}"
    return difference(wanted, answer, tolerance)


def _expected(file: Optional[Path], cases: int) -> List[Any]:
    if file is None:
        return [None] * cases
    expected = _lines(file)
    for number, line in expected:
        if not isinstance(line, dict) or not {"value", "explanation", "error"} & set(line):
            raise Unusable(f"{file}, line {number}, has none of value, explanation and error")
    if len(expected) != cases:
        raise Unusable(f"there are {cases} cases, and {len(expected)} lines in {file}")
    return [line for _, line in expected]


def _settings(text: Optional[str]) -> Dict[str, Any]:
    try:
        settings = decode(text) if text else {}
    except ValueError as failure:
        raise Unusable(f"--settings is no JSON: {failure}") from None
    if not isinstance(settings, dict):
        raise Unusable("--settings is a JSON object")
    return settings


def _run(chosen: argparse.Namespace) -> int:
    cases = _lines(chosen.input)
    if not cases:
        raise Unusable(f"there are no cases in {chosen.input}")
    expected = _expected(chosen.expect, len(cases))
    test = ProgramTest(load(chosen.program), chosen.model, _settings(chosen.settings))
    wrong = 0
    for start in range(0, len(cases), chosen.batch):
        page = cases[start : start + chosen.batch]
        answers = test.entries([_message(case) for _, case in page], not chosen.no_explanation)
        for (number, _), answer, wanted in zip(page, answers, expected[start:]):
            print(json.dumps({"line": number, **answer}))
            problem = _wrong(number, answer, wanted, chosen.tolerance)
            if problem is not None:
                wrong += 1
                print(f"{chosen.input}, line {number}: {problem}", file=sys.stderr)
    print(f"{len(cases) - wrong} of {len(cases)} cases are right", file=sys.stderr)
    return 1 if wrong else 0


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """0: all is right; 1: a case is not; 2: there is nothing to run."""
    parser = argparse.ArgumentParser(
        prog="python -m scorebus.test", description="Run a program over JSON lines, without a platform."
    )
    parser.add_argument("program", type=Path, help="the file that makes the program")
    parser.add_argument("--input", type=Path, required=True, help="messages, one JSON value a line")
    parser.add_argument("--expect", type=Path, help="what must come, one JSON object a line")
    parser.add_argument("--model", type=Path, help="the folder of a model version")
    parser.add_argument("--settings", help="the settings, as a JSON object")
    parser.add_argument("--batch", type=int, default=500, help="messages of a call (500)")
    parser.add_argument("--tolerance", type=float, default=1e-9, help="of numbers (1e-9)")
    parser.add_argument("--no-explanation", action="store_true", help="ask for values alone")
    chosen = parser.parse_args(arguments)
    if chosen.batch < 1:
        parser.error("--batch is 1 or more")
    try:
        return _run(chosen)
    except Unusable as failure:
        print(failure, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
