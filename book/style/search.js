// The search: the whole text, without a network. The index (search-index.js, made by
// tools/search.py) is loaded when the search is first opened.
(function () {
  "use strict";

  var LIMIT = 30; // results shown
  var AROUND = 70; // characters of text on either side of what was found
  var home = document.documentElement.dataset.root || "";
  var opener = document.querySelector("button.search");
  var dialog, input, list, status, entries = null, usualLength, loading = false;

  function element(tag, attributes, parent) {
    var made = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    if (parent) parent.append(made);
    return made;
  }

  function build() {
    dialog = element("dialog", { class: "search", "aria-label": "Search the book" }, document.body);
    var bar = element("div", { class: "search-bar", role: "search" }, dialog);
    input = element("input", { type: "search", id: "search-words", autocomplete: "off", spellcheck: "false",
                               "aria-label": "Words to search for", placeholder: "Words, or a name in the code" }, bar);
    var close = element("button", { type: "button" }, bar);
    close.textContent = "Close";
    status = element("p", { class: "search-status", role: "status" }, dialog);
    list = element("ol", { class: "found" }, dialog);
    close.addEventListener("click", shut);
    input.addEventListener("input", search);
    dialog.addEventListener("keydown", move);
    dialog.addEventListener("click", function (event) {
      // A click beside the dialog's content is one on the dialog itself; a link may stay here.
      if (event.target === dialog || event.target.closest("a")) shut();
    });
  }

  // The focus goes at once; left to the browser, the next key might still go to the field.
  function shut() {
    dialog.close();
    if (dialog.contains(document.activeElement)) document.activeElement.blur();
  }

  function load() {
    if (entries || loading) return;
    loading = true;
    status.textContent = "Loading the index…";
    var script = element("script", { src: home + "search-index.js" });
    script.addEventListener("load", function () {
      var index = window.bookIndex;
      entries = index.entries.map(function (row) {
        return { page: index.pages[row[0]], id: row[1], kind: row[2], title: row[3], text: row[4],
                 lowTitle: row[3].toLowerCase(), low: row[4].toLowerCase() };
      });
      usualLength = entries.reduce(function (sum, entry) { return sum + entry.text.length; }, 0) / entries.length;
      search();
    });
    script.addEventListener("error", function () {
      loading = false;
      status.textContent = "The index (search-index.js) is missing beside the pages.";
    });
    document.head.append(script);
  }

  function open() {
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
    load();
  }

  // ---- finding ----

  function escaped(word) { return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"); }

  // A word is found where a word of the text, or of a name with underscores, starts with it.
  function patterns(query) {
    return query.toLowerCase().split(/[\s,;]+/).filter(Boolean).map(function (word) {
      return new RegExp((/^[a-z0-9]/.test(word) ? "(?<![a-z0-9])" : "") + escaped(word), "g");
    });
  }

  function count(text, pattern) {
    var found = text.match(pattern);
    return found ? found.length : 0;
  }

  // How much `n` finds in a text say, as BM25 has it: less and less for each more, and less in a
  // long text. At most 2.2.
  function weight(n, length) {
    return n * 2.2 / (n + 1.2 * (0.25 + 0.75 * length / usualLength));
  }

  function score(entry, words, query) {
    var sum = 0;
    for (var i = 0; i < words.length; i++) {
      var inTitle = count(entry.lowTitle, words[i]);
      var inText = entry.kind === "name" ? 0 : count(entry.low, words[i]);
      if (inTitle + inText === 0) return 0;
      sum += (inTitle ? (entry.kind === "name" ? 8 : 20) : 0) + 10 * weight(inText, entry.text.length);
    }
    if (entry.low.includes(query)) sum += 10;
    if (entry.lowTitle === query) sum += 100;
    return entry.kind === "code" ? sum / 2 : sum;
  }

  function found(query) {
    var words = patterns(query), low = query.trim().toLowerCase();
    return entries.map(function (entry) { return { entry: entry, score: score(entry, words, low) }; })
      .filter(function (hit) { return hit.score > 0; })
      .sort(function (a, b) { return b.score - a.score; });
  }

  // ---- showing ----

  // The text with what was found in <mark>.
  function marked(text, words, parent) {
    var low = text.toLowerCase(), at = 0, spans = [];
    words.forEach(function (word) {
      for (var hit of low.matchAll(word)) spans.push([hit.index, hit.index + hit[0].length]);
    });
    spans.sort(function (a, b) { return a[0] - b[0]; }).forEach(function (span) {
      if (span[0] < at) return;
      parent.append(text.slice(at, span[0]));
      element("mark", {}, parent).textContent = text.slice(span[0], span[1]);
      at = span[1];
    });
    parent.append(text.slice(at));
  }

  function excerpt(entry, words) {
    var at = -1;
    words.forEach(function (word) {
      var here = entry.low.search(word);
      if (here >= 0 && (at < 0 || here < at)) at = here;
    });
    if (at < 0) at = 0;
    var from = Math.max(0, at - AROUND), to = Math.min(entry.text.length, at + 2 * AROUND);
    if (from > 0) from = entry.text.indexOf(" ", from) + 1 || from;
    return (from > 0 ? "… " : "") + entry.text.slice(from, to) + (to < entry.text.length ? " …" : "");
  }

  function show(hit, words) {
    var entry = hit.entry;
    var link = element("a", { href: home + entry.page[0] + (entry.id ? "#" + encodeURIComponent(entry.id) : ""),
                              class: entry.kind || "prose" }, element("li", {}, list));
    var title = element("span", { class: "title" }, link);
    marked(entry.title || entry.page[1], words, title);
    var place = entry.kind === "name" ? entry.text + " · " + entry.page[1] : entry.page[1];
    if (entry.title !== place) element("span", { class: "where" }, link).textContent = place;
    if (entry.kind !== "name" && entry.text) marked(excerpt(entry, words), words, element("span", { class: "excerpt" }, link));
  }

  function search() {
    if (!entries) return;
    list.textContent = "";
    var query = input.value;
    var hits = query.trim() ? found(query) : [], words = patterns(query);
    hits.slice(0, LIMIT).forEach(function (hit) { show(hit, words); });
    status.textContent = !query.trim() ? "" : hits.length === 0 ? "Nothing found."
      : hits.length > LIMIT ? "The best " + LIMIT + " of " + hits.length + " places."
      : hits.length === 1 ? "1 place." : hits.length + " places.";
    list.scrollTop = 0;
  }

  // ---- the keyboard: / opens, arrows move, Enter follows ----

  function move(event) {
    var links = Array.from(list.querySelectorAll("a")), at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && links.length > 0) {
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (links[at - 1] || input).focus();
    } else if (event.key === "Enter" && at < 0 && document.activeElement === input && links.length > 0) {
      links[0].click();
    } else if (event.key === "Escape") {
      shut(); // where the browser would only empty the field
    } else {
      return;
    }
    event.preventDefault();
  }

  function isTyping(target) {
    return target.closest && target.closest("input, textarea, select, [contenteditable]");
  }

  opener.addEventListener("click", open);
  addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    open();
  });
})();
