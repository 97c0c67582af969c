// What the figures that move share: finding their controls, charts in the page's own units,
// pictures made of pixels, a pad to draw a digit on, and the book's C as WebAssembly.
//
//     play.figure("learning-rate", function (room) { ... });
//
// `room` is the figure's. Its controls and outputs are in play/NAME.html, each with a name:
// room.part("rate"). Whatever goes wrong, the still picture comes back.
var play = { data: {} };

(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";

  // --- a figure ---------------------------------------------------------------------------

  function Room(name, element) {
    this.name = name;
    this.element = element;
    this.data = play.data[name] || {};
    this.drawn = [];
  }

  Room.prototype.part = function (name) {
    var found = this.element.querySelector("[data-play='" + name + "']");
    if (!found) throw new Error("the figure " + this.name + " has no part " + name);
    return found;
  };

  Room.prototype.say = function (name, text) {
    this.part(name).textContent = text;
  };

  // A slider: room.slider("rate", i => "0.1", redraw) says what its position means beside it,
  // and to a screen reader; returns how to ask for the position.
  Room.prototype.slider = function (name, meaning, changed) {
    var input = this.part(name), output = this.element.querySelector("output[for='" + input.id + "']");
    function show() {
      var text = meaning(Number(input.value));
      output.textContent = text;
      input.setAttribute("aria-valuetext", text);
    }
    input.addEventListener("input", function () { show(); changed(); });
    show();
    return function () { return Number(input.value); };
  };

  Room.prototype.choice = function (name, changed) {
    var select = this.part(name);
    select.addEventListener("change", changed);
    return function () { return select.value; };
  };

  Room.prototype.button = function (name, pressed) {
    this.part(name).addEventListener("click", pressed);
  };

  // Draws now, and again whenever the size or the theme has changed.
  Room.prototype.draw = function (how) {
    this.drawn.push(how);
    how();
  };

  Room.prototype.redraw = function () {
    if (this.element.querySelector(".play-live").clientWidth === 0) return; // not shown: on paper
    this.drawn.forEach(function (how) { how(); });
  };

  // What a colour of the style sheet is now, as [red, green, blue].
  Room.prototype.colour = function (value) {
    var probe = document.createElement("span");
    probe.style.color = value;
    this.element.appendChild(probe);
    var rgb = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
    probe.remove();
    return rgb;
  };

  function watch(room) {
    var waiting = false, width = room.element.clientWidth;
    function later() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(function () { waiting = false; room.redraw(); });
    }
    new ResizeObserver(function () {
      if (room.element.clientWidth === width) return;
      width = room.element.clientWidth;
      later();
    }).observe(room.element);
    new MutationObserver(later).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", later);
  }

  play.figure = function (name, start) {
    var element = document.getElementById("fig-" + name);
    if (!element) return;
    var room = new Room(name, element);
    Promise.resolve().then(function () { return start(room); }).then(function () {
      element.classList.add("play-ready");
      watch(room);
    }).catch(function (reason) {
      element.classList.add("play-failed");
      console.warn("the figure " + name + " stays still: " + reason);
    });
  };

  // --- numbers ----------------------------------------------------------------------------

  play.bytes = function (base64) {
    return Uint8Array.from(atob(base64), function (c) { return c.charCodeAt(0); });
  };

  // The tensors of a weight file: {name: Float32Array}.
  play.tensors = function (base64) {
    var bytes = play.bytes(base64), length = new DataView(bytes.buffer).getUint32(0, true);
    var header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))), found = {};
    Object.keys(header).forEach(function (name) {
      if (name === "__metadata__") return;
      var place = header[name].data_offsets;
      found[name] = new Float32Array(bytes.slice(8 + length + place[0], 8 + length + place[1]).buffer);
    });
    return found;
  };

  // The book's C. `code.floats(address, n)` and `code.doubles` look at its memory as it is now.
  play.code = function (base64) {
    return WebAssembly.compile(play.bytes(base64)).then(function (module) {
      var imports = {};
      WebAssembly.Module.imports(module).forEach(function (wanted) {
        imports[wanted.module] = imports[wanted.module] || {};
        imports[wanted.module][wanted.name] = function () {
          throw new Error(wanted.name + " was called");
        };
      });
      return WebAssembly.instantiate(module, imports);
    }).then(function (instance) {
      var code = Object.assign({}, instance.exports);
      code._initialize();
      code.floats = function (at, n) { return new Float32Array(code.memory.buffer, at, n); };
      code.doubles = function (at, n) { return new Float64Array(code.memory.buffer, at, n); };
      code.text = function (at) {
        var bytes = new Uint8Array(code.memory.buffer, at), end = bytes.indexOf(0);
        return new TextDecoder().decode(bytes.slice(0, end));
      };
      return code;
    });
  };

  // --- charts -----------------------------------------------------------------------------

  function add(parent, tag, attributes, text) {
    var element = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text !== undefined) element.textContent = text;
    parent.appendChild(element);
    return element;
  }

  // A chart in an <svg>, in pixels of the page: text keeps its size on any screen.
  //     axis: {from, to, ticks: [numbers], label, text: number => string, log: true}
  // The text of an upright axis is one line, that of the other may have several.
  play.chart = function (svg, x, y, margins) {
    var width = svg.clientWidth, height = svg.clientHeight;
    var room = Object.assign({ left: 46, right: 10, top: 24, bottom: 42 }, margins);
    svg.setAttribute("viewBox", "0 0 " + width + " " + height);
    svg.textContent = "";

    function scale(axis, low, high) {
      var of = axis.log ? Math.log : function (v) { return v; };
      return function (v) {
        return low + (of(v) - of(axis.from)) / (of(axis.to) - of(axis.from)) * (high - low);
      };
    }
    var chart = { svg: svg, x: scale(x, room.left, width - room.right),
                  y: scale(y, height - room.bottom, room.top) };
    var text = function (axis, v) { return axis.text ? axis.text(v) : String(v); };

    (y.ticks || []).forEach(function (v) {
      add(svg, "line", { class: "thin faint", x1: room.left, x2: width - room.right, y1: chart.y(v), y2: chart.y(v) });
      add(svg, "text", { x: room.left - 6, y: chart.y(v) + 4, "text-anchor": "end" }, text(y, v));
    });
    (x.ticks || []).forEach(function (v) {
      add(svg, "line", { class: "thin", x1: chart.x(v), x2: chart.x(v), y1: height - room.bottom, y2: height - room.bottom + 4 });
      text(x, v).split("\n").forEach(function (line, i) {
        add(svg, "text", { x: chart.x(v), y: height - room.bottom + 18 + 15 * i, "text-anchor": "middle" }, line);
      });
    });
    add(svg, "line", { class: "thin", x1: room.left, x2: width - room.right, y1: height - room.bottom, y2: height - room.bottom });
    if (x.label) add(svg, "text", { x: (room.left + width - room.right) / 2, y: height - 6, "text-anchor": "middle" }, x.label);
    if (y.label) add(svg, "text", { x: 0, y: 12 }, y.label);

    // Curves leave a chart at its edge.
    var clip = add(add(svg, "defs", {}), "clipPath", { id: svg.id + "-clip" });
    add(clip, "rect", { x: room.left, y: room.top - 2, width: width - room.left - room.right, height: height - room.top - room.bottom + 4 });
    var inside = add(svg, "g", { "clip-path": "url(#" + svg.id + "-clip)" });

    chart.line = function (xs, ys, kind) {
      var points = xs.map(function (v, i) { return chart.x(v).toFixed(1) + "," + chart.y(ys[i]).toFixed(1); });
      return add(inside, "polyline", { class: kind, points: points.join(" ") });
    };
    chart.rule = function (v, kind) { // upright
      return add(inside, "line", { class: kind, x1: chart.x(v), x2: chart.x(v), y1: room.top, y2: height - room.bottom });
    };
    chart.level = function (v, kind) {
      return add(inside, "line", { class: kind, x1: room.left, x2: width - room.right, y1: chart.y(v), y2: chart.y(v) });
    };
    chart.bar = function (from, to, v, kind) {
      var top = chart.y(v);
      return add(inside, "rect", { class: kind, x: chart.x(from), width: Math.max(chart.x(to) - chart.x(from), 0.5),
                                   y: top, height: Math.max(height - room.bottom - top, 0) });
    };
    // A mark: f2 is a square, f3 a triangle, all others are round.
    chart.dot = function (a, b, kind, radius) {
      var cx = chart.x(a), cy = chart.y(b), r = radius || 4;
      if (kind === "f2") return add(inside, "rect", { class: kind, x: cx - r, y: cy - r, width: 2 * r, height: 2 * r });
      if (kind === "f3") return add(inside, "path", { class: kind, d: "M" + cx + " " + (cy - 1.2 * r) + "l" + 1.2 * r + " " + 2 * r + "h" + -2.4 * r + "z" });
      return add(inside, "circle", { class: kind, cx: cx, cy: cy, r: r });
    };
    chart.span = function (a, low, high, kind) {
      return add(inside, "line", { class: kind, x1: chart.x(a), x2: chart.x(a), y1: chart.y(low), y2: chart.y(high) });
    };
    chart.note = function (a, b, text, kind, anchor) {
      return add(svg, "text", { class: kind || "", x: chart.x(a), y: chart.y(b), "text-anchor": anchor || "start" }, text);
    };
    return chart;
  };

  play.percent = function (share) {
    return (100 * share).toFixed(share > 0.9995 ? 0 : 1) + " %";
  };

  // Shows ten shares as bars; returns which is the largest.
  play.bars = function (rows, shares) {
    var best = play.largest(shares);
    Array.from(rows.children, function (row, i) {
      row.querySelector("i").style.width = (100 * shares[i]).toFixed(1) + "%";
      row.lastElementChild.textContent = play.percent(shares[i]);
      row.className = i === best ? "play-best" : "";
    });
    return best;
  };

  play.largest = function (numbers) {
    var best = 0;
    for (var i = 1; i < numbers.length; i++) if (numbers[i] > numbers[best]) best = i;
    return best;
  };

  // --- pictures made of pixels ------------------------------------------------------------

  // numbers (rows x columns) into a canvas: shade(number) is [colour, strength from 0 to 1].
  play.picture = function (canvas, numbers, columns, shade) {
    var rows = numbers.length / columns, image = new ImageData(columns, rows);
    canvas.width = columns;
    canvas.height = rows;
    for (var i = 0; i < numbers.length; i++) {
      var shaded = shade(numbers[i]);
      image.data.set(shaded[0], 4 * i);
      image.data[4 * i + 3] = Math.round(255 * Math.min(shaded[1], 1));
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  };

  // --- a pad to draw a digit on -----------------------------------------------------------

  var SIDE = 28;

  // The smallest box that holds all ink: [left, top, width, height], or null for blank paper.
  function box(ink) {
    var left = SIDE, top = SIDE, right = -1, bottom = -1;
    ink.forEach(function (v, i) {
      if (v < 0.05) return;
      left = Math.min(left, i % SIDE);
      right = Math.max(right, i % SIDE);
      top = Math.min(top, Math.floor(i / SIDE));
      bottom = Math.max(bottom, Math.floor(i / SIDE));
    });
    return right < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
  }

  // How far the ink's centre of mass is from the middle, in whole pixels: [right, down].
  function offset(ink) {
    var sum = 0, x = 0, y = 0;
    ink.forEach(function (v, i) {
      sum += v;
      x += v * (i % SIDE);
      y += v * Math.floor(i / SIDE);
    });
    return [Math.round(x / sum - (SIDE - 1) / 2), Math.round(y / sum - (SIDE - 1) / 2)];
  }

  // What MNIST's makers did with what people wrote: the longer side becomes 20 pixels, the
  // centre of mass moves to the middle.
  play.prepared = function (ink) {
    var from = box(ink);
    if (!from) return ink.slice();
    var paper = document.createElement("canvas"), sheet = document.createElement("canvas");
    play.picture(paper, ink, SIDE, function (v) { return [[0, 0, 0], v]; });
    sheet.width = sheet.height = SIDE;
    var by = 20 / Math.max(from[2], from[3]), context = sheet.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(paper, from[0], from[1], from[2], from[3], (SIDE - by * from[2]) / 2,
                      (SIDE - by * from[3]) / 2, by * from[2], by * from[3]);
    var pixels = context.getImageData(0, 0, SIDE, SIDE).data;
    var scaled = ink.map(function (_, i) { return pixels[4 * i + 3] / 255; }), off = offset(scaled);
    return scaled.map(function (_, i) {
      var x = i % SIDE + off[0], y = Math.floor(i / SIDE) + off[1];
      return x >= 0 && x < SIDE && y >= 0 && y < SIDE ? scaled[y * SIDE + x] : 0;
    });
  };

  // The pad is a canvas that takes the pointer, and the keyboard: arrows move a pen, Space puts
  // it down and lifts it, Delete wipes the paper. `changed` is called with the ink, 784 numbers
  // from 0 to 1, and whether it was drawn here. Returns {set, clear}.
  play.pad = function (room, canvas, changed) {
    var ink = new Array(SIDE * SIDE).fill(0), pen = { x: SIDE / 2, y: SIDE / 2, down: false };
    var last = null, waiting = false;

    function paint() {
      var colour = room.colour("var(--ink)");
      play.picture(canvas, ink, SIDE, function (v) { return [colour, v]; });
      if (document.activeElement !== canvas || last) return;
      var context = canvas.getContext("2d");
      context.fillStyle = "rgb(" + room.colour(pen.down ? "var(--series-2)" : "var(--series-1)") + ")";
      context.fillRect(Math.floor(pen.x), Math.floor(pen.y), 1, 1);
    }
    function tell() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(function () { waiting = false; paint(); changed(ink, !fresh); });
    }
    // A round pen about two pixels wide, grey at its rim.
    function dab(x, y) {
      for (var i = Math.max(0, Math.floor(y) - 2); i <= Math.min(SIDE - 1, Math.floor(y) + 2); i++)
        for (var j = Math.max(0, Math.floor(x) - 2); j <= Math.min(SIDE - 1, Math.floor(x) + 2); j++) {
          var far = Math.hypot(i + 0.5 - y, j + 0.5 - x), dark = Math.max(0, Math.min(1, 1.75 - far));
          ink[i * SIDE + j] = Math.max(ink[i * SIDE + j], dark);
        }
    }
    function stroke(to) {
      var from = last || to, steps = Math.max(1, Math.ceil(2 * Math.hypot(to.x - from.x, to.y - from.y)));
      for (var k = 1; k <= steps; k++)
        dab(from.x + (to.x - from.x) * k / steps, from.y + (to.y - from.y) * k / steps);
      last = to;
      tell();
    }
    function at(event) {
      var box = canvas.getBoundingClientRect();
      return { x: (event.clientX - box.left) / box.width * SIDE, y: (event.clientY - box.top) / box.height * SIDE };
    }
    var fresh = false; // whether what is there is an example, which drawing replaces
    function wipe() {
      ink.fill(0);
      fresh = false;
    }
    canvas.addEventListener("pointerdown", function (event) {
      if (fresh) wipe();
      canvas.setPointerCapture(event.pointerId);
      stroke(at(event));
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", function (event) {
      if (last) stroke(at(event));
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      canvas.addEventListener(name, function () { last = null; });
    });
    var moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    canvas.addEventListener("keydown", function (event) {
      var move = moves[event.key];
      if (move) {
        pen.x = Math.min(SIDE - 1, Math.max(0, pen.x + move[0]));
        pen.y = Math.min(SIDE - 1, Math.max(0, pen.y + move[1]));
      } else if (event.key === " ") {
        pen.down = !pen.down;
        if (pen.down && fresh) wipe();
      } else if (event.key === "Delete" || event.key === "Backspace") {
        wipe();
      } else {
        return;
      }
      if (pen.down) dab(pen.x + 0.5, pen.y + 0.5);
      event.preventDefault();
      tell();
    });
    canvas.addEventListener("focus", tell);
    canvas.addEventListener("blur", function () { pen.down = false; tell(); });
    room.draw(paint);
    return {
      set: function (numbers) { ink = Array.from(numbers); fresh = true; paint(); changed(ink, false); },
      clear: function () { wipe(); paint(); changed(ink, true); }
    };
  };

  // The bundled digits, one of each, as numbers from 0 to 1.
  play.digit = function (room, digit) {
    var bytes = play.bytes(room.data.digits).subarray(digit * SIDE * SIDE, (digit + 1) * SIDE * SIDE);
    return Array.from(bytes, function (v) { return v / 255; });
  };
})();
