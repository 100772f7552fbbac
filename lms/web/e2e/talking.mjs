import { cartridge } from "./cartridge.mjs";

// Modules as their instructor orders them and as they open to students; a discussion with code.
async function modules({ instructor, student, sum, check, until }) {
  const { page } = instructor;
  const at = `${instructor.platform.url}/app/courses/demo/modules`;
  await page.goto(at);
  await page.getByRole("button", { name: "New module" }).click();
  const form = page.getByRole("form", { name: "New module" });
  await form.getByLabel("Title").fill("Recursion");
  await form.getByLabel("Description (Markdown)").fill("Functions that *call themselves*.");
  await form.getByRole("button", { name: "Add an assignment" }).click();
  await form.getByRole("combobox", { name: "Assignment" }).selectOption(sum);
  await form.getByLabel("at least, in %").fill("100");
  await form.getByLabel("Students see the module").check();
  await form.getByLabel("Opens").fill("2099-01-01T12:00");
  await instructor.look("module-edit");
  await form.getByRole("button", { name: "Save" }).click();
  const made = page.getByRole("region", { name: "Recursion" });
  await made.locator("em", { hasText: "call themselves" }).waitFor();
  await page.getByRole("button", { name: "Move up: Recursion" }).click();
  const titles = (one) => one.locator("section.sheet h2").allInnerTexts();
  check("a module is moved", await until(async () => (await titles(page)).slice(-2)[0]?.startsWith("Recursion")));
  await instructor.look("modules-staff");

  await student.page.goto(at);
  const seen = student.page.getByRole("region", { name: "Recursion" });
  await seen.getByText(/^Opens .*2099/).waitFor();
  check("a student is told when a module opens", true);
  await student.look("modules");
  await page.getByRole("button", { name: /Change.*Recursion/ }).click();
  await page.getByRole("form", { name: "Change the module" }).getByLabel("Opens").fill("");
  await page.getByRole("form", { name: "Change the module" }).getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: /Change.*Recursion/ }).waitFor();
  await student.page.reload();
  await seen.getByText("First reach 100 % in: The sum of two numbers").waitFor();
  check("and what comes before it", (await seen.getByText("Opens").count()) === 0);
}

async function discussion({ instructor, student, check, until }) {
  const { page } = student;
  await page.goto(`${student.platform.url}/app/courses/demo`);
  await page.getByRole("link", { name: "Discussions" }).click();
  await page.getByRole("button", { name: "New discussion" }).click();
  const form = page.getByRole("form", { name: "New discussion" });
  await form.getByLabel("Title").fill("Why is it slow?");
  await form.getByLabel("Text (Markdown)").fill("Mine takes a minute:\n\n```python\nfor i in range(10):\n    print(i)\n```\n");
  await form.locator(".tok-keyword", { hasText: "for" }).waitFor();
  check("code is coloured while it is written", true);
  await student.look("discussion-new");
  await form.getByRole("button", { name: "Post" }).click();
  await page.getByRole("heading", { name: "Why is it slow?" }).waitFor();
  await page.locator(".tok-keyword", { hasText: "for" }).waitFor();

  await instructor.page.goto(`${instructor.platform.url}/app/courses/demo/discussions`);
  await instructor.page.getByRole("link", { name: "Why is it slow?" }).click();
  await instructor.page.getByRole("textbox", { name: "Your reply (Markdown)" }).fill("Ten prints are *not* slow.");
  await instructor.page.getByRole("button", { name: "Post" }).click();
  const reply = instructor.page.locator("article", { hasText: "Ten prints" });
  await reply.getByRole("button", { name: "This is the answer" }).click();
  await reply.locator(".verdict", { hasText: "answer" }).waitFor();
  await instructor.page.getByRole("button", { name: "Pin", exact: true }).click();
  await instructor.page.locator("article .verdict", { hasText: "pinned" }).waitFor();
  await instructor.look("discussion");

  await page.reload();
  await page.locator("article", { hasText: "Ten prints" }).locator(".verdict", { hasText: "answer" }).waitFor();
  check("others' words are not mine to change", (await page.locator("article", { hasText: "Ten prints" }).getByRole("button").count()) === 0);
  await page.getByRole("textbox", { name: "Your reply (Markdown)" }).fill("Thank you!");
  await page.getByRole("button", { name: "Post" }).click();
  const mine = page.locator("article", { hasText: "Thank you!" });
  await mine.getByRole("button", { name: "Change", exact: true }).click();
  await page.getByRole("form", { name: "Change the reply" }).getByRole("textbox", { name: "Change the reply" }).fill("Thank you very much!");
  await page.getByRole("form", { name: "Change the reply" }).getByRole("button", { name: "Save" }).click();
  const changed = page.locator("article", { hasText: "very much" });
  await changed.getByText("changed").waitFor();
  await changed.getByRole("button", { name: "Remove" }).click();
  check("one's own reply is changed and taken back", await until(async () => (await changed.count()) === 0));
  await page.getByRole("button", { name: "Mark as resolved" }).click();
  await page.getByRole("link", { name: "Discussions" }).click();
  await page.getByRole("row", { name: /Why is it slow/ }).getByText("resolved").waitFor();
  check("a discussion is resolved", true);
  await student.look("discussions");
}

export async function talking(all) {
  await modules(all);
  await discussion(all);
  await cartridge(all);
}
