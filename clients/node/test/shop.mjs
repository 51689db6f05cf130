export const CARD = { card_number: "4111111111111111", currency: "USD", customer_name: "Ada" };

/** Pay as an application that tries again, under the same key, when an answer is lost. */
export async function checkout(url, amount) {
  const headers = { "content-type": "application/json", "idempotency-key": `order-${amount}` };
  const request = { method: "POST", headers, body: JSON.stringify({ ...CARD, amount }) };
  const pay = () => fetch(`${url}/payment`, request);
  return (await pay().catch(pay)).json();
}

export async function post(url, body) {
  const headers = { "content-type": "application/json" };
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json();
}
