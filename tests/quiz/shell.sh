# Runs the program as a shell would, with its standard output going to $FILE if there is one, or as a job that can be
# suspended, and says whether the terminal's modes are as they were before.
trap : HUP INT TERM QUIT
before=$(stty -g)
if [ "$FILE" ]; then
    "$@" >"$FILE"
elif [ "$JOBS" ]; then
    set -m
    "$@"
    printf '\n> '
    read line
    fg
else
    "$@"
fi
code=$?
if [ "$(stty -g)" = "$before" ]; then echo "[modes kept]"; else echo "[modes changed]"; fi
exit $code
