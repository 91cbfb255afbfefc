// The page's own scripts, a module each. What is shown of documents and people was escaped by app/showing.

import "./asking.js";
import "./copying.js";
import "./evidence.js";
import "./pages.js";
import "./proposals.js";
import "./address.js";
import "./documents.js";
import "./adding.js";
import "./naming.js";
import "./printing.js";
import "./reconnecting.js";
import "./scrolling.js";
import "./sidebar.js";
import "./scope.js";
import "./collections.js";
