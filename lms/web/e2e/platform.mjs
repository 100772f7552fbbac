// The whole platform, in a folder of its own and with real workers, for the tests of the web app.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export async function startPlatform(programs) {
  const folder = mkdtempSync(join(tmpdir(), "assay-web-"));
  chmodSync(folder, 0o755); // services run as another user
  const data = join(folder, "data");
  const run = (verb, ...options) => {
    const done = spawnSync(join(programs, "assay-platform"), [verb, "--data", data, ...options], {
      encoding: "utf8",
      timeout: 240_000,
    });
    if (done.status !== 0) throw new Error(`assay-platform ${verb}: ${done.stdout}\n${done.stderr}`);
    return done.stdout;
  };
  // Webhooks and identity providers of the tests stand on this machine.
  mkdirSync(data, { mode: 0o755 });
  // It has a name, which passkeys need.
  writeFileSync(join(data, "assay.toml"), '[public]\nnames = ["localhost"]\n[outgoing]\nallow = ["127.0.0.0/8"]\n');
  const port = await freePort();
  try {
    run("up", "--port", String(port), "--workers", "1", "--demo", "--programs", programs, "--detach");
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `https://localhost:${port}`,
    token: (name) => readFileSync(join(data, "secrets", `${name}.token`), "utf8").trim(),
    login: (name) => readFileSync(join(data, "secrets", `${name}.login`), "utf8").trim().split("\n"),
    stop() {
      run("down");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
