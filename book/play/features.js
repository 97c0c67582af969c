// Chapter 6: the third network, trained, reads what is drawn: the book's C and a run's weights.
// needs: cnn_reader_digits.csv cnn_reader.safetensors cnn_reader.json
play.figure("features", function (room) {
  "use strict";
  var CHANNELS = 16, PLANE = 24 * 24, HALF = 0.5;

  function load(code, tensors) {
    for (var i = code.features_new() - 1; i >= 0; i--) {
      var name = code.text(code.features_array_name(i));
      if (!tensors[name]) throw new Error("no tensor " + name);
      code.floats(code.features_array(i), tensors[name].length).set(tensors[name]);
    }
  }

  return play.code(room).then(function (code) {
    var about = room.data["cnn_reader.json"];
    var canvases = Array.from(room.part("channels").children);
    var digit = room.choice("digit", example);
    load(code, play.tensors(room.data["cnn_reader.safetensors"]));

    function paintChannels() {
      var ink = room.colour("var(--ink)"), y = code.floats(code.features_channels(), CHANNELS * PLANE);
      canvases.forEach(function (canvas, c) {
        var plane = y.slice(PLANE * c, PLANE * (c + 1)), low = Math.min.apply(null, plane), high = Math.max.apply(null, plane);
        play.picture(canvas, plane, 24, function (v) { return [ink, high > low ? (v - low) / (high - low) : 0]; });
      });
    }
    function read(ink, drawn) {
      var pixels = drawn ? play.prepared(ink) : ink;
      code.floats(code.features_pixels(), pixels.length).set(pixels);
      code.features_read();
      var shares = Array.from(code.floats(code.features_probabilities(), 10)), best = play.bars(room.part("bars"), shares);
      paintChannels();
      var blank = pixels.every(function (v) { return v === 0; });
      var says = blank ? "Blank paper: even of that it thinks something. " :
        "A " + best + (shares[best] < HALF ? ", perhaps" : "") + ", with " + play.percent(shares[best]) + ". ";
      room.say("says", says + "These " + about.parameters.toLocaleString("en") + " parameters are right on " +
        about.accuracy.toFixed(2) + " % of MNIST's test images.");
    }
    function example() {
      var bytes = room.data["cnn_reader_digits.csv"]["digit_" + digit()];
      pad.set(bytes.map(function (v) { return v / 255; }));
    }
    var pad = play.pad(room, room.part("pad"), read);
    room.button("clear", function () { pad.clear(); });
    example();
    room.draw(paintChannels);
  });
});
