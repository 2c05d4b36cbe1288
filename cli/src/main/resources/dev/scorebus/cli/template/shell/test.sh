# The unit test of program.sh, and the canary: cases.jsonl is scored, and must come out as expected.jsonl says.
cd "$(dirname "$0")" || exit 2
failed=0

# What is tested, the message, what must come.
check() {
    came=$(printf '%s\n' "$2" | sh program.sh)
    if [ "$came" != "$3" ]; then
        echo "not ok: $1: $2 gave $came, expected $3"
        failed=1
    fi
}

check 'a message without a team has no score' '{"lang": "go"}' null
check 'nor has one whose team is no number' '{"team_size": "many"}' null
check 'blanks do not matter' '{"team_size":4,"lang":"go"}' "$(head -n 1 expected.jsonl)"
check 'nor does the order' '{"lang": "go", "team_size": 4}' "$(head -n 1 expected.jsonl)"

sh program.sh <cases.jsonl | diff expected.jsonl - || failed=1
[ "$failed" -eq 0 ] && echo "all is right"
exit "$failed"
