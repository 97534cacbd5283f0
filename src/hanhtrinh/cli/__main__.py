"""`python -m hanhtrinh.cli`."""

import sys

from hanhtrinh.cli import main

sys.exit(main())
