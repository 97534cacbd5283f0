/* The map page. Without it the map can be read, asked for another period and printed. */
import { follow } from "./map-live.js";
import "./map-doors.js";
import "./map-lanes.js";
import "./map-edit.js";
import "./map-arrange.js";
import "./map-walk.js";
import "./downloads.js";
import "./map-comments.js";
import "./map-pictures.js";
import "./map-rules.js";
import "./map-truth.js";
import "./map-plan.js";
import "./map-priorities.js";
import "./map-cases.js";

follow();
