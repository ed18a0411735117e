#!/usr/bin/env python3
"""Decides more rows than one machine should: `advisor batch` on every part of them, started by Spark.

    pip install pyspark        # it needs Java, too
    python3 examples/spark.py --advisor target/release/advisor --rows 1000000

Makes rows up, one in a thousand of them wrong; decides them through Spark's RDD.pipe and again in a single run; and
checks that both print the same. Each part counts its lines from 1, so the lines that errors name are moved to where
the part begins. Without --advisor it takes the program on your path. On a cluster (spark-submit --master …) every
machine needs the program at the same path, and --folder has to name storage that all of them share.
"""

import argparse
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import accumulate, zip_longest
from pathlib import Path

from pyspark import SparkConf, SparkContext


def choices_of_questions(program):
    """Returns the choices of every question."""
    schema = json.loads(subprocess.check_output([program, "schema", "batch-row"]))
    columns = {name: column["anyOf"][0].get("anyOf") for name, column in schema["properties"].items()}
    return {name: [one["const"] for one in choices if "const" in one] for name, choices in columns.items() if choices}


def write_rows(file, rows, questions):
    """Writes made-up rows; one in a thousand is no JSON, or names a choice that does not exist."""
    choose = random.Random(1)
    for number in range(rows):
        row = {"id": number}
        for question in choose.sample(sorted(questions), 6):
            row[question] = choose.choice(questions[question])
        line = json.dumps(row)
        if number % 1000 == 500:
            line = line[:-1] if number % 2000 == 500 else '{"contacts": "no such choice"}'
        print(line, file=file)


def move_errors(lines, beginning):
    """Makes the lines that errors name count from the first row of all."""
    for line in lines:
        if '"error"' in line:
            result = json.loads(line)
            result["line"] += beginning
            line = json.dumps(result, separators=(",", ":"), ensure_ascii=False)
        yield line


def through_spark(context, rows, results, command, parts):
    """Decides the rows of a file part by part; returns how many rows each part has."""
    # Spark runs the command with these variables alone. Parts already use every core, so each gets one thread.
    environment = {"PATH": os.environ["PATH"], "RAYON_NUM_THREADS": "1"}
    # Status 1 says that a row was wrong, which should not stop the whole. Anything else should.
    command = f"{shlex.join(command)} || test $? = 1"
    lines = context.textFile(str(rows), parts)
    sizes = lines.mapPartitions(lambda part: [sum(1 for _ in part)]).collect()
    beginnings = [0, *accumulate(sizes)]
    piped = lines.pipe(shlex.join(["sh", "-c", command]), environment, checkCode=True)
    piped.mapPartitionsWithIndex(lambda part, lines: move_errors(lines, beginnings[part])).saveAsTextFile(str(results))
    return sizes


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--advisor", default="advisor", help="the program")
    arguments.add_argument("--rows", type=int, default=1_000_000, help="how many rows to make up")
    arguments.add_argument("--parts", type=int, default=8, help="into how many parts to cut them, at least")
    arguments.add_argument("--folder", help="where to keep rows and results meanwhile")
    given = arguments.parse_args()
    program = shutil.which(given.advisor)
    if program is None:
        sys.exit(f"{given.advisor}: not a program; build it, and name it with --advisor")
    command = [os.path.abspath(program), "batch", "--unsure-rest", "--fields", "verdict,placing"]


    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        rows, results, single = (Path(folder) / name for name in ["rows.jsonl", "results", "single.jsonl"])
        with rows.open("w") as file:
            write_rows(file, given.rows, choices_of_questions(program))

        conf = SparkConf().setAppName("advisor").setIfMissing("spark.master", "local[*]")
        conf.setAll([("spark.ui.enabled", "false"), ("spark.ui.showConsoleProgress", "false")])
        with SparkContext(conf=conf) as context:
            context.setLogLevel("ERROR")
            started = time.monotonic()
            sizes = through_spark(context, rows, results, command, given.parts)
            print(f"Spark, {len(sizes)} parts: {time.monotonic() - started:.1f} s")

        started = time.monotonic()
        with rows.open() as source, single.open("w") as target:
            status = subprocess.run(command, stdin=source, stdout=target).returncode
        print(f"a single run: {time.monotonic() - started:.1f} s, status {status}")

        errors = 0
        with single.open() as expected:
            found = (line for part in sorted(results.glob("part-*")) for line in part.open())
            for number, (one, other) in enumerate(zip_longest(expected, found), 1):
                if one != other:
                    sys.exit(f"line {number} differs:\n  a single run: {one}\n  Spark: {other}")
                errors += '"error"' in one
        if number != given.rows:
            sys.exit(f"{given.rows} rows gave {number} results")
        print(f"the same {number} results, {errors} of them errors on the same lines")


if __name__ == "__main__":
    main()
