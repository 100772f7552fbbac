// The journeys that matter, in a real browser against the real platform:
//   node run.mjs PROGRAMS [--screenshots FOLDER]
// Every page that a journey reaches is checked by axe in both themes, and nothing may be written to the console as an error.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { mailJourneys } from "./mail.mjs";
import { passkeyJourneys } from "./passkeys.mjs";
import { startPlatform } from "./platform.mjs";
import { signOnJourneys } from "./sign-on.mjs";
import { staffJourneys } from "./staff.mjs";
import { teaching } from "./teaching.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [programs, ...rest] = process.argv.slice(2);
const screenshots = rest[0] === "--screenshots" ? rest[1] : null;
if (screenshots) mkdirSync(screenshots, { recursive: true });

const failures = [];
function check(what, holds) {
  if (!holds) failures.push(what);
  console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
}

// Asks again until it holds; false after half a minute. (waitForFunction would need what the page's policy forbids.)
async function until(holds) {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

class Person {
  constructor(browser, platform, name) {
    Object.assign(this, { browser, platform, name });
  }

  // A browser of their own, where nobody is signed in.
  async open() {
    this.context = await this.browser.newContext({
      ignoreHTTPSErrors: true,
      locale: "en-GB",
      viewport: { width: 1280, height: 860 },
    });
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(30_000);
    this.page.on("console", (message) => {
      if (message.type() === "error" && !/401/.test(message.text()) && !this.expected?.test(message.text()))
        failures.push(`${this.name}: the console says: ${message.text()}`);
    });
    this.page.on("pageerror", (error) => failures.push(`${this.name}: ${error}`));
  }

  async begin() {
    await this.open();
    await this.page.goto(`${this.platform.url}/`);
    const [email, password] = this.platform.login(this.name);
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.page.getByRole("heading", { name: "Assignments" }).waitFor();
  }

  // axe over the page as it stands, light and dark; and a picture of each, wide and narrow.
  async look(name) {
    for (const theme of ["light", "dark"]) {
      await this.page.evaluate((value) => (document.documentElement.dataset.theme = value), theme);
      await this.page.evaluate(axe);
      const { violations } = await this.page.evaluate(() =>
        globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
      );
      for (const one of violations)
        failures.push(`${name}, ${theme}: ${one.id}: ${one.nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary})`).join("; ")}`);
      check(`${name}, ${theme}: accessible`, violations.length === 0);
      if (screenshots) await this.page.screenshot({ path: join(screenshots, `${name}-${theme}.png`), fullPage: true });
    }
    await this.nothingSticksOut(name, "a wide");
    await this.page.setViewportSize({ width: 390, height: 844 });
    await this.nothingSticksOut(name, "a narrow");
    if (screenshots) await this.page.screenshot({ path: join(screenshots, `${name}-narrow.png`), fullPage: true });
    await this.page.setViewportSize({ width: 1280, height: 860 });
    await this.page.evaluate(() => delete document.documentElement.dataset.theme);
  }

  async nothingSticksOut(name, width) {
    const out = await this.page.evaluate(() => {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room) return [];
      return [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > room && !one.closest(".scroll, pre"))
        .map((one) => `${one.tagName} ${one.className}`);
    });
    check(`${name}: nothing sticks out of ${width} window ${out.slice(0, 5).join("; ")}`, out.length === 0);
  }

  async type(text) {
    const editor = this.page.locator(".cm-content");
    await editor.click();
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.insertText(text);
  }

  async submit(verdict) {
    await this.page.getByRole("button", { name: "Submit" }).click();
    await this.page.getByLabel("Grading").locator(".verdict", { hasText: verdict }).first().waitFor({ timeout: 60_000 });
  }
}

async function studentSolves(student) {
  const { page } = student;
  await student.look("problems");
  await page.getByRole("link", { name: "Sum", exact: true }).click();
  await page.getByText("print their sum").waitFor();
  await page.locator(".cm-content").waitFor();
  await page.getByLabel("Language").selectOption("python");
  await student.type("a, b = input().split()\nprint(int(a) - int(b))\n");
  await student.submit("WA");
  await page.getByRole("heading", { name: "Expected" }).last().waitFor();
  await page.locator("del").first().waitFor();
  check("a wrong answer shows what was expected", true);
  await student.look("problem-wrong");
  await student.type("a, b = input().split()\nprint(int(a) + int(b))\n");
  await page.keyboard.press("Control+Enter");
  await page.getByLabel("Grading").locator(".verdict", { hasText: "AC" }).first().waitFor({ timeout: 60_000 });
  check("the keyboard submits", true);
  check("each test has its mark", (await page.locator(".strip li.good").count()) >= 3);
  await page.getByRole("heading", { name: "Your submissions" }).waitFor();
  await page.locator("table .verdict.good").first().waitFor();
  await student.look("problem-right");
}

async function draftsSurvive(student) {
  const { page } = student;
  await student.type("# half a thought");
  await page.reload();
  await page.locator(".cm-content").waitFor();
  check("what was typed survives a reload", (await page.locator(".cm-content").innerText()).includes("half a thought"));
}

async function studentLooksBack(student) {
  const { page } = student;
  await page.locator("section", { hasText: "Your submissions" }).getByRole("link").last().click();
  await page.getByRole("heading", { name: "What was handed in" }).waitFor();
  await page.locator("pre.source").waitFor();
  check("the source is shown", (await page.locator("pre.source").innerText()).includes("int(a) - int(b)"));
  await student.look("submission");
}

async function compileErrors(student) {
  const { page } = student;
  await page.goto(`${student.platform.url}/app/problems/sum`);
  await page.locator(".cm-content").waitFor();
  await student.type("print('");
  await student.submit("CE");
  check("a compile error is shown", (await page.getByText("SyntaxError").count()) > 0);
}

async function tellsHowItWasWritten(student) {
  const { page } = student;
  const source = async () => {
    const made = await Promise.all([
      page.waitForResponse((one) => one.url().endsWith("/v1/submissions") && one.request().method() === "POST"),
      page.getByRole("button", { name: "Submit" }).click(),
    ]);
    const { id } = await made[0].json();
    await page.getByLabel("Grading").locator(".verdict", { hasText: "WA" }).first().waitFor({ timeout: 60_000 });
    return page.evaluate(async (name) => (await fetch(`/v1/submissions/${name}/source`)).json(), id);
  };
  await student.type("print(1)\n");
  check("nothing of how it was written goes along unasked", (await source()).edits === undefined);
  await page.getByLabel("Tell along how this was written").check();
  await page.keyboard.press("Tab");
  await student.type("");
  await page.keyboard.type("print(2)");
  await page.locator(".cm-content").evaluate((editor) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "\n# from somewhere else\n");
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  const { edits } = await source();
  check(
    `what was typed and what was pasted are told apart (${JSON.stringify(edits)})`,
    edits?.typed >= 7 && edits.typed <= 9 && edits.pasted === 23 && edits.pastes === 1,
  );
  await student.look("problem-writing");
  await page.getByLabel("Tell along how this was written").uncheck();
}

async function instructorWatches(instructor, student) {
  const { page } = instructor;
  await page.getByRole("link", { name: /Grading board/ }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  const tile = page.locator(".tile b").first();
  const before = Number(await tile.innerText());
  check("the board counts what was handed in", before >= 3);
  await page.getByText("Ada Student").first().waitFor();
  check("people have names", true);
  await student.type("print(7)\n");
  await student.submit("WA");
  const moved = await until(async () => Number(await tile.innerText()) > before);
  check("the board moves while it is looked at", moved);
  await instructor.look("board");
}

async function instructorRejudges(instructor) {
  const { page } = instructor;
  await page.getByRole("link", { name: "Rejudging" }).click();
  await page.getByLabel("Reason").fill("another look");
  await instructor.look("rejudges");
  await page.getByRole("button", { name: /Start/ }).click();
  await page.getByText("ready", { exact: true }).waitFor({ timeout: 120_000 });
  await instructor.look("rejudge");
  await page.getByRole("button", { name: /count/ }).click();
  await page.getByText("counts", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByText("taken back", { exact: true }).waitFor();
  check("a rejudge counts, and is taken back", true);
}

async function machines(administrator) {
  const { page } = administrator;
  await page.getByRole("link", { name: "Queue and workers" }).click();
  await page.getByText("connected", { exact: true }).waitFor();
  await administrator.look("machines");
}

async function settings(student) {
  const { page } = student;
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Language").selectOption("de");
  await page.getByRole("heading", { name: "Einstellungen" }).waitFor();
  check("the page speaks German", (await page.locator("html").getAttribute("lang")) === "de");
  await student.look("settings");
  await page.locator("select").first().selectOption("en");
}

async function assignmentOfTheCourse(student) {
  const { page } = student;
  await page.goto(`${student.platform.url}/app/`);
  await page.locator("section", { hasText: "Due" }).getByRole("link").first().click();
  await page.locator(".cm-content").waitFor();
  check("an assignment says until when", (await page.getByText(/^Due /).count()) > 0);
  await student.look("assignment");
}

async function keyboardAlone(student) {
  const { page } = student;
  await page.goto(`${student.platform.url}/app/`);
  await page.getByRole("heading", { name: "Assignments" }).waitFor();
  // Something to be led to: what is listed comes later than the heading.
  await page.locator("main").getByRole("link").first().waitFor();
  await page.keyboard.press("Tab");
  check("the first stop is the way past the menu", (await page.evaluate(() => document.activeElement?.className)) === "skip");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  check("it leads into the page", await page.evaluate(() => document.querySelector("main")?.contains(document.activeElement) ?? false));
}

async function refused(browser, platform) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(`${platform.url}/app/problems/sum`);
  await page.getByLabel("E-mail").fill("nobody@example.org");
  await page.getByLabel("Password").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  check("a wrong password is refused", (await page.getByRole("alert").innerText()).length > 10);
  await page.getByRole("button", { name: "With an access token" }).click();
  check("the way is changed", (await page.getByRole("alert").count()) === 0);
  await page.getByLabel("Access token").fill(`assay_${"x".repeat(43)}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  check("a wrong token is refused in words", (await page.getByRole("alert").innerText()).includes("unknown or has expired"));
  await page.getByLabel("Access token").fill(platform.token("demo-grace"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("print their sum").waitFor();
  check("a token signs in, where one wanted to go", true);
  await context.close();
}

const platform = await startPlatform(programs);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  await refused(browser, platform);
  const student = new Person(browser, platform, "demo-ada");
  await student.begin();
  await studentSolves(student);
  await draftsSurvive(student);
  await studentLooksBack(student);
  await compileErrors(student);
  await tellsHowItWasWritten(student);
  const instructor = new Person(browser, platform, "demo-instructor");
  await instructor.begin();
  await instructorWatches(instructor, student);
  await instructorRejudges(instructor);
  const administrator = new Person(browser, platform, "admin");
  await administrator.begin();
  await machines(administrator);
  await settings(student);
  await assignmentOfTheCourse(student);
  await keyboardAlone(student);
  await teaching({ student, instructor, platform, check, until });
  await signOnJourneys({ check, browser, platform, Person, administrator });
  await passkeyJourneys({ check, browser, platform, Person });
  await mailJourneys({ check, until, browser, platform, Person, administrator, instructor, student });
  await staffJourneys({ check, until, browser, platform, Person, administrator, instructor, student });
} catch (error) {
  failures.push(String(error));
  if (screenshots) {
    for (const [i, page] of browser.contexts().flatMap((context) => context.pages()).entries())
      await page.screenshot({ path: join(screenshots, `failed-${i}.png`), fullPage: true });
  }
} finally {
  await browser.close();
  platform.stop();
}
if (failures.length > 0) {
  console.error(failures.map((one) => `failed: ${one}`).join("\n"));
  process.exit(1);
}
