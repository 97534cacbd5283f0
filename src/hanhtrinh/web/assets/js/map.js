/* The map page. Without it the map can be read, asked for another period and printed. */
import { follow } from "./map-live.js";
import "./map-doors.js";
import "./map-lanes.js";
import "./map-edit.js";
import "./map-walk.js";

follow();
