// Copies the few third-party files that the pages use out of node_modules, and writes a manifest with version, licence
// and SRI hash. Only needed to take a newer version; the copies are committed and the site needs no Node.
//   npm ci && node scripts/vendor.mjs [--check]
// --check changes nothing and exits 1 when the committed copies differ. NODE_MODULES may name another folder.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const MODULES = process.env.NODE_MODULES || "node_modules";
const DEST = "learnapp/static/vendor";
const version = (name) => JSON.parse(fs.readFileSync(`${MODULES}/${name}/package.json`, "utf8"));
const font = (family, part, weight) => [
  `@fontsource/${family}`, `files/${family}-${part}-${weight}-normal.woff2`, `fonts/${family}-${part}-${weight}.woff2`,
];
const FILES = [
  ["htmx.org", "dist/htmx.min.js", `htmx-${version("htmx.org").version}.min.js`],
  ...["latin", "latin-ext"].flatMap((part) => [
    font("fredoka", part, 600),
    font("atkinson-hyperlegible-next", part, 400),
    font("atkinson-hyperlegible-next", part, 700),
  ]),
];

const check = process.argv.includes("--check");
const manifest = {};
const different = [];

function keep(file, data) {
  const target = path.join(DEST, file);
  if (!check) {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, data);
  } else if (!fs.existsSync(target) || !fs.readFileSync(target).equals(data)) {
    different.push(target);
  }
}

for (const [name, source, target] of FILES) {
  const about = version(name);
  let data = fs.readFileSync(`${MODULES}/${name}/${source}`);
  // Source maps are not shipped: with this line developer tools would ask for them and get a 404.
  if (target.endsWith(".js")) {
    data = Buffer.from(data.toString().replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
  }
  const integrity = `sha384-${createHash("sha384").update(data).digest("base64")}`;
  manifest[target] = {
    package: name, version: about.version, licence: about.license, bytes: data.length, integrity,
  };
  keep(target, data);
}
keep("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));

for (const target of different) console.error(`differs: ${target}`);
console.log(`${Object.keys(manifest).length} files${check ? " checked" : " written"}`);
process.exit(different.length ? 1 : 0);
