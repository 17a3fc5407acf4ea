"use strict";
"use strict";(()=>{})();
