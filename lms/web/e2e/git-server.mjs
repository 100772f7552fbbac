// A repository and git's own HTTP server over it, on loopback.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";

const kEnvironment = { PATH: "/usr/bin:/bin", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };

function answer(folder, request, response) {
  const { pathname, search } = new URL(request.url, "http://127.0.0.1");
  const backend = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...kEnvironment,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      CONTENT_LENGTH: request.headers["content-length"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: request.headers["git-protocol"] ?? "",
    },
  });
  request.pipe(backend.stdin);
  const parts = [];
  backend.stdout.on("data", (part) => parts.push(part));
  backend.on("close", () => {
    const all = Buffer.concat(parts);
    const end = all.indexOf("\r\n\r\n");
    const headers = Object.fromEntries(
      all.subarray(0, end).toString().split("\r\n").map((line) => line.split(/: (.*)/s).slice(0, 2)),
    );
    const { Status: status = "200", ...others } = headers;
    response.writeHead(parseInt(status), others).end(all.subarray(end + 4));
  });
}

// Of what is below `folder`/work: `commit` takes all of it.
export async function startGit(folder) {
  const work = join(folder, "work");
  const git = (...words) => {
    const done = spawnSync("git", ["-C", work, "-c", "user.name=test", "-c", "user.email=test", ...words], { encoding: "utf8", env: kEnvironment });
    if (done.status !== 0) throw new Error(`git ${words[0]}: ${done.stderr}`);
    return done.stdout.trim();
  };
  git("init", "--quiet", "--initial-branch=main");
  const server = createServer((request, response) => answer(folder, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/work/.git`,
    commit: () => {
      git("add", "--all");
      git("commit", "--quiet", "--message", "a test");
      return git("rev-parse", "HEAD");
    },
    stop: () => server.close(),
  };
}
