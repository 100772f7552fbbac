// What administrators and instructors do: people and their access, the audit log, similarity, authoring.
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGit } from "./git-server.mjs";

const kPassword = "seven owls on a quiet roof";

// RFC 6238 with SHA-1, six digits, 30 seconds: what an authenticator shows now.
function codeOf(secret) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// Two that have most in common, and one that has not. All of them add.
const similar = (names) => `
def ${names.read}(line):
    ${names.parts} = []
    for ${names.word} in line.strip().split(" "):
        if ${names.word} == "":
            continue
        ${names.parts}.append(int(${names.word}))
    return ${names.parts}


def ${names.add}(numbers):
    # a sum that knows where it stands
    ${names.total} = 0
    position = 0
    while position < len(numbers):
        ${names.total} += numbers[position]
        position += 1
    return ${names.total}


if __name__ == "__main__":
    print(${names.add}(${names.read}(input())))
`;
const kOne = similar({ read: "read_all", parts: "parts", word: "word", add: "add_up", total: "total" });
const kOther = similar({ read: "numbers_of", parts: "found", word: "piece", add: "total_of", total: "so_far" });
const kThird = "import sys\nfrom functools import reduce\nprint(reduce(lambda a, b: a + b, map(int, sys.stdin.readline().split()), 0))\n";

export async function staffJourneys({ check, until, browser, platform, Person, administrator, instructor, student }) {
  const api = async (token, method, path, data) => {
    const answer = await student.page.request.fetch(`${platform.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      ...(data === undefined ? {} : { data }),
    });
    return { status: answer.status(), json: () => answer.json() };
  };
  const handIn = async (token, text) => {
    const made = await api(token, "POST", "/v1/submissions", { problem: "sum", files: [{ path: "main.py", text }] });
    const { id, created_at } = await made.json();
    const state = async () => (await (await api(token, "GET", `/v1/submissions/${id}`)).json()).state;
    check("it is graded", await until(async () => (await state()) === "done"));
    return created_at;
  };

  // Somebody new, from the invitation to being signed in.
  async function invitesSomebody() {
    const { page } = administrator;
    await page.getByRole("link", { name: "People", exact: true }).click();
    await page.getByRole("heading", { name: "People", exact: true }).waitFor();
    await page.getByLabel("E-mail", { exact: true }).fill("eve@example.org");
    await page.getByLabel("Name", { exact: true }).fill("Eve Example");
    await page.getByLabel("Course").fill("demo");
    await page.getByLabel("Role").selectOption("student");
    await page.getByRole("button", { name: "Make the invitation" }).click();
    const link = await page.getByLabel("Link").inputValue();
    check("an invitation is a link", link.startsWith(`${platform.url}/app/invitation#`));
    await page.getByRole("table").last().getByText("eve@example.org").waitFor();
    await administrator.look("people");

    const eve = new Person(browser, platform, "eve");
    eve.expected = /status of 422/;
    await eve.open();
    await eve.page.goto(link);
    await eve.page.getByRole("heading", { name: "Welcome to Assay" }).waitFor();
    await eve.page.getByText("eve@example.org").waitFor();
    await eve.look("invitation");
    await eve.page.getByLabel("New password", { exact: true }).fill("password");
    await eve.page.getByLabel("New password again").fill("password");
    await eve.page.getByRole("button", { name: /Set the password/ }).click();
    await eve.page.getByRole("alert").waitFor();
    check("a common password is refused", true);
    await eve.page.getByLabel("New password", { exact: true }).fill(kPassword);
    await eve.page.getByLabel("New password again").fill(kPassword);
    await eve.page.getByRole("button", { name: /Set the password/ }).click();
    await eve.page.getByRole("heading", { name: "Assignments" }).waitFor();
    check("whoever has the link sets a password and is signed in", true);
    return eve;
  }

  async function givesARole() {
    const { page } = administrator;
    await page.getByLabel("Name or e-mail").fill("EVE@");
    const row = page.getByRole("row", { name: /Eve Example/ }).first();
    await row.getByRole("link").click();
    await page.getByRole("heading", { name: "Eve Example" }).waitFor();
    await page.getByRole("combobox", { name: "Role in demo" }).selectOption("grader");
    await page.getByRole("button", { name: /^Save ?: Role in demo/ }).click();
    const given = async () => (await (await api(platform.token("admin"), "GET", "/v1/people?query=eve@example")).json()).people[0]?.roles[0]?.role;
    check("a role is changed", await until(async () => (await given()) === "grader"));
    await page.getByLabel("Course").fill("algo-2");
    await page.getByRole("button", { name: "Give the role" }).click();
    await page.getByRole("combobox", { name: "Role in algo-2" }).waitFor();
    await page.getByText("Chrome").first().waitFor();
    check("where she is signed in is seen", true);
    await administrator.look("person");
    const erase = page.getByRole("button", { name: "Erase for good" });
    await page.getByLabel(/^Type/).fill("Eve");
    check("erasing needs the whole name", await erase.isDisabled());
    await page.getByLabel(/^Type/).fill("");
  }

  async function makesAndRevokesAToken(eve) {
    const { page } = eve;
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("link", { name: "Sign-in and tokens" }).click();
    await page.locator("section", { hasText: "A new token" }).getByLabel("Name", { exact: true }).fill("laptop");
    await page.getByRole("button", { name: "Make the token" }).click();
    const token = await page.getByLabel("Token", { exact: true }).inputValue();
    check("a token works", (await api(token, "GET", "/v1/me")).status === 200);
    await eve.look("security");
    await page.getByRole("button", { name: /^Revoke ?: laptop/ }).click();
    await page.getByText("There are none.").waitFor();
    check("a revoked token does not", await until(async () => (await api(token, "GET", "/v1/me")).status === 401));
  }

  async function setsUpASecondFactor(eve) {
    const { page } = eve;
    const section = page.locator("section", { hasText: "Second factor" });
    await section.getByLabel("Present password").fill(kPassword);
    await section.getByRole("button", { name: "Set it up" }).click();
    const secret = await section.locator("p.mono").innerText();
    await page.getByRole("img", { name: /QR code/ }).waitFor();
    await eve.look("second-factor");
    await section.getByLabel("Code", { exact: true }).fill(codeOf(secret));
    await section.getByRole("button", { name: "Confirm" }).click();
    await section.locator(".codes li").first().waitFor();
    const codes = await section.locator(".codes li").allInnerTexts();
    check("there are recovery codes", codes.length >= 8);
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await page.getByLabel("E-mail").fill("eve@example.org");
    await page.getByLabel("Password").fill(kPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel(/recovery code/).fill(codes[0]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).waitFor();
    check("a recovery code signs in", true);
  }

  async function looksAtHerData(eve) {
    const { page } = eve;
    await page.goto(`${platform.url}/app/settings/data`);
    await page.getByText("made a token").first().waitFor();
    await page.getByText("looked at people").first().waitFor();
    check("one sees who looked", true);
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download the archive" }).click();
    const archive = readFileSync(await (await coming).path());
    check("what is kept is one archive", archive.subarray(0, 2).toString() === "PK");
    await eve.look("my-data");
  }

  async function readsTheAuditLog() {
    const { page } = administrator;
    await page.getByRole("link", { name: "Audit log", exact: true }).click();
    await page.getByRole("heading", { name: "Audit log" }).waitFor();
    await page.getByLabel("By whom").fill("eve");
    await page.getByRole("button", { name: /Eve Example/ }).click();
    await page.getByText("revoked a token").first().waitFor();
    await page.getByRole("cell", { name: "made a token" }).first().waitFor();
    const actors = () => page.locator("tbody tr td:nth-child(3)").allInnerTexts();
    const allHers = async () => (await actors()).length > 3 && (await actors()).every((one) => one === "Eve Example");
    check("the audit log tells what Eve did, and of nobody else", await until(allHers));
    await administrator.look("audit");
  }

  async function connectsAPlatform() {
    const { page } = administrator;
    await page.getByRole("link", { name: "Platforms", exact: true }).click();
    await page.getByRole("heading", { name: "Learning platforms" }).waitFor();
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByLabel(/^Link; it is shown/).inputValue();
    check("a platform is invited by a link", link.startsWith(`${platform.url}/lti/register?invitation=`));
    await page.getByRole("button", { name: "Register a platform" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Moodle of the school");
    await page.getByLabel("Issuer").fill("https://moodle.example.org");
    await page.getByLabel("Client id").fill("client-1");
    await page.getByLabel("Authentication address").fill("https://moodle.example.org/mod/lti/auth.php");
    await page.getByLabel(/^Token address/).fill("https://moodle.example.org/mod/lti/token.php");
    await page.getByLabel(/^Address of its keys/).fill("moodle.example.org/mod/lti/certs.php");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("alert").getByText("keys_url").first().waitFor();
    check("what is no address is refused, by its name", true);
    await page.getByLabel(/^Address of its keys/).fill("https://moodle.example.org/mod/lti/certs.php");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "Moodle of the school" }).waitFor();
    await page.getByText("Its deployment id is missing").waitFor();
    await administrator.look("platforms");
    await page.getByRole("button", { name: /^Change ?: Moodle/ }).click();
    await page.getByLabel(/^Deployment ids/).fill("1\n2");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Its deployment id is missing").waitFor({ state: "hidden" });
    const kept = await (await api(platform.token("admin"), "GET", "/v1/lti/platforms")).json();
    check("its deployments are kept", kept.platforms[0].deployments.join() === "1,2");
  }

  async function disables(eve) {
    const { page } = administrator;
    await page.getByRole("link", { name: "Eve Example" }).first().click();
    await page.getByRole("button", { name: "Disable" }).click();
    await page.getByRole("button", { name: "Enable again" }).waitFor();
    const gone = async () => {
      await eve.page.goto(`${platform.url}/app/`);
      await eve.page.locator("main h1").first().waitFor();
      return (await eve.page.getByRole("button", { name: "Sign in" }).count()) > 0;
    };
    check("who is disabled is signed out", await until(gone));
    await page.getByRole("button", { name: "Enable again" }).click();
    await page.getByRole("button", { name: "Disable" }).waitFor();
  }

  async function importsARoster() {
    const { page } = instructor;
    await page.goto(`${platform.url}/app/courses/demo`);
    await page.getByRole("link", { name: "People", exact: true }).click();
    await page.getByText("Ada Student").first().waitFor();
    await page.getByLabel("Or paste it").fill("email,name,role\nkim@example.org,Kim Example,student\nnobody,,student\n");
    await page.getByRole("button", { name: "Show what would be done" }).click();
    await page.getByText("is invited", { exact: true }).waitFor();
    await page.getByText("is wrong", { exact: true }).waitFor();
    const go = page.getByRole("button", { name: "Import 1 person" });
    check("wrong lines are not passed over", await go.isDisabled());
    await page.getByLabel("Leave out 1 wrong line").check();
    await instructor.look("roster");
    await go.click();
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download the links" }).click();
    const links = readFileSync(await (await coming).path(), "utf8");
    check("who is new gets a link", links.includes('"kim@example.org"') && links.includes("/app/invitation#"));
  }

  // For good, with the whole name typed, and a receipt that proves it.
  async function erases() {
    const { page } = administrator;
    await page.getByRole("link", { name: "People", exact: true }).first().click();
    await page.getByLabel("Name or e-mail").fill("kim@");
    await page.getByRole("link", { name: "Kim Example" }).click();
    await page.getByLabel(/^Type/).fill("Kim Example");
    await page.getByRole("button", { name: "Erase for good" }).click();
    await page.getByRole("heading", { name: "Erased" }).waitFor();
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download the receipt" }).click();
    const receipt = JSON.parse(readFileSync(await (await coming).path(), "utf8"));
    check("a person is erased with a signed receipt", receipt.signature?.length > 40 && page.url().endsWith(receipt.person));
    const left = await (await api(platform.token("admin"), "GET", "/v1/people?query=kim")).json();
    check("and is nobody any more", left.people.length === 0);
  }

  // Real submissions, compared, looked at, and decided upon.
  async function comparesTexts() {
    await handIn(platform.token("demo-ada"), kOne);
    await handIn(platform.token("demo-grace"), kOther);
    const teacher = platform.token("demo-instructor");
    const last = await handIn(teacher, kThird);
    const known = async () => (await api(teacher, "GET", "/v1/similarity/demo/sum")).json();
    check("what was graded is indexed", await until(async () => (await known()).newest >= last));
    const { page } = instructor;
    await page.goto(`${platform.url}/app/courses/demo`);
    await page.getByRole("link", { name: "Similarity" }).click();
    await page.getByRole("heading", { name: "Similarity" }).waitFor();
    await page.getByLabel("Assignment").selectOption("sum");
    await page.getByText(/submissions are indexed/).waitFor();
    await page.getByRole("button", { name: "Compare now" }).click();
    const pair = page.getByRole("link", { name: /Ada Student.*Grace Student|Grace Student.*Ada Student/ });
    await pair.waitFor({ timeout: 60_000 });
    await instructor.look("similar-pairs");
    const tab = page.getByRole("tab", { name: "Pairs" });
    await tab.focus();
    await page.keyboard.press("ArrowRight");
    check("arrows move between tabs", (await page.getByRole("tab", { name: "Clusters" }).getAttribute("aria-selected")) === "true");
    await page.keyboard.press("ArrowRight");
    await page.locator("input[type=file]").setInputFiles({ name: "start.py", mimeType: "text/x-python", buffer: Buffer.from("print(1)\n") });
    const remove = page.getByRole("button", { name: /^Remove ?: start.py/ });
    await remove.waitFor();
    await instructor.look("similar-common");
    await remove.click();
    check("given code is stored and removed", await until(async () => (await remove.count()) === 0));
    await page.getByRole("tab", { name: "Pairs" }).click();

    await pair.click();
    await page.getByRole("heading", { name: "Side by side" }).waitFor();
    check("what each kind adds is told", (await page.getByRole("row", { name: /Tokens/ }).count()) > 0);
    const panes = page.locator(".pane");
    await panes.first().locator("mark").first().waitFor();
    const on = (side) => panes.nth(side).locator("mark.on").count();
    await panes.first().locator("mark").first().click();
    check("a click marks the passage on both sides", (await on(0)) > 0 && (await on(1)) > 0);
    const title = () => page.locator(".sheet [role=status]").first().innerText();
    await page.getByLabel(/^Structure/).check();
    const before = await title();
    await panes.nth(1).focus();
    await page.keyboard.press("n");
    check("the keyboard goes on to the next", (await title()) !== before);
    check("and both sides follow", (await on(0)) > 0 && (await on(1)) > 0);
    const words = (await page.locator("main").innerText()).toLowerCase();
    check("nobody is accused", !/plagiar|cheat|copied|guilty/.test(words));
    await instructor.look("similar-pair");
    await page.getByLabel(/^dismissed/).check();
    await page.getByLabel("Note").fill("both from the lecture");
    await page.getByRole("button", { name: "Record the decision" }).click();
    const history = page.locator(".history li").first();
    await history.getByText("both from the lecture").waitFor();
    check("a decision stands with who made it", (await history.innerText()).includes("Instructor"));
    check("and counts", (await page.locator(".head .verdict", { hasText: "dismissed" }).count()) === 1);
    await page.getByRole("link", { name: /All pairs/ }).click();
    await page.getByRole("row", { name: /Ada Student/ }).getByText("dismissed").waitFor();
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Report (HTML)" }).click();
    const report = readFileSync(await (await coming).path(), "utf8");
    check("the report is a page", report.startsWith("<!doctype html>") || report.startsWith("<!DOCTYPE html>"));
    await page.getByLabel("Without names").check();
    await until(async () => (await page.getByText("Ada Student").count()) === 0);
    check("names can be left out", (await page.getByText("Ada Student").count()) === 0);
    await page.getByLabel("Without names").uncheck();
  }

  // A student is nobody's staff: neither the page's data nor a link to it.
  async function studentsSeeNoSimilarity() {
    const answer = await api(platform.token("demo-ada"), "GET", "/v1/similarity/demo/sum/pairs");
    check("students see no pairs", answer.status === 403);
  }

  async function verifiesIt(page) {
    await page.getByText("It was never verified.").waitFor();
    await page.getByRole("button", { name: "Verify now" }).click();
    await page.getByText("There are errors.").waitFor({ timeout: 120_000 });
    const row = (name) => page.locator("#verify table").getByRole("row").filter({ hasText: name });
    check("an example is as its label says", !/not as expected/.test(await row("accepted/right.py").innerText()));
    check("and one that is not is told", /not as expected/.test(await row("accepted/wrong.py").innerText()));
    const found = await page.locator("#verify .places").innerText();
    check(`with what is wrong (${found.replace(/\s+/g, " ").slice(0, 200)})`, /accepted\/wrong\.py/.test(found) && /WA/.test(found));
    await page.getByText("Examples as expected: 1 of 2.").waitFor();
    const { id } = await (await api(platform.token("demo-instructor"), "GET", "/v1/problems/two-numbers/verification")).json();
    const events = async (who) => {
      const headers = { Authorization: `Bearer ${platform.token(who)}` };
      const answer = await page.request.get(`${platform.url}/v1/submissions/${id}/events`, { headers });
      return { status: answer.status(), text: await answer.text() };
    };
    const parts = [...(await events("demo-instructor")).text.matchAll(/"part":"(\w+)"/g)].map((found) => found[1]);
    const told = (part) => parts.filter((one) => one === part).length;
    check(`all of it was told while it happened (${parts.join(" ")})`, told("findings") === 5 && told("examples") === 2);
    check("and not to students", (await events("demo-ada")).status === 404);
    await instructor.look("author-verified");
  }

  async function takesOneFromGit(page, folder) {
    mkdirSync(join(folder, "work/problems"), { recursive: true });
    cpSync(join(folder, "double"), join(folder, "work/problems/double"), { recursive: true });
    const repository = await startGit(folder);
    try {
      const first = repository.commit();
      const form = page.locator("#git");
      await form.getByLabel("Id of the problem").fill("from-git");
      await form.getByLabel("Address (https)").fill("ssh://git.invalid/x.git");
      await form.getByRole("button", { name: "Fetch" }).click();
      await form.getByRole("alert").waitFor();
      check("what is no https address is refused", /https address/.test(await form.getByRole("alert").innerText()));
      await form.getByLabel("Address (https)").fill(repository.url);
      await form.getByLabel(/^Branch/).fill("main");
      await form.getByLabel(/^Folder/).fill("problems/double");
      await form.getByRole("button", { name: "Fetch" }).click();
      await form.getByText(`“from-git” is version 1 now, from commit ${first.slice(0, 12)}`).waitFor({ timeout: 60_000 });
      await form.getByText("Version 1 is from").waitFor();
      await form.getByRole("button", { name: "Look for changes" }).click();
      await form.getByText("Nothing has changed there.").waitFor();
      writeFileSync(join(folder, "work/problems/double/statement.md"), "Another text.\n");
      const second = repository.commit();
      await form.getByRole("button", { name: "Look for changes" }).click();
      await form.getByText(`It is at commit ${second.slice(0, 12)} now`).waitFor();
      check("a branch that moved is told", true);
      await form.getByRole("button", { name: "Fetch" }).click();
      await form.getByText(`“from-git” is version 2 now, from commit ${second.slice(0, 12)}`).waitFor({ timeout: 60_000 });
      await instructor.look("author-git");
    } finally {
      repository.stop();
    }
  }

  async function uploadsAPackage() {
    const { page } = instructor;
    const folder = mkdtempSync(join(tmpdir(), "assay-package-"));
    try {
      const sum = join(process.env.ASSAY_SOURCE_DIR, "examples/sum");
      cpSync(sum, join(folder, "double"), { recursive: true, filter: (from) => !from.includes("/submissions") });
      // One that is as its folder says, and one that is not.
      for (const [from, name] of [["accepted/sum.py", "right.py"], ["wrong_answer/difference.py", "wrong.py"]])
        cpSync(join(sum, "submissions", from), join(folder, "double/submissions/accepted", name));
      const yaml = join(folder, "double/assignment.yaml");
      const right = readFileSync(yaml, "utf8").replace("title: Sum", "title: Two numbers");
      const pack = () => {
        const done = spawnSync("tar", ["-C", folder, "-czf", join(folder, "two-numbers.tar.gz"), "double"]);
        if (done.status !== 0) throw new Error(`tar: ${done.stderr}`);
      };
      await page.goto(`${platform.url}/app/courses/demo`);
      await page.getByRole("link", { name: "Problems", exact: true }).click();
      await page.getByRole("heading", { name: "Upload a package" }).waitFor();
      writeFileSync(yaml, right.replace("languages:", "langauges:"));
      pack();
      await page.locator("input[type=file]").setInputFiles(join(folder, "two-numbers.tar.gz"));
      check("the id follows the file", (await page.getByLabel("Id", { exact: true }).inputValue()) === "two-numbers");
      await page.getByRole("button", { name: "Upload" }).click();
      await page.getByRole("alert").waitFor();
      const said = await page.getByRole("alert").innerText();
      check(`a broken package is refused with the place (${said.replace(/\s+/g, " ")})`, /assignment\.yaml/.test(said) && /line \d+/.test(said) && /langauges/.test(said));
      await instructor.look("author");
      writeFileSync(yaml, right);
      pack();
      await page.locator("input[type=file]").setInputFiles(join(folder, "two-numbers.tar.gz"));
      await page.getByRole("button", { name: "Upload" }).click();
      await page.getByText("“Two numbers” is there: version 1").waitFor();
      check("a right one is a problem", true);
      await verifiesIt(page);
      await takesOneFromGit(page, folder);
      await page.getByRole("link", { name: "See it as students do" }).click();
      await page.getByRole("heading", { name: "Two numbers" }).first().waitFor();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  for (const one of [administrator, instructor]) one.expected = /status of 4(04|22)/; // refused, as is tried here
  const eve = await invitesSomebody();
  await givesARole();
  await makesAndRevokesAToken(eve);
  await setsUpASecondFactor(eve);
  await looksAtHerData(eve);
  await connectsAPlatform();
  await readsTheAuditLog();
  await disables(eve);
  await importsARoster();
  await erases();
  await comparesTexts();
  await studentsSeeNoSimilarity();
  await uploadsAPackage();
}
