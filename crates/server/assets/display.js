// The customer's display only listens.

import "./live.js";
