"""2,000 made-up devices of a made-up hospital, as a CMMS would export them: uneven spellings, missing versions."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from io import StringIO

HEADER = (
    "Asset Tag", "Manufacturer", "Model Name", "Description", "Catalog #", "Serial No", "SW Version", "UDI",
    "Department", "Site",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of device: how makers and models are written here, which versions are met, where it stands."""

    makers: tuple[str, ...]
    models: tuple[str, ...]
    description: str
    catalog: str
    versions: tuple[str, ...]
    departments: tuple[str, ...]
    share: int


WARDS = ("ICU", "ED", "Ward 4 West", "Ward 5 East", "Day surgery", "Home care pool", "OR", "NICU")

KINDS: tuple[Kind, ...] = (
    Kind(("Quillon Infusion Systems", "QUILLON", "Quillon Inc."), ("Tidewater LVP 3", "TIDEWATER LVP3", "Tidewater LVP-3"),
         "Infusion pump, large volume", "QI-3110", ("3.5.2", "3.5.2", "3.4", "3.2", "3.6.2", "2.9.8", ""),
         ("ICU", "ED", "Ward 4 West", "Day surgery", "Home care pool"), 410),
    Kind(("Quillon Infusion Systems", "Quillon"), ("Tidewater Syringe 2",), "Syringe pump", "QI-2040", ("2.1", "2.0", ""),
         ("NICU", "ICU"), 120),
    Kind(("Sablewood Monitoring", "Sablewood"), ("Heron 7", "HERON 7 monitor", "Heron-7"), "Patient monitor, bedside",
         "SM-H7", ("7.1", "7.1", "7.3", "6.9", ""), ("ICU", "ED", "NICU"), 160),
    Kind(("Sablewood Monitoring",), ("Heron Central",), "Central station", "SM-HC", ("4.0", "4.2"), ("ICU", "ED"), 14),
    Kind(("Karst Respiratory", "KARST RESP."), ("Breva V2", "Breva-V2"), "Ventilator, critical care", "KR-BV2",
         ("4.1.0", "4.2.0", "4.2.1", "4.0", ""), ("ICU", "NICU", "ED"), 70),
    Kind(("Pellgrove Diabetes",), ("Marlo 2",), "Insulin pump", "PG-M2", ("2.2", "2.0", ""), ("Home care pool",), 60),
    Kind(("Petrel Imaging",), ("Cart U5",), "Ultrasound system", "PI-U5", ("5.0.1", "5.1", ""), ("ED", "Day surgery"), 48),
    Kind(("Orrin Diagnostics",), ("G5",), "Glucose analyser", "OD-G5", ("1.8", "1.9", ""), WARDS, 130),
    Kind(("Lumis Imaging",), ("Archive 12",), "PACS server", "LI-A12", ("12.2.8", "12.3"), ("OR",), 6),
    Kind(("Vantry Cardio",), ("Loop 3",), "Loop recorder programmer", "VC-L3", ("3.3", ""), ("Day surgery",), 22),
    Kind(("Tessmark",), ("Bed C9",), "Bed, critical care", "TM-C9", ("1.2", "1.3", "1.3", ""), ("ICU", "Ward 5 East"), 240),
    Kind(("Ardent Scales",), ("Mass 40",), "Patient scale", "AS-40", ("2.0", ""), WARDS, 90),
    Kind(("Norrby",), ("Defib 4", "DEFIB 4"), "Defibrillator", "NB-D4", ("2.6", "2.7", ""), WARDS, 110),
    Kind(("Calloway",), ("Warmer T1",), "Infant warmer", "CW-T1", ("", "1.0"), ("NICU",), 30),
    Kind(("Ferrous Surgical",), ("Arc 300",), "Electrosurgical unit", "FS-300", ("3.01", "3.02", ""), ("OR", "Day surgery"), 60),
    Kind(("Hallen",), ("ECG 12",), "Electrocardiograph", "HL-12", ("8.1", "8.2", ""), WARDS, 80),
    Kind(("Odell",), ("Thermo 2",), "Thermometer", "OD-T2", ("1.0", "1.1", ""), WARDS, 350),
)  # fmt: skip


def inventory(rows: int = 2000, seed: int = 20261116) -> bytes:
    """A CSV export of ``rows`` devices, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a made-up inventory, not a secret
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    kinds = [kind for kind in KINDS for _ in range(kind.share)]
    for number in range(rows):
        kind = kinds[number % len(kinds)]
        version = chance.choice(kind.versions)
        shown = f"v{version}" if version and chance.random() < 0.2 else version
        writer.writerow(
            (
                f"SE-{10000 + number}",
                chance.choice(kind.makers),
                chance.choice(kind.models),
                kind.description,
                kind.catalog if chance.random() < 0.7 else "",
                f"{chance.randrange(10**8, 10**9)}",
                shown,
                "",
                chance.choice(kind.departments),
                chance.choice(("Main", "Main", "North", "Riverside")),
            )
        )
    return out.getvalue().encode("utf-8-sig")
