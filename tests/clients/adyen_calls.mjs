// Calls a server of Adyen's contract by Adyen's own client for Node, and looks at what comes.
import assert from "node:assert/strict";
import adyen from "@adyen/api-library";

const { CheckoutAPI, Client, EnvironmentEnum, HttpClientException } = adyen;
const base = process.argv[2];
const client = new Client({ apiKey: "AQE-example", environment: EnvironmentEnum.TEST });
client.httpClient = {
  async request(endpoint, json, config, isApiKeyRequired, options) {
    const url = new URL(endpoint.replace("https://checkout-test.adyen.com", base));
    url.search = new URLSearchParams(options.params);
    const headers = { "Content-Type": "application/json", "X-API-Key": config.apiKey };
    const answer = await fetch(url, { method: options.method, headers, body: json || undefined });
    const responseBody = await answer.text();
    if (answer.ok) return responseBody;
    const apiError = JSON.parse(responseBody);
    const { status: statusCode, message, errorCode } = apiError;
    throw new HttpClientException({ statusCode, message, errorCode, responseBody, apiError });
  },
};
const { PaymentsApi, ModificationsApi, PaymentLinksApi, OrdersApi, RecurringApi } = new CheckoutAPI(client);

process.on("warning", (warning) => {
  if (warning.name !== "ExperimentalWarning") throw warning; // Node 18 warns of its own fetch
});

const merchantAccount = "Shop";
const amount = { currency: "EUR", value: 1000 };
const order = { merchantAccount, amount, reference: "order 1", returnUrl: "https://example.com" };
const paymentMethod = {
  type: "scheme",
  number: "4111111111111111",
  expiryMonth: "03",
  expiryYear: "2030",
  holderName: "Ada",
  cvc: "737",
};

const { paymentMethods } = await PaymentsApi.paymentMethods({ merchantAccount, countryCode: "NL" });
assert(paymentMethods.some((each) => each.type === "scheme"));
const paid = await PaymentsApi.payments({ ...order, paymentMethod });
assert.deepEqual([paid.constructor.name, paid.resultCode], ["PaymentResponse", "Authorised"]);
const details = await PaymentsApi.paymentsDetails({ details: { redirectResult: "abc" } });
assert(details.resultCode);
const session = await PaymentsApi.sessions(order);
assert(session.expiresAt instanceof Date);
const result = await PaymentsApi.getResultOfPaymentSession(session.id, "abc");
assert.deepEqual([result.id, result.status], [session.id, "completed"]);
assert((await PaymentsApi.cardDetails({ merchantAccount, cardNumber: "411111" })).brands.length);

const reference = paid.pspReference;
const change = { merchantAccount, amount };
for (const done of [
  await ModificationsApi.captureAuthorisedPayment(reference, change),
  await ModificationsApi.refundCapturedPayment(reference, change),
  await ModificationsApi.cancelAuthorisedPaymentByPspReference(reference, { merchantAccount }),
  await ModificationsApi.refundOrCancelPayment(reference, { merchantAccount }),
]) {
  assert.equal(done.status, "received");
  assert(done.pspReference);
}

const link = await PaymentLinksApi.paymentLinks(order);
assert(link.url);
assert.equal((await PaymentLinksApi.getPaymentLink(link.id)).status, "active");
assert.equal((await PaymentLinksApi.updatePaymentLink(link.id, { status: "expired" })).status, "expired");
assert((await OrdersApi.orders({ merchantAccount, amount, reference: "1" })).orderData);
const tokens = await RecurringApi.getTokensForStoredPaymentDetails("shopper", merchantAccount);
assert(tokens.storedPaymentMethods.length);
await RecurringApi.deleteTokenForStoredPaymentDetails("7219", "shopper", merchantAccount);

await assert.rejects(PaymentsApi.payments({ ...order, amount: undefined, paymentMethod }), (error) => {
  assert(error instanceof HttpClientException);
  assert.deepEqual([error.statusCode, error.message], [400, "amount is required."]);
  assert.equal(error.apiError.status, 400);
  return true;
});
