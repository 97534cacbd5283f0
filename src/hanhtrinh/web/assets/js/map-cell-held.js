/* Pieces of the server that wait: the cell they belong to is being typed in. */
const held = new Map();

/* Keeps a piece for later where somebody types, and says so; a newer piece of the same place takes its turn. */
export function later(place, take) {
  if (place.dataset?.typing === undefined) return false;
  held.set(place, take);
  return true;
}

/* Takes in what waited for a place. */
export function caughtUp(place) {
  const take = held.get(place);
  held.delete(place);
  if (take && place.isConnected) take();
}
