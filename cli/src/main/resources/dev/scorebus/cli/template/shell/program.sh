# Forecasts how many hours a pull request waits, and says why. One message a line comes in, one answer a line goes out.
# Put your own science in the place of `score`: a call of any program that reads a line and prints one, or of jq.

# Hours are counted by halves, since a shell has whole numbers only. What is printed is the score and its explanation;
# `null` is a message without a score.
score() {
    size=${1#*'"team_size":'}
    case $size in
    "$1") echo null && return ;;
    esac
    size=${size#"${size%%[! ]*}"}
    size=${size%%[!0-9]*}
    case $1 in
    *'"lang": "go"'* | *'"lang":"go"'*) lang=1 ;;
    *) lang=0 ;;
    esac
    [ -n "$size" ] || { echo null && return; }
    halves $((20 + size + lang)) && value=$hours
    halves "$size" && of_team=$hours
    halves "$lang" && of_lang=$hours
    echo "{\"value\": $value, \"explanation\": {\"base\": 10, \"contributions\": {\"team_size\": $of_team, \"lang\": $of_lang}}}"
}

halves() {
    hours=$(($1 / 2))
    [ $(($1 % 2)) -eq 0 ] || hours=$hours.5
}

while read -r line; do
    score "$line"
done
