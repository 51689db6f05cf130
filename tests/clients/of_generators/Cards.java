// Pays, looks, refunds, is declined and is refused, by a Java client of openapi-generator.
import cards.ApiException;
import cards.JSON;
import cards.api.TokensApi;
import cards.api.TransactionsApi;
import cards.model.BillingAddress;
import cards.model.CardInput;
import cards.model.CardPaymentRequest;
import cards.model.CardRefundRequest;
import cards.model.CardToken;
import cards.model.CustomerInput;
import cards.model.DeclineCode;
import cards.model.Problem;
import cards.model.TokenizeRequest;
import cards.model.TransactionStatus;
import cards.model.TransactionSummary;
import java.math.BigDecimal;

class Cards {
    // No address is given: the contract names the server, and the sandbox, that it was read from.
    private static final TransactionsApi TRANSACTIONS = new TransactionsApi();
    private static final CardRefundRequest ALL = new CardRefundRequest();
    private static CardToken token;

    public static void main(String[] arguments) throws Exception {
        BillingAddress address =
                new BillingAddress().street("123 Main St").city("New York").state("NY").zipCode("10001");
        token = new TokensApi().cardsTokenizeCard(new TokenizeRequest()
                .card(new CardInput()
                        .cardNumber("4532015112830366")
                        .cardHolder("John Doe")
                        .expiryMonth(12)
                        .expiryYear(2035)
                        .cvv("123"))
                .customer(new CustomerInput()
                        .customerId("cust_123")
                        .email("john.doe@example.com")
                        .billingAddress(address)));

        TransactionSummary payment = paid("99.99", "java-1");
        same(payment.getStatus(), TransactionStatus.SUCCESS);
        same(paid("99.99", "java-1"), payment);
        String id = payment.getTransactionId();
        same(TRANSACTIONS.cardsGetTransaction(id).getAmountCaptured(), new BigDecimal("99.99"));
        CardRefundRequest part = new CardRefundRequest().amount(new BigDecimal("9.99"));
        same(TRANSACTIONS.cardsRefundTransaction(id, null, part).getAmount(), new BigDecimal("9.99"));
        same(TRANSACTIONS.cardsRefundTransaction(id, null, ALL).getAmount(), new BigDecimal("90.0"));

        TransactionSummary declined = paid("0.01", "java-2");
        same(declined.getDeclineCode(), DeclineCode.INSUFFICIENT_FUNDS);
        try {
            TRANSACTIONS.cardsRefundTransaction(declined.getTransactionId(), null, ALL);
            throw new AssertionError("what was declined was refunded");
        } catch (ApiException error) {
            same(error.getCode(), 400);
            same(JSON.getDefault().getMapper().readValue(error.getResponseBody(), Problem.class).getCode(), "not_refundable");
        }
    }

    private static TransactionSummary paid(String amount, String key) throws ApiException {
        return TRANSACTIONS.cardsCreatePayment(
                new CardPaymentRequest()
                        .token(token.getToken())
                        .amount(new BigDecimal(amount))
                        .customerId(token.getCustomerId()),
                key);
    }

    private static void same(Object found, Object wanted) {
        if (!wanted.equals(found)) {
            throw new AssertionError(found + ", not " + wanted);
        }
    }
}
