import tempfile
import unittest
from pathlib import Path

from scorebus.testing import MessageError, ProgramTest

import program


class ProgramIsRight(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.trained = program.train_here(Path(__file__).with_name("rows.csv"), folder.name)
        cls.test = ProgramTest(program.app, model=folder.name)

    def test_it_has_learned_more_than_the_base_rate(self):
        self.assertLess(self.trained["metrics"]["mae"], self.trained["metrics"]["mae.base"])

    def test_a_larger_team_takes_longer(self):
        self.assertGreater(self.test.score({"team_size": 9}), self.test.score({"team_size": 4}))

    def test_what_a_value_is_made_of_adds_up_to_it(self):
        message = {"team_size": 4, "lang": "go"}
        why = self.test.explain(message)
        self.assertAlmostEqual(why.base + sum(why.contributions.values()), self.test.score(message))

    def test_a_language_that_it_has_not_seen_adds_nothing(self):
        self.assertEqual(self.test.score({"team_size": 4, "lang": "cobol"}), self.test.score({"team_size": 4}))

    def test_a_message_without_a_team_is_an_error(self):
        with self.assertRaises(MessageError):
            self.test.score({"lang": "go"})


if __name__ == "__main__":
    unittest.main()
