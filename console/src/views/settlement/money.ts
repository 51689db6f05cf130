/** Amounts as people read them. */

/** Write an amount in major units with its currency's digits: `97.00 USD`. */
export function money(amount: number, currency: string): string {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return `${amount.toFixed(digits.maximumFractionDigits)} ${currency}`;
}

/** Write an amount in minor units with a number of decimals: `97.00`. */
export function major(minor: number, decimals: number): string {
  return (minor / 10 ** decimals).toFixed(decimals);
}
