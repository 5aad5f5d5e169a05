#!/usr/bin/env python3
"""Builds the tables under data/nomenclature and data/places from a folder of collected sources.

    build_tables.py SOURCES DATA

SOURCES holds the folders nomenclature/ and places/ as data/README.md describes them, DATA is the data folder of the
repository. Output is reproducible: same sources, same bytes.
"""

import csv
import gzip
import io
import json
import sys
from pathlib import Path

HS_UNITS = {
    "kg": "KGM", "u": "H87", "l": "LTR", "m": "MTR", "m²": "MTK", "m³": "MTQ", "2u": "PR", "carat": "CTM",
    "1000u": "MIL", "1000 kWh": "MWH", "U (jeu/pack)": "NMP", "n/a": "",
}
CN_UNITS = {
    None: "", "PST": "H87", "100_PST": "CEN", "1000_PST": "MIL", "PA": "PR", "CEEL": "NCL", "G": "GRM", "CK": "CTM",
    "CTL": "CCT", "L": "LTR", "L_ALC_100PCT": "LPA", "M": "MTR", "M2": "MTK", "M3": "MTQ", "1000_M3": "R9",
    "1000_KWH": "MWH", "TJ": "D30", "GI_FS": "GFI", "KG_H2O2": "KHY", "KG_K2O": "KPO", "KG_KOH": "KPH",
    "KG_MET_AM": "KMA", "KG_N": "KNI", "KG_NAOH": "KSH", "KG_NET_EDA": "KDW", "KG_P2O5": "KPP", "KG_U": "KUR",
    "KG_90PCT_SDT": "KSD",
}


def rows(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as file:
        yield from csv.DictReader(file)


def clean(text):
    return " ".join(text.split())


def write(path, header, lines):
    text = "\n".join(["\t".join(header)] + ["\t".join(line) for line in lines]) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    if path.suffix == ".gz":
        buffer = io.BytesIO()
        with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as packed:
            packed.write(data)
        data = buffer.getvalue()
    path.write_bytes(data)
    print(f"{path}: {len(lines)} rows, {len(data)} bytes")


def nomenclature_table(path, entries):
    """entries: code -> (unit, first day when younger than the edition, text)"""
    assert all(code.isdigit() for code in entries), path
    write(path, ["code", "unit", "since", "text"], [(code, *entries[code]) for code in sorted(entries)])


def hs(source, target):
    entries = {}
    for row in rows(source):
        code = row["code"]
        if code.isdigit() and len(code) in (2, 4, 6):
            entries[code] = (HS_UNITS[row["standard_unit"]], "", clean(row["text"]))
    nomenclature_table(target, entries)


def cn(source, target):
    with gzip.open(source, "rt", encoding="utf-8") as file:
        codes = json.load(file)
    nomenclature_table(target, {c["code"]: (CN_UNITS[c["supplementaryUnit"]], "", clean(c["name"])) for c in codes})


def tnved(source, target, first_day):
    entries = {}
    for row in rows(source):
        since = "" if row["valid_from"] <= first_day else row["valid_from"]
        entries[row["code"]] = ("", since, clean(row["name_ru"]))
    nomenclature_table(target, entries)


def tariff(source, target):
    nomenclature_table(target, {row["code10"]: ("", "", "") for row in rows(source) if len(row["code10"]) == 10})


def concordance(source, target):
    lines = sorted((row["hs2022"], row["hs2017"], row["relationship"]) for row in rows(source))
    write(target, ["hs2022", "hs2017", "relationship"], lines)


# Currencies that the source leaves out.
CURRENCIES = {"TR": "TRY"}

# Names that the source gives in an oblique case.
NAMES_RU = {"AX": "Аландские острова", "AQ": "Антарктика", "CC": "Кокосовые (Килинг) острова"}


def countries(source, target):
    lines = []
    for row in rows(source):
        currencies = row["ISO4217-currency_alphabetic_code"].replace(";", ",").split(",")
        currencies = " ".join(sorted(code.strip() for code in currencies if code.strip()))
        code, name = row["ISO3166-1-Alpha-2"], clean(row["CLDR display name"])
        currencies = CURRENCIES.get(code, currencies)
        name_ru = NAMES_RU.get(code) or clean((row["UNTERM Russian Short"] or row["official_name_ru"]).rstrip("* "))
        lines.append((code, currencies, name, name_ru))
    write(target, ["code", "currencies", "name", "name_ru"], sorted(lines))


def locodes(source, target):
    kept = {}
    for row in rows(source):
        # Rows marked with a bar are further names of a code that has its own row.
        if row["locode"] not in kept or row["change"] != "\u00a6":
            kept[row["locode"]] = (row["locode"], row["function"], clean(row["name"]))
    lines = sorted(kept.values())
    write(target, ["locode", "function", "name"], lines)


def main(sources, data):
    tables, places = sources / "nomenclature", sources / "places"
    out = data / "nomenclature"
    hs(tables / "hs/hs2017_units.csv.gz", out / "hs2017.tsv.gz")
    hs(tables / "hs/hs2022_units.csv.gz", out / "hs2022.tsv.gz")
    concordance(tables / "hs/hs2022_to_hs2017.csv", out / "hs2022_to_hs2017.tsv.gz")
    cn(tables / "cn/cn_2023.json.gz", out / "cn2023.tsv.gz")
    cn(tables / "cn/cn_2026.json.gz", out / "cn2026.tsv.gz")
    tnved(tables / "tnved/tnved_eaeu_10digit_2022.csv.gz", out / "tnved2022.tsv.gz", "2022-01-01")
    tariff(tables / "tnved/ett_eaeu_duty_rates_2026-06-18.csv.gz", out / "tnved2026-06-18.tsv.gz")
    countries(places / "country_codes.csv", data / "places/countries.tsv")
    locodes(places / "unlocode_2023-1_region.csv.gz", data / "places/unlocode_2023-1_region.tsv.gz")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
