/** So many answers are kept at once; then all are forgotten. */
const most = 5000;

/** A pure function that keeps its answers, by a text that says all that they depend on: a run asks the same for each of its subscriptions. */
export function remembering<Question extends readonly unknown[], Answer>(textOf: (...question: Question) => string, answer: (...question: Question) => Answer): (...question: Question) => Answer {
  const known = new Map<string, Answer>();
  return (...question) => {
    const text = textOf(...question);
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size === most) known.clear();
    const found = answer(...question);
    known.set(text, found);
    return found;
  };
}
