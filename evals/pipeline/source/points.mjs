// JavaScript counts a character beyond U+FFFF as two, Python as one.

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** A function from places in JavaScript's count to places in Python's. */
export function pointsOf(text) {
  const pairs = [...text.matchAll(PAIR)].map((match) => match.index);
  if (!pairs.length) return (offset) => offset;
  return (offset) => offset - before(pairs, offset);
}

/** The other way round. */
export function offsetsOf(text) {
  const pairs = [...text.matchAll(PAIR)].map((match) => match.index);
  if (!pairs.length) return (point) => point;
  const points = pairs.map((offset, index) => offset - index);
  return (point) => point + before(points, point);
}

/** How many of some ascending numbers are smaller than one. */
function before(numbers, limit) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
