// Chapter 5: real weights on a grid of few bits, by the book's quantizers.
// needs: small_network.safetensors small_network_bits.csv
play.figure("bits", function (room) {
  "use strict";
  var COLUMNS = ["report", "rounded", "symmetric", "asymmetric", "q_format"]; // by the select's value
  var BINS = 81;

  return play.code(room.data.code).then(function (code) {
    var table = room.data["small_network_bits.csv"];
    var weights = play.tensors(room.data["small_network.safetensors"])["layers.0.weight"];
    var canvases = Array.from(room.part("units").children);
    var bits = room.slider("bits", String, draw), scheme = room.choice("scheme", draw);
    var low = Math.min.apply(null, weights), high = Math.max.apply(null, weights);
    var width = (high - low) / BINS, counts = new Array(BINS).fill(0);
    code.floats(code.bits_weights(weights.length), weights.length).set(weights);
    weights.forEach(function (w) { counts[Math.min(BINS - 1, Math.floor((w - low) / width))]++; });

    function units(rounded) {
      var positive = room.colour("var(--series-1)"), negative = room.colour("var(--series-2)");
      var most = rounded.reduce(function (m, w) { return Math.max(m, Math.abs(w)); }, 0) || 1;
      canvases.forEach(function (canvas, i) {
        play.picture(canvas, rounded.slice(784 * i, 784 * (i + 1)), 28, function (w) {
          return [w > 0 ? positive : negative, Math.sqrt(Math.abs(w) / most)];
        });
      });
    }
    function marks(chart) { // a mark for each number of the grid that lies in the picture
      var scale = code.bits_scale(), first = code.bits_low(), last = code.bits_high();
      for (var k = 0; first + k * scale <= last + scale / 2; k++) {
        var v = first + k * scale;
        if (v >= low - width && v <= high + width) chart.rule(v, "thin s2");
      }
    }
    function draw() {
      var rounded = code.floats(code.bits_round(Number(scheme()), bits()), weights.length).slice();
      var most = Math.max.apply(null, counts), squares = 0, zeros = 0;
      rounded.forEach(function (w, i) {
        squares += (w - weights[i]) * (w - weights[i]);
        zeros += w === 0;
      });
      var chart = play.chart(room.part("chart"),
        { from: low - width, to: high + width, ticks: [-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1].filter(function (t) { return t > low && t < high; }),
          label: "weight; upright, the marks of the grid" },
        { from: 0, to: 1.05 * most, ticks: [], label: "how many weights" }, { left: 10 });
      counts.forEach(function (n, i) { chart.bar(low + i * width, low + (i + 1) * width, n, "f1 tint"); });
      marks(chart);
      units(rounded);
      var row = table.bits.indexOf(bits());
      room.say("says", "Step " + code.bits_scale().toFixed(4) + "; error " + Math.sqrt(squares / weights.length).toFixed(4) +
        " (root of the mean square); " + (100 * zeros / weights.length).toFixed(1) + " % of the weights become 0. All weights on this grid, the network is right on " +
        table[COLUMNS[scheme()]][row].toFixed(2) + " % of the test images.");
    }
    room.draw(draw);
  });
});
