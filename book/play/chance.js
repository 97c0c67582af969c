// Chapter 1: an untrained network, the book's C, has an opinion about any ink.
// needs: digits
play.figure("chance", function (room) {
  "use strict";
  return play.code(room.data.code).then(function (code) {
    var HIDDEN = 10, ink = [];
    var canvases = Array.from(room.part("templates").children);
    var seed = room.slider("seed", String, begin);
    var digit = room.choice("digit", example);

    function read() {
      code.floats(code.chance_pixels(), ink.length).set(ink);
      var shares = Array.from(code.floats(code.chance_read(), 10)), best = play.bars(room.part("bars"), shares);
      var hidden = Array.from(code.floats(code.chance_hidden(), HIDDEN));
      var speaking = hidden.filter(function (v) { return v > 0; }).length;
      room.say("says", "The network that seed " + seed() + " draws takes this for a " + best + ", with " +
        play.percent(shares[best]) + ". " + speaking + " of its 10 hidden units speak.");
    }
    function paintTemplates() {
      var positive = room.colour("var(--series-1)"), negative = room.colour("var(--series-2)");
      var weights = code.floats(code.chance_templates(), HIDDEN * 784);
      canvases.forEach(function (canvas, i) {
        play.picture(canvas, weights.slice(784 * i, 784 * (i + 1)), 28, function (w) {
          return [w > 0 ? positive : negative, 2 * Math.abs(w)];
        });
      });
    }
    function begin() {
      code.chance_new(seed());
      paintTemplates();
      if (ink.length > 0) read();
    }
    function example() {
      pad.set(play.digit(room, Number(digit())));
    }
    begin();
    var pad = play.pad(room, room.part("pad"), function (drawn) {
      ink = drawn;
      read();
    });
    room.button("clear", function () { pad.clear(); });
    room.draw(paintTemplates);
    example();
  });
});
