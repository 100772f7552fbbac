// A course from both sides: its pages, grading by keyboard alone, publishing, another look, the gradebook, an exam.
import { readFileSync } from "node:fs";
import { request } from "playwright-core";
import { moderation } from "./moderation.mjs";
import { quiz } from "./quiz.mjs";
import { talking } from "./talking.mjs";

// What the server has, beside what the pages say of it.
class Api {
  constructor(platform, who) {
    Object.assign(this, { platform, who });
  }
  async begin() {
    this.context = await request.newContext({
      baseURL: this.platform.url,
      ignoreHTTPSErrors: true,
      extraHTTPHeaders: { Authorization: `Bearer ${this.platform.token(this.who)}` },
    });
    return this;
  }
  async call(method, path, data, type = "application/json") {
    const answer = await this.context.fetch(path, {
      method,
      ...(data === undefined ? {} : { data, headers: { "Content-Type": type } }),
    });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  }
  async idOf(problem) {
    const { assignments } = await this.call("GET", "/v1/courses/demo/assignments");
    return assignments.find((one) => one.problem === problem).id;
  }
}

async function writing({ instructor, sum, check }) {
  const { page } = instructor;
  await page.goto(`${instructor.platform.url}/app/courses/demo`);
  await page.getByRole("heading", { name: "Grading" }).waitFor();
  await instructor.look("course-staff");
  await page.getByRole("button", { name: "Announce something" }).click();
  await page.getByLabel("Title").fill("Office hours");
  await page.getByLabel("Text (Markdown)").fill("On **Monday**, at ten.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("article", { hasText: "Office hours" }).locator("strong", { hasText: "Monday" }).waitFor();
  await page.getByRole("link", { name: "New page" }).click();
  await page.getByLabel("Title").fill("Reading");
  await page.getByLabel("Text (Markdown)").fill("## Books\n\nThere are $n$ of them.\n");
  await page.getByLabel("The page is published").check();
  await page.getByLabel("What it looks like").locator("math").waitFor();
  await instructor.look("course-page-edit");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Reading" }).waitFor();
  await page.locator(".prose math").waitFor(); // formulas are drawn by what is loaded when there are some
  check("an instructor announces something and writes a page", (await page.locator(".prose math").count()) === 1);
  await page.getByRole("link", { name: "Course", exact: true }).click();
  await page.locator("main").getByRole("link", { name: "The sum of two numbers" }).first().click();
  await page.getByRole("link", { name: "Change", exact: true }).click();
  for (const [i, [name, points]] of [["Style", "3"], ["Own tests", "2"]].entries()) {
    await page.getByRole("button", { name: "Add a criterion" }).click();
    const criterion = page.getByRole("group", { name: `Criterion ${i + 1}` });
    await criterion.getByLabel("Name").fill(name);
    await criterion.getByLabel("Points").fill(points);
  }
  await page.getByLabel("What it means").first().fill("Names say what things are.");
  await page.getByLabel("Grades are held").check();
  await instructor.look("assignment-edit");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Change", exact: true }).waitFor();
  check("an instructor makes a rubric", page.url().endsWith(`/assignments/${sum}`));
}

async function courseHome({ student, check }) {
  const { page } = student;
  await page.goto(`${student.platform.url}/app/`);
  await page.getByRole("link", { name: "Programming, a first course" }).click();
  await page.getByRole("heading", { name: "Programming, a first course" }).waitFor();
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  await page.getByText("Welcome to the course").waitFor();
  check("the course says what is due", (await page.locator("aside").getByRole("link", { name: "Collatz" }).count()) === 1);
  await student.look("course");
  await page.getByRole("link", { name: "Welcome", exact: true }).click();
  await page.locator(".prose pre").waitFor();
  check("a page has its formulas", (await page.locator(".prose math").count()) > 0);
  await student.look("course-page");
}

async function gradesByKeyboard({ instructor, student, teacher, sum, check, until }) {
  const { page } = instructor;
  const ada = async () =>
    (await teacher.call("GET", `/v1/courses/demo/assignments/${sum}/grades`)).grades.find((one) => one.name === "Ada Student");
  check("the rubric makes the work to be graded", await until(async () => (await ada())?.state === "needs_grading"));
  await page.goto(`${instructor.platform.url}/app/courses/demo/assignments/${sum}/grade`);
  await page.locator(".line").first().waitFor();
  const press = (key) => page.keyboard.press(key);
  const focused = (what) => page.evaluate((name) => document.activeElement?.textContent?.includes(name) ?? false, what);
  check("who waits comes first", (await page.getByRole("combobox", { name: "Student", exact: true }).locator("option:checked").innerText()) === "Ada Student");
  await press("1");
  await press("2");
  await press("-");
  await press("l");
  await press("ArrowDown");
  await press("a");
  await page.keyboard.type("One name for both would say more.");
  await press("Control+Enter");
  await page.locator(".remark", { hasText: "would say more" }).waitFor();
  check("the focus is back at the line", (await page.evaluate(() => document.activeElement?.dataset.line)) === "2");
  await press("c");
  await page.keyboard.type("Good work.");
  await press("Escape");
  await press("b");
  await page.getByRole("dialog", { name: "Comment bank" }).waitFor();
  await page.getByRole("button", { name: "Keep it" }).waitFor();
  for (let i = 0; i < 10 && !(await focused("Keep it")); ++i) await press("Tab");
  await press("Enter");
  await page.locator(".bank-pick", { hasText: "Good work." }).waitFor();
  await press("Escape");
  await press("s");
  const points = () => page.locator(".standing strong").innerText();
  check("tests and rubric make the points", await until(async () => (await points()) === "9.5 / 10"));
  await instructor.look("grading");
  await press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await instructor.look("grading-keys");
  await press("Escape");
  await press("j");
  await page.getByText(/^2 of /).waitFor();
  await press("b");
  await page.getByLabel(/^Find/).waitFor();
  await page.keyboard.type("good");
  await page.locator(".bank-pick", { hasText: "Good work." }).waitFor();
  await press("Enter");
  check("a comment is used again", (await page.getByLabel("To the student").inputValue()) === "Good work.");
  await press("k");
  await page.getByText(/^1 of /).waitFor();
  await student.page.goto(`${student.platform.url}/app/courses/demo/assignments/${sum}`);
  await student.page.locator(".cm-content").waitFor();
  check("nothing is seen before it is published", (await student.page.getByRole("heading", { name: "Feedback" }).count()) === 0);
  await press("Shift+P");
  await page.getByRole("dialog", { name: "Publish grades" }).waitFor();
  await press("Enter");
  await page.getByText("shown to students", { exact: true }).waitFor();
  check("grades are published by the keyboard", (await ada()).published);
}

async function feedback({ student, sum, check }) {
  const { page } = student;
  await page.goto(`${student.platform.url}/app/`);
  await page.getByRole("heading", { name: "News" }).waitFor();
  await student.look("news");
  await page.getByRole("link", { name: "Grades are there: The sum of two numbers" }).click();
  await page.getByRole("heading", { name: "Feedback" }).waitFor();
  check("the student is told of grades, and led to them", page.url().endsWith(`/courses/demo/assignments/${sum}`));
  const section = page.locator("#feedback");
  await section.locator(".said", { hasText: "would say more" }).waitFor();
  const text = await section.innerText();
  check("the student sees points, rubric and comment", text.includes("9.5 / 10") && text.includes("1.5 / 2") && text.includes("Good work."));
  check(
    "the remark stands under its line",
    (await section.locator(".source > .marked").innerText()) === "print(int(a) + int(b))",
  );
  await student.look("feedback");
  await page.getByRole("link", { name: "Your grades" }).click();
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByLabel("What if: points in Collatz").fill("10");
  const would = page.locator("section", { hasText: "What if" }).locator(".standing strong").first();
  await would.waitFor();
  check("what if answers with another total", (await would.innerText()) !== (await page.locator(".standing strong").first().innerText()));
  await student.look("grades");
}

async function anotherLook({ student, instructor, sum, check, until }) {
  const asked = student.page;
  await asked.goto(`${student.platform.url}/app/courses/demo/assignments/${sum}`);
  await asked.getByRole("button", { name: "Ask for another look" }).click();
  await asked.getByLabel("About").selectOption({ label: "Own tests" });
  await asked.getByLabel("Why").fill("There are three tests.");
  await asked.getByRole("button", { name: "Send" }).click();
  await asked.locator(".entry", { hasText: "There are three tests." }).waitFor();
  check("one cannot ask twice", (await asked.getByRole("button", { name: "Ask for another look" }).count()) === 0);
  await asked.goto(`${student.platform.url}/app/courses/demo`);
  await asked.locator("main").getByRole("link", { name: "Eight queens" }).first().click();
  await asked.getByRole("button", { name: "Ask for more time" }).click();
  await asked.getByLabel("Until when").fill("2031-03-01T12:00");
  await asked.getByLabel("Why").fill("I was ill.");
  await asked.getByRole("button", { name: "Send" }).click();
  await asked.locator(".entry", { hasText: "I was ill." }).waitFor();

  const { page } = instructor;
  await page.getByRole("link", { name: "Requests" }).click();
  await page.getByText("There are three tests.").waitFor();
  await instructor.look("requests");
  const form = page.getByRole("form", { name: "Answer to Ada Student" });
  await form.getByLabel("Answer").fill("So there are.");
  await form.getByLabel("New points").fill("10");
  await form.getByRole("button", { name: "Change the grade" }).click();
  await page.getByText("9.5 → 10 points").waitFor();
  await page.getByRole("button", { name: "Grant" }).click();
  await page.getByText("granted", { exact: true }).waitFor();

  await asked.goto(`${student.platform.url}/app/courses/demo/assignments/${sum}`);
  await asked.getByText("So there are.").waitFor();
  check("the student sees the answer and the new grade", (await asked.locator("#feedback .standing").innerText()).includes("10 / 10"));
  await asked.goto(`${student.platform.url}/app/courses/demo`);
  await asked.locator("main").getByRole("link", { name: "Eight queens" }).first().click();
  check("more time holds", await until(async () => (await asked.getByText("Mar 1, 2031").count()) > 0));
}

async function gradebook({ instructor, sum, check, until }) {
  const { page } = instructor;
  await page.getByRole("link", { name: "Gradebook" }).click();
  const grid = page.getByRole("grid");
  await grid.getByRole("link", { name: "Ada Student" }).waitFor();
  await instructor.look("gradebook");
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const table = readFileSync(await (await downloading).path(), "utf8").split("\r\n");
  const column = table[0].split(",").findIndex((one) => one.includes(`#${sum}`));
  const row = (name) => table.findIndex((line) => line.includes(name));
  check("the table has the changed grade", table[row("Ada Student")].split(",")[column] === "10");

  const open = async (cells) => {
    const changed = table.map((line, i) => {
      if (i !== row("Grace Student")) return line;
      const parts = line.split(",");
      parts[column] = cells;
      return parts.join(",");
    });
    await page.getByLabel("Table (CSV)").setInputFiles({
      name: "grades.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(changed.join("\r\n")),
    });
  };
  await page.getByRole("button", { name: "Import CSV …" }).click();
  await open("many");
  await page.getByText("Nothing can be imported as long as").waitFor();
  check("a wrong table is not applied", (await page.getByRole("button", { name: /^Apply/ }).count()) === 0);
  await open("7");
  await page.getByRole("button", { name: "Apply 1 change" }).waitFor();
  await instructor.look("gradebook-import");
  await page.getByRole("button", { name: "Apply 1 change" }).click();
  await page.getByText("1 change was applied.").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  const points = (name) =>
    grid.locator("tr", { has: page.getByRole("link", { name, exact: true }) }).locator(`a[href*="/assignments/${sum}/"]`);
  check("the imported points count", await until(async () => (await points("Grace Student").innerText()) === "7"));

  await page.getByLabel("Find").fill("grace");
  await page.getByText(/^1 of \d+ people/).waitFor();
  check("the class is filtered", (await grid.getByRole("link", { name: "Ada Student" }).count()) === 0);
  await page.getByLabel("Find").fill("");
  await grid.getByRole("button", { name: /Total/ }).click();
  await grid.getByRole("rowheader").first().waitFor();
  const first = () => grid.getByRole("rowheader").first().innerText();
  const best = await first();
  await grid.getByRole("button", { name: /Total/ }).click();
  check("a click on a head sorts, another turns it around", await until(async () => (await first()) !== best));

  // Into a cell and out of it with the keyboard: person, assignment, submission.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  check("arrows go from cell to cell", (await page.evaluate(() => document.activeElement?.closest("th")?.scope)) === "row");
  await grid.getByRole("link", { name: "Ada Student" }).click();
  await page.getByRole("heading", { name: "Ada Student" }).waitFor();
  await instructor.look("gradebook-person");
  await page.locator("main").getByRole("link", { name: "The sum of two numbers" }).click();
  await page.locator(".line").first().waitFor();
  check("the row leads to what was handed in", page.url().includes(`/assignments/${sum}/grade?person=`));
}

async function remarksSurvive({ student, sum, check }) {
  const { page } = student;
  await page.goto(`${student.platform.url}/app/courses/demo/assignments/${sum}`);
  await page.locator(".cm-content").waitFor();
  await student.type("# once more\nimport sys\na, b = input().split()\nprint(int(a) + int(b))\n");
  await student.submit("AC");
  await page.getByRole("link", { name: "All details" }).click();
  await page.locator(".said", { hasText: "would say more" }).waitFor();
  const lines = await page.locator("pre.source > span").allInnerTexts();
  const at = lines.findIndex((line) => line.includes("would say more"));
  check("a remark goes with its line into the next submission", lines[at - 1] === "print(int(a) + int(b))");
}

async function exam({ student, instructor, teacher, check, until }) {
  student.expected = /409|ERR_INTERNET_DISCONNECTED/; // taken over, and without a network, as is tried here
  const id = await teacher.idOf("eight-queens");
  await instructor.page.goto(`${student.platform.url}/app/courses/demo/assignments/${id}/edit`);
  await instructor.page.getByLabel("It is an exam").check();
  await instructor.page.getByRole("button", { name: "Save" }).click();
  await instructor.page.getByRole("link", { name: "Change", exact: true }).waitFor();
  const own = await new Api(student.platform, "demo-ada").begin();
  const onDisk = async () =>
    (await own.call("GET", `/v1/courses/demo/assignments/${id}/draft`)).files?.map((file) => file.text).join("") ?? "";
  const { page } = student;
  const at = `${student.platform.url}/app/courses/demo/assignments/${id}`;
  await page.goto(at);
  await page.getByRole("button", { name: "Begin the exam" }).waitFor();
  check("nothing of an exam is read before it begins", (await page.locator(".cm-content").count()) === 0);
  await student.look("exam");
  await page.getByRole("button", { name: "Begin the exam" }).click();
  await page.locator(".cm-content").waitFor();
  await page.getByLabel("Language").selectOption("python");
  const saved = (where) => where.locator("[data-saved=saved]", { hasText: /^Saved / }).waitFor();
  await student.type("# first thoughts");
  check("what is typed is on disk", await until(async () => (await onDisk()) === "# first thoughts"));
  await saved(page);
  await student.look("exam-begun");

  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.locator(".cm-content", { hasText: "first thoughts" }).waitFor();
  check("a reload brings it back from the server", true);

  await student.context.setOffline(true);
  await student.type("# without a network");
  await page.locator("[data-saved=away]").waitFor();
  check("it says when it could not be saved", (await onDisk()) === "# first thoughts");
  await student.context.setOffline(false);
  check("and saves once it can", await until(async () => (await onDisk()) === "# without a network"));
  await saved(page);

  const other = await student.context.newPage();
  await other.goto(at);
  await other.getByRole("button", { name: "Take it over" }).click();
  await other.locator(".cm-content", { hasText: "without a network" }).waitFor();
  await student.type("# too late");
  await page.getByRole("heading", { name: "The exam goes on elsewhere" }).waitFor();
  check("two windows do not write over each other", (await onDisk()) === "# without a network");
  await other.locator(".cm-content").click();
  await other.keyboard.press("Control+Enter");
  await other.getByLabel("Grading").locator(".verdict").first().waitFor();
  check("what is handed in belongs to the exam", true);
  await other.close();
  await own.context.dispose();
}

// Four hundred people beside forty assignments: what is not seen is not drawn, and is reached all the same.
async function wholeClass({ instructor, teacher, check, until }) {
  for (let i = 1; i <= 37; ++i)
    await teacher.call("POST", "/v1/courses/demo/assignments", { title: `Small ${i}`, points: 10, published: true, position: 1000 });
  const people = Array.from({ length: 398 }, (_, i) => `s${i}@class.example,Student ${String(i).padStart(4, "0")}`);
  await teacher.call("POST", "/v1/courses/demo/roster/import", Buffer.from(["email,name", ...people].join("\n")), "text/csv");
  const book = () => teacher.call("GET", "/v1/courses/demo/gradebook");
  check("everybody is in the gradebook", await until(async () => (await book()).students.length === 400));
  const { page } = instructor;
  const begun = Date.now();
  await page.goto(`${instructor.platform.url}/app/courses/demo/gradebook`);
  const grid = page.getByRole("grid");
  await grid.getByRole("link", { name: "Ada Student" }).waitFor();
  console.log(`     the gradebook of 400 people stands after ${Date.now() - begun} ms`);
  const cells = () => page.evaluate(() => document.querySelectorAll("[role=grid] [data-row]").length);
  check("only what is seen is drawn", (await cells()) < 1_500);
  await grid.getByRole("link", { name: "Ada Student" }).focus();
  await page.keyboard.press("Control+End");
  const at = () => page.evaluate(() => ({ ...document.activeElement?.dataset }));
  const { assignments } = await book();
  check("forty assignments and more", assignments.length > 40);
  const last = String(2 + 2 + assignments.length - 1); // beside the name, the total and two categories
  check(
    "the keyboard reaches the last cell",
    await until(async () => {
      const { row, column } = await at();
      return row === "399" && column === last;
    }),
  );
  check("and still little is drawn", (await cells()) < 1_500);
  const frames = await page.evaluate(async () => {
    const box = document.querySelector(".book");
    const gaps = [];
    box.scrollTo(0, 0);
    for (let i = 0, before = performance.now(); i < 40; ++i) {
      box.scrollTop += 300;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      gaps.push(performance.now() - before);
      before = performance.now();
    }
    return gaps.sort((a, b) => a - b);
  });
  console.log(`     a step of 300 pixels: ${frames[20].toFixed(0)} ms, the slowest of 40 ${frames[39].toFixed(0)} ms`);
  await page.getByLabel("Find").fill("Student 03");
  check("four hundred are filtered", await until(async () => (await page.getByText("98 of 400 people").count()) === 1));
}

export async function teaching(with_) {
  const teacher = await new Api(with_.platform, "demo-instructor").begin();
  const all = { ...with_, teacher, sum: await teacher.idOf("sum") };
  await courseHome(all);
  await writing(all);
  await talking(all);
  await gradesByKeyboard(all);
  await feedback(all);
  await anotherLook(all);
  await gradebook(all);
  await remarksSurvive(all);
  await exam(all);
  await quiz(all);
  const root = await new Api(with_.platform, "admin").begin();
  await moderation({ ...all, root });
  await root.context.dispose();
  await wholeClass(all);
  await teacher.context.dispose();
}
