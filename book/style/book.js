// Conveniences; the pages are complete without them. early.js has run before.
(function () {
  "use strict";

  var root = document.documentElement;
  var each = function (selector, todo) { document.querySelectorAll(selector).forEach(todo); };

  function remember(name, value) {
    try { localStorage.setItem(name, value); } catch (e) { /* not remembered, then */ }
  }

  // ---- what changed, for those who cannot see it ----

  var status = document.createElement("p");
  status.className = "status";
  status.setAttribute("role", "status");
  document.body.append(status);

  // ---- the theme: the system's, light or dark ----

  var themes = ["", "light", "dark"];
  var themeButton = document.querySelector("button.theme");

  function nameTheme() {
    themeButton.setAttribute("aria-label", "Theme: " + (root.dataset.theme || "as the system"));
  }

  themeButton.addEventListener("click", function () {
    var next = themes[(themes.indexOf(root.dataset.theme || "") + 1) % themes.length];
    root.dataset.theme = next;
    remember("theme", next);
    nameTheme();
  });
  nameTheme();

  // ---- boxes that scroll sideways can be reached and scrolled from the keyboard ----

  each("pre, .listing-code, .table, .drawn, math[display=block], .long-formula", function (box) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });

  // ---- copying code ----

  // The lines of a listing; of a session in the shell, the commands without their prompt.
  function codeBeside(button) {
    var command = button.closest(".command");
    var box = command || button.closest(".listing, .snippet");
    var text = Array.from(box.querySelectorAll("code"), function (code) {
      return code.textContent.replace(/\n$/, "");
    }).join("\n\n");
    if (!/^\$ /.test(text)) return text;
    return text.split("\n").filter(function (line) { return /^\$ /.test(line); })
      .map(function (line) { return line.slice(2); }).join("\n");
  }

  // Where there is no clipboard to write to, the old way.
  function copyByHand(text) {
    var area = document.createElement("textarea");
    area.value = text;
    area.className = "status";
    document.body.append(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject();
  }

  function copy(text) {
    if (!navigator.clipboard) return copyByHand(text);
    return navigator.clipboard.writeText(text).catch(function () { return copyByHand(text); });
  }

  function say(button, text) {
    button.textContent = text;
    status.textContent = text;
    setTimeout(function () { button.textContent = "Copy"; status.textContent = ""; }, 1500);
  }

  each("button.copy", function (button) {
    button.addEventListener("click", function () {
      copy(codeBeside(button)).then(function () { say(button, "Copied"); },
                                    function () { say(button, "Not copied"); });
    });
  });

  // ---- folding long listings ----

  function isFolded(listing) {
    if (listing.classList.contains("unfolded")) return false;
    return listing.classList.contains("folded") || root.classList.contains("fold-long");
  }

  function setFolded(listing, folded) {
    listing.classList.toggle("folded", folded);
    listing.classList.toggle("unfolded", !folded);
    showFold(listing);
  }

  function showFold(listing) {
    var button = listing.querySelector("button.fold"), folded = isFolded(listing);
    button.textContent = folded ? "Unfold" : "Fold";
    button.setAttribute("aria-expanded", String(!folded));
  }

  each(".listing.long", function (listing) {
    showFold(listing);
    listing.querySelector("button.fold").addEventListener("click", function () {
      setFolded(listing, !isFolded(listing));
    });
    listing.querySelector("button.unfold").addEventListener("click", function () {
      setFolded(listing, false);
      listing.querySelector("button.fold").focus();
    });
    // What is tabbed to inside a folded listing would be out of sight.
    listing.querySelector(".listing-code").addEventListener("focusin", function (event) {
      if (event.target !== event.currentTarget) setFolded(listing, false);
    });
  });

  var foldAll = document.querySelector("button.fold-all");

  function showFoldAll() {
    foldAll.setAttribute("aria-pressed", String(root.classList.contains("fold-long")));
  }

  if (foldAll) {
    foldAll.addEventListener("click", function () {
      var on = root.classList.toggle("fold-long");
      remember("fold", on ? "long" : "");
      each(".listing.long", function (listing) {
        listing.classList.remove("folded", "unfolded");
        showFold(listing);
      });
      showFoldAll();
    });
    showFoldAll();
  }

  // ---- a link leads into a folded listing ----

  function target() {
    try { return document.getElementById(decodeURIComponent(location.hash.slice(1))); }
    catch (e) { return null; }
  }

  function unfoldTarget() {
    var found = target(), listing = found && found.closest(".listing.long");
    if (listing && isFolded(listing)) {
      setFolded(listing, false);
      found.scrollIntoView();
    }
  }

  addEventListener("hashchange", unfoldTarget);
  unfoldTarget();

  // ---- the contents: a panel on narrow screens, and the section that is being read ----

  var menu = document.querySelector("button.menu");
  var contents = document.getElementById("contents");

  function openContents(open) {
    contents.classList.toggle("open", open);
    menu.setAttribute("aria-expanded", String(open));
  }

  if (menu) {
    menu.addEventListener("click", function () {
      openContents(!contents.classList.contains("open"));
    });
    contents.addEventListener("click", function (event) {
      if (event.target.closest("a")) openContents(false);
    });
    addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !contents.classList.contains("open")) return;
      openContents(false);
      menu.focus();
    });
    addEventListener("pointerdown", function (event) {
      if (!event.target.closest(".contents, .menu")) openContents(false);
    });
  }

  var links = Array.from(document.querySelectorAll(".contents li.current ol a"));
  var sections = links.map(function (link) {
    return document.getElementById(decodeURIComponent(link.hash.slice(1)));
  });
  var marked = null;

  // Scrolls the contents alone; scrollIntoView would move the page with them.
  function keepInSight(link) {
    var box = contents.getBoundingClientRect(), place = link.getBoundingClientRect();
    if (place.top < box.top + 60) contents.scrollTop += place.top - box.top - 60;
    else if (place.bottom > box.bottom - 60) contents.scrollTop += place.bottom - box.bottom + 60;
  }

  function followScroll() {
    var at = null;
    var atEnd = scrollY + innerHeight >= root.scrollHeight - 2;
    sections.forEach(function (section, i) {
      if (section && (atEnd && scrollY > 0 || section.getBoundingClientRect().top < innerHeight / 3)) at = links[i];
    });
    if (at === marked) return;
    if (marked) marked.removeAttribute("aria-current");
    marked = at;
    if (!at) return;
    at.setAttribute("aria-current", "true");
    keepInSight(at);
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
