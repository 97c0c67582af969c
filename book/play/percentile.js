// Chapter 4: a percentile, found by the book's C, and what falls below it.
// needs: small_network.safetensors small_network.json small_network_pruned.csv
play.figure("percentile", function (room) {
  "use strict";
  return play.code(room.data.code).then(function (code) {
    var table = room.data["small_network_pruned.csv"], about = room.data["small_network.json"];
    var weights = play.tensors(room.data["small_network.safetensors"])["layers.0.weight"];
    var canvases = Array.from(room.part("units").children);
    var share = room.slider("share", function (p) { return p + " %"; }, draw);
    code.floats(code.percentile_weights(weights.length), weights.length).set(weights);
    var largest = code.percentile_of_sizes(99.5);

    function units(threshold) {
      var positive = room.colour("var(--series-1)"), negative = room.colour("var(--series-2)");
      canvases.forEach(function (canvas, i) {
        play.picture(canvas, weights.slice(784 * i, 784 * (i + 1)), 28, function (w) {
          var kept = share() === 0 || Math.abs(w) > threshold;
          return [w > 0 ? positive : negative, kept ? 0.15 + 0.85 * Math.abs(w) / largest : 0];
        });
      });
    }
    function draw() {
      var threshold = code.percentile_of_sizes(share()), row = table.percent.indexOf(share());
      var zeros = share() === 0 ? 0 : weights.filter(function (w) { return Math.abs(w) <= threshold; }).length;
      units(threshold);
      var chart = play.chart(room.part("chart"),
        { from: 0, to: 100, ticks: [0, 20, 40, 60, 80, 100], label: "weights pruned (%)" },
        { from: 0, to: 100, ticks: [0, 25, 50, 75, 100], label: "accuracy (%)" });
      chart.rule(share(), "thin dashed");
      chart.line(table.percent, table.cut, "bold s2");
      chart.line(table.percent, table.tuned, "bold s1");
      chart.dot(share(), table.cut[row], "f2", 5);
      chart.dot(share(), table.tuned[row], "f1", 5);
      room.say("says", "Smaller than " + threshold.toFixed(4) + ": " + zeros.toLocaleString("en") + " of the first matrix's " +
        weights.length.toLocaleString("en") + " weights. " + table.cut[row].toFixed(1) + " % right after the cut, " +
        table.tuned[row].toFixed(1) + " % after " + about.epochs + " epochs of fine-tuning.");
    }
    room.draw(draw);
  });
});
