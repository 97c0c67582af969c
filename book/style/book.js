// Three conveniences; the pages are complete without them.
(function () {
  "use strict";

  // The switch between the system's theme, light and dark, remembered.
  var themes = ["", "light", "dark"];
  var names = { "": "auto", light: "light", dark: "dark" };
  var root = document.documentElement;
  var button = document.querySelector("button.theme");

  function showTheme() {
    var theme = root.dataset.theme || "";
    button.textContent = "Theme: " + names[theme];
  }

  function nextTheme() {
    var next = themes[(themes.indexOf(root.dataset.theme || "") + 1) % themes.length];
    root.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch (e) { /* not remembered, then */ }
    showTheme();
  }

  button.hidden = false;
  button.addEventListener("click", nextTheme);
  showTheme();

  // Boxes that scroll sideways can be reached and scrolled from the keyboard.
  document.querySelectorAll("pre, .table, math[display=block], .math.display").forEach(function (box) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });

  // The contents mark the section that is being read.
  var links = document.querySelectorAll(".contents li.current ol a");
  var sections = Array.prototype.map.call(links, function (link) {
    return document.getElementById(decodeURIComponent(link.hash.slice(1)));
  });

  function followScroll() {
    var at = -1;
    sections.forEach(function (section, i) {
      if (section && section.getBoundingClientRect().top < innerHeight / 3) at = i;
    });
    links.forEach(function (link, i) {
      if (i === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }

  if (links.length > 0) {
    var waiting = false;
    addEventListener("scroll", function () {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(function () { waiting = false; followScroll(); });
    }, { passive: true });
    followScroll();
  }
})();
