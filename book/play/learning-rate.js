// Chapter 2: the same network, the same first weights, ten learning rates.
// needs: learning_rates.csv learning_rates.json
play.figure("learning-rate", function (room) {
  "use strict";
  var table = room.data["learning_rates.csv"], about = room.data["learning_rates.json"];
  var rates = about.rates, chance = Math.log(10);
  var place = room.slider("rate", function (i) { return String(rates[i].rate); }, draw);

  function curve(rate) {
    return table["rate_" + rate];
  }
  function draw() {
    var chosen = rates[place()];
    var chart = play.chart(room.part("chart"),
      { from: 0, to: about.iterations, ticks: [0, 50, 100, 150, 200], label: "iteration" },
      { from: 0, to: 4.5, ticks: [0, 1, 2, 3, 4], label: "loss on the training images" });
    chart.level(chance, "thin dashed");
    rates.forEach(function (r) { chart.line(table.iteration, curve(r.rate), "line s6 pale"); });
    chart.line(table.iteration, curve(chosen.rate), "bold s1");
    chart.note(about.iterations, chance + 0.12, "knows nothing: log 10", "", "end");
    room.say("says", "After " + about.iterations + " iterations at a rate of " + chosen.rate + ": loss " +
      chosen.loss.toFixed(2) + ", and " + chosen.dev.toFixed(1) + " % of the images held out are right.");
  }
  room.draw(draw);
});
