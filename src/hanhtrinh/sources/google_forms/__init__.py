"""Google Forms: the answers as its sheet has them, saved as CSV or XLSX."""

from hanhtrinh.sources.form import Form

FORM = Form(name="google_forms", ready="hanhtrinh.sources.google_forms.ready")
