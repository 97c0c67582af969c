// For test_play.py: what the page computes, without a page. Prints, for each image of a file of
// 784 bytes each, the logits of the figure with the feature maps.
//
//     node read_digits.mjs play.js features.js IMAGES
import fs from "node:fs";
import vm from "node:vm";

const [script, figure, images] = process.argv.slice(2);
globalThis.document = { getElementById: () => null }; // so that no figure starts
vm.runInThisContext(fs.readFileSync(script, "utf8"));
vm.runInThisContext(fs.readFileSync(figure, "utf8"));
const play = vm.runInThisContext("play");

const look = await play.reader(play.data.features);
const bytes = fs.readFileSync(images), logits = [];
for (let at = 0; at < bytes.length; at += 784)
  logits.push(Array.from(look(Array.from(bytes.subarray(at, at + 784), (v) => v / 255)).logits));
console.log(JSON.stringify(logits));
