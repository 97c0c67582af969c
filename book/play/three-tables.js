// Chapter 7: one row of the table, three times.
// needs: study_table.json
play.figure("three-tables", function (room) {
  "use strict";
  var about = room.data["study_table.json"], rows = about.rows;
  var model = room.choice("model", draw), setting = room.choice("setting", draw);
  var names = Array.from(room.part("setting").options, function (o) { return { key: o.value, text: o.textContent }; });

  function spread(of, images) {
    return of[images + "_mean"].toFixed(1) + " ± " + of[images + "_sd"].toFixed(1) + " % (" + of[images + "_min"].toFixed(1) +
      " to " + of[images + "_max"].toFixed(1) + ")";
  }
  function mark(chart, at, of, images, series) {
    chart.span(at, of[images + "_min"], of[images + "_max"], "line s" + series);
    chart.dot(at, of[images + "_mean"], "f" + series, 4.5);
  }
  function draw() {
    var chart = play.chart(room.part("chart"),
      { from: -0.5, to: 4.5, ticks: [0, 1, 2, 3, 4], text: function (i) { return names[i].text.replace(", ", "\n"); } },
      { from: 0, to: 100, ticks: [0, 25, 50, 75, 100], label: "accuracy (%)" }, { bottom: 44 });
    names.forEach(function (s, i) {
      var cell = rows[model()][s.key];
      if (s.key === setting()) chart.bar(i - 0.45, i + 0.45, 100, "ink pale-band");
      chart.dot(i - 0.2, cell.published, "f2", 4.5);
      mark(chart, i, cell.reproduced, "dev", 1);
      mark(chart, i + 0.2, cell.corrected, "test", 3);
    });
    var cell = rows[model()][setting()];
    room.say("says", "Published " + cell.published + " %. Reproduced with the report's faults " + spread(cell.reproduced, "dev") +
      " on development images. Corrected " + spread(cell.corrected, "test") + " on test images.");
  }
  room.draw(draw);
});
