"""`python -m hanhtrinh`."""

import sys

from hanhtrinh.cli import main

sys.exit(main())
