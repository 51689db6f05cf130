// Verifies a webhook, given as JSON on standard input, by the provider's own library for Node.
import adyen from "@adyen/api-library";
import { verify } from "@octokit/webhooks-methods";
import mercadopago from "mercadopago";
import { readFileSync } from "node:fs";
import Stripe from "stripe";

const TOLERANCE_S = 300;
const { InvalidWebhookSignatureError, WebhookSignatureValidator } = mercadopago;

function isRaised(kind, call) {
  try {
    call();
  } catch (error) {
    if (error instanceof kind) return true;
    throw error;
  }
  return false;
}

const LIBRARIES = {
  adyen({ headers, body, secret }) {
    const validator = new adyen.hmacValidator();
    const items = JSON.parse(body).notificationItems;
    if (items === undefined) return validator.validateHMACSignature(secret, headers.hmacsignature, body);
    return items.every((each) => validator.validateHMAC(each.NotificationRequestItem, secret));
  },
  github: ({ headers, body, secret }) => verify(secret, body, headers["x-hub-signature-256"]),
  mercado_pago({ path, headers, secret }) {
    const options = {
      xSignature: headers["x-signature"],
      xRequestId: headers["x-request-id"],
      dataId: new URL(path, "http://localhost").searchParams.get("data.id"),
      secret,
      toleranceSeconds: TOLERANCE_S,
    };
    return !isRaised(InvalidWebhookSignatureError, () => WebhookSignatureValidator.validate(options));
  },
  stripe({ headers, body, secret }) {
    const { webhooks } = new Stripe("sk_test_51example");
    const signature = headers["stripe-signature"];
    const verified = () => webhooks.constructEvent(body, signature, secret);
    return !isRaised(Stripe.errors.StripeSignatureVerificationError, verified);
  },
};

const given = JSON.parse(readFileSync(0, "utf-8"));
console.log((await LIBRARIES[given.format](given)) ? "accepted" : "refused");
