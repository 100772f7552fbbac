// The whole platform, in a folder of its own and with real workers, for the tests of the web app.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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

// A mail server on this machine that keeps what it is sent.
async function startMail(folder) {
  const mails = join(folder, "mails");
  mkdirSync(mails, { mode: 0o700 });
  const script = join(process.env.ASSAY_SOURCE_DIR ?? process.cwd(), "common/mail/testing_smtp.py");
  const child = spawn("/usr/bin/python3", [script, mails, "none", "-", "-", "0"], { stdio: "inherit" });
  while (!existsSync(join(mails, "port"))) {
    if (child.exitCode !== null) throw new Error("the mail server does not start; is python3-aiosmtpd installed?");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port: readFileSync(join(mails, "port"), "utf8"),
    mails: () =>
      readdirSync(mails)
        .filter((name) => name.endsWith(".eml"))
        .map((name) => readFileSync(join(mails, name), "utf8")),
    answer: (lines) => writeFileSync(join(mails, "answers"), lines),
    stop: () => child.kill(),
  };
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
  const mail = await startMail(folder);
  writeFileSync(
    join(data, "assay.toml"),
    `[public]
names = ["localhost"]
[outgoing]
allow = ["127.0.0.0/8"]

[git]
allow = ["127.0.0.0/8"]
[mail]
host = "localhost"
security = "none"
port = ${mail.port}
from = "Assay <assay@example.org>"
`,
  );
  const port = await freePort();
  try {
    run("up", "--port", String(port), "--workers", "1", "--demo", "--programs", programs, "--detach");
  } catch (error) {
    mail.stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `https://localhost:${port}`,
    token: (name) => readFileSync(join(data, "secrets", `${name}.token`), "utf8").trim(),
    login: (name) => readFileSync(join(data, "secrets", `${name}.login`), "utf8").trim().split("\n"),
    mail,
    stop() {
      run("down");
      mail.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
