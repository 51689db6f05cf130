"""The contracts of `openapi/`, read once for all tests of a process. No test changes them."""

from paydrill.openapi.documents import load_contracts
from paydrill.shipped import CONTRACTS

OUR_CONTRACTS = load_contracts([CONTRACTS])
