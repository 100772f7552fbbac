// One TASK folder through Dolos: `node dolos.mjs PEERS TASK OUT [TOP]` writes left,right,score lines.
//
// PEERS is the folder that peers.sh installed into. Every submission is one file to Dolos, its files of one
// language joined, with Dolos' own settings. Dolos compares one language at a time, so a task with several is
// several runs and pairs across languages get no score; nor do languages that it has no parser for.
// With TOP only the likeliest are written, as a user would look at them.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [peers, task, out, top] = process.argv.slice(2);
const moduleOf = (name) => import(pathToFileURL(join(peers, "node_modules/@dodona", name, "dist/index.js")));
const { Dolos } = await moduleOf("dolos-lib");
const { File } = await moduleOf("dolos-core");

const LANGUAGES = { ".java": "java", ".py": "python", ".py3": "python", ".cpp": "cpp", ".cc": "cpp", ".h": "cpp", ".hpp": "cpp",
                    ".c": "c", ".cs": "c-sharp", ".ts": "typescript", ".js": "javascript", ".go": "go", ".rs": "rust",
                    ".scala": "scala", ".ml": "ocaml", ".php": "php" };

// language → files of Dolos, each named after its submission
const classes = new Map();
for (const submission of readdirSync(task).sort()) {
  const folder = join(task, submission);
  if (submission === "tests" || !statSync(folder).isDirectory()) continue;
  const texts = new Map();
  for (const name of readdirSync(folder).sort()) {
    const language = LANGUAGES[extname(name)];
    if (!language) continue;
    texts.set(language, (texts.get(language) ?? "") + readFileSync(join(folder, name), "utf8") + "\n");
  }
  for (const [language, text] of texts) {
    if (!classes.has(language)) classes.set(language, []);
    classes.get(language).push(new File(submission, text));
  }
}

const lines = ["left,right,score"];
for (const [language, files] of classes) {
  if (files.length < 2) continue;
  const report = await new Dolos({ language }).analyze(files);
  let pairs = report.allPairs();
  if (top) pairs = pairs.sort((a, b) => b.similarity - a.similarity).slice(0, Number(top));
  for (const pair of pairs) {
    lines.push(`${pair.leftFile.path},${pair.rightFile.path},${pair.similarity}`);
  }
}
writeFileSync(out, lines.join("\n") + "\n");
