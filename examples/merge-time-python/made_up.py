"""Pull requests that are made up, with the columns that the program wants: `python3 made_up.py 400 > rows.csv`.

Each project has a pace of its own, which changes now and then, and nothing else in a row says which: who knows the last
merges of a project knows much, who does not knows next to nothing.
"""

import csv
import random
import sys

PACES = [20 * 60, 8 * 3600, 5 * 86_400]
COLUMNS = ["project_name", "github_id", "requester", "created_at", "merged_at", "main_team_member", "intra_branch",
           "team_size", "files_changed", "perc_external_contribs", "sloc", "src_churn", "test_churn",
           "commits_on_files_touched", "test_lines_per_kloc", "prev_pullreqs", "requester_succ_rate"]


def rows(count, seed=7):
    chance = random.Random(seed)
    paces = {f"made-up/project-{number}": chance.choice(PACES) for number in range(6)}
    at = 1_356_998_400
    for number in range(count):
        at += chance.randrange(7_200)
        project = chance.choice(sorted(paces))
        if chance.random() < 0.02:
            paces[project] = chance.choice(PACES)
        wait = int(paces[project] * chance.uniform(0.5, 1.5))
        about = [project, number, f"u{chance.randrange(40)}", at, at + wait, chance.randrange(2), 0]
        yield dict(zip(COLUMNS, [*about, *(chance.randrange(100) for _ in COLUMNS[7:])]))


if __name__ == "__main__":
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    writer.writerows(rows(int(sys.argv[1])))
