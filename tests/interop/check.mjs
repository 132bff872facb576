// Reads an RDF file with n3 and writes what it understood as N-Quads, each quad once.
//
//   node check.mjs MODULES FORMAT FILE
//
// MODULES is the node_modules folder that has n3. FORMAT is Turtle, N-Triples, N-Quads or TriG: n3 then takes nothing else.
// Exits with 1 and the message of n3 at the first error, and writes nothing then.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [modules, format, file] = process.argv.slice(2);
const { Parser, Writer } = createRequire(join(resolve(modules), "require.js"))("n3");

let quads;
try {
  quads = new Parser({ format, blankNodePrefix: "_:" }).parse(readFileSync(file, "utf8"));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exit(1);
}
const writer = new Writer({ format: "N-Quads" });
const lines = new Set(quads.map((quad) => writer.quadToString(quad.subject, quad.predicate, quad.object, quad.graph)));
writeFileSync(1, [...lines].join(""));
