import { send } from "./message.js";
import { tell, told } from "./pages.js";
import { clear, leave, start } from "./queue.js";
import { forget, reset, save, visitor } from "./visitor.js";

const text = (value) => (/^str|^num/.test(typeof value) ? `${value}` : undefined);
const plain = (value) => (Object(value) === value ? value : undefined);

const track = (event, properties) => {
  if (text(event)) send("track", { event: text(event), properties: plain(properties) });
};

/** `page()`, `page(properties)`, `page(name, properties)`, `page(category, name, properties)`. */
const page = (...given) => {
  const names = given.filter(text);
  const properties = given.find(plain);
  const category = names.length > 1 ? names.shift() : undefined;
  if (names.length || properties || !told()) tell({ category, name: names[0] }, properties);
};

/** `identify(user, traits, {userHash})` or `identify(traits)`; the hash is what your server proves the user by. */
const identify = (user, traits, { userHash } = 0) => {
  const name = text(user);
  if (name) {
    if (visitor.u && visitor.u !== name) reset(); // another user on this device is another visitor
    visitor.u = name;
    visitor.h = userHash;
    save();
  }
  send("identify", { traits: plain(traits) || plain(user) });
};

const group = (groupId, traits) => {
  if (text(groupId)) send("group", { groupId: text(groupId), traits: plain(traits) });
};

const alias = (user, previous) => {
  const previousId = text(previous) || visitor.u || visitor.a;
  const name = text(user);
  if (name) {
    visitor.u = name;
    save();
    send("alias", { previousId });
  }
};

/** `consent(true)`, `consent(false)` or `consent({analytics: true, marketing: false})`. */
const consent = (choice) => {
  const categories = plain(choice) || { analytics: choice === true };
  if (categories.analytics) {
    visitor.c = categories;
    save();
    return start();
  }
  // Whoever agreed before and does not any more is told to the server as the last thing.
  const withdrawn = visitor.c;
  if (withdrawn) {
    visitor.c = categories;
    send("identify", {});
    leave();
  }
  clear();
  forget();
};

export const methods = { track, page, identify, group, alias, reset, consent };
