#!/usr/bin/env python3
"""Builds data/calendars/business_days.tsv.gz with the package `holidays` (MIT; written with 0.109).

    build_calendars.py DATA

For each country: public holidays and weekend days that are worked, 2020 to 2027. The first row of a country has its last
known day: the end of the last year of which transfers of days are published and no day is estimated. Later years hold what
the law says without transfers, and are provisional.
"""

import gzip
import io
import sys
from pathlib import Path

import holidays

YEARS = range(2020, 2028)
COUNTRIES = "AM BY CN KG KZ LV RU TR UZ".split()
# Moves no days; dates of the lunar holidays are published long before.
WITHOUT_TRANSFERS = {"TR": 2026}


def known_to(code, table):
    moved = {day.year for day, name in table.items() if "substituted" in name}
    estimated = {day.year for day, name in table.items() if "estimated" in name}
    last = WITHOUT_TRANSFERS.get(code) or max(moved)
    return next((year - 1 for year in YEARS if year in estimated and year <= last), last)


def rows(code):
    table = holidays.country_holidays(code, years=YEARS, language="en_US")
    assert table.weekend == {5, 6}, code
    yield (code, f"{known_to(code, table)}-12-31", "known_to", f"holidays {holidays.__version__}")
    days = [(day, "holiday", name) for day, name in table.items() if day.year in YEARS]
    days += [(day, "worked", "working day") for day in table.weekend_workdays if day.year in YEARS]
    for day, kind, name in sorted(days):
        yield (code, day.isoformat(), kind, " ".join(name.split()))


def main(data):
    lines = ["\t".join(("country", "day", "kind", "name"))]
    lines += ["\t".join(row) for code in COUNTRIES for row in rows(code)]
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    path = data / "calendars/business_days.tsv.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    print(f"{path}: {len(lines) - 1} rows, {len(buffer.getvalue())} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
