// Chapter 6: the third network, trained, reads what is drawn: the book's C and a run's weights.
// needs: cnn_reader_digits.csv cnn_reader.safetensors cnn_reader.json

// Promises a function from 784 pixels, 0 to 1, to what the network makes of them.
play.reader = function (data) {
  "use strict";
  var CHANNELS = 16 * 24 * 24;
  return play.code(data.code).then(function (code) {
    var tensors = play.tensors(data["cnn_reader.safetensors"]);
    for (var i = code.features_new() - 1; i >= 0; i--) {
      var name = code.text(code.features_array_name(i));
      if (!tensors[name]) throw new Error("no tensor " + name);
      code.floats(code.features_array(i), tensors[name].length).set(tensors[name]);
    }
    return function (pixels) {
      code.floats(code.features_pixels(), pixels.length).set(pixels);
      return { logits: code.floats(code.features_read(), 10).slice(),
               shares: code.floats(code.features_probabilities(), 10).slice(),
               channels: code.floats(code.features_channels(), CHANNELS).slice() };
    };
  });
};

play.figure("features", function (room) {
  "use strict";
  var UNSURE = 0.5;

  return play.reader(room.data).then(function (look) {
    var about = room.data["cnn_reader.json"], seen = null;
    var canvases = Array.from(room.part("channels").children);
    var digit = room.choice("digit", example);

    function paintChannels() {
      var ink = room.colour("var(--ink)"), size = seen.channels.length / canvases.length;
      canvases.forEach(function (canvas, c) {
        var plane = seen.channels.subarray(size * c, size * (c + 1));
        var low = Math.min.apply(null, plane), high = Math.max.apply(null, plane);
        play.picture(canvas, plane, Math.sqrt(size), function (v) { return [ink, high > low ? (v - low) / (high - low) : 0]; });
      });
    }
    function read(ink, drawn) {
      var pixels = drawn ? play.prepared(ink) : ink, blank = pixels.every(function (v) { return v === 0; });
      seen = look(pixels);
      var best = play.bars(room.part("bars"), seen.shares), share = seen.shares[best];
      paintChannels();
      var says = blank ? "Blank paper: even of that it thinks something. " :
        "A " + best + (share < UNSURE ? ", perhaps" : "") + ", with " + play.percent(share) + ". ";
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
