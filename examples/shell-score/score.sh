# One JSON value a line in, one a line out: 10, and half a point for each file.
while read -r line; do
    case $line in
    *'"files":'*)
        files=${line#*'"files":'}
        files=${files%%[!0-9 ]*}
        half=$((files * 5))
        echo "$((10 + half / 10)).$((half % 10))"
        ;;
    *) echo null ;;
    esac
done
