"""The survey widget: a script for other people's pages (`/survey.js`) and what it asks the server (`/v1/asking/…`).

The script is made of `source/` by `scripts/build_survey.py`.
"""
