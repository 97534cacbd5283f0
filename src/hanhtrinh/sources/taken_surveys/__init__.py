"""Surveys of other tools, taken in as drafts: Qualtrics (QSF), LimeSurvey (LSS), SurveyJS (JSON), SPSS (SAV)."""
