"""CSV and its relatives: text with a sign between the fields."""

from hanhtrinh.sources.form import Form

TSV = Form(name="tsv", suffixes=(".tsv", ".tab"), table="hanhtrinh.sources.csv.table")
FORM = Form(name="csv", suffixes=(".csv", ".txt"), table="hanhtrinh.sources.csv.table")
