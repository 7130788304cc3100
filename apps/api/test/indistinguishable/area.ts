/**
 * How likely a value of `one` lies above a value of `other`, ties counting half: the U of Mann and Whitney over its maximum, and
 * the area under the curve of whoever guesses by a threshold. 0.5 tells nothing.
 */
export function areaBetween(one: readonly number[], other: readonly number[]): number {
  let above = 0;
  for (const value of one) {
    for (const than of other) above += value > than ? 1 : value === than ? 0.5 : 0;
  }
  return above / (one.length * other.length);
}

/** Each two of `items`, once. */
export const pairsOf = <Item>(items: readonly Item[]): [Item, Item][] => items.flatMap((item, index) => items.slice(index + 1).map((other): [Item, Item] => [item, other]));
