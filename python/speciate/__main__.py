"""``python -m speciate`` is the command line."""

import sys

from speciate.cli.main import main

sys.exit(main())
