"""How often a process is killed in a test, and with what luck."""

import os

KILLS = int(os.environ.get("PAYDRILL_TEST_KILLS", "5"))
SEED = 1
