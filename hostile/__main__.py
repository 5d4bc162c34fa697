"""``python -m hostile …``."""

import sys

from hostile.run import main

sys.exit(main())
