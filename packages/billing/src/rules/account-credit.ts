/** A net below zero is not an invoice: nothing is due, and the account keeps the rest as credit (minor units). */
export function carryCredit(net: bigint): { amountDue: bigint; accountCredit: bigint } {
  return net < 0n ? { amountDue: 0n, accountCredit: -net } : { amountDue: net, accountCredit: 0n };
}

/** Pays an invoice's total from the account's credit, as far as that goes (minor units). */
export function applyAccountCredit(total: bigint, credit: bigint): { creditUsed: bigint; amountDue: bigint; creditLeft: bigint } {
  const creditUsed = credit < total ? credit : total;
  return { creditUsed, amountDue: total - creditUsed, creditLeft: credit - creditUsed };
}
