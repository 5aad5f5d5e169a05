#!/usr/bin/env python3
"""Adds up a file of customs declarations by HS chapter, from the CSV alone and exactly.

    sums_by_chapter.py FILE.csv.gz ...

Knows nothing of the program and shares nothing with it: whoever doubts the program's totals holds them against these.
Prints JSON: chapter -> {"lines", "net_mass", "price"}, decimals as text, prices as the files have them, not rounded.
"""

import csv
import gzip
import io
import json
import sys
from decimal import Context, Decimal, Inexact, Overflow

# A sum that is not exact stops the script.
EXACT = Context(prec=200, traps=[Inexact, Overflow])


def rows(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), strict=True)


def plain(number):
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def main(paths):
    sums = {}
    for path in paths:
        for row in rows(path):
            lines, mass, price = sums.get(row["HS6 Code"][:2], (0, Decimal(0), Decimal(0)))
            mass = EXACT.add(mass, Decimal(row["Net Mass"]))
            price = EXACT.add(price, Decimal(row["Item Price"]))
            sums[row["HS6 Code"][:2]] = (lines + 1, mass, price)
    answer = {
        chapter: {"lines": lines, "net_mass": plain(mass), "price": plain(price)}
        for chapter, (lines, mass, price) in sorted(sums.items())
    }
    json.dump(answer, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
