/* The monotone cubic of draw/curve.py (Fritsch & Carlson 1980), so that a line that is dragged is the line that will be
   drawn. A box of (number of steps) × 100; step i stands at i + ½, y runs downwards. */
const TOP = 10, BOTTOM = 90;

export const height = (felt) => TOP + ((2 - Math.max(-2, Math.min(2, felt))) / 4) * (BOTTOM - TOP);
export const feltAt = (y) => 2 - ((y - TOP) / (BOTTOM - TOP)) * 4;

function slopes(knots) {
  if (knots.length < 2) return knots.map(() => 0);
  const secants = knots.slice(1).map(([x, y], i) => (y - knots[i][1]) / (x - knots[i][0]));
  const middle = (a, b) => (a * b <= 0 ? 0 : (a + b) / 2);
  const tangents = [secants[0], ...secants.slice(1).map((one, i) => middle(secants[i], one)), secants.at(-1)];
  secants.forEach((secant, i) => limit(tangents, i, secant));
  return tangents;
}

function limit(tangents, i, secant) {
  if (secant === 0) { tangents[i] = tangents[i + 1] = 0; return; }
  const a = tangents[i] / secant, b = tangents[i + 1] / secant, size = a * a + b * b;
  if (size > 9) {
    const factor = 3 / Math.sqrt(size);
    tangents[i] = factor * a * secant;
    tangents[i + 1] = factor * b * secant;
  }
}

const point = ([x, y]) => `${x.toFixed(3)} ${y.toFixed(2)}`;
function line(knots) {
  const tangents = slopes(knots);
  return knots.slice(1).reduce((path, [x1, y1], i) => {
    const [x0, y0] = knots[i], third = (x1 - x0) / 3;
    return `${path}C${point([x0 + third, y0 + tangents[i] * third])} ${point([x1 - third, y1 - tangents[i + 1] * third])} ${point([x1, y1])}`;
  }, `M${point(knots[0])}`);
}

/* The paths through a row of feelings, broken where there is none. */
export function paths(feelings) {
  const runs = [[]];
  feelings.forEach((felt, i) => { if (felt === null) runs.push([]); else runs.at(-1).push([i + 0.5, height(felt)]); });
  return runs.filter((knots) => knots.length > 1).map(line);
}
