/* Pictures of steps and personas: viewed by everybody (behind this, when it is served, the drawing's own
   4-pictures.js), edited by those who may. */
import { sign } from "./make.js";
import "./map-pictures-edit.js";
import "./map-pictures-persona.js";

