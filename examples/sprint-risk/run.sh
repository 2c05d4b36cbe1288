# Starts program.py, or the file that is named, with the first Python that has what it imports.
here=$(dirname "$0")
for python in python3 /usr/bin/python3; do
    if "$python" -c 'import sys; from importlib.util import find_spec as f; sys.exit(f("sklearn") is None)' 2>/dev/null; then
        exec "$python" "${@:-$here/program.py}"
    fi
done
echo "no python3 here has scikit-learn: install it (Debian: apt install python3-sklearn)" >&2
exit 1
