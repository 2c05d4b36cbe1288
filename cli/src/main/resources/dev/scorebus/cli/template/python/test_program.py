import unittest

from scorebus.testing import MessageError, ProgramTest

import program


class ProgramIsRight(unittest.TestCase):
    def setUp(self):
        self.test = ProgramTest(program.app)

    def test_a_larger_team_takes_longer(self):
        self.assertGreater(self.test.score({"team_size": 9}), self.test.score({"team_size": 4}))

    def test_what_a_value_is_made_of_adds_up_to_it(self):
        message = {"team_size": 4, "lang": "go"}
        why = self.test.explain(message)
        self.assertAlmostEqual(why.base + sum(why.contributions.values()), self.test.score(message))

    def test_a_message_without_a_team_is_an_error(self):
        with self.assertRaises(MessageError):
            self.test.score({"lang": "go"})


if __name__ == "__main__":
    unittest.main()
