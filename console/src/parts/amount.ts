/** Amounts with the digits that their currency has: `120.50 USD`, `500 JPY`. */

export function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** The amount alone, as it is written in a request: `120.50`. */
export function plainAmount(amount: number, currency: string): string {
  return amount.toFixed(digitsOf(currency));
}

/** The amount that was typed, in minor units; null if it has more digits than the currency. */
export function minorOf(text: string, currency: string): string | null {
  const [whole = "", rest = ""] = text.split(".");
  const part = rest.replace(/0+$/, "");
  const digits = digitsOf(currency);
  return part.length > digits ? null : String(BigInt(whole + part.padEnd(digits, "0")));
}

export function amountOf(amount: number, currency: string): string {
  const digits = digitsOf(currency);
  const text = amount.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${text} ${currency}`;
}
