"""Issues of sprints that are made up, with the columns that the program wants: `python3 made_up.py 400 > rows.csv`.

What was planned before and is old is late more often; the rest is noise.
"""

import csv
import random
import sys

COLUMNS = ["sprint_id", "sprint_start", "sprint_end", "issue", "age_days", "planned_days", "sprint_issues", "comments_before",
           "attachments_before", "previous_sprints", "team_late_rate", "team_history", "assignee", "resolved", "late"]
DAY = 86_400
OF_SPRINT = 20


def rows(count, seed=11):
    chance = random.Random(seed)
    for number in range(count):
        start = 1_356_998_400 + number // OF_SPRINT * 14 * DAY
        end = start + 14 * DAY
        age, before = chance.expovariate(1 / 60), chance.choice([0, 0, 0, 1, 2, 4])
        late = chance.random() < min(0.95, 0.1 + 0.15 * before + age / 400)
        resolved = end + DAY if late else end - DAY
        rate = round(chance.uniform(0.2, 0.5), 3) if number >= OF_SPRINT else ""
        about = [number // OF_SPRINT, start, end, f"X-{number}", round(age, 2), 14, OF_SPRINT, chance.randrange(5), chance.randrange(3)]
        yield dict(zip(COLUMNS, [*about, before, rate, number // OF_SPRINT, f"u{chance.randrange(9)}", resolved, int(late)]))


if __name__ == "__main__":
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    writer.writerows(rows(int(sys.argv[1])))
