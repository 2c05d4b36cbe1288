import csv
import math
import tempfile
import unittest
from pathlib import Path

from scorebus.testing import MessageError, ProgramTest

import made_up
import measure
import program

ISSUE = {"age_days": 30, "planned_days": 14, "sprint_issues": 20, "comments_before": 1, "attachments_before": 0,
         "previous_sprints": 0, "team_late_rate": 0.3, "team_history": 10}


class SprintRisk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        rows = Path(folder.name) / "rows.csv"
        with open(rows, "w", newline="") as out:
            writer = csv.DictWriter(out, made_up.COLUMNS)
            writer.writeheader()
            writer.writerows(made_up.rows(2000))
        cls.model = Path(folder.name) / "model"
        cls.model.mkdir()
        cls.trained = measure.trained(rows, cls.model)
        cls.test = ProgramTest(program.app, model=cls.model)

    def test_it_knows_more_than_the_base_rate(self):
        metrics = self.trained["metrics"]
        self.assertGreater(metrics["auc"], 0.65)
        self.assertLess(metrics["logLoss"], metrics["logLoss.base"])

    def test_it_is_measured_on_sprints_that_began_after_those_it_learned_from_were_over(self):
        self.assertIn("400 issues of the newest sprints, by a model of 1600", self.trained["notes"][0])

    def test_what_was_in_sprints_before_is_at_greater_risk(self):
        self.assertGreater(self.test.score({**ISSUE, "previous_sprints": 4}), self.test.score(ISSUE))

    def test_how_it_ended_is_not_looked_at(self):
        told = {**ISSUE, "late": 1, "resolved": 1, "assignee": "u1", "priority": "High", "n_links": 9}
        self.assertEqual(self.test.score(told), self.test.score(ISSUE))

    def test_the_reasons_add_up_to_the_odds(self):
        why = self.test.explain(ISSUE)
        risk = self.test.score(ISSUE)
        self.assertAlmostEqual(why.base + sum(why.contributions.values()), math.log(risk / (1 - risk)))

    def test_what_is_missing_is_not_known_and_what_is_no_number_is_an_error(self):
        self.assertTrue(0 < self.test.score({}) < 1)
        with self.assertRaises(MessageError):
            self.test.score({**ISSUE, "age_days": "old"})
        with self.assertRaises(MessageError):
            self.test.score([1])


if __name__ == "__main__":
    unittest.main()
