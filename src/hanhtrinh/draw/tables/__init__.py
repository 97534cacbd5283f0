"""A map as tables: a workbook for people, a wide CSV as people see the map, a long CSV that loses nothing."""

from hanhtrinh.draw.tables.long import long_csv
from hanhtrinh.draw.tables.wide import wide_csv
from hanhtrinh.draw.tables.workbook import workbook

__all__ = ["long_csv", "wide_csv", "workbook"]
