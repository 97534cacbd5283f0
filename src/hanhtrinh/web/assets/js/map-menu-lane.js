/* What can be done with a lane. */
import { addLane } from "./map-arrange-add.js";
import { hideLane, nudgeLane, perform, removeLane, rename } from "./map-arrange-do.js";
import * as model from "./map-arrange-model.js";
import { typeName } from "./map-arrange-name.js";
import { rowsOf } from "./map-arrange-table.js";
import { word } from "./map-arrange-words.js";
import { chooseIcon } from "./map-icons.js";

export function renameLane(key) {
  if (key === "rivals") return;
  const place = rowsOf(key)[0].querySelector("th.lane");
  typeName(place, { value: model.nameOf("lanes", key), label: word("name_of_lane"), done: (name) => rename("lanes", key, name) });
}

export function laneItems(key) {
  const lane = model.laneAt(key), hidden = lane?.hidden, own = lane?.own, many = key === "rivals";
  const icon = () => chooseIcon(word("lane_icon"), model.choice("lanes", key, "icon"), (name) => perform([model.choose("lanes", key, "icon", name)], word("icon_set"), { focus: ["lanes", key] }));
  return [
    !many && { label: word("rename"), icon: "pencil", keys: "F2", aria: "F2", run: () => renameLane(key) },
    !many && { label: word("lane_icon"), icon: "image", run: icon },
    { label: word("add_lane_below"), icon: "plus", keys: "+", run: () => addLane(key) },
    "-",
    { label: word("up"), icon: "arrow-up", keys: "Alt ↑", aria: "Alt+ArrowUp", run: () => nudgeLane(key, -1) },
    { label: word("down"), icon: "arrow-down", keys: "Alt ↓", aria: "Alt+ArrowDown", run: () => nudgeLane(key, 1) },
    "-",
    { label: word(hidden ? "show_for_all" : "hide_for_all"), icon: hidden ? "eye" : "eye-off", note: hidden ? null : word("hide_note"), run: () => hideLane(key, !hidden) },
    own && { label: word("delete"), icon: "trash-2", keys: "Delete", aria: "Delete", danger: true, note: word("delete_lane_note"), run: () => removeLane(key) },
  ];
}
