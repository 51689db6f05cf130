"""Which operations ask the scenario themselves, and what is its to say."""

from paydrill.engine import channels
from paydrill.engine.pix import charges, returns

OWN_CONTRACTS = frozenset({"control", "service"})
"""The server's own: no scenario decides what their operations answer."""

SCRIPTED = channels.SCRIPTED | returns.SCRIPTED
"""The operations whose outcome a scenario decides."""

ASKING = channels.ASKING | charges.ASKING | returns.SCRIPTED
"""Those that know what a call is about; for all others somebody else has to ask."""

ON_PAYMENTS = ASKING - channels.CREATING - {charges.CREATE}
"""Those that are about a payment which exists already."""
