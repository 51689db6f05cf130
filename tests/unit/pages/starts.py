"""What start pages and consoles of tests show."""

from paydrill.pages.start import ContractFacts, MagicRow, StartFacts

START = StartFacts(
    version="1.2.3",
    base_url="http://127.0.0.1:8000/~checkout-7/",
    contracts=[
        ContractFacts("cards", "Cards", "/api/v1", 9),
        ContractFacts("own", "Our API & more", "/own", 2),
    ],
    served=dict.fromkeys(("acquirer.authorize_payment", "pix.create_payment")),
    scenario="realistic",
    store="memory",
    magic=[MagicRow("0.01", "declined: insufficient_funds", "Insufficient funds")],
    test_cards=[("Visa", "4532015112830366")],
)
