/* Doors of a shared map: what stands behind a number comes with the page. Behind this, when it is served, stands the
   drawing's own script (draw/assets/js/2-doors.js). */
import { make, sign } from "./make.js";

let doorsOfPage;
const data = () => (doorsOfPage ??= JSON.parse(document.getElementById("share-doors").textContent));

