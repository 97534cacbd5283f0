import { send } from "./message.js";
import { tell, told } from "./pages.js";
import { clear, leave, start } from "./queue.js";
import { forget, reset, save, visitor } from "./visitor.js";

const text = (value) => (/^str|^num/.test(typeof value) ? `${value}` : undefined);
const plain = (value) => (value && typeof value === "object" ? value : undefined);

// Another user on this device is another visitor.
const become = (user) => {
  if (visitor.u && visitor.u !== user) reset();
  visitor.u = user;
  save();
};

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

/** `identify(user, traits)` or `identify(traits)`. */
const identify = (user, traits) => {
  if (text(user)) become(text(user));
  send("identify", { traits: plain(traits) || plain(user) });
};

const group = (groupId, traits) => {
  if (text(groupId)) send("group", { groupId: text(groupId), traits: plain(traits) });
};

const alias = (user, previous) => {
  const previousId = text(previous) || visitor.u || visitor.a;
  if (!text(user)) return;
  visitor.u = text(user);
  save();
  send("alias", { previousId });
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
