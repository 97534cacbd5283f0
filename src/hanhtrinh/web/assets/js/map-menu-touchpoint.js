/* Which touchpoint a step is at, and by which channel it is met: one there is, or a new one. */
import { askName } from "./map-arrange-ask.js";
import { perform, setChoice } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { word } from "./map-arrange-words.js";
import { written } from "./map-queue.js";

const names = (keys) => (keys.length === 1 ? model.nameOf("steps", keys[0]) : word("steps_n", { n: keys.length }));

export function touchpointItems(keys) {
  const { touchpoints, channels } = written(), now = model.choice("steps", keys[0], "touchpoint");
  const set = (key, name) => setChoice("steps", keys, "touchpoint", key, word("touchpoint_set", { name, step: names(keys) }));
  const some = Object.entries(touchpoints).map(([key, { name, channel }]) => ({
    label: name || key, note: channels[channel]?.name, checked: key === now, run: () => set(key, name || key),
  }));
  const none = now ? { label: word("no_touchpoint"), icon: "x", run: () => set("", word("no_touchpoint")) } : null;
  return [{ label: word("new_touchpoint"), icon: "plus", run: () => newTouchpoint(keys) }, none, "-", ...some];
}

async function newTouchpoint(keys) {
  const name = await askName(word("new_touchpoint"), word("name_of_touchpoint"), keys.length === 1 ? model.nameOf("steps", keys[0]) : "");
  if (!name) return;
  const key = model.freshKey("touchpoints", name);
  const commands = [{ do: "add", thing: "touchpoints", key, name, after: null }, ...keys.map((step) => model.choose("steps", step, "touchpoint", key))];
  perform(commands, word("touchpoint_set", { name, step: names(keys) }), { focus: ["steps", keys[0]] });
}

/* The channel belongs to the touchpoint: it is set for every touchpoint of the steps. */
export function channelItems(keys) {
  const touchpoints = [...new Set(keys.map((key) => model.choice("steps", key, "touchpoint")).filter(Boolean))];
  const { channels } = written(), now = touchpoints.length === 1 ? model.choice("touchpoints", touchpoints[0], "channel") : null;
  const set = (key, name) => perform(touchpoints.map((one) => model.choose("touchpoints", one, "channel", key)), word("channel_set", { name, n: touchpoints.length }), { focus: ["steps", keys[0]] });
  const some = Object.entries(channels).map(([key, { name }]) => ({ label: name || key, checked: key === now, run: () => set(key, name || key), off: !touchpoints.length }));
  return [{ label: word("new_channel"), icon: "plus", run: () => newChannel(touchpoints, keys), off: !touchpoints.length }, touchpoints.length ? null : { label: word("no_touchpoint_yet"), icon: "circle-alert", off: true, run() {} }, "-", ...some];
}

async function newChannel(touchpoints, keys) {
  const name = await askName(word("new_channel"), word("name_of_channel"));
  if (!name) return;
  const key = model.freshKey("channels", name);
  const commands = [{ do: "add", thing: "channels", key, name, after: null }, ...touchpoints.map((one) => model.choose("touchpoints", one, "channel", key))];
  perform(commands, word("channel_set", { name, n: touchpoints.length }), { focus: ["steps", keys[0]] });
}
