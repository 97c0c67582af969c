// For test_play.py: calls the C of a figure, step by step, and prints what it gives back.
//
//     node call_c.mjs play.js FIGURE.js < STEPS
//
// A step is [kind, function, arguments, more]: "do" calls it; "number" prints its result;
// "floats" and "doubles" print as many numbers as `more` says from where its result points;
// "put" writes the numbers `more` there.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";

const [script, figure] = process.argv.slice(2);
globalThis.document = { getElementById: () => null }; // so that no figure starts
vm.runInThisContext(fs.readFileSync(script, "utf8"));
vm.runInThisContext(fs.readFileSync(figure, "utf8"));
const play = vm.runInThisContext("play");
const code = await play.code(play.data[path.basename(figure, ".js")].code);

const given = [];
for (const [kind, name, numbers, more] of JSON.parse(fs.readFileSync(0, "utf8"))) {
  const result = code[name](...numbers);
  if (kind === "number") given.push([result]);
  if (kind === "floats" || kind === "doubles") given.push(Array.from(code[kind](result, more)));
  if (kind === "put") code.floats(result, more.length).set(more);
}
console.log(JSON.stringify(given));
