/* The list of uploads looks again while something in it is still being worked on. */
"use strict";
if (document.querySelector("#result_list [data-busy]")) {
  setTimeout(() => window.location.reload(), 3000);
}
