/* The words of arranging in the page's language, and the icons there are to choose from. */
const block = document.getElementById("arrange-words");
const { words = {}, icons = [], sprite = "" } = block ? JSON.parse(block.textContent) : {};

export { icons, sprite };
/* A word of the catalogue with its places filled: `word("moved", { name })`. */
export const word = (key, params = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => params[name] ?? all);
