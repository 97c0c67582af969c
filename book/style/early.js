// Before anything is drawn: what the reader has chosen, so that no page flashes.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    root.dataset.theme = localStorage.getItem("theme") || "";
    if (localStorage.getItem("fold")) root.classList.add("fold-long");
  } catch (e) { /* nothing is remembered here */ }
})();
