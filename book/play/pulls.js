// Chapter 3: the losses and their gradients, from the book's C, while their settings move.
play.figure("pulls", function (room) {
  "use strict";
  // The kinds of losses.c, in its order, and how each is drawn.
  var KINDS = [{ kind: 0, name: "cross-entropy", style: "s1" }, { kind: 5, name: "focal", style: "s5" },
               { kind: 2, name: "smoothing", style: "s2" }, { kind: 4, name: "hinge", style: "s4" },
               { kind: 3, name: "squared error", style: "s3", times: 10 }];
  var FROM = -6, TO = 8, POINTS = 281;

  return play.code(room.data.code).then(function (code) {
    var gamma = room.slider("gamma", String, draw), smoothing = room.slider("smoothing", String, draw);
    var lead = room.slider("lead", String, draw);
    var leads = Array.from({ length: POINTS }, function (_, i) { return FROM + (TO - FROM) * i / (POINTS - 1); });

    function along(of) {
      code.pulls_along(of.kind, gamma(), smoothing(), FROM, TO, POINTS);
      return { values: Array.from(code.doubles(code.pulls_values(), POINTS)),
               pulls: Array.from(code.doubles(code.pulls_pulls(), POINTS)) };
    }
    function chart(part, label, axis) {
      var made = play.chart(room.part(part),
        { from: FROM, to: TO, ticks: [-6, -4, -2, 0, 2, 4, 6, 8], label: "lead of the right logit" },
        Object.assign({ label: label }, axis), { left: 36 });
      made.rule(lead(), "thin dashed");
      return made;
    }
    function draw() {
      var values = chart("values", "loss", { from: 0, to: 8, ticks: [0, 2, 4, 6, 8] });
      var pulls = chart("pulls", "pull", { from: -0.2, to: 1.6, ticks: [0, 0.5, 1, 1.5] });
      var at = Math.round((lead() - FROM) / (TO - FROM) * (POINTS - 1));
      var said = KINDS.map(function (of) {
        var found = along(of), times = of.times || 1;
        var scaled = function (v) { return times * v; };
        values.line(leads, found.values.map(scaled), "line bold " + of.style);
        pulls.line(leads, found.pulls.map(scaled), "line bold " + of.style);
        values.dot(lead(), times * found.values[at], of.style.replace("s", "f"));
        pulls.dot(lead(), times * found.pulls[at], of.style.replace("s", "f"));
        return of.name + " " + found.values[at].toFixed(3) + ", pull " + found.pulls[at].toFixed(3);
      });
      room.say("says", "At a lead of " + lead() + ": " + said.join("; ") + ".");
    }
    room.draw(draw);
  });
});
