import csv
import gzip
import json
import math
import tempfile
import unittest
from pathlib import Path

from scorebus.testing import ProgramTest

import history
import made_up
import measure
import program

FAST = {"rounds": 20, "minChildWeight": 1}
PROJECT = "made-up/project"


def opening(number, at, requester="ann"):
    return {"project_name": PROJECT, "github_id": number, "requester": requester, "created_at": at, "team_size": 5}


def merge(number, at, merged, requester="ann"):
    return {**opening(number, at, requester), "closed_at": merged, "merged": True}


class WhatIsKnownOfAProject(unittest.TestCase):
    def setUp(self):
        self.state = history.new()

    def merges(self, at):
        return history.told(self.state, "ann", at)[history.FEATURES.index("merges")]

    def test_a_merge_counts_after_its_moment_and_not_before(self):
        history.merged(self.state, 1, "ann", 1000, 5000)
        self.assertEqual([self.merges(4999), self.merges(5000), self.merges(5001)], [0, 0, 1])

    def test_a_merge_that_comes_late_does_not_hide_the_others(self):
        history.merged(self.state, 1, "ann", 1000, 5000)
        history.merged(self.state, 2, "bob", 1000, 3000)
        self.assertEqual(self.merges(4000), 1)
        self.assertEqual(self.merges(6000), 2)

    def test_a_merge_that_is_told_twice_counts_once(self):
        history.merged(self.state, 1, "ann", 1000, 5000)
        history.merged(self.state, 1, "ann", 1000, 5000)
        self.assertEqual(self.merges(6000), 1)

    def test_the_last_merges_are_kept_and_no_more(self):
        for number in range(history.LAST + 10):
            history.merged(self.state, number, "ann", number, 1000 + number)
        self.assertEqual(len(self.state["merges"]), history.LAST)
        self.assertEqual(self.state["merges"][-1][3], history.LAST + 9)

    def test_nothing_is_said_where_nothing_is_known(self):
        count, *others = history.told(self.state, "ann", 1000)
        self.assertEqual(count, 0)
        self.assertTrue(all(map(math.isnan, others)))

    def test_its_waits_are_those_of_its_merges(self):
        for number in range(4):
            history.merged(self.state, number, "ann" if number else "bob", number * 100, number * 100 + 1000)
        told = dict(zip(history.FEATURES, history.told(self.state, "ann", 9000)))
        self.assertAlmostEqual(told["waits_of_all"], math.log1p(1000))
        self.assertEqual((told["within_hour"], told["own_merges"]), (1.0, 3.0))


class TheProgram(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.rows = [measure.typed({name: str(cell) for name, cell in row.items()}) for row in made_up.rows(600)]
        cls.model = Path(cls.folder.name) / "model"
        cls.model.mkdir()
        data = Path(cls.folder.name) / "rows.jsonl"
        data.write_text("".join(json.dumps(row) + "\n" for row in cls.rows))
        cls.test = ProgramTest(program.app)
        cls.trained = cls.test.command(
            "train", {"dataSet": {"path": str(data)}, "output": str(cls.model), "parameters": FAST, "seed": 1}
        )

    def setUp(self):
        program.memory.clear()
        self.test = ProgramTest(program.app, model=self.model)

    def score(self, *events, customer=PROJECT, explain=False):
        return self.test.entries([{"data": event, "customer": customer} for event in events], explain)

    def test_training_says_how_good_it_is_on_newer_rows(self):
        metrics = self.trained["metrics"]
        self.assertGreater(metrics["auc"], 0.7)
        self.assertLess(metrics["logLoss"], metrics["logLoss.base"])

    def test_merges_that_went_before_change_the_forecast(self):
        before, *_ = self.score(opening(100, 10_000_000))
        merges = [merge(number, number * 1000, number * 1000 + 600) for number in range(30)]
        outcomes = self.score(*merges)
        self.assertEqual(outcomes[0]["value"], {"outcome": "HOUR"})
        after, *_ = self.score(opening(101, 10_000_000))
        other, *_ = self.score(opening(102, 10_000_000), customer="another/project")
        self.assertEqual(after["value"]["class"], "HOUR")
        self.assertGreater(after["value"]["probabilities"]["HOUR"], before["value"]["probabilities"]["HOUR"])
        self.assertEqual(other["value"], before["value"])

    def test_merges_after_the_opening_change_nothing(self):
        before, *_ = self.score(opening(100, 5000))
        self.score(*[merge(number, 5000 + number, 5600 + number) for number in range(30)])
        self.assertEqual(self.score(opening(100, 5000))[0]["value"], before["value"])

    def test_a_forecast_says_what_speaks_for_it(self):
        scored = self.score(opening(100, 10_000_000), explain=True)[0]
        self.assertEqual(list(scored["explanation"]["contributions"]), program.FEATURES)
        self.assertAlmostEqual(sum(scored["value"]["probabilities"].values()), 1, places=5)

    def test_what_cannot_be_read_is_an_error_of_its_own(self):
        answers = self.score(opening(1, 1000), {"team_size": 5}, "text", {**opening(2, 1000), "closed_at": 2000, "merged": False})
        self.assertEqual(["error" in answer for answer in answers], [False, True, True, False])
        self.assertEqual(answers[3]["value"], {"outcome": "never"})

    def test_a_new_process_begins_with_what_the_version_knows(self):
        known = json.loads((self.model / "states.json").read_text())
        project = max(known, key=lambda name: len(known[name]["merges"]))
        later = max(row["merged_at"] for row in self.rows) + 1
        scored, stranger = (
            self.score(opening(1, later), customer=name, explain=True)[0] for name in (project, "another/project")
        )
        self.assertNotEqual(scored["value"], stranger["value"])

    def test_the_measurement_goes_through_the_program(self):
        file = Path(self.folder.name) / "rows.csv.gz"
        with gzip.open(file, "wt", newline="") as out:
            writer = csv.DictWriter(out, made_up.COLUMNS)
            writer.writeheader()
            writer.writerows(made_up.rows(600))
        measured = measure.measure(file, 1_000_000, FAST)
        self.assertEqual(measured["forecast"], 120)
        self.assertGreater(measured["auc"], 0.75)


if __name__ == "__main__":
    unittest.main()
